"""A learner's tries over time: marks for each step and escalation, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from scoring.labels import ESCALATION, READINESS
from scoring.sheet import Readiness
from web.accounts.models import User
from web.practice.models import EndedBy, MarkSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One ended attempt, by its newest branch. None is a mark that doesn't apply."""

    at: datetime
    attempt_id: str
    branch: int
    title: str
    mode: str
    marks: tuple[int | None, ...]
    total: int
    most: int
    readiness: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    titles: tuple[str, ...]
    tries: tuple[Try, ...]

    def chart(self) -> dict[str, Any]:
        """What the charts draw: a line for each title that ever had a mark."""
        return {
            "labels": [
                date_format(timezone.localtime(one.at), "MONTH_DAY_FORMAT")
                for one in self.tries
            ],
            "lines": [
                {"label": title, "marks": [one.marks[place] for one in self.tries]}
                for place, title in enumerate(self.titles)
                if any(one.marks[place] is not None for one in self.tries)
            ],
        }


def progress_of(learner: User) -> Progress:
    """Takes one query, whatever there is."""
    sheets = (
        MarkSheet.objects.filter(is_current=True, branch__attempt__learner=learner)
        .exclude(branch__ended_by=EndedBy.TAKEN_BACK)
        .select_related("branch__attempt__scenario")
        .defer("branch__attempt__scenario__text")
        .order_by("branch__attempt__started_at", "branch__number")
    )
    # The newest branch of an attempt comes last, and takes the others' place.
    newest = {stored.branch.attempt_id: stored for stored in sheets}
    titles = tuple(
        dict.fromkeys(
            step["title"]
            for stored in newest.values()
            for step in stored.sheet["steps"]
        )
    )
    return Progress(
        titles=(*titles, _(ESCALATION)) if newest else (),
        tries=tuple(_try(stored, titles) for stored in newest.values()),
    )


def _try(stored: MarkSheet, titles: tuple[str, ...]) -> Try:
    attempt = stored.branch.attempt
    marks = {step["title"]: step["marks"] for step in stored.sheet["steps"]}
    return Try(
        at=attempt.started_at,
        attempt_id=str(attempt.pk),
        branch=stored.branch.number,
        title=attempt.scenario.title,
        mode=attempt.get_mode_display(),
        marks=(
            *(marks.get(title) for title in titles),
            stored.sheet["escalation"]["marks"],
        ),
        total=stored.total,
        most=stored.most,
        readiness=_(READINESS[Readiness(stored.readiness)]),
    )
