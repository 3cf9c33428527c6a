"""Accounts in the admin: roles, erasure, and the audit log to read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from web.accounts.access import user_of
from web.accounts.audit import record
from web.accounts.models import Action, AuditEntry, User


@admin.register(User)
class HotseatUserAdmin(UserAdmin):
    list_display = ("username", "first_name", "last_name", "role", "is_active")
    list_filter = ("role", "is_active", "is_staff")
    fieldsets = (*(UserAdmin.fieldsets or ()), (_("Hotseat"), {"fields": ("role",)}))
    add_fieldsets = (
        *UserAdmin.add_fieldsets,
        (_("Hotseat"), {"fields": ("first_name", "last_name", "role")}),
    )
    actions = ("erase",)

    @admin.action(description=_("Erase with all their work"), permissions=["delete"])
    def erase(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """Erases learners; other accounts are left alone, and oneself."""
        from web.accounts.erasing import erase

        learners = list(chosen.filter(role="learner", is_superuser=False))
        erase(learners, by=user_of(request))
        text = ngettext(
            "%d learner was erased.", "%d learners were erased.", len(learners)
        )
        self.message_user(request, text % len(learners), messages.SUCCESS)

    def save_model(
        self, request: HttpRequest, obj: User, form: Form, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        fields = {"role", "is_superuser", "is_staff"} & set(form.changed_data)
        if fields:
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

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            self.delete_model(request, user)


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    """To be read only."""

    list_display = ("at", "action", "actor_id", "subject_id")
    list_filter = ("action",)
    date_hierarchy = "at"

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def has_change_permission(self, *_: Any) -> bool:
        return False

    def has_delete_permission(self, *_: Any) -> bool:
        return False
