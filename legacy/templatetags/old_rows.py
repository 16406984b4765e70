"""The way from a row of the site to the old row behind it, and what imports say of rows."""

from django import template
from django.urls import reverse

from legacy.masking import masked
from legacy.stand_ins import is_stand_in, stand_in_name
from legacy.targets import registry
from legacy.wording import field_title, job_title, message_text, reason_text, said_text

register = template.Library()
register.filter("reason_text", reason_text)
register.filter("message_text", message_text)
register.filter("said_text", said_text)
register.filter("masked", masked)
register.filter("job_title", job_title)
register.filter("field_title", field_title)
register.filter("is_stand_in", is_stand_in)
register.filter("stand_in_name", stand_in_name)


@register.simple_tag
def old_row_url(instance):
    """The page of the old row behind `instance`, or an empty text where there is none."""
    target = registry.for_model(type(instance))
    if target is None or not getattr(instance, "legacy_ref", ""):
        return ""
    return reverse("legacy:row", args=(target.name, instance.pk))


@register.filter
def target_title(name):
    """What a target's rows are called at the site."""
    return registry[name].model._meta.verbose_name_plural if name in registry else name


@register.filter
def signed(number):
    """A difference with its sign, as +3 or −2; a dash where there is none."""
    if not number:
        return "–"
    return f"+{number}" if number > 0 else f"−{-number}"
