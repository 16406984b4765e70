"""All tables of the old database, to be looked at in the admin and never changed."""

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import models

from legacy.fields import KeyField
from legacy.masking import MASK, masked, secret_columns
from legacy.source_models import columns_of

LISTED = 8
SEARCHED = 12
LONG = 80


class OldRowList(ChangeList):
    """A list in the order of the key. The digest of a table without a key is never sorted by:
    the server would have to compute it for every row."""

    def _get_deterministic_ordering(self, ordering):
        key = self.model._meta.pk
        if isinstance(key, KeyField) and key.digest:
            return ordering
        return super()._get_deterministic_ordering(ordering)


class OldTableAdmin(admin.ModelAdmin):
    """Base of the admin of one old table: administrators look, nobody writes."""

    list_per_page = 50
    show_full_result_count = False
    list_select_related = False
    actions = None
    view_on_site = False

    def get_changelist(self, request, **kwargs):
        return OldRowList

    def has_view_permission(self, request, obj=None):
        return getattr(request.user, "is_administrator", False)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


def admin_for(model):
    """The admin class of one generated model."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, KeyField)]
    secret = secret_columns(model)
    shown = {
        f"column_{number}": _shown(field, field.column in secret)
        for number, field in enumerate(fields)
    }
    texts = [field for field in fields if _is_text(field) and field.column not in secret]
    options = {
        "list_display": tuple(shown)[:LISTED],
        "fields": tuple(shown),
        "readonly_fields": tuple(shown),
        "search_fields": tuple(field.attname for field in texts[:SEARCHED]),
        "list_filter": tuple(field.attname for field in fields if field.choices),
        "ordering": _ordering(model),
    }
    return type(f"{model.__name__}Admin", (OldTableAdmin,), {**shown, **options})


def _ordering(model):
    key = model._meta.pk
    if not isinstance(key, KeyField):
        return (key.attname,)
    by_column = columns_of(model)
    names = key.columns[:1] if key.digest else key.columns
    return tuple(by_column[name] for name in names)


def _is_text(field):
    return isinstance(field, (models.CharField, models.TextField))


def _shown(field, secret):
    name = field.attname

    @admin.display(description=str(field.verbose_name), ordering=name, empty_value="–")
    def column(self, row):
        return shown_value(getattr(row, name), secret)

    return column


def shown_value(value, secret=False):
    """A value as the pages show it: masked, short, and never as raw bytes."""
    if value is None or value == "":
        return value
    if secret:
        return MASK
    if isinstance(value, bytes | memoryview):
        return f"{len(value)} bytes"
    text = masked(value)
    return text if len(text) <= LONG * 10 else f"{text[: LONG * 10]}…"


for source_model in apps.get_app_config("source").get_models():
    admin.site.register(source_model, admin_for(source_model))
