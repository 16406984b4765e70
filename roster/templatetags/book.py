"""Draws the cells of a book: text put together here, because a month has thousands of them."""

from itertools import repeat

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from roster.models import Status

register = template.Library()


@register.simple_tag
def sheet_cells(sheet, row):
    """The HTML of one row's cells, a `<td>` for each lesson."""
    return mark_safe("".join(map(_drawn, repeat(sheet), sheet.lessons, row.cells)))  # noqa: S308 - see _cell


def _drawn(sheet, lesson, cell):
    """A cell; most say nothing but their symbol, and are put together once for each status."""
    is_plain = cell.minutes is None and not (cell.reason_id or cell.note or cell.is_corrected)
    key = cell.status_id, cell.is_enrolled, lesson.cancelled_at is None
    if not is_plain:
        return _cell(sheet, lesson, cell)
    if key not in sheet.drawn:
        sheet.drawn[key] = _cell(sheet, lesson, cell)
    return sheet.drawn[key]


def _cell(sheet, lesson, cell):
    status = sheet.statuses.get(cell.status_id)
    if status is None:
        if cell.is_enrolled and not lesson.is_cancelled:
            return '<td class="sheet-blank">·</td>'
        return '<td class="sheet-out"></td>'
    classes = f"kind-{escape(status.shade)}"
    if lesson.is_cancelled:
        classes += " is-cancelled"
    if cell.is_corrected:
        classes += " is-after-lock" if cell.is_after_lock else " is-corrected"
    title = _title(sheet, cell)
    attribute = f' title="{escape(title)}"' if title else ""
    return f'<td class="{classes}"{attribute}>{escape(status.symbol)}</td>'


def _title(sheet, cell):
    """What a symbol does not say: minutes, reason, note and that it was corrected."""
    parts = []
    if cell.minutes is not None:
        parts.append(f"{cell.minutes}′")
    if cell.reason_id:
        parts.append(sheet.reasons[cell.reason_id].name)
    if cell.note:
        parts.append(cell.note)
    if cell.is_after_lock:
        parts.append(_("changed after the lock"))
    elif cell.is_corrected:
        parts.append(_("changed after the register was taken"))
    return " · ".join(parts)


@register.simple_tag
def paper_cells(sheet, page, cells, leaves_present_blank):
    """The HTML of one row's cells on paper: symbols only, room for a hand where nothing is marked.

    With `leaves_present_blank` an empty cell of a lesson that is over says "present", and a dot
    "not marked".
    """
    drawn = []
    for lesson, cell in zip(page.lessons, cells, strict=True):
        status = sheet.statuses.get(cell.status_id)
        if status is None and not cell.is_enrolled:
            drawn.append('<td class="paper-out"></td>')
        elif status is None:
            drawn.append(f"<td>{'·' if leaves_present_blank and _is_due(lesson) else ''}</td>")
        elif leaves_present_blank and status.kind == Status.Kind.PRESENT:
            drawn.append("<td></td>")
        else:
            drawn.append(f"<td>{escape(status.symbol)}</td>")
    return mark_safe("".join(drawn))  # noqa: S308 - nothing but the symbol, escaped


def _is_due(lesson):
    return not lesson.is_cancelled and (lesson.is_taken or lesson.is_over)
