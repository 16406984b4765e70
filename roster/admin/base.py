"""What several lists of the admin have in common."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.utils.text import smart_split, unescape_string_literal

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

    def get_search_results(self, request, queryset, search_term):
        """Each word is looked for in the other tables by themselves: with them joined, MariaDB
        begins there, and reads all rows of this one to compare what each may say."""
        for word in map(_unquoted, smart_split(search_term)):
            queryset = queryset.filter(_says(queryset.model, self.get_search_fields(request), word))
        return queryset, False

    def has_delete_permission(self, request, obj=None):
        """The next import would bring back what the old database still has."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not owned_fields(obj))

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None and obj.legacy_ref:
            context["subtitle"] = f"{obj} – {LABEL}: {obj.legacy_ref}"
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def _unquoted(word):
    is_quoted = word.startswith(("'", '"')) and word[0] == word[-1]
    return unescape_string_literal(word) if is_quoted else word


def _says(model, names, word):
    """The condition that one of the fields `names`, of `model` or of what it leads to, has `word`
    in it."""
    conditions = {}
    for name in names:
        way, _, field = name.rpartition("__")
        condition = conditions.get(way, Q())
        conditions[way] = condition | Q(**{f"{field}__icontains": word})
    found = conditions.pop("", Q())
    for way, condition in conditions.items():
        rows = model._meta.get_field(way).related_model.objects.filter(condition)
        found |= Q(**{f"{way}__in": rows.values("pk")})
    return found


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
