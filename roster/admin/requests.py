"""What people ask of each other."""

from django.contrib import admin

from roster.admin.base import RecordAdmin
from roster.models import AbsenceNotice, UnlockRequest


@admin.register(UnlockRequest)
class UnlockRequestAdmin(RecordAdmin):
    list_display = ("lesson", "asked_by", "reason", "asked_at", "is_granted", "decided_by")
    list_select_related = ("lesson__course", "asked_by", "decided_by")
    search_fields = ("reason", "lesson__course__name")


@admin.register(AbsenceNotice)
class AbsenceNoticeAdmin(admin.ModelAdmin):
    list_display = ("student", "starts_on", "ends_on", "text", "added_by", "withdrawn_at")
    list_select_related = ("student", "added_by")
    search_fields = ("student__name", "text")
    autocomplete_fields = ("student",)
