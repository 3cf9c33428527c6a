"""Classes, assignments and what was published, in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from web.practice.models import (
    Assignment,
    ClassGroup,
    Enrolment,
    RubricVersion,
    ScenarioVersion,
)


class EnrolmentInline(admin.TabularInline):
    model = Enrolment
    extra = 1
    autocomplete_fields = ("learner",)


@admin.register(ClassGroup)
class ClassGroupAdmin(admin.ModelAdmin):
    filter_horizontal = ("tutors",)
    inlines = (EnrolmentInline,)


@admin.register(Assignment)
class AssignmentAdmin(admin.ModelAdmin):
    list_display = ("scenario", "group", "mode", "due")
    list_filter = ("group", "mode")


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
