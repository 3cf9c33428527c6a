"""The admin: who comes in, which are administrators and tutors, and how it deletes.

Whoever wants to come in signs in on the site's own page, where tries are counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.utils import NestedObjects
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst

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


class CountedDeletionMixin(ModelAdmin):
    """Before something is deleted, says how much goes with it.

    Django would name each row, which takes a query for each and makes no sense of
    thousands of turns.
    """

    def get_deleted_objects(
        self, objs: Iterable[Model], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        chosen = list(objs)
        found = NestedObjects(using="default")
        found.collect(chosen)
        rows: Mapping[type[Model], Collection[Model]] = found.data
        counts = {
            str(model._meta.verbose_name_plural): len(rows[model]) for model in rows
        }
        may = all(self.has_delete_permission(request, one) for one in chosen)
        needed = set() if may else {str(self.opts.verbose_name)}
        names = [capfirst(f"{self.opts.verbose_name}: {one}") for one in chosen]
        return names, counts, needed, [str(one) for one in found.protected]
