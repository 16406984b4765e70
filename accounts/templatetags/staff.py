"""What the staff pages show of a role and of a link."""

from django import template

from accounts import qr, roles, second_factor

register = template.Library()


@register.filter
def role_label(group):
    """A group by the name that people use."""
    return roles.label(group.name)


@register.filter
def qr_code(address):
    """`address` as the source of an image."""
    return qr.svg_data_uri(address)


@register.filter
def needs_second_factor(user):
    """Whether `user` can do nothing without one."""
    return second_factor.is_required(user)
