"""Draws the rows of a lesson's page: the template once for each kind of row, not per student."""

from dataclasses import replace
from functools import lru_cache
from html import escape

from django import template
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roster.forms.marks import Line
from roster.patterns import filled, holes, pattern
from roster.services.rows import Row

register = template.Library()
KINDS = 500  # of rows that are remembered: statuses × reasons of all sets, in two languages
LINE = ("pk", "name", "number", "roll", "minutes", "note", "version")
REST = ("recent", "signs")
HOLES = holes(*LINE, *REST)


@register.filter
def mark_rows(forms):
    """The HTML of all lines of a `forms.register.RegisterForms`."""
    choices = forms.buttons, forms.reason_options
    language, extras = get_language(), _Extras(forms.statuses, forms.reasons)
    drawn = []
    for line in forms.lines:
        if line.problems or line.conflict:
            kept = _pattern(line, *choices)
        else:
            kind = line.status, line.reason, line.row.is_enrolled
            kept = _remembered(language, *kind, *choices)
        drawn.append(filled(kept, _values(line, extras)))
    return mark_safe("".join(drawn))  # noqa: S308 - by a template, and values that are escaped


@lru_cache(KINDS)
def _remembered(language, status, reason, is_enrolled, *choices):
    """The pattern of a row of which nothing is wrong, which depends on nothing else."""
    row = Row(0, "", "", is_enrolled=is_enrolled)
    return _pattern(Line(row, status, reason, minutes="", note="", version=""), *choices)


def _pattern(line, buttons, reasons):
    row = Row(HOLES["pk"], HOLES["name"], HOLES["number"], HOLES["roll"], line.row.is_enrolled)
    line = replace(line, row=row, **{name: HOLES[name] for name in ("minutes", "note", "version")})
    context = {
        "line": line,
        "buttons": buttons,
        "reasons": reasons,
        **{name: HOLES[name] for name in REST},
    }
    return pattern("roster/includes/mark_row.html", context)


def _values(line, extras):
    row = line.row
    return {
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
