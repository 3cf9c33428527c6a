"""Choosing a customer, reading the brief, and starting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from web.accounts.access import learner_required, user_of
from web.practice import talking
from web.practice.choosing import (
    Task,
    cards_for,
    open_attempts,
    task_for,
    tasks_for,
    to_do_and_done,
)
from web.practice.forms import StartForm
from web.practice.models import Mode, ScenarioVersion
from web.practice.publishing import scenario_of


@require_safe
@learner_required
def choose(request: HttpRequest) -> HttpResponse:
    learner = user_of(request)
    to_do, done = to_do_and_done(tasks_for(learner))
    cards = cards_for(learner)
    # What is assigned can be gone on with from there.
    shown = {task.tries.open_attempt for task in to_do}
    context = {
        "cards": cards,
        "is_new": not any(card.last_try for card in cards),
        "tasks": to_do,
        "done": done,
        "going_on": [row for row in open_attempts(learner) if row.pk not in shown],
    }
    return render(request, "practice/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@learner_required
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """The brief of a scenario that is offered, and the way into it."""
    scenario = get_object_or_404(ScenarioVersion, slug=slug, is_current=True)
    return _begin(request, scenario, None)


@require_http_methods(["GET", "HEAD", "POST"])
@learner_required
def begin_task(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """The same for assigned work, in the mode and version that it was set in."""
    task = task_for(user_of(request), assignment_id)
    if task is None:
        raise Http404
    return _begin(request, task.assignment.scenario, task)


def _begin(
    request: HttpRequest, scenario: ScenarioVersion, task: Task | None
) -> HttpResponse:
    if request.method == "POST":
        form = StartForm(_start_data(request, task))
        if form.is_valid():
            return _start(request, scenario, task, form)
        messages.warning(request, form.why_not())
    context = {
        "version": scenario,
        "brief": scenario_of(scenario).brief,
        "form": StartForm(),
        "task": task,
    }
    return render(request, "practice/begin.html", context)


def _start(
    request: HttpRequest, scenario: ScenarioVersion, task: Task | None, form: StartForm
) -> HttpResponse:
    try:
        attempt = talking.start(
            user_of(request),
            scenario,
            Mode(form.cleaned_data["mode"]),
            key=form.cleaned_data["key"],
            assignment=task.assignment if task else None,
            limit_minutes=_limit(form, task),
        )
    except talking.CannotSendError as error:
        messages.warning(request, str(error))
        return redirect(request.path)
    talking.answer(attempt.branches.get(number=1))
    return redirect("talk", attempt.pk, 1)


def _start_data(request: HttpRequest, task: Task | None) -> dict[str, Any]:
    """What was sent; for assigned work the mode is not the learner's to choose."""
    data: dict[str, Any] = request.POST.dict()
    if task is not None:
        data |= {"mode": task.assignment.mode, "limit_minutes": ""}
    return data


def _limit(form: StartForm, task: Task | None) -> int | None:
    if task is not None:
        return task.assignment.limit_minutes
    is_observation = form.cleaned_data["mode"] == Mode.OBSERVATION
    limit: int | None = form.cleaned_data["limit_minutes"]
    return limit if is_observation else None
