"""The four roles. Each is a Django group, created by migration; what it may do is editable: three
rights for everybody, and for administrators what they may do in the admin besides."""

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

# Permissions that a role may hold; docs/roles.md has what each opens.
SEE_EVERYTHING = "see_everything"
EDIT_ROSTER = "edit_roster"
TAKE_ATTENDANCE = "take_attendance"
RIGHTS = {
    SEE_EVERYTHING: _("see every course, not only one's own"),
    EDIT_ROSTER: _("change courses, students and enrolments"),
    TAKE_ATTENDANCE: _("take attendance and change lessons"),
}
# Without these nobody could give them back.
KEPT = frozenset({"view_role", "change_role"})
APPS = ("accounts", "legacy", "roster")


def label(name):
    """What the role is called in the reader's language; a group of one's own keeps its name."""
    return LABELS.get(name, name)


def active_members():
    """Expression for a group's annotation: how many active users have the role."""
    return Count("user", filter=Q(user__is_active=True))


def editable_permissions(permissions, role=ADMINISTRATOR):
    """Of a queryset of permissions, those that make a difference to `role`, in the order of a
    list: the rights, and for administrators those on this site's models."""
    ordering = ("content_type__app_label", "content_type__model", "codename")
    mine = permissions.filter(content_type__app_label__in=APPS)
    if role != ADMINISTRATOR:
        mine = mine.filter(codename__in=RIGHTS)
    return mine.select_related("content_type").order_by(*ordering)
