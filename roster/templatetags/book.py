"""Draws the cells of a book: text put together here, because a month has thousands of them."""

from functools import lru_cache
from itertools import repeat

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roster.models import Status
from roster.patterns import filled, holes, pattern
from roster.templatetags.days import short_weekday

register = template.Library()
HEAD = holes("url", "topic", "day", "weekday")
ROW = holes("roll", "url", "name", "cells", "totals", "rate_url", "minimum", "rate")


@register.simple_tag
def sheet_heads(sheet, editable):
    """The HTML of the heads of a Sheet's lessons."""
    drawn, language, before = [], get_language(), None
    for lesson in sheet.lessons:
        is_new_day = lesson.date != before
        kind = lesson.is_cancelled, lesson.is_locked, bool(lesson.topic), is_new_day
        drawn.append(filled(_head(language, bool(editable), *kind), _names(sheet, lesson)))
        before = lesson.date
    return mark_safe("".join(drawn))  # noqa: S308 - by a template, and values that are escaped


@register.simple_tag
def sheet_rows(sheet, course, editable):
    """The HTML of a Sheet's rows."""
    language, drawn = get_language(), []
    students = f"{course.get_absolute_url()}students/"
    for row in sheet.rows:
        kept = _row(language, bool(editable), row.rate.is_below)
        values = _values(sheet, row)
        values["rate_url"] = escape(f"{students}{row.student.pk}/rate/?{sheet.span.query}")
        drawn.append(filled(kept, values))
    return mark_safe("".join(drawn))  # noqa: S308 - by a template, and values that are escaped


@register.simple_tag
def sheet_numbers(numbers, css_class=""):
    """The HTML of cells with numbers; a zero is an empty one."""
    start = f'<td class="{css_class}">' if css_class else "<td>"
    return mark_safe("".join(f"{start}{number or ''}</td>" for number in numbers))  # noqa: S308 - numbers


@lru_cache
def _head(language, editable, is_cancelled, is_locked, has_topic, is_new_day):
    """The pattern of a lesson's head, which depends on nothing else."""
    lesson = HEAD | {"is_cancelled": is_cancelled, "is_locked": is_locked}
    lesson["topic"] = HEAD["topic"] if has_topic else ""
    context = {"lesson": lesson, "editable": editable, "is_new_day": is_new_day}
    return pattern("roster/includes/sheet_head.html", context)


@lru_cache
def _row(language, editable, is_below):
    """The pattern of a student's row, which depends on nothing else."""
    context = {"row": ROW, "editable": editable, "is_below": is_below}
    return pattern("roster/includes/sheet_row.html", context)


def _names(sheet, lesson):
    day, weekday = str(lesson.date.day), short_weekday(lesson.date)
    return {
        "url": lesson.get_absolute_url(),
        "topic": escape(lesson.topic),
        "day": day if sheet.span.kind == "month" else f"{lesson.date.month}/{day}",
        "weekday": f"{weekday} {lesson.period}" if lesson.period else weekday,
    }


def _values(sheet, row):
    percent = row.rate.percent
    return {
        "roll": "" if row.roll_number is None else str(row.roll_number),
        "url": row.student.get_absolute_url(),
        "name": escape(row.student.name),
        "cells": "".join(map(_drawn, repeat(sheet), sheet.lessons, row.cells)),
        "totals": sheet_numbers(row.totals, "sheet-total"),
        "minimum": str(row.rate.minimum),
        "rate": "–" if percent is None else f"{percent}%",
    }


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
