"""What the learner is told first: what went well, and the changes that would earn most.

Drawn from the mark sheet alone. Order of changes: what blocks; steps and escalation
below 2, the lowest first, escalation before a step with as few; conduct; process points
in the rubric's order; and last what would lift a 2 to a 3. Where the learner is ready,
that comes before process points. No sentence is said twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from dialogue.turns import Quote
from scoring.labels import ESCALATION
from scoring.sheet import Better, ConductMark, MarkSheet, Readiness, Status
from scoring.words import ENGLISH, Words

MOST_CHANGES = 3
GOOD_ENOUGH = 2
# Escalation has verdicts and no levels, so its mark carries no maximum of its own.
ESCALATION_MOST = 3


class Part(str, Enum):
    """The part of the mark sheet that a piece of feedback comes from."""

    STEP = "step"
    ESCALATION = "escalation"
    PROCESS = "process"
    CONDUCT = "conduct"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Praise:
    """`marks` are out of `most`; both are None for a process point."""

    part: Part
    title: str
    says: str
    quotes: tuple[Quote, ...]
    marks: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`quote` are the learner's own words it is about, where there are any.

    `marks` are out of `most`; both are None for conduct and process points.
    """

    part: Part
    title: str
    says: str
    quote: Quote | None
    better: Better | None
    marks: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """`changes` are the few to begin with, `later` all others, both in order."""

    well: tuple[Praise, ...]
    changes: tuple[Change, ...]
    later: tuple[Change, ...]


def give_feedback(sheet: MarkSheet, *, words: Words = ENGLISH) -> Feedback:
    """The feedback of a mark sheet."""
    changes: list[Change] = []
    said: set[str] = set()
    for change in _changes(sheet, words):
        if change.says not in said:
            said.add(change.says)
            changes.append(change)
    return Feedback(
        well=tuple(_praise(sheet, words)),
        changes=tuple(changes[:MOST_CHANGES]),
        later=tuple(changes[MOST_CHANGES:]),
    )


def _praise(sheet: MarkSheet, words: Words) -> Iterator[Praise]:
    """What was earned; words that rule out a pass are never praised."""
    for praise in _earned(sheet, words):
        quotes = tuple(quote for quote in praise.quotes if not _blocks(sheet, quote))
        if quotes or not praise.quotes:
            # One is enough to show that a process point was met.
            shown = quotes[:1] if praise.part is Part.PROCESS else quotes
            yield replace(praise, quotes=shown)


def _blocks(sheet: MarkSheet, quote: Quote) -> bool:
    return any(
        quote.turn == other.turn
        and quote.start_char < other.end_char
        and other.start_char < quote.end_char
        for mark in sheet.conduct
        if mark.is_blocker
        for other in mark.quotes
    )


def _earned(sheet: MarkSheet, words: Words) -> Iterator[Praise]:
    for step in sheet.steps:
        if step.marks >= GOOD_ENOUGH:
            yield Praise(
                part=Part.STEP,
                title=step.title,
                says=step.says,
                quotes=step.quotes,
                marks=step.marks,
                most=step.most,
            )
    escalation = sheet.escalation
    if escalation.marks is not None and escalation.marks >= GOOD_ENOUGH:
        yield Praise(
            part=Part.ESCALATION,
            title=words.gettext(ESCALATION),
            says=escalation.says,
            quotes=escalation.quotes,
            marks=escalation.marks,
            most=ESCALATION_MOST,
        )
    for point in sheet.process:
        if point.status is Status.MET and point.quotes:
            yield Praise(
                part=Part.PROCESS,
                title=point.title,
                says="",
                quotes=point.quotes,
            )


def _changes(sheet: MarkSheet, words: Words) -> Iterator[Change]:
    marked = sorted(_mark_changes(sheet, words), key=_urgency)
    low = [change for change in marked if (change.marks or 0) < GOOD_ENOUGH]
    higher = [change for change in marked if change not in low]
    points = list(_point_changes(sheet))
    yield from _conduct_changes(mark for mark in sheet.conduct if mark.is_blocker)
    yield from low
    yield from _conduct_changes(mark for mark in sheet.conduct if not mark.is_blocker)
    if sheet.readiness is Readiness.READY:
        yield from (*higher, *points)
    else:
        yield from (*points, *higher)


def _urgency(change: Change) -> tuple[int, bool]:
    return change.marks or 0, change.part is not Part.ESCALATION


def _mark_changes(sheet: MarkSheet, words: Words) -> Iterator[Change]:
    """What the steps and escalation still lack."""
    for step in sheet.steps:
        if step.lacking:
            yield Change(
                part=Part.STEP,
                title=step.title,
                says=" ".join(step.lacking),
                quote=step.quotes[0] if step.quotes else None,
                better=step.better,
                marks=step.marks,
                most=step.most,
            )
    escalation = sheet.escalation
    if escalation.lacking:
        yield Change(
            part=Part.ESCALATION,
            title=words.gettext(ESCALATION),
            says=escalation.lacking,
            quote=escalation.quotes[0] if escalation.quotes else None,
            better=escalation.better,
            marks=escalation.marks,
            most=ESCALATION_MOST,
        )


def _conduct_changes(conduct: Iterator[ConductMark]) -> Iterator[Change]:
    for mark in conduct:
        yield Change(
            part=Part.CONDUCT,
            title=mark.title,
            says=mark.advice,
            quote=mark.quotes[0],
            better=mark.better,
        )


def _point_changes(sheet: MarkSheet) -> Iterator[Change]:
    for point in sheet.process:
        if point.status is Status.NOT_MET:
            yield Change(
                part=Part.PROCESS,
                title=point.title,
                says=point.lacking,
                quote=point.quotes[0] if point.quotes else None,
                better=point.better,
            )
