"""Browsers and devices by their names, from what a browser says of itself."""

from django.utils.translation import gettext as _
from ua_parser import parse


def browser_and_system(user_agent):
    """Such as "Chrome 124 · Windows 10"; the system is left out where it is not known."""
    found = parse(user_agent)
    parts = [_with_version(one) for one in (found.user_agent, found.os) if one]
    return " · ".join(parts) if found.user_agent else _("Unknown browser")


def device(user_agent):
    """Such as "iPhone" or "Samsung SM-S918N"; empty for a computer."""
    found = parse(user_agent).device
    return found.family if found and found.brand else ""


def _with_version(one):
    return f"{one.family} {one.major}" if one.major else one.family
