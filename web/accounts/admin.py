"""Accounts in the admin: roles, erasure, and the audit log to read.

For administrators alone: Django gives permissions to nobody else, and no page here
gives them away.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from web.accounts.access import is_administrator, user_of
from web.accounts.audit import record
from web.accounts.models import Action, AuditEntry, Role, User
from web.site.admin import CountedDeletionMixin

# Roles say what somebody may do; groups of permissions would be a second way.
admin.site.unregister(Group)


@admin.register(User)
class HotseatUserAdmin(CountedDeletionMixin, UserAdmin):
    list_display = ("username", "first_name", "last_name", "role", "is_active")
    list_filter = ("role", "is_active", "is_superuser")
    list_per_page = 50
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("What they may do"), {"fields": ("role", "is_active", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        *UserAdmin.add_fieldsets,
        (_("Person"), {"fields": ("first_name", "last_name", "role")}),
    )
    actions = ("erase",)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One way to be rid of learners, which says what goes with them."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def has_delete_permission(
        self, request: HttpRequest, obj: User | None = None
    ) -> bool:
        """Learners are erased from the list, and nobody deletes themselves."""
        is_other = obj is None or (obj != request.user and obj.role != Role.LEARNER)
        return is_other and super().has_delete_permission(request, obj)

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    @admin.action(description=_("Erase with all their work"), permissions=["erase"])
    def erase(
        self, request: HttpRequest, chosen: QuerySet[User]
    ) -> HttpResponse | None:
        """Erases learners, once that is confirmed; other accounts are left alone."""
        from web.accounts.erasing import erase

        learners = chosen.filter(role=Role.LEARNER, is_superuser=False)
        if "confirmed" not in request.POST:
            return self._asked(request, chosen, learners)
        users = list(learners)
        erase(users, by=user_of(request))
        text = ngettext(
            "%d learner was erased.", "%d learners were erased.", len(users)
        )
        self.message_user(request, text % len(users), messages.SUCCESS)
        return None

    def _asked(
        self,
        request: HttpRequest,
        chosen: QuerySet[User],
        learners: QuerySet[User],
    ) -> HttpResponse:
        counted = list(learners.annotate(tries=Count("attempts")))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Erase for good?"),
            "opts": self.model._meta,
            "learners": counted,
            "spared": chosen.count() - len(counted),
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return render(request, "admin/accounts/user/erase.html", context)

    def save_model(
        self, request: HttpRequest, obj: User, form: Form, change: bool
    ) -> None:
        # Whoever administers may come in; for tutors their role is enough.
        obj.is_staff = obj.is_superuser
        super().save_model(request, obj, form, change)
        if {"role", "is_superuser"} & set(form.changed_data):
            record(
                Action.ROLE_CHANGED,
                actor=user_of(request),
                subject=obj,
                role=obj.role,
                is_superuser=obj.is_superuser,
            )

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        from web.accounts.erasing import erase

        erase([obj], by=user_of(request))


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """To be read only. Accounts stand there by number: some have been erased."""

    list_display = ("at", "action", "actor_id", "subject_id")
    # No hierarchy of dates: it reads the whole log for each page.
    list_filter = ("action", "at")
    list_per_page = 50
    fields = ("at", "action", "actor_id", "subject_id", "detail")

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def has_change_permission(self, *_: Any) -> bool:
        return False

    def has_delete_permission(self, *_: Any) -> bool:
        return False
