"""Rows of a file for a person to read."""

import datetime
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roster.files.fields import DATES
from roster.files.kinds import KINDS, fields_of
from roster.files.wording import label_of, reason_text
from roster.models import FileRow

NAMED = ("number", "name", "course", "date", "period")
LONGEST = 3  # cells that say which row it is, where nothing better is known


@dataclass(frozen=True)
class Shown:
    """A row: its number, what comes or came of it (a word and a code for its colour), whom it is
    about, `[(label, before, after)]`, and sentences about it."""

    number: int
    word: str
    code: str
    about: str
    changes: list
    reasons: list


def shown(rows, file_import):
    """The Shown of each FileRow."""
    rows = list(rows)
    fields = {field.name: field for field in fields_of(file_import.kind)}
    named = KINDS[file_import.kind].named(rows)
    return [_shown(row, fields, named, file_import) for row in rows]


def _shown(row, fields, named, file_import):
    word = row.get_outcome_display() or row.get_action_display()
    reasons = [reason_text(reason, fields) for reason in row.reasons]
    changes = [
        (label, before, after)
        for label, before, after in (_change(row, name, fields, named) for name in row.after)
        if before != after
    ]
    return Shown(
        row.number, str(word), row.outcome or row.action, _about(row, file_import), changes, reasons
    )


def _about(row, file_import):
    columns = file_import.columns
    places = [columns[name] for name in NAMED if name in columns] or range(LONGEST)
    cells = [row.cells[place] for place in places if place < len(row.cells)]
    return " · ".join(cell[:60] for cell in cells if isinstance(cell, str) and cell)


def _change(row, name, fields, named):
    """`(label, before, after)`; of a reference the names, where they are known."""
    own = name.removesuffix("_id")
    values = row.before.get(name), row.after[name]
    if own != name:
        objects = named.get(name, {})
        return label_of(own, fields), *(str(objects.get(key, "")) for key in values)
    return label_of(own, fields), *(_value(value, fields.get(name)) for value in values)


def _value(value, field):
    if value is None or value == "":
        return ""
    if isinstance(value, list):  # keys with names
        return ", ".join(name for _key, name in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field is not None and field.kind in DATES:
        return date_format(datetime.date.fromisoformat(value), "SHORT_DATE_FORMAT")
    return str(value)


TABS = (
    FileRow.Action.CREATE,
    FileRow.Action.CHANGE,
    FileRow.Action.SAME,
    FileRow.Action.PROBLEM,
    FileRow.Outcome.WRITTEN,
    FileRow.Outcome.STALE,
    FileRow.Outcome.REMOVED,
    FileRow.Outcome.KEPT,
)


def tabs(file_import):
    """`[(code, word, how many rows)]` of the actions and outcomes that there are."""
    counts = file_import.counts
    return [(tab.value, tab.label, counts[tab.value]) for tab in TABS if counts.get(tab.value)]


def problem_lines(file_import):
    """The headings and the rows that cannot be taken, as lists of texts; the last says why."""
    heads = file_import.rows.filter(number=file_import.header_row).first()
    yield [*_texts(heads.cells if heads else []), _("Why")]
    rows = file_import.rows.with_action(FileRow.Action.PROBLEM)
    for chunk in rows.chunks():
        for row, one in zip(chunk, shown(chunk, file_import), strict=True):
            yield [*_texts(row.cells), " ".join(one.reasons)]


def _texts(cells):
    return [cell if isinstance(cell, str) else "" for cell in cells]
