"""Draws the rows of a lesson's page: the template once for each kind of row, not per student."""

import re
from dataclasses import replace

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from roster.forms.marks import Line
from roster.services.rows import Row

register = template.Library()
HOLE = re.compile("\ue000(\\w+)\ue001")
HOLES = {
    name: f"\ue000{name}\ue001"
    for name in (
        *("pk", "name", "number", "roll", "minutes", "note", "version"),
        *("recent", "recent_names", "signs"),
    )
}


@register.simple_tag(takes_context=True)
def mark_rows(context, forms):
    """The HTML of all lines of a `forms.register.RegisterForms`."""
    row_template = context.template.engine.get_template("roster/includes/mark_row.html")
    drawn, patterns = [], {}
    recent = _Recent(forms.statuses, forms.reasons)
    with context.push(forms=forms):
        for line in forms.lines:
            if line.problems or line.conflict:
                pattern = _pattern(row_template, context, line)
            else:
                kind = line.status, line.reason, line.row.is_enrolled
                if kind not in patterns:
                    patterns[kind] = _pattern(row_template, context, line)
                pattern = patterns[kind]
            drawn.append(_filled(pattern, line, recent))
    return mark_safe("".join(drawn))  # noqa: S308 - by a template, and values that are escaped


def _pattern(row_template, context, line):
    """The row's HTML as text and names of holes in turn."""
    row = Row(HOLES["pk"], HOLES["name"], HOLES["number"], HOLES["roll"], line.row.is_enrolled)
    texts = {name: HOLES[name] for name in ("minutes", "note", "version")}
    holes = Line(row, line.status, line.reason, **texts)
    holes = replace(holes, problems=line.problems, conflict=line.conflict)
    recent = {name: HOLES[name] for name in ("recent", "recent_names", "signs")}
    with context.push(line=holes, **recent):
        return HOLE.split(row_template.render(context))


def _filled(pattern, line, recent):
    row = line.row
    values = {
        "pk": str(row.student_id),
        "name": escape(row.name),
        "number": escape(row.number),
        "roll": "" if row.roll_number is None else str(row.roll_number),
        "minutes": escape(line.minutes),
        "note": escape(line.note),
        "version": escape(line.version),
        "signs": _signs(row, recent),
        "recent": recent.drawn(row.recent),
        "recent_names": recent.named(row.recent),
    }
    parts = list(pattern)
    parts[1::2] = [values[name] for name in pattern[1::2]]
    return "".join(parts)


def _signs(row, recent):
    """What else there is to know: an announced absence, attachments or that one is needed."""
    signs = []
    if row.notice is not None:
        signs.append(
            f'<span class="badge text-bg-info">{_("Announced")}: {escape(row.notice)}</span>'
        )
    if row.has_files:
        signs.append(f'<span role="img" aria-label="{_("Attachments")}">📎</span>')
    elif row.reason_id in recent.need_document:
        signs.append(f'<span class="badge text-bg-warning">{_("needs a document")}</span>')
    return " ".join(signs)


class _Recent:
    """Draws the statuses of the last lessons as symbols, with their names for screen readers."""

    def __init__(self, statuses, reasons):
        self.need_document = {reason.pk for reason in reasons if reason.needs_document}
        self.symbols = {
            status.pk: f'<b class="kind-{status.shade}">{escape(status.symbol)}</b>'
            for status in statuses
        }
        self.names = {status.pk: escape(status.name) for status in statuses}

    def drawn(self, recent):
        return "".join(self.symbols.get(pk, "<b>·</b>") for pk in recent)

    def named(self, recent):
        return ", ".join(self.names.get(pk, "–") for pk in recent)
