"""Marks that an old database implies: who is not listed was there (or was not)."""

from legacy.carrying import batches
from legacy.paging import by_key
from roster.importing.lessons import begins
from roster.models import Enrollment, Lesson, Mark, Status
from roster.querysets.dates import covers

LESSONS = 200


def fill_unlisted(code, run):
    """Marks with `code` every imported student who was enrolled at an imported lesson and has no
    mark there; of those who are only known here, the old database says nothing.

    Returns how many marks were made. Lessons made by people here are left alone.
    """
    statuses = {s.status_set_id: s.pk for s in Status.objects.filter(code=code, retired_at=None)}
    lessons = Lesson.objects.held().exclude(legacy_key=None) | Lesson.objects.held().filter(
        key__startswith="marks:"
    )
    made = 0
    for lot in batches(by_key(lessons.select_related("course")), LESSONS):
        made += _fill(lot, statuses, run)
    return made


def _fill(lessons, statuses, run):
    new = []
    marked = set(Mark.objects.filter(lesson__in=lessons).values_list("lesson", "student"))
    for lesson in lessons:
        stays = Enrollment.objects.filter(covers(lesson.date), course=lesson.course)
        known = stays.filter(retired_at=None).exclude(student__legacy_key=None)
        for student in known.values_list("student", flat=True).distinct():
            if (lesson.pk, student) not in marked:
                new.append(_mark(lesson, student, statuses[lesson.course.status_set_id], run))
    Mark.objects.bulk_create(new, batch_size=1000)
    untaken = [lesson for lesson in lessons if lesson.taken_at is None]
    for lesson in untaken:
        lesson.taken_at = begins(lesson.date, lesson.starts_at)
    Lesson.objects.bulk_update(untaken, ("taken_at",), batch_size=500)
    return len(new)


def _mark(lesson, student, status, run):
    return Mark(
        lesson=lesson,
        student_id=student,
        status_id=status,
        source=Mark.Source.IMPLIED,
        legacy_key=f"implied:{lesson.pk}:{student}"[:40],
        imported={"status": "implied"},
        imported_version=1,
        import_run=run,
    )
