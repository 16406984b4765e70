"""Students and their guardians."""

from django.contrib import admin

from roster.admin.base import FollowsOldDatabaseAdmin, FollowsOldDatabaseForm, RowsInline
from roster.models import Guardian, Student


class GuardianInline(RowsInline):
    model = Guardian
    form = FollowsOldDatabaseForm


@admin.register(Student)
class StudentAdmin(FollowsOldDatabaseAdmin):
    list_display = ("name", "number", "phone", "birth_date", "is_active", "retired_at")
    list_filter = ("is_active", ("retired_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "number", "initials", "phone")
    show_full_result_count = False
    inlines = (GuardianInline,)


@admin.register(Guardian)
class GuardianAdmin(FollowsOldDatabaseAdmin):
    list_display = ("name", "relation", "student", "phone", "email", "notify")
    list_filter = ("notify",)
    list_select_related = ("student",)
    search_fields = ("name", "phone", "email", "student__name", "student__number")
    autocomplete_fields = ("student",)
    ordering = ("-pk",)
    show_full_result_count = False
