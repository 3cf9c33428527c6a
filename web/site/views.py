"""The way in, whether the site is up, and what comes where a form doesn't fit."""

from __future__ import annotations

from urllib.parse import urlsplit

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


@login_not_required
def not_sent(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Instead of what was sent after the session had ended, or without its key.

    What somebody typed is shown again, so that they can copy it.
    """
    context = {
        "text": request.POST.get("text", "") if _is_from_here(request) else "",
        "talk": request.path.removesuffix("reply/"),
        "has_cookies": bool(request.COOKIES),
    }
    return render(request, "403_csrf.html", context, status=403)


def _is_from_here(request: HttpRequest) -> bool:
    """Whether it came from a page of this site, as far as the browser says."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


@require_safe
@login_not_required
def health(_request: HttpRequest) -> HttpResponse:
    """For the supervisor, which asks whether the site answers."""
    return HttpResponse("up", content_type="text/plain")
