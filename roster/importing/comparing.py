"""Old marks beside the book's, for the proof that nothing is lost."""

from legacy.comparing import ARRIVED, DIFFERS, EDITED, LOST, REJECTED
from roster.models import Mark

NO_MARK = {"cancelled", "skip"}


def compare_marks(candidates):
    """`{key: (outcome, detail)}`; a second row of one lesson and student counts as rejected."""
    keys = [one.key for one in candidates]
    marks = Mark.objects.filter(legacy_key__in=keys).select_related("lesson", "status")
    there = {mark.legacy_key: mark for mark in marks}
    missing = [one for one in candidates if one.key not in there]
    others = _others(missing)
    return {one.key: _outcome(one, there.get(one.key), others) for one in candidates}


def _outcome(candidate, mark, others):
    values = candidate.values
    if values["status"] in NO_MARK:
        return REJECTED, values["status"]
    if mark is None:
        return (REJECTED, "duplicate") if _place(values) in others else (LOST, "")
    if mark.is_edited_here:
        return EDITED, ""
    wrong = ", ".join(_differences(mark, values))
    return (DIFFERS, wrong) if wrong else (ARRIVED, "")


def _differences(mark, values):
    """Names of what the mark says otherwise than the old row."""
    is_ = {
        "student_id": mark.student_id,
        "status": mark.status.code if mark.status else None,
        "minutes": mark.minutes,
        "note": mark.note,
        "lesson_id": mark.lesson_id,
        "course_id": mark.lesson.course_id,
        "date": mark.lesson.date,
    }
    for name, value in is_.items():
        wanted = values.get(name)
        if name in values and wanted != value and (wanted or value):
            yield name


def _others(candidates):
    """Places of marks that other old rows brought, for the lessons of the missing ones."""
    students = {one.values["student_id"] for one in candidates}
    dates = {one.values.get("date") for one in candidates}
    lessons = {one.values.get("lesson_id") for one in candidates} - {None}
    marks = Mark.objects.exclude(legacy_key=None).filter(student__in=students)
    rows = marks.filter(lesson__date__in=dates - {None}) | marks.filter(lesson__in=lessons)
    places = set()
    for mark in rows.select_related("lesson"):
        places.add((mark.student_id, mark.lesson.course_id, mark.lesson.date))
        places.add((mark.student_id, mark.lesson_id))
    return places


def _place(values):
    if values.get("lesson_id"):
        return values["student_id"], values["lesson_id"]
    return values["student_id"], values.get("course_id"), values.get("date")
