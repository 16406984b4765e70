"""The four roles. Each is a Django group, created by migration; what it may do is editable."""

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

ADMINISTRATOR = "administrator"
OFFICE = "office"
TEACHER = "teacher"
VIEWER = "viewer"

LABELS = {
    ADMINISTRATOR: _("Administrator"),
    OFFICE: _("Office"),
    TEACHER: _("Teacher"),
    VIEWER: _("Viewer"),
}
SEE_EVERYTHING = frozenset({ADMINISTRATOR, OFFICE, VIEWER})
EDIT_ROSTER = frozenset({ADMINISTRATOR, OFFICE})
TAKE_ATTENDANCE = frozenset({ADMINISTRATOR, OFFICE, TEACHER})
APPS = ("accounts", "legacy", "roster")


def label(name):
    """What the role is called in the reader's language; a group of one's own keeps its name."""
    return LABELS.get(name, name)


def active_members():
    """Expression for a group's annotation: how many active users have the role."""
    return Count("user", filter=Q(user__is_active=True))


def editable_permissions(permissions):
    """Of a queryset of permissions, those on this site's own models, in the order of a list."""
    ordering = ("content_type__app_label", "content_type__model", "codename")
    mine = permissions.filter(content_type__app_label__in=APPS)
    return mine.select_related("content_type").order_by(*ordering)
