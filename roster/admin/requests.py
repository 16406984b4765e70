"""What people ask of each other."""

from django.contrib import admin

from roster.admin.base import RecordAdmin
from roster.models import Excuse, UnlockRequest


@admin.register(UnlockRequest)
class UnlockRequestAdmin(RecordAdmin):
    list_display = ("lesson", "asked_by", "reason", "asked_at", "is_granted", "decided_by")
    list_select_related = ("lesson__course", "asked_by", "decided_by")
    search_fields = ("reason", "lesson__course__name")


@admin.register(Excuse)
class ExcuseAdmin(RecordAdmin):
    list_display = ("student", "starts_on", "ends_on", "text", "state", "added_by", "decided_by")
    list_filter = ("state",)
    list_select_related = ("student", "added_by", "decided_by")
    search_fields = ("student__name", "text")
