"""All that the site holds on one person, found by following what refers to the person's rows, so
that whatever an app adds is among it."""

import io
import json
import tempfile
import zipfile
from dataclasses import dataclass, field

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _
from openpyxl import Workbook

from legacy.spreadsheets import harmless

# What opens a door, and what names somebody else.
LEFT_OUT = {
    *("password", "digest", "token", "key", "data", "session_key", "session_data", "secret"),
    "object_repr",
}
LONGEST_TITLE = 31  # of a sheet


@dataclass
class Section:
    """Rows of one kind: texts and numbers in the order of `columns`; `files` has (name in the
    archive, FieldFile) of what is attached to them."""

    title: str
    columns: list
    rows: list
    files: list = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """Rows of one model that say something of the person; `names` limits the fields."""

    title: str
    rows: models.QuerySet
    names: tuple | None = None

    def count(self):
        return self.rows.count()


def parts_of(people, is_deep=False):
    """The Parts of what is held on `people`: rows of one model (a queryset) that are one person.

    With `is_deep` what belongs to rows that belong to the person is among it. Of rows that only
    say that the person did something, as a change of another one's mark, there are just the dates.
    """
    pks = list(people.values_list("pk", flat=True))
    yield _part(people)
    yield from _belonging(people.model, pks, {people.model}, is_deep)
    kind = ContentType.objects.get_for_model(people.model)
    entries = LogEntry.objects.filter(content_type=kind, object_id__in=[str(pk) for pk in pks])
    names = ("id", "action_time", "user", "change_message")
    yield Part(_("What was done to the entry"), entries, names)


def holdings_of(people, is_deep=False):
    """The Sections of the Parts that have rows."""
    sections = (_section(part) for part in parts_of(people, is_deep))
    return [section for section in sections if section.rows]


def archive_of(sections):
    """A ZIP, as a file that is open and gone once closed: everything as JSON and as sheets, and
    the attached files."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", _json(sections))
        archive.writestr("data.xlsx", _workbook(sections))
        for section in sections:
            for name, stored in section.files:
                if stored.storage.exists(stored.name):
                    with stored.open("rb") as one:
                        archive.writestr(name, one.read())
    file.seek(0)
    return file


def _part(rows):
    return Part(str(rows.model._meta.verbose_name_plural), rows)


def _belonging(model, pks, seen, is_deep):
    """The Parts that refer to the rows of `model` with the primary keys `pks` (or a subquery)."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.one_to_many or relation.one_to_one) or relation.concrete:
            continue
        other = relation.related_model
        if other._meta.auto_created or other in seen:
            continue
        rows = other._base_manager.filter(**{f"{relation.field.name}__in": pks}).order_by("pk")
        if relation.field.remote_field.on_delete is models.SET_NULL:
            title = f"{other._meta.verbose_name_plural} ({relation.field.verbose_name})"
            yield Part(title, rows, _dates(other))
            continue
        yield _part(rows)
        if is_deep:
            yield from _belonging(other, rows.order_by().values("pk"), {*seen, other}, is_deep)


def _dates(model):
    moments = [one.name for one in model._meta.fields if isinstance(one, models.DateTimeField)]
    return (model._meta.pk.name, *moments)


def _section(part):
    fields = [one for one in part.rows.model._meta.concrete_fields if _is_told(one, part.names)]
    related = [*_related(fields, 2)]
    section = Section(part.title, [str(one.verbose_name) for one in fields], [])
    for row in part.rows.select_related(*related) if related else part.rows:
        section.rows.append([_value(row, one) for one in fields])
        section.files += [_file(row, one) for one in fields if isinstance(one, models.FileField)]
    return section


def _is_told(one, names):
    if names is not None:
        return one.name in names
    return one.name not in LEFT_OUT and not isinstance(one, models.BinaryField)


def _related(fields, depth):
    """What the names of related rows are made of, so that they are read along."""
    for one in fields:
        if one.is_relation:
            yield one.name
            if depth > 1:
                below = _related(one.related_model._meta.concrete_fields, depth - 1)
                yield from (f"{one.name}__{name}" for name in below)


def _value(row, one):
    if one.is_relation:
        other = getattr(row, one.name)
        return None if other is None else str(other)
    if one.choices:
        return str(getattr(row, f"get_{one.name}_display")())
    value = getattr(row, one.attname)
    return value.name if isinstance(one, models.FileField) else value


def _file(row, one):
    name = getattr(row, "name", "") or "file"
    safe = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in name)
    return f"files/{row._meta.model_name}-{row.pk}-{safe}", getattr(row, one.attname)


def _json(sections):
    said = {}
    for section in sections:  # of one title there can be two, as files of marks and of excuses
        rows = [dict(zip(section.columns, row, strict=True)) for row in section.rows]
        said.setdefault(section.title, []).extend(rows)
    return json.dumps(said, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _workbook(sections):
    book, file = Workbook(write_only=True), io.BytesIO()
    for number, section in enumerate(sections, 1):
        title = "".join("_" if letter in "[]:*?/\\" else letter for letter in section.title)
        sheet = book.create_sheet(f"{number} {title}"[:LONGEST_TITLE])
        sheet.append(section.columns)
        for row in section.rows:
            sheet.append([_cell(value) for value in row])
    book.save(file)
    return file.getvalue()


def _cell(value):
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict | list):
        value = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return harmless(_printable(str(value)))


def _printable(text):
    return "".join(letter for letter in text if letter.isprintable() or letter == "\n")
