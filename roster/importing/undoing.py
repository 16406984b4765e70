"""Takes back the marks that one import brought or changed."""

import uuid
from collections import Counter

from django.db.models import Exists, F, OuterRef

from legacy.carrying import batches
from legacy.paging import by_key
from legacy.undoing import KEPT, REMOVED, RESTORED
from roster.models import Enrollment, Mark, MarkEvent, Save
from roster.services.locks import hold_all

VALUES = ("status_id", "reason_id", "minutes", "note")


def undo_marks(record):
    """Restores changed marks and removes new ones, but for those somebody has changed since."""
    done = Counter()
    events = MarkEvent.objects.filter(
        cause__origin=Save.Origin.IMPORT, cause__content__run=record.pk
    )
    for lot in batches(by_key(events.select_related("mark"))):
        _restore([event for event in lot if event.mark.import_run != record.pk], done)
    _remove(record, done)
    return done


def _restore(events, done):
    hold_all({event.mark.lesson_id for event in events})
    marks = Mark.objects.in_bulk([event.mark_id for event in events])
    for event in events:
        event.mark = marks[event.mark_id]  # as it is now that nobody can change it
    fresh = [event for event in events if event.mark.version == event.version]
    done[KEPT] += len(events) - len(fresh)
    done[RESTORED] += len(fresh)
    if not fresh:
        return
    cause = Save.objects.create(request_id=uuid.uuid4(), digest=b"", origin=Save.Origin.IMPORT)
    MarkEvent.objects.bulk_create([_back(event, cause) for event in fresh])
    names = ("status", "reason", "minutes", "note", "version", "imported", "imported_version")
    Mark.objects.bulk_update([event.mark for event in fresh], names, batch_size=500)


def _back(event, cause):
    """Gives the mark its old values; returns the event that says so. What the old database said
    is forgotten, so that the next import brings it again."""
    mark = event.mark
    back = MarkEvent(mark=mark, cause=cause)
    for name in VALUES:
        setattr(back, f"old_{name}", getattr(mark, name))
        setattr(back, f"new_{name}", getattr(event, f"old_{name}"))
        setattr(mark, name, getattr(event, f"old_{name}"))
    mark.version += 1
    mark.imported, mark.imported_version = None, mark.version
    back.version = mark.version
    return back


def _remove(record, done):
    brought = Mark.objects.filter(import_run=record.pk)
    free = brought.filter(version=F("imported_version"))
    for lot in batches(by_key(free.values_list("pk", "lesson")), 5000):
        hold_all({lesson for _pk, lesson in lot})
        pks = list(free.filter(pk__in=[pk for pk, _lesson in lot]).values_list("pk", flat=True))
        MarkEvent.objects.filter(mark__in=pks).delete()
        done[REMOVED] += Mark.objects.filter(pk__in=pks).delete()[0]
    done[KEPT] += brought.count()
    marks = Mark.objects.filter(student=OuterRef("student"), lesson__course=OuterRef("course"))
    derived = Enrollment.objects.filter(source=Enrollment.Source.DERIVED, import_run=record.pk)
    derived.filter(~Exists(marks)).delete()
