"""The four roles. Each is a Django group, created by migration; what it may do is editable."""

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
