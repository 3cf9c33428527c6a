"""Classes, assignments and what was published, in the admin.

Administrators see all of it. A tutor has the classes that name them, with enrolments
and assignments: every list is cut to those, and every object asked about.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey, Model, Q, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from web.accounts.access import is_administrator, is_tutor, user_of
from web.accounts.models import Role, User
from web.practice.models import (
    Assignment,
    ClassGroup,
    Enrolment,
    RubricVersion,
    ScenarioVersion,
)
from web.site.admin import CountedDeletionMixin


def own_classes(request: HttpRequest) -> QuerySet[ClassGroup]:
    """The classes that whoever asks may manage."""
    classes = ClassGroup.objects.all()
    if is_administrator(request):
        return classes
    return classes.filter(tutors=user_of(request))


def may_manage(request: HttpRequest, group: ClassGroup | None) -> bool:
    """Without a class: whether there can be any that they may manage."""
    if is_administrator(request) or not is_tutor(request):
        return is_administrator(request)
    return group is None or group.pk in _own_ids(request)


def _own_ids(request: HttpRequest) -> frozenset[int]:
    """Of a tutor's classes; looked up once for a page, which may ask for each row."""
    found: frozenset[int] | None = getattr(request, "own_class_ids", None)
    if found is None:
        found = frozenset(own_classes(request).values_list("pk", flat=True))
        request.own_class_ids = found  # type: ignore[attr-defined]
    return found


class OwnClassesMixin:
    """Permissions that go by whose class it is; a subclass says which class it is."""

    def group_of(self, obj: Any) -> ClassGroup:
        raise NotImplementedError

    def _may(self, request: HttpRequest, obj: Model | None) -> bool:
        return may_manage(request, None if obj is None else self.group_of(obj))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_manage(request, None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, obj)


class FetchedRowField(forms.Field):
    """Which row a form is about: one of those that were fetched with the page.

    Django's own field asks the database for each row again.
    """

    widget = forms.HiddenInput

    def __init__(self, rows: Iterable[Model], **options: Any) -> None:
        super().__init__(**options)
        self._rows = {str(row.pk): row for row in rows}

    def clean(self, value: Any) -> Model:
        """Raises ValidationError for a row that is none of these."""
        if str(value) not in self._rows:
            raise forms.ValidationError(_("That is no longer in this class."))
        return self._rows[str(value)]

    def has_changed(self, *_: Any) -> bool:
        return False


class EnrolmentFormSet(forms.BaseInlineFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["id"] = FetchedRowField(
            self.get_queryset(), initial=form.fields["id"].initial
        )
        attrs = form.fields["DELETE"].widget.attrs
        attrs["aria-label"] = _("Take out of the class")


class EnrolmentInline(OwnClassesMixin, admin.TabularInline):
    """Who is in the class. They come in by the field above and leave by a tick."""

    model = Enrolment
    formset = EnrolmentFormSet
    extra = 0
    fields = readonly_fields = ("learner",)

    def group_of(self, obj: ClassGroup) -> ClassGroup:
        return obj

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Enrolment]:
        rows = super().get_queryset(request).select_related("learner")
        return rows.order_by("learner__last_name", "learner__first_name")


class ClassForm(forms.ModelForm):
    """A class, and learners to put into it by their usernames."""

    new_learners = forms.CharField(
        label=gettext_lazy("Add learners"),
        help_text=gettext_lazy("Their usernames, one a line."),
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        required=False,
    )

    def clean_new_learners(self) -> list[User]:
        """Raises ValidationError, with all names that are no learner's."""
        names = self.cleaned_data["new_learners"].replace(",", "\n").split()
        learners = User.objects.filter(username__in=names, role=Role.LEARNER)
        unknown = set(names) - {learner.username for learner in learners}
        if unknown:
            raise forms.ValidationError(
                _("There is no learner called %s.") % ", ".join(sorted(unknown))
            )
        return list(learners)


@admin.register(ClassGroup)
class ClassGroupAdmin(OwnClassesMixin, CountedDeletionMixin):
    form = ClassForm
    filter_horizontal = ("tutors",)
    inlines = (EnrolmentInline,)
    search_fields = ("name",)

    def group_of(self, obj: ClassGroup) -> ClassGroup:
        return obj

    def get_queryset(self, request: HttpRequest) -> QuerySet[ClassGroup]:
        return own_classes(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A class takes its assignments with it, so a tutor can't delete one."""
        return is_administrator(request) and super().has_delete_permission(request, obj)

    def get_fields(self, request: HttpRequest, *_: Any) -> list[Any]:
        """Who teaches a class is not for its tutors to change."""
        tutors = ["tutors"] if is_administrator(request) else []
        return ["name", *tutors, "new_learners"]

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        group = form.instance
        if not change and is_tutor(request) and not is_administrator(request):
            group.tutors.add(user_of(request))
        Enrolment.objects.bulk_create(
            (
                Enrolment(group=group, learner=learner)
                for learner in form.cleaned_data["new_learners"]
            ),
            ignore_conflicts=True,
        )


@admin.register(Assignment)
class AssignmentAdmin(OwnClassesMixin, CountedDeletionMixin):
    list_display = ("scenario", "group", "mode", "due")
    list_filter = (("group", admin.RelatedOnlyFieldListFilter), "mode")
    list_select_related = ("scenario", "group")
    list_per_page = 50

    def group_of(self, obj: Assignment) -> ClassGroup:
        return obj.group

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        rows = super().get_queryset(request).filter(group__in=own_classes(request))
        return rows.select_related("scenario", "group").defer("scenario__text")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """One's own classes, and the scenarios that are offered."""
        if db_field.name == "group":
            kwargs["queryset"] = own_classes(request)
        elif db_field.name == "scenario":
            # And the versions that classes have been set before.
            is_theirs = Q(assignment__group__in=own_classes(request))
            rows = ScenarioVersion.objects.filter(Q(is_current=True) | is_theirs)
            kwargs["queryset"] = rows.distinct().defer("text")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "due" and field is not None:
            # Two boxes have one label between them, which a screen reader can't tell.
            date, time = field.widget.widgets
            date.attrs["aria-label"], time.attrs["aria-label"] = _("Date"), _("Time")
        return field


@admin.register(ScenarioVersion, RubricVersion)
class PublishedAdmin(admin.ModelAdmin):
    """To be read only: what was published is never changed."""

    list_display = ("slug", "version", "is_current", "published_at")
    list_filter = ("is_current",)

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def has_change_permission(self, *_: Any) -> bool:
        return False

    def has_delete_permission(self, *_: Any) -> bool:
        return False
