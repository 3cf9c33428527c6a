"""What is one's own: progress, and all data to take away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from web.accounts.access import learner_required, user_of
from web.accounts.audit import record
from web.accounts.models import Action
from web.practice.exporting import export_of
from web.practice.progress import progress_of


@require_safe
@learner_required
def progress(request: HttpRequest) -> HttpResponse:
    found = progress_of(user_of(request))
    context = {"progress": found, "chart": found.chart()}
    return render(request, "practice/progress.html", context)


@require_POST
@learner_required
def export(request: HttpRequest) -> HttpResponse:
    learner = user_of(request)
    record(Action.EXPORTED, actor=learner, what="everything")
    response = HttpResponse(export_of(learner), content_type="application/zip")
    name = f"hotseat-{timezone.localdate():%Y-%m-%d}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
