"""The admin's door: administrators, and tutors for what is theirs.

Whoever wants to come in signs in on the site's own page, where tries are counted.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator

from web.accounts.access import is_administrator, is_tutor


class HotseatAdminSite(AdminSite):
    site_header = site_title = "Hotseat"

    def has_permission(self, request: HttpRequest) -> bool:
        """What is there for a tutor, each model's admin says."""
        return is_administrator(request) or is_tutor(request)

    @method_decorator(login_not_required)
    def login(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        if request.user.is_authenticated:
            raise PermissionDenied
        # After signing in, to where they wanted to go.
        address = request.GET.get("next") or reverse("admin:index")
        return redirect_to_login(address)
