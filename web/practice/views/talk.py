"""The talk: showing it, sending replies, hints, taking back, finishing.

A view stores first and asks Rasa after, so whatever dies in between, the next view of
the page takes it up. Parts are sent to htmx, whole pages or redirects to all others.
"""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_safe

from dialogue.errors import InputError
from scoring.hints import next_hint
from scoring.marking import mark
from scoring.reply_feedback import reply_feedback, up_to_reply
from web.accounts.access import learner_required
from web.practice import talking
from web.practice.forms import ReplyForm
from web.practice.models import Branch, Mode
from web.practice.publishing import rubric_of, scenario_of
from web.practice.records import mark_branch, transcript_of
from web.practice.talk_page import talk_page
from web.practice.views.owned import own_attempt, own_branch
from web.practice.views.posting import posted


@require_safe
@learner_required
def newest(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    """Where the attempt stands now: in its newest branch."""
    attempt = own_attempt(request, attempt_id)
    return redirect("talk", attempt.pk, attempt.branches.count())


@require_safe
@learner_required
def talk(request: HttpRequest, attempt_id: uuid.UUID, number: int) -> HttpResponse:
    """The page, or for htmx the talk alone; asks Rasa if the customer is to speak."""
    branch = own_branch(request, attempt_id, number)
    talking.answer(branch)
    talking.close_if_late(branch)
    return _shown(request, branch)


@posted
@learner_required
def reply(request: HttpRequest, attempt_id: uuid.UUID, number: int) -> HttpResponse:
    branch = own_branch(request, attempt_id, number)
    form, alert = ReplyForm(request.POST), ""
    try:
        if form.is_valid():
            talking.store_reply(
                branch,
                form.cleaned_data["text"],
                index=form.cleaned_data["index"],
                key=form.cleaned_data["key"],
            )
        else:
            alert = form.why_not()
    except InputError as error:
        alert = str(error)
    talking.answer(branch)
    talking.close_if_late(branch)
    if alert:
        return _shown(request, branch, form=form, alert=alert)
    if _is_htmx(request):
        return _shown(request, branch)
    return redirect("talk", branch.attempt_id, branch.number)


@require_http_methods(["GET", "HEAD", "POST"])
@learner_required
def finish(request: HttpRequest, attempt_id: uuid.UUID, number: int) -> HttpResponse:
    """Ends the talk; an observation, which is one go, only when that is confirmed."""
    branch = own_branch(request, attempt_id, number)
    is_sent = request.method == "POST"
    if _is_to_confirm(branch) and "confirmed" not in request.POST:
        if is_sent:
            return redirect("finish", branch.attempt_id, branch.number)
        context = {"branch": branch, "page": talk_page(branch)}
        return render(request, "practice/finish.html", context)
    if is_sent:
        talking.finish(branch)
    page = "talk" if branch.is_open else "feedback"
    return redirect(page, branch.attempt_id, branch.number)


def _is_to_confirm(branch: Branch) -> bool:
    attempt = branch.attempt
    return branch.is_open and not attempt.is_practice and not talking.is_late(attempt)


@posted
@learner_required
def take_back(request: HttpRequest, attempt_id: uuid.UUID, number: int) -> HttpResponse:
    branch = own_branch(request, attempt_id, number)
    try:
        fork = talking.take_back(branch, int(request.POST.get("index", "")))
    except ValueError:
        raise Http404 from None
    except InputError as error:
        return _shown(request, branch, alert=str(error))
    return redirect("talk", fork.attempt_id, fork.number)


@require_safe
@learner_required
def hint(request: HttpRequest, attempt_id: uuid.UUID, number: int) -> HttpResponse:
    """What would help most in the next reply; in practice mode only."""
    branch = _practice_branch(request, attempt_id, number)
    rubric = rubric_of(branch.attempt.rubric)
    hints = {step.id: step.hint for step in rubric.steps}
    says = next_hint(mark_branch(branch), hints, words=translation)
    context = {"branch": branch, "hint": says}
    return _part_or_page(request, "hint", context)


@require_safe
@learner_required
def did(
    request: HttpRequest, attempt_id: uuid.UUID, number: int, index: int
) -> HttpResponse:
    """What a reply did and what was still open after it; in practice mode only."""
    branch = _practice_branch(request, attempt_id, number)
    transcript = transcript_of(branch)
    if index not in {turn.index for turn in transcript.replies()}:
        raise Http404
    scenario = scenario_of(branch.attempt.scenario)
    rubric = rubric_of(branch.attempt.rubric)
    part = up_to_reply(transcript, index)
    sheet = mark(part, scenario, rubric, words=translation)
    feedback = reply_feedback(part, sheet, rubric, words=translation)
    return _part_or_page(request, "did", {"branch": branch, "feedback": feedback})


def _practice_branch(
    request: HttpRequest, attempt_id: uuid.UUID, number: int
) -> Branch:
    """Raises Http404 in an observation, where there is no such help."""
    branch = own_branch(request, attempt_id, number)
    if branch.attempt.mode != Mode.PRACTICE:
        raise Http404
    return branch


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _shown(
    request: HttpRequest,
    branch: Branch,
    *,
    form: ReplyForm | None = None,
    alert: str = "",
) -> HttpResponse:
    page = talk_page(branch, form=form, alert=alert)
    attempt = branch.attempt
    context = {"page": page, "attempt": attempt, "branch": branch}
    if _is_htmx(request):
        return render(request, "practice/part_talk.html", context)
    context["brief"] = scenario_of(attempt.scenario).brief
    context["branches"] = list(attempt.branches.order_by("number"))
    return render(request, "practice/talk.html", context)


def _part_or_page(
    request: HttpRequest, name: str, context: dict[str, object]
) -> HttpResponse:
    if _is_htmx(request):
        return render(request, f"practice/part_{name}.html", context)
    return render(request, f"practice/{name}.html", context)
