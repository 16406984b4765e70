"""Pieces of a page that differ but in a few values: the template once for each kind of them, and
not again for every row."""

import re

from django.template.loader import render_to_string

HOLE = re.compile("\ue000(\\w+)\ue001")


def holes(*names):
    """`{name: what to give a template in the place of a value}`."""
    return {name: f"\ue000{name}\ue001" for name in names}


def pattern(template, context):
    """What `template` says with holes in its `context`: text and names of holes in turn."""
    return HOLE.split(render_to_string(template, context))


def filled(pattern, values):
    """The HTML of a pattern with `values` (`{name: HTML}`) in its holes."""
    parts = list(pattern)
    parts[1::2] = [values[name] for name in pattern[1::2]]
    return "".join(parts)
