"""What the learner is told first: what went well, and the changes that would earn most.

Drawn from the mark sheet alone. Order of changes: what blocks; steps by how much they
lack; escalation; conduct; then process points in the rubric's order. No sentence is
said twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialogue.turns import Quote
from scoring.sheet import Better, MarkSheet, Status

MOST_CHANGES = 3
GOOD_ENOUGH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Praise:
    title: str
    says: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`quote` are the learner's own words it is about, where there are any."""

    title: str
    says: str
    quote: Quote | None
    better: Better | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """`changes` are the few to begin with, `later` all others, both in order."""

    well: tuple[Praise, ...]
    changes: tuple[Change, ...]
    later: tuple[Change, ...]


def give_feedback(sheet: MarkSheet) -> Feedback:
    """The feedback of a mark sheet."""
    changes: list[Change] = []
    said: set[str] = set()
    for change in _changes(sheet):
        if change.says not in said:
            said.add(change.says)
            changes.append(change)
    return Feedback(
        well=tuple(_praise(sheet)),
        changes=tuple(changes[:MOST_CHANGES]),
        later=tuple(changes[MOST_CHANGES:]),
    )


def _praise(sheet: MarkSheet) -> Iterator[Praise]:
    for step in sheet.steps:
        if step.marks >= GOOD_ENOUGH:
            yield Praise(title=step.title, says=step.says, quotes=step.quotes)
    escalation = sheet.escalation
    if escalation.marks is not None and escalation.marks >= GOOD_ENOUGH:
        yield Praise(title="Escalation", says=escalation.says, quotes=escalation.quotes)
    for point in sheet.process:
        if point.status is Status.MET and point.quotes:
            yield Praise(title=point.title, says="", quotes=point.quotes[:1])


def _changes(sheet: MarkSheet) -> Iterator[Change]:
    for conduct in sorted(sheet.conduct, key=lambda mark: not mark.is_blocker):
        if conduct.is_blocker:
            yield Change(
                title=conduct.title,
                says=conduct.advice,
                quote=conduct.quotes[0],
                better=conduct.better,
            )
    yield from _step_changes(sheet)
    escalation = sheet.escalation
    if escalation.lacking:
        yield Change(
            title="Escalation",
            says=escalation.lacking,
            quote=escalation.quotes[0] if escalation.quotes else None,
            better=escalation.better,
        )
    for conduct in sheet.conduct:
        if not conduct.is_blocker:
            yield Change(
                title=conduct.title,
                says=conduct.advice,
                quote=conduct.quotes[0],
                better=conduct.better,
            )
    for point in sheet.process:
        if point.status is Status.NOT_MET:
            yield Change(
                title=point.title,
                says=point.lacking,
                quote=point.quotes[0] if point.quotes else None,
                better=point.better,
            )


def _step_changes(sheet: MarkSheet) -> Iterator[Change]:
    lost = [step for step in sheet.steps if step.lacking]
    for step in sorted(lost, key=lambda mark: mark.marks - mark.most):
        yield Change(
            title=step.title,
            says=" ".join(step.lacking),
            quote=step.quotes[0] if step.quotes else None,
            better=step.better,
        )
