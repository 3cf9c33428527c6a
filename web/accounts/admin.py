"""Accounts in the admin: roles, erasure, the retention time, the audit log to read.

For administrators alone: Django gives permissions to nobody else, and no page here
gives them away.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.forms import Form, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from web.accounts.access import is_administrator, user_of
from web.accounts.audit import record
from web.accounts.models import Action, AuditEntry, Retention, Role, User
from web.site.admin import CountedDeletionMixin

# Roles say what somebody may do; groups of permissions would be a second way.
admin.site.unregister(Group)


@admin.register(User)
class HotseatUserAdmin(CountedDeletionMixin, UserAdmin):
    list_display = ("username", "first_name", "last_name", "role", "is_active")
    list_filter = ("role", "is_active", "is_superuser")
    list_per_page = 50
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
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

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        user = kwargs.get("obj")
        may_erase = user is not None and user.is_learner and not user.is_superuser
        context |= {"may_erase": may_erase, "checkbox": ACTION_CHECKBOX_NAME}
        return super().render_change_form(request, context, *args, **kwargs)

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


@admin.register(Retention)
class RetentionAdmin(admin.ModelAdmin):
    """A page for the one row. It says what a change would remove before it is saved."""

    fields = ("tries_days", "handed_in_days", "comes_next", "applied_at")
    readonly_fields = ("comes_next", "applied_at")

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def has_delete_permission(self, *_: Any) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Retention]:
        """There is a row from the first time that somebody looks."""
        from web.accounts.retaining import current

        current()
        return super().get_queryset(request)

    def changelist_view(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> HttpResponse:
        from web.accounts.retaining import current

        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("admin:accounts_retention_change", current().pk)

    @admin.display(description=_("what comes next"))
    def comes_next(self, rule: Retention) -> str:
        from web.accounts.retaining import would_remove

        return render_to_string(
            "admin/accounts/retention/removal.html",
            {"removal": would_remove(rule), "at": rule.due_at},
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A change is asked about first."""
        if request.method == "POST" and "confirmed" not in request.POST:
            rule = self.get_object(request, str(object_id))
            if rule is not None and self.has_change_permission(request, rule):
                form = self.get_form(request, rule)(request.POST, instance=rule)
                if form.is_valid() and form.has_changed():
                    return self._asked(request, form)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _asked(self, request: HttpRequest, form: ModelForm) -> HttpResponse:
        from web.accounts.retaining import would_remove

        rule: Retention = form.instance
        context = {
            **self.admin_site.each_context(request),
            "title": _("Keep work for this long?"),
            "opts": self.model._meta,
            "form": form,
            "rule": rule,
            "removal": would_remove(rule),
            "at": timezone.now() + rule.PAUSE,
        }
        return render(request, "admin/accounts/retention/confirm.html", context)

    def save_model(
        self, request: HttpRequest, obj: Retention, form: Form, change: bool
    ) -> None:
        if form.changed_data:
            obj.changed_at = timezone.now()
            before = {name: form.initial[name] for name in form.changed_data}
            after = {name: form.cleaned_data[name] for name in form.changed_data}
            record(
                Action.RETENTION_SET,
                actor=user_of(request),
                before=before,
                after=after,
            )
        super().save_model(request, obj, form, change)
