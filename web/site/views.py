"""The way in, and whether the site is up."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from web.accounts.access import user_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Learners go to their practice; the others are told what there is for them."""
    user = user_of(request)
    if user.is_learner:
        return redirect("choose")
    return render(request, "site/home.html")


@require_safe
@login_not_required
def health(_request: HttpRequest) -> HttpResponse:
    """For the supervisor, which asks whether the site answers."""
    return HttpResponse("up", content_type="text/plain")
