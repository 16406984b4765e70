"""What was done in the admin and to the accounts of others: to be read, never changed."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _


@admin.register(LogEntry)
class LogEntryAdmin(admin.ModelAdmin):
    """Every action of the admin and of the staff pages: who, when, on what, and what it was."""

    list_display = ("action_time", "user", "content_type", "object_repr", "done")
    list_display_links = None
    list_select_related = ("user", "content_type")
    list_filter = (
        "action_time",
        "action_flag",
        ("content_type", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("object_repr", "user__name", "user__username")
    list_per_page = 100
    show_full_result_count = False
    actions = None

    @admin.display(description=_("what was done"))
    def done(self, entry):
        return str(entry)

    def has_module_permission(self, request):
        return request.user.is_administrator

    def has_view_permission(self, request, obj=None):
        return request.user.is_administrator

    def has_change_permission(self, request, obj=None):
        return False

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
