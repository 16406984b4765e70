"""All tables of the old database, to be looked at in the admin and never changed."""

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.templatetags.admin_list import _boolean_icon
from django.contrib.admin.utils import quote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Expression
from django.forms import ModelForm
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from legacy.fields import (
    AnyField,
    BitFlagField,
    FlagField,
    JSONField,
    KeyField,
    ReadField,
    Relation,
)
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
        if isinstance(key, KeyField):
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

    def get_object(self, request, object_id, from_field=None):
        """The row; the first one where a table without a key has the same row twice."""
        try:
            return self.get_queryset(request).filter(pk=object_id).order_by().first()
        except (ValidationError, ValueError):
            return None

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
    links = _links(model)
    shown = {
        f"column_{number}": _shown(field, field.column in secret, links.get(field.attname))
        for number, field in enumerate(fields)
    }
    texts = [field for field in fields if _is_text(field) and field.column not in secret]
    helps = {name: _help(field) for name, field in zip(shown, fields, strict=True)}
    options = {
        "list_display": tuple(shown)[:LISTED],
        "fields": tuple(shown),
        "readonly_fields": tuple(shown),
        "search_fields": tuple(field.attname for field in texts[:SEARCHED]),
        "list_filter": tuple(field.attname for field in fields if field.choices),
        "ordering": _ordering(model),
        "form": type("Form", (ModelForm,), {"Meta": type("Meta", (), {"help_texts": helps})}),
    }
    return type(f"{model.__name__}Admin", (OldTableAdmin,), {**shown, **options})


def _links(model):
    """`{attribute: relation}` of the columns that speak of one row elsewhere."""
    relations = [field for field in model._meta.fields if isinstance(field, Relation)]
    return {one.from_fields[0]: one for one in relations if len(one.from_fields) == 1}


def _help(field):
    """The field's help text, and what the column holds where a row says nothing, as SQL says it."""
    notes = [str(field.help_text)] if field.help_text else []
    if field.has_db_default():
        value = field.db_default
        notes.append(f"DEFAULT {'NOW' if isinstance(value, Expression) else repr(value)}")
    if getattr(field, "auto_now", False):
        notes.append("ON UPDATE NOW")
    return "; ".join(notes)


def _ordering(model):
    """The key where there is one; else the first column that any server can sort by."""
    key = model._meta.pk
    if not isinstance(key, KeyField):
        return (key.attname,)
    by_column = columns_of(model)
    if not key.digest:
        return tuple(by_column[name] for name in key.columns)
    plain = [field for field in key.fields() if _is_sortable(field)]
    return tuple(field.attname for field in plain[:1])


def _is_sortable(field):
    unsorted = isinstance(field, models.BinaryField | models.TextField)
    number = isinstance(field, models.Field) and not isinstance(field, ReadField)
    return not unsorted and (number or "Date" in type(field).__name__)


def _is_text(field):
    return isinstance(field, (models.CharField, models.TextField))


def _shown(field, secret, relation):
    name = field.attname
    flag = isinstance(field, FlagField | BitFlagField | models.BooleanField)

    sorted_by = None if isinstance(field, AnyField | JSONField) else name  # xml has no order

    @admin.display(description=str(field.verbose_name), ordering=sorted_by, empty_value="–")
    def column(self, row):
        value = getattr(row, name)
        if flag and value in (0, 1):
            return _boolean_icon(bool(value))
        text = shown_value(value, secret)
        return _linked(relation, value, text) if relation and text and not secret else text

    return column


def _linked(relation, value, text):
    """The id of another old row as a link to it; the row itself is not asked for."""
    to = relation.related_model._meta
    try:
        if to.pk.attname == relation.to_fields[0]:
            address = reverse(f"admin:source_{to.model_name}_change", args=(quote(value),))
        else:
            query = urlencode({f"{relation.to_fields[0]}__exact": value})
            address = reverse(f"admin:source_{to.model_name}_changelist") + f"?{query}"
    except NoReverseMatch:
        return text
    return format_html('<a href="{}">{}</a>', address, text)


def shown_value(value, secret=False):
    """A value as the pages show it: masked, short, and never as raw bytes."""
    if value is None or (isinstance(value, str) and not value):
        return value
    if secret:
        return MASK
    if isinstance(value, bytes | memoryview):
        return f"{len(value)} bytes"
    text = masked(value)
    return text if len(text) <= LONG * 10 else f"{text[: LONG * 10]}…"


for source_model in apps.get_app_config("source").get_models():
    admin.site.register(source_model, admin_for(source_model))
