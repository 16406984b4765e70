"""Maps, imports and rejected rows in the admin: records, to be read only."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from legacy.models import Job, Map, Reject, Run
from legacy.news import count_changes, new_rejects, run_before
from legacy.summary import COLUMNS


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
    list_display = ("__str__", "source_name", "created_at", "created_by", "used_at")
    list_select_related = ("created_by",)
    search_fields = ("text", "digest")


@admin.register(Run)
class RunAdmin(RecordAdmin):
    list_display = ("id", "state", "started_at", "finished_at", "started_by", "taken", "left_out")
    list_select_related = ("started_by",)
    list_filter = ("state", "started_at")
    readonly_fields = ("difference", "page")

    @admin.display(description=_("difference to the import before"))
    def difference(self, run):
        """What differs in the numbers, and how many rows were newly left out."""
        before = run_before(run)
        if before is None:
            return "–"
        lines = [f"→ {before}"]
        for name, numbers in count_changes(run, before):
            words = zip(COLUMNS, numbers, strict=True)
            lines.append(f"{name}: {', '.join(f'{word} {n:+d}' for word, n in words if n)}")
        lines.append(_("%(number)s newly left out") % {"number": len(new_rejects(run))})
        return format_html_join("", "{}<br>", [(line,) for line in lines])

    @admin.display(description=_("page"))
    def page(self, run):
        """Its page, with the rejected rows and the way to take it back."""
        where = reverse("legacy:run", args=(run.pk,))
        return format_html('<a href="{}">{}</a>', where, where)

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


@admin.register(Job)
class JobAdmin(RecordAdmin):
    list_display = ("__str__", "state", "created_at", "created_by", "finished_at", "message")
    list_select_related = ("created_by",)
    list_filter = ("state", "kind")
