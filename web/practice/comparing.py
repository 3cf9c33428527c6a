"""The branches of an attempt side by side, with their marks."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from scoring.feedback import ESCALATION_MOST
from scoring.labels import ESCALATION, READINESS, VERDICTS, score, short_name
from scoring.sheet import MarkSheet as Sheet
from scoring.visible import clipped, visible
from web.practice.models import Attempt, Branch, Speaker
from web.practice.records import sheet_of
from web.practice.talk_page import Line, lines_of

SHOWN_CHARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A branch: what it did differently, and its marks in the order of the rows.

    `instead` is the first reply after the fork; empty for the first branch. `marks` is
    empty while the branch is still open. `lines` are those that not all branches share.
    """

    branch: Branch
    instead: str
    marks: tuple[str, ...]
    total: str
    readiness: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`shared` are the lines before the first fork."""

    customer: str
    titles: tuple[str, ...]
    shared: tuple[Line, ...]
    ways: tuple[Way, ...]

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """Each mark's title, and what each way got for it."""
        return [
            (title, [way.marks[place] if way.marks else "" for way in self.ways])
            for place, title in enumerate(self.titles)
        ]


def compare(attempt: Attempt) -> Comparison:
    branches = list(
        attempt.branches.order_by("number").prefetch_related("turns", "mark_sheets")
    )
    ways = []
    titles: tuple[str, ...] = ()
    forks = [b.forked_at for b in branches if b.forked_at is not None]
    part_at = min(forks, default=0)
    for branch in branches:
        branch.attempt = attempt
        stored = next((s for s in branch.mark_sheets.all() if s.is_current), None)
        sheet = sheet_of(stored) if stored else None
        if sheet:
            titles = (*(step.title for step in sheet.steps), _(ESCALATION))
        ways.append(
            Way(
                branch=branch,
                instead=_instead(branch),
                marks=_marks(sheet) if sheet else (),
                total=score(stored.total, stored.most, translation) if stored else "",
                readiness=_(READINESS[sheet.readiness]) if sheet else "",
                lines=lines_of(branch)[part_at:],
            )
        )
    return Comparison(
        customer=short_name(attempt.scenario.customer),
        titles=titles,
        shared=lines_of(branches[0])[:part_at],
        ways=tuple(ways),
    )


def _instead(branch: Branch) -> str:
    if branch.forked_at is None:
        return ""
    turns = (t for t in branch.turns.all() if t.index == branch.forked_at)
    reply = next((t.text for t in turns if t.speaker == Speaker.LEARNER), "")
    return clipped(visible(reply), SHOWN_CHARS)


def _marks(sheet: Sheet) -> tuple[str, ...]:
    steps = (score(step.marks, step.most, translation) for step in sheet.steps)
    escalation = sheet.escalation
    verdict = _(VERDICTS[escalation.verdict])
    if escalation.marks is None:
        return (*steps, verdict)
    given = score(escalation.marks, ESCALATION_MOST, translation)
    return (*steps, f"{given}, {verdict}")
