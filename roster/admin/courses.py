"""Courses, terms, holidays and who is in a course."""

from django import forms
from django.contrib import admin

from roster.admin.base import (
    FollowsOldDatabaseAdmin,
    FollowsOldDatabaseForm,
    RecordAdmin,
    RowsInline,
)
from roster.models import Course, CourseStaff, Enrollment, Holiday, Policy, Schedule, Term
from roster.services.enrollments import refuse_overlap


class CourseStaffInline(RowsInline):
    model = CourseStaff
    form = FollowsOldDatabaseForm
    autocomplete_fields = ("user",)


class ScheduleInline(RowsInline):
    model = Schedule


@admin.register(Course)
class CourseAdmin(FollowsOldDatabaseAdmin):
    list_display = ("name", "term", "branch", "status_set", "is_active")
    list_filter = ("is_active", "term", "branch", "status_set")
    list_select_related = ("term", "status_set")
    search_fields = ("name", "branch")
    autocomplete_fields = ("term",)
    inlines = (CourseStaffInline, ScheduleInline)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if obj is not None and obj.lessons.with_marks().exists():
            return tuple({*fields, "status_set"})
        return fields


@admin.register(CourseStaff)
class CourseStaffAdmin(FollowsOldDatabaseAdmin):
    list_display = ("course", "user", "role", "starts_on", "ends_on", "retired_at")
    list_filter = ("role", ("retired_at", admin.EmptyFieldListFilter))
    list_select_related = ("course", "user")
    search_fields = ("course__name", "user__name", "user__username")
    autocomplete_fields = ("course", "user")


class EnrollmentAdminForm(forms.ModelForm):
    """The admin saves within a transaction, so the lock taken here holds until the end."""

    def clean(self):
        super().clean()
        if not self.errors:
            for name, value in self.cleaned_data.items():
                setattr(self.instance, name, value)
            refuse_overlap(self.instance)


@admin.register(Enrollment)
class EnrollmentAdmin(FollowsOldDatabaseAdmin):
    form = EnrollmentAdminForm
    list_display = ("student", "course", "roll_number", "starts_on", "ends_on", "source")
    list_filter = ("source", "course__is_active", ("retired_at", admin.EmptyFieldListFilter))
    list_select_related = ("student", "course")
    search_fields = ("student__name", "student__number", "course__name")
    ordering = ("-pk",)
    autocomplete_fields = ("student", "course")
    show_full_result_count = False


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    list_display = ("name", "starts_on", "ends_on")
    search_fields = ("name",)


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    list_display = ("date", "name", "has_lessons")
    list_filter = ("has_lessons",)
    search_fields = ("name",)
    date_hierarchy = "date"


@admin.register(Policy)
class PolicyAdmin(RecordAdmin):
    """Changed on the page that shows first what a change does to the past."""

    list_display = (
        "__str__",
        "course",
        "starts_on",
        "ends_on",
        "minimum_rate",
        "lates_per_absence",
        "lock_after_days",
    )
    list_select_related = ("course",)
    search_fields = ("course__name",)
