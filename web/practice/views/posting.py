"""Views that something is sent to, under addresses that are no pages."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

View = Callable[[HttpRequest, uuid.UUID, int], HttpResponse]


def posted(view: View) -> View:
    """Whoever comes to the address without sending anything is led to the talk."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(
        request: HttpRequest, attempt_id: uuid.UUID, number: int
    ) -> HttpResponse:
        if request.method != "POST":
            return redirect("talk", attempt_id, number)
        return view(request, attempt_id, number)

    return guarded
