"""Marks and their history: records, which are looked at here and changed on the pages."""

from django.contrib import admin

from roster.admin.base import RecordAdmin
from roster.admin.huge import HugeAdmin, OfStudentsAdmin
from roster.models import Attachment, Mark, MarkEvent, Save, Status


class MarkEventInline(admin.TabularInline):
    model = MarkEvent
    fields = ("version", "old_status", "new_status", "old_note", "new_note", "cause")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("old_status", "new_status", "cause")


class KindFilter(admin.ChoicesFieldListFilter):
    """Looks for the statuses of a kind first: joined to them, MariaDB puts all of their marks in
    order to show the latest."""

    def queryset(self, request, queryset):
        if self.lookup_val is None:
            return super().queryset(request, queryset)
        found = Status.objects.filter(kind__in=self.lookup_val).values_list("pk", flat=True)
        return queryset.filter(status__in=list(found))


@admin.register(Mark)
class MarkAdmin(OfStudentsAdmin):
    list_display = ("student", "lesson", "status", "reason", "minutes", "note", "source")
    list_filter = (("status__kind", KindFilter),)
    list_select_related = ("student", "lesson__course", "status", "reason")
    search_fields = ("student",)
    inlines = (MarkEventInline,)


@admin.register(MarkEvent)
class MarkEventAdmin(OfStudentsAdmin):
    list_display = ("mark", "version", "old_status", "new_status", "new_note", "by", "at", "where")
    list_filter = ("cause__origin",)
    list_select_related = (
        "mark__student",
        "mark__status",
        "old_status",
        "new_status",
        "cause__user",
    )
    search_fields = ("mark__student",)
    student = "mark__student"

    @admin.display(description=Save._meta.get_field("user").verbose_name)
    def by(self, event):
        return event.cause.user

    @admin.display(description=Save._meta.get_field("created_at").verbose_name)
    def at(self, event):
        return event.cause.created_at

    @admin.display(description=Save._meta.get_field("origin").verbose_name)
    def where(self, event):
        return event.cause.get_origin_display()


@admin.register(Save)
class SaveAdmin(HugeAdmin):
    list_display = ("created_at", "user", "origin", "request_id")
    list_filter = ("origin",)
    list_select_related = ("user",)
    search_fields = ("user__name", "=user__username")
    exclude = ("digest",)


@admin.register(Attachment)
class AttachmentAdmin(RecordAdmin):
    list_display = ("name", "mark", "excuse", "content_type", "size", "added_by", "added_at")
    list_select_related = ("mark__student", "mark__status", "excuse__student", "added_by")
    search_fields = ("name", "mark__student__name", "excuse__student__name")
    exclude = ("file",)
