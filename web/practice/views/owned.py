"""Finds what a page is about, for its owner alone; for anybody else it isn't there."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from web.accounts.access import user_of
from web.practice.models import Attempt, Branch


def own_attempts(request: HttpRequest) -> QuerySet[Attempt]:
    rows = Attempt.objects.filter(learner=user_of(request))
    return rows.select_related("scenario", "rubric", "assignment", "learner")


def own_attempt(request: HttpRequest, attempt_id: uuid.UUID) -> Attempt:
    """Raises Http404 for one that isn't there or isn't the user's."""
    return get_object_or_404(own_attempts(request), pk=attempt_id)


def own_branch(request: HttpRequest, attempt_id: uuid.UUID, number: int) -> Branch:
    rows = Branch.objects.filter(attempt__learner=user_of(request)).select_related(
        "attempt__scenario",
        "attempt__rubric",
        "attempt__assignment",
        "attempt__learner",
    )
    return get_object_or_404(rows, attempt_id=attempt_id, number=number)
