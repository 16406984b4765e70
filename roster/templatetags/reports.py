"""Tables and drawings of reports."""

from django import template

register = template.Library()


@register.inclusion_tag("roster/includes/report_table.html")
def report_table(columns, lines):
    """The table of some lines of a Report."""
    return {"columns": columns, "lines": [list(zip(columns, line, strict=True)) for line in lines]}
