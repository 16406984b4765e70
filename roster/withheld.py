"""Whom an import leaves alone: the old database may go on naming somebody who is nobody here."""

from roster.models import Student


def anonymised():
    """`{old key: student id}` of those who were anonymised; without an old row the key is None."""
    return dict(Student.objects.anonymised().order_by().values_list("legacy_key", "pk"))


def without_guardians():
    """Ids of the students whose guardians are not kept."""
    left = Student.objects.former().exclude(guardians_removed_at=None)
    return {*anonymised_ids(), *left.order_by().values_list("pk", flat=True)}


def anonymised_ids():
    """Ids of those who were anonymised."""
    return set(Student.objects.anonymised().order_by().values_list("pk", flat=True))
