"""Dates as a narrow column shows them."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language

register = template.Library()


@register.filter
def short_weekday(date):
    """`월` in Korean, where Django's own short form is the long one; `Mon` in English."""
    name = date_format(date, "D")
    return name[0] if get_language() == "ko" else name
