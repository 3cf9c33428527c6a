"""What a learner can choose from: assigned work, scenarios, and talks to go on with.

Each list takes a fixed number of queries, however long it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
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
class Task:
    """Assigned work. `tries_left` is None where there is no limit."""

    assignment: Assignment
    tries: int
    tries_left: int | None
    is_late: bool

    @property
    def may_start(self) -> bool:
        return self.tries_left is None or self.tries_left > 0


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
        .annotate(tries=Count("attempt", filter=Q(attempt__learner=learner)))
        .order_by("due")
    )
    return [_task(row, row.tries) for row in rows]


def task_for(learner: User, assignment_id: int) -> Task | None:
    """That piece of work, if it is this learner's."""
    return next(
        (task for task in tasks_for(learner) if task.assignment.pk == assignment_id),
        None,
    )


def _task(assignment: Assignment, tries: int) -> Task:
    most = assignment.most_tries
    return Task(
        assignment=assignment,
        tries=tries,
        tries_left=None if most is None else max(0, most - tries),
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
