"""What several lists of the admin have in common."""

from django import forms
from django.contrib import admin

from legacy.owned_forms import LABEL, FollowsOldDatabase
from legacy.ownership import owned_fields
from roster.forms.layout import ROWS
from roster.paging import KeysFirstPaginator


class FollowsOldDatabaseForm(FollowsOldDatabase, forms.ModelForm):
    """The same for the rows of an inline."""


class RowsInline(admin.TabularInline):
    """Rows within a form, as many at most as in the site's own forms."""

    extra = 0
    max_num = ROWS["max_num"]

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, absolute_max=ROWS["absolute_max"], **kwargs)


class FollowsOldDatabaseAdmin(admin.ModelAdmin):
    """What the old database owns of a row is read-only and says so."""

    list_per_page = 50
    paginator = KeysFirstPaginator

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        if obj is None:
            return fields
        owned = owned_fields(obj) & {field.name for field in obj._meta.fields if field.editable}
        return (*fields, *sorted(owned - set(fields)))

    def has_delete_permission(self, request, obj=None):
        """The next import would bring back what the old database still has."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not owned_fields(obj))

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None and obj.legacy_ref:
            context["subtitle"] = f"{obj} – {LABEL}: {obj.legacy_ref}"
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


class RecordAdmin(admin.ModelAdmin):
    """Rows that are only looked at. Without a count of all rows, which is slow for millions."""

    list_per_page = 50
    show_full_result_count = False
    ordering = ("-pk",)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
