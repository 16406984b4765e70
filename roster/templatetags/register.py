"""Draws the rows of a lesson's page: the template once for each kind of row, not per student."""

import re
from dataclasses import replace
from functools import lru_cache
from html import escape

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roster.forms.marks import Line
from roster.services.rows import Row

register = template.Library()
HOLE = re.compile("\ue000(\\w+)\ue001")
KINDS = 500  # of rows that are remembered: statuses × reasons of all sets, in two languages
LINE = ("pk", "name", "number", "roll", "minutes", "note", "version")
REST = ("recent", "signs")
HOLES = {name: f"\ue000{name}\ue001" for name in LINE + REST}


@register.filter
def mark_rows(forms):
    """The HTML of all lines of a `forms.register.RegisterForms`."""
    choices = forms.buttons, forms.reason_options
    language, extras = get_language(), _Extras(forms.statuses, forms.reasons)
    drawn = []
    for line in forms.lines:
        if line.problems or line.conflict:
            pattern = _pattern(line, *choices)
        else:
            kind = line.status, line.reason, line.row.is_enrolled
            pattern = _remembered(language, *kind, *choices)
        drawn.append(_filled(pattern, line, extras))
    return mark_safe("".join(drawn))  # noqa: S308 - by a template, and values that are escaped


@lru_cache(KINDS)
def _remembered(language, status, reason, is_enrolled, *choices):
    """The pattern of a row of which nothing is wrong, which depends on nothing else."""
    row = Row(0, "", "", is_enrolled=is_enrolled)
    return _pattern(Line(row, status, reason, minutes="", note="", version=""), *choices)


def _pattern(line, buttons, reasons):
    """The row's HTML as text and names of holes in turn."""
    row = Row(HOLES["pk"], HOLES["name"], HOLES["number"], HOLES["roll"], line.row.is_enrolled)
    holes = replace(line, row=row, **{name: HOLES[name] for name in ("minutes", "note", "version")})
    context = {
        "line": holes,
        "buttons": buttons,
        "reasons": reasons,
        **{name: HOLES[name] for name in REST},
    }
    return HOLE.split(render_to_string("roster/includes/mark_row.html", context))


def _filled(pattern, line, extras):
    row = line.row
    values = {
        "pk": str(row.student_id),
        "name": escape(row.name),
        "number": escape(row.number),
        "roll": "" if row.roll_number is None else str(row.roll_number),
        "minutes": escape(line.minutes),
        "note": escape(line.note),
        "version": escape(line.version),
        "signs": extras.signs(row),
        "recent": extras.recent(tuple(row.recent)),
    }
    parts = list(pattern)
    parts[1::2] = [values[name] for name in pattern[1::2]]
    return "".join(parts)


class _Extras:
    """What a row says besides the mark."""

    def __init__(self, statuses, reasons):
        self.need_document = {reason.pk for reason in reasons if reason.needs_document}
        self.statuses = {status.pk: status for status in statuses}
        self.drawn = {}

    def signs(self, row):
        """An announced absence, attachments or that one is needed."""
        signs = []
        if row.notice is not None:
            said = f"{_('Announced')}: {escape(row.notice)}"
            signs.append(f'<span class="badge text-bg-info">{said}</span>')
        if row.has_files:
            signs.append(f'<span role="img" aria-label="{_("Attachments")}">📎</span>')
        elif row.reason_id in self.need_document:
            signs.append(f'<span class="badge text-bg-warning">{_("needs a document")}</span>')
        return " ".join(signs)

    def recent(self, keys):
        """The statuses of the last lessons as symbols, with their names for screen readers."""
        if keys and keys not in self.drawn:
            found = [self.statuses.get(key) for key in keys]
            names = ", ".join(escape(one.name) if one else "–" for one in found)
            said = (
                f'<span class="mark-recent" role="img" aria-label="{_("Last lessons:")} {names}">'
            )
            self.drawn[keys] = f"{said}{''.join(map(_symbol, found))}</span>"
        return self.drawn.get(keys, "")


def _symbol(status):
    if status is None:
        return "<b>·</b>"
    return f'<b class="kind-{status.shade}">{escape(status.symbol)}</b>'
