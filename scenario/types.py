"""What a scenario holds, as frozen values: brief, customer, facts, remedies, lines.

docs/authoring.md tells authors what each part means; scenario/schemas/scenario.json is
the form of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from dialogue.acts import ActKind
from scenario.situations import Band, Situation


class RemedyKind(str, Enum):
    """The kinds of remedy; those with a sum are weighed by it."""

    REFUND = "refund"
    PART_REFUND = "part_refund"
    REPLACEMENT = "replacement"
    REPAIR = "repair"
    VISIT = "visit"
    CREDIT = "credit"
    COMPENSATION = "compensation"
    WAIVE_CHARGE = "waive_charge"
    REBOOK = "rebook"
    CANCEL = "cancel"
    LOAN = "loan"
    INVESTIGATION = "investigation"
    ADJUSTMENT = "adjustment"
    OTHER = "other"

    def __str__(self) -> str:
        return self.value


class Answer(str, Enum):
    """How the customer takes a remedy once its conditions hold."""

    ACCEPT = "accept"
    HAGGLE = "haggle"
    REJECT = "reject"

    def __str__(self) -> str:
        return self.value


class TriggerKind(str, Enum):
    """The escalation triggers of the rubric."""

    BEYOND_AUTHORITY = "beyond_authority"
    INSISTS_ON_MANAGER = "insists_on_manager"
    LEGAL_THREAT = "legal_threat"
    INJURY_OR_DANGER = "injury_or_danger"
    VULNERABLE_CUSTOMER = "vulnerable_customer"
    DISCRIMINATION = "discrimination"
    DATA_BREACH = "data_breach"
    ABUSE = "abuse"
    REPEATED_FAILURE = "repeated_failure"

    def __str__(self) -> str:
        return self.value


class EndingKind(str, Enum):
    RESOLVED = "resolved"
    ESCALATED = "escalated"
    LEFT_ANGRY = "left_angry"
    ABANDONED = "abandoned"

    def __str__(self) -> str:
        return self.value


class Pattern(str, Enum):
    """What the complaint history shows."""

    ONE_OFF = "one_off"
    REPEATED = "repeated"
    LOOKS_REPEATED = "looks_repeated"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing the customer may say, and where in the file it stands."""

    id: str
    text: str
    file_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One thing the systems show the learner."""

    label: str
    shows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PastContact:
    date: str
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """A rule of law or regulation that applies: what it says, where, and as of when."""

    says: str
    source: str
    as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What the learner is told. `limit_pounds` is the most they may give, or None.

    `now` is the moment at which the talk begins; None where the file doesn't tell it.
    """

    organisation: str
    role: str
    situation: str
    now: datetime | None
    policy: tuple[str, ...]
    authority: str
    limit_pounds: float | None
    identity_first: bool
    systems: tuple[Record, ...]
    history: tuple[PastContact, ...]
    pattern: Pattern
    rights: tuple[Right, ...]

    def text(self) -> str:
        """The brief as one paragraph, as the detector is given it."""
        return " ".join(
            (self.organisation, self.situation, *self.policy, self.authority)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Temperament:
    """How the customer feels, and how fast that changes.

    `mood` runs from 0 (furious) to 100 (content). `patience` is how many replies that
    lead nowhere they bear. `calms` and `angers` give the points of mood that an act is
    worth the first time; each further time it is worth `repeat_pct` per cent of the
    time before.
    """

    mood: int
    patience: int
    repeat_pct: int
    calms: dict[ActKind, int]
    angers: dict[ActKind, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    name: str
    age: int
    circumstances: str
    manner: str
    temperament: Temperament
    particulars: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What the customer can tell when asked. Given once, then only as `again`.

    `held` are the lines for when it is asked for before its conditions hold.
    """

    id: str
    asks: tuple[str, ...]
    says: tuple[Line, ...]
    again: tuple[Line, ...]
    held: tuple[Line, ...]
    is_identity: bool
    after: tuple[str, ...]
    least_mood: int
    needs_identity: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """Something the learner may offer, and how this customer weighs it.

    A sum below `least_pounds`, no timescale or one over `within_hours`, or a mood below
    `least_mood` turns an `accept` into a haggle.
    """

    id: str
    kind: RemedyKind
    wording: tuple[str, ...]
    in_authority: bool
    answer: Answer
    least_pounds: float | None
    within_hours: float | None
    least_mood: int
    accepts: tuple[Line, ...]
    haggles: tuple[Line, ...]
    rejects: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a trigger fires: all that are given must hold; with none, at reply 1.

    `opening` means that the opening line tells it. `mood_below` is out of 100;
    `after_replies` counts the learner's replies; `fact` and `offered` are ids; `acts`
    fires when the learner's reply holds one of them; `unless` are facts and triggers
    that make it needless once they have been told or have fired.
    """

    opening: bool = False
    mood_below: int | None = None
    after_replies: int = 0
    fact: str = ""
    offered: str = ""
    acts: tuple[ActKind, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Something the case calls for a step up for. `to` names who it should go to.

    With `insists`, the customer will not settle until it has been passed on.
    """

    id: str
    kind: TriggerKind
    when: Condition
    to: tuple[str, ...]
    why: str
    insists: bool
    says: tuple[Line, ...]
    reminds: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    id: str
    kind: EndingKind
    says: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReply:
    """A better wording for a moment. `earns` are rubric step, point or act ids.

    `after` are the moments it fits: "opening", a situation, or the id of a fact, remedy
    or trigger that the customer's last line came from; empty fits any moment.
    """

    earns: tuple[str, ...]
    after: tuple[str, ...]
    text: str
    file_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    id: str
    version: str
    title: str
    sector: str
    level: int
    practises: tuple[str, ...]
    rubric: str
    brief: Brief
    customer: Customer
    opening: tuple[Line, ...]
    facts: tuple[Fact, ...]
    remedies: tuple[Remedy, ...]
    triggers: tuple[Trigger, ...]
    endings: tuple[Ending, ...]
    lines: dict[Situation, dict[Band | None, tuple[Line, ...]]]
    model_replies: tuple[ModelReply, ...]
    file: str
    sha256: str

    def fact(self, fact_id: str) -> Fact:
        return next(fact for fact in self.facts if fact.id == fact_id)

    def remedy(self, remedy_id: str) -> Remedy:
        return next(remedy for remedy in self.remedies if remedy.id == remedy_id)

    def trigger(self, trigger_id: str) -> Trigger:
        return next(item for item in self.triggers if item.id == trigger_id)

    def ending(self, kind: EndingKind) -> Ending:
        """The first of that kind. `escalated` is there only where a trigger is."""
        return next(ending for ending in self.endings if ending.kind is kind)

    def all_lines(self) -> tuple[Line, ...]:
        """Every line the customer has, in the order of the file's sections."""
        groups: list[tuple[Line, ...]] = [self.opening]
        for fact in self.facts:
            groups += [fact.says, fact.again, fact.held]
        for remedy in self.remedies:
            groups += [remedy.accepts, remedy.haggles, remedy.rejects]
        for trigger in self.triggers:
            groups += [trigger.says, trigger.reminds]
        for by_band in self.lines.values():
            groups += by_band.values()
        groups += [ending.says for ending in self.endings]
        return tuple(line for group in groups for line in group)
