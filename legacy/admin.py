"""Maps, imports and rejected rows in the admin: records, to be read only."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from legacy.models import Map, Reject, Run


class RecordAdmin(admin.ModelAdmin):
    """Base of what is written by the bridge and never by hand."""

    actions = None
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Map)
class MapAdmin(RecordAdmin):
    list_display = ("digest", "source_name", "created_at", "created_by", "used_at")
    list_select_related = ("created_by",)
    search_fields = ("text", "digest")


@admin.register(Run)
class RunAdmin(RecordAdmin):
    list_display = ("id", "state", "started_at", "finished_at", "started_by", "taken", "left_out")
    list_select_related = ("started_by",)
    list_filter = ("state", "started_at")

    @admin.display(description=_("new and changed"))
    def taken(self, run):
        return sum(one.get("new", 0) + one.get("changed", 0) for one in run.counts.values())

    @admin.display(description=_("rejected"))
    def left_out(self, run):
        return sum(one.get("rejected", 0) for one in run.counts.values())


@admin.register(Reject)
class RejectAdmin(RecordAdmin):
    list_display = ("run", "target", "table", "key", "reason", "detail")
    list_select_related = ("run",)
    list_filter = ("target", "reason")
    search_fields = ("key", "table", "detail")
