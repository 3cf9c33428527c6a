"""After the talk: feedback, transcript, comparing, disputing, handing in."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from scoring.labels import ESCALATION
from scoring.page import transcript_sections
from web.accounts.access import learner_required, user_of
from web.accounts.audit import record
from web.accounts.models import Action
from web.practice import comparing, handing_in
from web.practice.choosing import task_for
from web.practice.forms import DeclarationForm, DisputeForm
from web.practice.models import Attempt, Branch, MarkSheet, ScenarioVersion
from web.practice.publishing import scenario_of
from web.practice.records import sheet_of, transcript_of
from web.practice.transcripts import FORMS, transcript_in
from web.practice.views.owned import own_attempt, own_branch

# The page that stands alone brings its own style, and nothing else.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@require_safe
@learner_required
def feedback(request: HttpRequest, attempt_id: uuid.UUID, number: int) -> HttpResponse:
    branch = own_branch(request, attempt_id, number)
    if branch.is_open:
        return redirect("talk", branch.attempt_id, branch.number)
    stored = _stored(branch)
    sections = transcript_sections(
        transcript_of(branch),
        sheet_of(stored),
        scenario_of(branch.attempt.scenario),
        words=translation,
    )
    context = {
        "branch": branch,
        "attempt": branch.attempt,
        "branches": list(branch.attempt.branches.order_by("number")),
        "again": _again(branch.attempt),
        "disputes": _disputes(stored),
        "declaration": handing_in.declaration_of(branch.attempt),
        # Made by scoring's templates, which escape all that was typed.
        "sections": mark_safe(sections),
    }
    return render(request, "practice/feedback.html", context)


@require_safe
@learner_required
def transcript(
    request: HttpRequest, attempt_id: uuid.UUID, number: int, form: str
) -> HttpResponse:
    """The transcript as a file: a page, text or JSON."""
    branch = own_branch(request, attempt_id, number)
    if form not in FORMS or branch.is_open:
        raise Http404
    stored = _stored(branch)
    record(Action.EXPORTED, actor=user_of(request), what=form, attempt=str(attempt_id))
    content = transcript_in(form, branch, sheet_of(stored))
    response = HttpResponse(content, content_type=FORMS[form])
    kind = "inline" if "print" in request.GET else "attachment"
    name = f"{branch.attempt.scenario.slug}-{attempt_id}.{form}"
    response["Content-Disposition"] = f'{kind}; filename="{name}"'
    response["Content-Security-Policy"] = ALONE
    return response


@require_safe
@learner_required
def compare(request: HttpRequest, attempt_id: uuid.UUID) -> HttpResponse:
    attempt = own_attempt(request, attempt_id)
    if not attempt.is_practice:
        raise Http404
    context = {"attempt": attempt, "comparison": comparing.compare(attempt)}
    return render(request, "practice/compare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@learner_required
def dispute(request: HttpRequest, attempt_id: uuid.UUID, number: int) -> HttpResponse:
    """Says why a mark is not right; once for each mark of a sheet."""
    branch = own_branch(request, attempt_id, number)
    stored = _stored(branch)
    form = DisputeForm(_marks(stored), request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.instance.sheet = stored
        try:
            with transaction.atomic():
                form.save()
                record(
                    Action.DISPUTED,
                    actor=user_of(request),
                    attempt=str(attempt_id),
                    mark=form.instance.mark,
                )
            messages.success(request, _("Your tutor will read what you wrote."))
        except IntegrityError:
            messages.info(request, _("You have disputed that mark already."))
        return redirect("feedback", branch.attempt_id, branch.number)
    context = {"branch": branch, "attempt": branch.attempt, "form": form}
    return render(request, "practice/dispute.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@learner_required
def hand_in(request: HttpRequest, attempt_id: uuid.UUID, number: int) -> HttpResponse:
    """The declaration of authenticity; signed once for an attempt."""
    branch = own_branch(request, attempt_id, number)
    if branch.is_open or handing_in.declaration_of(branch.attempt):
        return redirect("feedback", branch.attempt_id, branch.number)
    form = DeclarationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        handing_in.hand_in(branch, form.cleaned_data["signed_name"])
        messages.success(request, _("Handed in. Your tutor can see it now."))
        return redirect("feedback", branch.attempt_id, branch.number)
    context = {
        "branch": branch,
        "attempt": branch.attempt,
        "form": form,
        "statement": handing_in.statement(),
    }
    return render(request, "practice/hand_in.html", context)


def _again(attempt: Attempt) -> str:
    """Where the same can be tried once more; empty where it can't."""
    if attempt.assignment is not None:
        task = task_for(attempt.learner, attempt.assignment.pk)
        is_left = task is not None and task.may_start
        return reverse("begin_task", args=(attempt.assignment.pk,)) if is_left else ""
    slug = attempt.scenario.slug
    is_offered = ScenarioVersion.objects.filter(slug=slug, is_current=True).exists()
    return reverse("begin", args=(slug,)) if is_offered else ""


def _stored(branch: Branch) -> MarkSheet:
    return get_object_or_404(MarkSheet, branch=branch, is_current=True)


def _disputes(stored: MarkSheet) -> list[tuple[str, str]]:
    """Each disputed mark by its name, and the reason."""
    names = dict(_marks(stored))
    return [(names.get(d.mark, d.mark), d.reason) for d in stored.disputes.all()]


def _marks(stored: MarkSheet) -> list[tuple[str, str]]:
    """What can be disputed: each mark's id and name."""
    sheet = sheet_of(stored)
    marks = [(step.step, step.title) for step in sheet.steps]
    marks.append(("escalation", _(ESCALATION)))
    marks += [(f"process.{p.point}", p.title) for p in sheet.process]
    return marks + [(f"conduct.{c.conduct}", c.title) for c in sheet.conduct]
