"""What a mark scheme holds, as frozen values.

A rubric is data: steps with levels, escalation, process points, conduct, mistakes and
readiness, each under conditions that scoring/conditions.py evaluates.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from dialogue.acts import ActKind
from dialogue.turns import EventKind
from scenario.types import Pattern


class Predicate(str, Enum):
    """What a condition asks; docs/rubrics.md explains each with an example."""

    ALL = "all"
    ANY = "any"
    NOT = "not"
    ACT = "act"
    PICKS_UP = "picks_up"
    EVENTS = "events"
    ANSWERS_ANGER = "answers_anger"
    REPAIRED = "repaired"
    UNDONE = "undone"
    WITHIN_AUTHORITY = "within_authority"
    IDENTITY_FIRST = "identity_first"
    PATTERN = "pattern"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition; which fields matter depends on the predicate.

    `by_reply` counts the learner's replies from 1; `drop` is points of mood; `within`
    is replies; `wording`, `unlike` and `not_just` name a list of the rubric's wordings.
    """

    predicate: Predicate
    parts: tuple[Condition, ...] = ()
    of: frozenset[ActKind] = frozenset()
    by: frozenset[ActKind] = frozenset()
    before: frozenset[ActKind] = frozenset()
    after: frozenset[ActKind] = frozenset()
    clean_of: frozenset[ActKind] = frozenset()
    beside: frozenset[ActKind] = frozenset()
    by_reply: int | None = None
    at_least: int = 1
    at_most: int = 0
    least_words: int = 0
    specific: bool = False
    wording: str = ""
    unlike: str = ""
    not_just: str = ""
    drop: int = 0
    within: int = 0
    events: frozenset[EventKind] = frozenset()
    pattern: Pattern | None = None
    lacking: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One mark of a step, the rule that gives it, and what the learner is told."""

    marks: int
    rule: str
    says: str
    when: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricStep:
    """A step marked by the highest level whose condition holds.

    `costs` are the acts shown as evidence where none holds.
    """

    id: str
    title: str
    criteria: tuple[str, ...]
    meaning: str
    hint: str
    levels: tuple[Level, ...]
    none_rule: str
    none_says: str
    costs: frozenset[ActKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRule:
    """`marks` is None where the verdict is left out of the total."""

    marks: int | None
    says: str
    lacking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationRule:
    """`window` is the number of replies within which a trigger must be met."""

    criteria: tuple[str, ...]
    window: int
    to_whom: str
    why: str
    verdicts: dict[str, VerdictRule]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessPoint:
    id: str
    title: str
    criteria: tuple[str, ...]
    applies: Condition | None
    when: Condition
    lacking: str


class Blocks(str, Enum):
    ALWAYS = "always"
    BEYOND_AUTHORITY = "beyond_authority"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConductRule:
    """Conduct that costs marks: an act, or some wordings, and whether it blocks."""

    act: ActKind | None
    wording: str
    title: str
    criteria: tuple[str, ...]
    blocks: Blocks
    advice: str

    @property
    def id(self) -> str:
        return str(self.act) if self.act else self.wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    id: str
    title: str
    criteria: tuple[str, ...]
    says: str
    when: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadinessRule:
    """`process_pct` is the least share of applicable process points, in per cent."""

    step_least: int
    escalation_least: int
    process_pct: int
    nearly_missing: int
    says: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """A mark scheme. `group` is the key of the steps' marks in outputs: heat.

    Acts that the detector gives less confidence than `costs_from` (0 to 1) may earn
    marks and cost none.
    """

    id: str
    version: str
    title: str
    group: str
    costs_from: float
    wordings: dict[str, tuple[str, ...]]
    steps: tuple[RubricStep, ...]
    escalation: EscalationRule
    process: tuple[ProcessPoint, ...]
    conduct: tuple[ConductRule, ...]
    mistakes: tuple[Mistake, ...]
    readiness: ReadinessRule
    sha256: str
