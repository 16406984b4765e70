"""What to do with an entry made on a mark that has changed since."""

from roster.models import Mark, MarkEvent
from roster.services.errors import Conflict, MarkConflict
from roster.services.register import BLANK


def without_untouched(entries, register):
    """The entries that say something new, so that two people can share a class.

    Of an entry against another version than the present one only what the person changed counts:
    one that says what was seen, or what stands there now, is left out. Raises MarkConflict for
    the others.
    """
    stale = [entry for entry in entries if _is_stale(entry, register)]
    if not stale:
        return entries
    seen = _seen(stale, register)
    disputed = [entry for entry in stale if entry.values != seen[entry.student_id]]
    if disputed:
        raise MarkConflict(_conflicts(disputed, register))
    return [entry for entry in entries if entry not in stale]


def _is_stale(entry, register):
    mark = register.marks.get(entry.student_id)
    return entry.version != (mark.version if mark else 0) and register.differs(entry)


def _seen(stale, register):
    """`{student id: values}` as they were at the version of each entry.

    The change that made the next version says what was before it. Without one (an import's first
    mark) the mark was blank.
    """
    marks = _pks(stale, register)
    wanted = {(marks.get(entry.student_id), entry.version + 1): entry for entry in stale}
    seen = {entry.student_id: BLANK for entry in stale}
    for event in MarkEvent.objects.filter(mark__in=marks.values()):
        if entry := wanted.get((event.mark_id, event.version)):
            before = event.old_status_id, event.old_reason_id, event.old_minutes, event.old_note
            seen[entry.student_id] = before
    return seen


def _conflicts(disputed, register):
    marks = _pks(disputed, register)
    events = MarkEvent.objects.filter(mark__in=marks.values()).select_related("cause__user")
    latest = {event.mark_id: event.cause for event in events.order_by("version")}
    present = Mark.objects.select_related("status", "reason").in_bulk(marks.values())
    conflicts = {}
    for student, pk in marks.items():
        mark, cause = present[pk], latest.get(pk)
        by, at = (cause.user, cause.created_at) if cause else (None, mark.updated_at)
        conflicts[student] = Conflict(mark=mark, by=by, at=at)
    return conflicts


def _pks(entries, register):
    return {
        entry.student_id: register.marks[entry.student_id].pk
        for entry in entries
        if entry.student_id in register.marks
    }
