"""The mark sheet: each mark with its rule, quotes and what would have earned more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from dialogue.turns import Quote


class Status(str, Enum):
    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"

    def __str__(self) -> str:
        return self.value


class Verdict(str, Enum):
    """How escalation was handled; the rubric says what each is worth."""

    HANDLED_WELL = "handled_well"
    HANDLED = "handled"
    LATE = "late"
    MISSED = "missed"
    REFUSED = "refused"
    UNNECESSARY = "unnecessary"
    NOT_APPLICABLE = "not_applicable"

    def __str__(self) -> str:
        return self.value


class Readiness(str, Enum):
    READY = "ready"
    NEARLY = "nearly"
    NOT_YET = "not_yet"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Better:
    """A wording that would have stood better in turn `turn`."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepMark:
    """A step's mark out of `most`. `lacking` says what the next mark up would take.

    `is_open` says that the detector was unsure of a reply that might have earned more.
    """

    step: str
    title: str
    marks: int
    most: int
    rule: str
    criteria: tuple[str, ...]
    says: str
    quotes: tuple[Quote, ...]
    lacking: tuple[str, ...]
    better: Better | None
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationMark:
    """`marks` is None where the verdict is left out of the total."""

    verdict: Verdict
    marks: int | None
    criteria: tuple[str, ...]
    says: str
    quotes: tuple[Quote, ...]
    triggers: tuple[str, ...]
    lacking: str
    better: Better | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointMark:
    point: str
    title: str
    status: Status
    criteria: tuple[str, ...]
    quotes: tuple[Quote, ...]
    lacking: str
    better: Better | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConductMark:
    conduct: str
    title: str
    is_blocker: bool
    criteria: tuple[str, ...]
    quotes: tuple[Quote, ...]
    advice: str
    better: Better | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MistakeMark:
    mistake: str
    title: str
    criteria: tuple[str, ...]
    says: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSheet:
    """All marks of one transcript, with the versions of what made them.

    `unsure` holds the turns that the detector could not judge; they wait for the tutor.
    `missing` names, in words, the conditions of "ready" that do not hold.
    """

    group: str
    steps: tuple[StepMark, ...]
    escalation: EscalationMark
    process: tuple[PointMark, ...]
    conduct: tuple[ConductMark, ...]
    mistakes: tuple[MistakeMark, ...]
    readiness: Readiness
    readiness_says: str
    missing: tuple[str, ...]
    unsure: tuple[int, ...]
    versions: dict[str, str]

    def step(self, step_id: str) -> StepMark:
        return next(mark for mark in self.steps if mark.step == step_id)
