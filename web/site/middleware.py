"""What holds for every page: who may come in, and what browsers keep of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

UNAUTHORISED = 401


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Sends pages to the sign-in page; a part of a page must not turn into it."""

    def handle_no_permission(  # type: ignore[override]  # it may be no redirect
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=UNAUTHORISED)
        return super().handle_no_permission(request, view_func)


def never_stored(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """No page is kept by the browser: on a shared machine the next one goes back."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return respond
