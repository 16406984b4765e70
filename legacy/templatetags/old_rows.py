"""The way from a row of the site to the old row behind it."""

from django import template
from django.urls import reverse

from legacy.targets import registry

register = template.Library()


@register.simple_tag
def old_row_url(instance):
    """The page of the old row behind `instance`, or an empty text where there is none."""
    target = registry.for_model(type(instance))
    if target is None or not getattr(instance, "legacy_ref", ""):
        return ""
    return reverse("legacy:row", args=(target.name, instance.pk))
