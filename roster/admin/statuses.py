"""Status sets. One in use is never edited: a new version is made instead."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from roster.admin.base import RowsInline
from roster.models import Reason, Status, StatusSet
from roster.services.statuses import make_default, new_version


class PartOfSetInline(RowsInline):
    """Statuses or reasons of a set, fixed as soon as a mark was made with the set."""

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not _is_used(obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not _is_used(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _is_used(obj)


class StatusInline(PartOfSetInline):
    model = Status


class ReasonInline(PartOfSetInline):
    model = Reason


@admin.register(StatusSet)
class StatusSetAdmin(admin.ModelAdmin):
    list_display = ("name", "version", "is_default", "retired_at")
    search_fields = ("name",)
    readonly_fields = ("version",)
    inlines = (StatusInline, ReasonInline)
    actions = ("make_new_version",)

    def get_readonly_fields(self, request, obj=None):
        return ("name", "version") if _is_used(obj) else self.readonly_fields

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _is_used(obj)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if obj.is_default:
            make_default(obj)

    @admin.action(description=_("Make a new version to edit"), permissions=["add"])
    def make_new_version(self, request, queryset):
        for status_set in queryset:
            made = new_version(status_set)
            self.log_addition(request, made, [{"added": {}}])
            self.message_user(request, str(made))


def _is_used(status_set):
    return status_set is not None and status_set.pk is not None and status_set.is_used
