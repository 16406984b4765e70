"""Which row has the headings, and which column is what."""

from django.utils.translation import override

from legacy.guessing.words import likeness
from roster.files.dates import is_ambiguous, lacks_year
from roster.files.fields import DATES

LANGUAGES = ("ko", "en")
LOOKED_AT = 20  # rows from the top
CERTAIN = 0.7


def labels(field):
    """What the field is called in both languages."""
    found = []
    for language in LANGUAGES:
        with override(language):
            found.append(str(field.label))
    return tuple(found)


def matched(heads, fields):
    """`{field name: place}` of the headings that are called like a field; each is used once."""
    scored = []
    for place, head in enumerate(heads):
        if not isinstance(head, str) or not head:
            continue
        for rank, field in enumerate(fields):
            score = _likeness(head, field)
            if score >= CERTAIN:
                scored.append((-score, rank, place, field.name))
    columns, used = {}, set()
    for _score, _rank, place, name in sorted(scored):
        if name not in columns and place not in used:
            columns[name] = place
            used.add(place)
    return columns


def _likeness(head, field):
    exact = likeness((head,), labels(field))
    if exact == 1.0:
        return 2.0  # our own headings before everything that sounds alike
    if field.unlike and likeness((head,), field.unlike) >= CERTAIN:
        return 0.0
    return likeness((head,), field.words) if field.words else 0.0


def header_row(rows, fields):
    """The number of the row, of the first ones, that has most headings; 0 where none has any."""
    best, most = 0, 0
    for row in rows[:LOOKED_AT]:
        number = len(matched(row.cells, fields))
        if number > most:
            best, most = row.number, number
    return best


def questions(rows, fields, columns):
    """`(a date that can be read in two ways, one without a year)` of the date columns, each a text
    or empty: what a person has to be asked."""
    ambiguous, yearless = "", ""
    for field in fields:
        place = columns.get(field.name)
        if field.kind not in DATES or place is None:
            continue
        for cells in rows:
            cell = cells[place] if place < len(cells) else ""
            if not isinstance(cell, str) or not cell:
                continue
            if not ambiguous and is_ambiguous(cell):
                ambiguous = cell
            if not yearless and field.kind == "date" and lacks_year(cell):
                yearless = cell
            if ambiguous and (yearless or field.kind != "date"):
                break
    return ambiguous, yearless
