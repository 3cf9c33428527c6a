"""What a learner can choose from: assigned work, scenarios, and talks to go on with.

Each list takes a fixed number of queries, however long it is.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from web.accounts.models import User
from web.practice.models import Assignment, Attempt, Branch, MarkSheet, ScenarioVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    total: int
    most: int
    readiness: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A scenario with one's own best result and last try, if there are any."""

    scenario: ScenarioVersion
    best: Result | None
    last_try: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """One's own tries at a piece of assigned work.

    `open_attempt` is one that can be gone on with; `feedback` is where to see the marks
    of what was handed in, or else of the last try that has ended: attempt and branch.
    """

    number: int = 0
    open_attempt: uuid.UUID | None = None
    feedback: tuple[uuid.UUID, int] | None = None
    handed_in_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Assigned work. `tries_left` is None where there is no limit."""

    assignment: Assignment
    tries: Tries
    tries_left: int | None
    is_late: bool

    @property
    def may_start(self) -> bool:
        return self.tries_left is None or self.tries_left > 0

    @property
    def is_done(self) -> bool:
        """Handed in, or all tries used and none of them still going on."""
        is_used_up = not self.may_start and self.tries.open_attempt is None
        return self.tries.handed_in_at is not None or is_used_up


def cards_for(learner: User) -> list[Card]:
    best = _best_results(learner)
    last: dict[str, datetime] = {}
    for slug, at in learner.attempts.order_by("started_at").values_list(
        "scenario__slug", "started_at"
    ):
        last[slug] = at
    return [
        Card(scenario=row, best=best.get(row.slug), last_try=last.get(row.slug))
        for row in ScenarioVersion.objects.filter(is_current=True).defer("text")
    ]


def _best_results(learner: User) -> dict[str, Result]:
    best: dict[str, Result] = {}
    sheets = MarkSheet.objects.filter(is_current=True, branch__attempt__learner=learner)
    for slug, total, most, readiness in sheets.values_list(
        "branch__attempt__scenario__slug", "total", "most", "readiness"
    ):
        known = best.get(slug)
        if most and (known is None or total / most > known.total / known.most):
            best[slug] = Result(total=total, most=most, readiness=readiness)
    return best


def tasks_for(learner: User) -> list[Task]:
    """In the order of their due dates."""
    rows = (
        Assignment.objects.filter(group__enrolments__learner=learner)
        .select_related("scenario", "group")
        .defer("scenario__text")
        .order_by("due", "pk")
    )
    tries = _tries(learner)
    return [_task(row, tries.get(row.pk, Tries())) for row in rows]


def to_do_and_done(tasks: Iterable[Task]) -> tuple[list[Task], list[Task]]:
    """In the same order, but first of what is done comes what isn't handed in."""
    rows = list(tasks)
    done = [task for task in rows if task.is_done]
    done.sort(key=lambda task: task.tries.handed_in_at is not None)
    return [task for task in rows if not task.is_done], done


def _tries(learner: User) -> dict[int, Tries]:
    """By assignment; in one query."""
    branches = Branch.objects.filter(attempt=OuterRef("pk"))
    ended = branches.exclude(ended_at=None).order_by("-number").values("number")
    rows: Iterable[tuple[Any, ...]] = (
        learner.attempts.exclude(assignment=None)
        .annotate(
            is_open=Exists(branches.filter(ended_at=None)), ended=Subquery(ended[:1])
        )
        .order_by("started_at")
        .values_list(
            "assignment_id",
            "pk",
            "is_open",
            "ended",
            "declaration__signed_at",
            "declaration__branch__number",
        )
    )
    found: dict[int, Tries] = {}
    for assignment, attempt, is_open, ended_branch, signed_at, signed_branch in rows:
        known = found.get(assignment, Tries())
        known = replace(known, number=known.number + 1)
        if signed_at is not None:
            seen = (attempt, signed_branch)
            known = replace(known, feedback=seen, handed_in_at=signed_at)
        elif is_open:
            known = replace(known, open_attempt=attempt)
        elif known.handed_in_at is None and ended_branch is not None:
            known = replace(known, feedback=(attempt, ended_branch))
        found[assignment] = known
    return found


def task_for(learner: User, assignment_id: int) -> Task | None:
    """That piece of work, if it is this learner's."""
    return next(
        (task for task in tasks_for(learner) if task.assignment.pk == assignment_id),
        None,
    )


def _task(assignment: Assignment, tries: Tries) -> Task:
    most = assignment.most_tries
    return Task(
        assignment=assignment,
        tries=tries,
        tries_left=None if most is None else max(0, most - tries.number),
        is_late=assignment.due < timezone.now(),
    )


def open_attempts(learner: User) -> QuerySet[Attempt]:
    """Talks that can be gone on with."""
    is_open = Branch.objects.filter(attempt=OuterRef("pk"), ended_at=None)
    return (
        learner.attempts.filter(Exists(is_open))
        .select_related("scenario")
        .defer("scenario__text")
    )
