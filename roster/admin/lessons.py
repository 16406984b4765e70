"""Lessons and the weekly schedule."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from roster.admin.base import FollowsOldDatabaseAdmin
from roster.models import Lesson, Schedule
from roster.services.lessons import UNLOCKED_FOR, unlock_lessons, update_lesson
from roster.services.locks import is_locked


@admin.register(Lesson)
class LessonAdmin(FollowsOldDatabaseAdmin):
    list_display = (
        "date",
        "course",
        "period",
        "starts_at",
        "topic",
        "taken_at",
        "taken_by",
        "cancelled_at",
    )
    list_filter = (
        "date",
        ("taken_at", admin.EmptyFieldListFilter),
        ("cancelled_at", admin.EmptyFieldListFilter),
    )
    list_select_related = ("course", "taken_by")
    search_fields = ("course__name", "topic")
    autocomplete_fields = ("course",)
    ordering = ("-date", "-pk")  # as the index has it
    readonly_fields = ("taken_at", "taken_by", "cancelled_at", "unlocked_until", "version")
    show_full_result_count = False
    actions = ("unlock",)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return tuple({*fields, "course"}) if obj is not None else fields

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or not is_locked(obj))

    def save_model(self, request, obj, form, change):
        """A change goes the same way as on the page, and bumps the version."""
        if change:
            update_lesson(obj, obj.version)
        else:
            obj.save()

    @admin.action(description=_("Unlock for a day"), permissions=["change"])
    def unlock(self, request, queryset):
        number = unlock_lessons(queryset)
        for lesson in queryset:
            self.log_change(request, lesson, [{"changed": {"fields": ["unlocked until"]}}])
        said = ngettext(
            "%(n)d lesson is unlocked for %(hours)d hours.",
            "%(n)d lessons are unlocked for %(hours)d hours.",
            number,
        )
        hours = UNLOCKED_FOR.total_seconds() // 3600
        self.message_user(request, said % {"n": number, "hours": hours})


@admin.register(Schedule)
class ScheduleAdmin(admin.ModelAdmin):
    list_display = (
        "course",
        "weekday",
        "starts_at",
        "duration",
        "period",
        "units",
        "starts_on",
        "ends_on",
    )
    list_filter = ("weekday",)
    list_select_related = ("course",)
    search_fields = ("course__name",)
    autocomplete_fields = ("course",)
