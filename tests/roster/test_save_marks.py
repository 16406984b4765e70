"""Saving marks: all or nothing, once, and never over somebody else's."""

import datetime
import uuid

import pytest
from django.utils import timezone

from roster.models import Mark, MarkEvent, Save, StatusSet
from roster.services.errors import (
    InvalidEntries,
    LessonCancelled,
    LessonChanged,
    LessonLocked,
    MarkConflict,
    RequestReused,
)
from roster.services.marks import save_marks
from roster.services.register import Entry
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def teacher():
    return factories.TeacherFactory()


@pytest.fixture
def lesson():
    return factories.LessonFactory(course=factories.course_with(3))


def students(lesson):
    return [stay.student for stay in lesson.course.enrollments.order_by("roll_number")]


def code(name):
    return factories.status(name).pk


def save(lesson, entries, user, **options):
    options.setdefault("request_id", uuid.uuid4())
    return save_marks(lesson, entries, user=user, **options)


def all_present(lesson):
    present = code("present")
    return [Entry(student.pk, present) for student in students(lesson)]


def test_save_marks_writes_marks_events_and_taken(lesson, teacher):
    saved = save(lesson, all_present(lesson), teacher)
    lesson.refresh_from_db()
    assert (saved.changed, saved.blank, saved.repeated) == (3, 0, False)
    assert list(lesson.marks.values_list("status__code", "version")) == [("present", 1)] * 3
    assert MarkEvent.objects.filter(old_status=None, new_status__code="present").count() == 3
    assert lesson.taken_by == teacher
    assert lesson.version == 1


def test_save_marks_with_blanks_left_is_not_taken(lesson, teacher):
    saved = save(lesson, all_present(lesson)[:2], teacher)
    lesson.refresh_from_db()
    assert (saved.changed, saved.blank) == (2, 1)
    assert lesson.taken_at is None


def test_save_marks_with_take_is_taken_though_blanks_are_left(lesson, teacher):
    save(lesson, all_present(lesson)[:2], teacher, take=True)
    lesson.refresh_from_db()
    assert lesson.taken_at is not None


def test_save_marks_without_a_roll_is_not_taken(teacher):
    lesson = factories.LessonFactory()
    save(lesson, [], teacher)
    lesson.refresh_from_db()
    assert lesson.taken_at is None


def test_save_marks_bumps_only_what_changed(lesson, teacher):
    first, second, _ = students(lesson)
    save(lesson, all_present(lesson), teacher)
    saved = save(
        lesson,
        [
            Entry(first.pk, code("present"), version=1),
            Entry(second.pk, code("late"), None, 7, "", 1),
        ],
        teacher,
    )
    versions = dict(lesson.marks.values_list("student", "version"))
    assert saved.changed == 1
    assert (versions[first.pk], versions[second.pk]) == (1, 2)
    assert lesson.marks.get(student=second).minutes == 7


def test_save_marks_blanked_again_keeps_the_row(lesson, teacher):
    first = students(lesson)[0]
    save(lesson, [Entry(first.pk, code("absent"))], teacher)
    save(lesson, [Entry(first.pk, version=1)], teacher)
    mark = lesson.marks.get(student=first)
    assert (mark.status, mark.version) == (None, 2)


def test_save_marks_blank_without_a_mark_makes_no_row(lesson, teacher):
    save(lesson, [Entry(students(lesson)[0].pk)], teacher)
    assert Mark.objects.count() == 0


def test_save_marks_twice_with_one_request_changes_nothing(lesson, teacher):
    request_id = uuid.uuid4()
    save(lesson, all_present(lesson), teacher, request_id=request_id)
    saved = save(lesson, all_present(lesson), teacher, request_id=request_id)
    assert saved.repeated is True
    assert MarkEvent.objects.count() == 3
    assert Save.objects.count() == 1


def test_save_marks_with_a_reused_request_is_refused(lesson, teacher):
    request_id = uuid.uuid4()
    save(lesson, all_present(lesson), teacher, request_id=request_id)
    with pytest.raises(RequestReused):
        save(lesson, all_present(lesson)[:1], teacher, request_id=request_id)


def test_save_marks_with_another_users_request_is_refused(lesson, teacher):
    request_id = uuid.uuid4()
    save(lesson, all_present(lesson), teacher, request_id=request_id)
    with pytest.raises(RequestReused):
        save(lesson, all_present(lesson), factories.TeacherFactory(), request_id=request_id)


def test_save_marks_of_a_cancelled_lesson_is_refused(lesson, teacher):
    lesson.cancelled_at = timezone.now()
    lesson.save()
    with pytest.raises(LessonCancelled):
        save(lesson, all_present(lesson), teacher)
    assert Mark.objects.count() == 0


def test_save_marks_of_a_locked_lesson_is_refused(lesson, teacher):
    factories.PolicyFactory(lock_after_days=3)
    lesson.date = timezone.localdate() - 4 * DAY
    lesson.save()
    with pytest.raises(LessonLocked):
        save(lesson, all_present(lesson), teacher)
    assert Mark.objects.count() == 0


def test_save_marks_against_a_changed_lesson_is_refused(lesson, teacher):
    with pytest.raises(LessonChanged):
        save(lesson, all_present(lesson), teacher, lesson_version=2)
    assert Mark.objects.count() == 0


def test_save_marks_over_somebody_elses_names_who_set_what(lesson, teacher):
    colleague = factories.TeacherFactory(name="박선생")
    first, second, _ = students(lesson)
    save(lesson, [Entry(first.pk, code("late"), None, 5)], colleague)
    with pytest.raises(MarkConflict) as refused:
        save(lesson, [Entry(first.pk, code("absent")), Entry(second.pk, code("present"))], teacher)
    conflict = refused.value.conflicts[first.pk]
    assert list(refused.value.conflicts) == [first.pk]
    assert (conflict.by, conflict.mark.status.code, conflict.mark.minutes) == (colleague, "late", 5)
    assert lesson.marks.filter(student=second).count() == 0


def test_save_marks_lets_two_people_share_a_class(lesson, teacher):
    first, second, third = students(lesson)
    save(lesson, [Entry(first.pk, code("late"))], factories.TeacherFactory())
    untouched = Entry(first.pk)
    saved = save(
        lesson,
        [untouched, Entry(second.pk, code("present")), Entry(third.pk, code("present"))],
        teacher,
    )
    assert (saved.changed, saved.blank) == (2, 0)
    assert lesson.marks.get(student=first).status.code == "late"


def test_save_marks_that_agree_are_no_conflict(lesson, teacher):
    save(lesson, all_present(lesson), factories.TeacherFactory())
    assert save(lesson, all_present(lesson), teacher).changed == 0


def test_save_marks_untouched_since_an_older_version_stay(lesson, teacher):
    first = students(lesson)[0]
    save(lesson, [Entry(first.pk, code("present"))], teacher)
    save(lesson, [Entry(first.pk, code("late"), version=1)], factories.TeacherFactory())
    saved = save(lesson, [Entry(first.pk, code("present"), version=1)], teacher)
    assert saved.changed == 0
    assert lesson.marks.get().status.code == "late"


def test_save_marks_changed_since_an_older_version_conflict(lesson, teacher):
    first = students(lesson)[0]
    save(lesson, [Entry(first.pk, code("present"))], teacher)
    save(lesson, [Entry(first.pk, code("late"), version=1)], factories.TeacherFactory())
    with pytest.raises(MarkConflict):
        save(lesson, [Entry(first.pk, code("absent"), version=1)], teacher)


def test_save_marks_of_a_stranger_is_refused(lesson, teacher):
    stranger = factories.StudentFactory()
    with pytest.raises(InvalidEntries) as refused:
        save(lesson, [*all_present(lesson), Entry(stranger.pk, code("present"))], teacher)
    assert list(refused.value.errors) == [stranger.pk]
    assert Mark.objects.count() == 0


def test_save_marks_of_somebody_who_left_may_be_changed(lesson, teacher):
    mark = factories.MarkFactory(lesson=lesson)
    save(lesson, [Entry(mark.student_id, code("late"), version=1)], teacher)
    mark.refresh_from_db()
    assert mark.status.code == "late"


def test_save_marks_with_a_status_of_another_set_is_refused(lesson, teacher):
    other = StatusSet.objects.exclude(is_default=True).get().statuses.first()
    with pytest.raises(InvalidEntries):
        save(lesson, [Entry(students(lesson)[0].pk, other.pk)], teacher)


def test_save_marks_with_a_retired_status_is_refused_unless_it_is_there(lesson, teacher):
    first, second, _ = students(lesson)
    save(lesson, [Entry(first.pk, code("excused"))], teacher)
    retired = factories.status("excused")
    retired.retired_at = timezone.now()
    retired.save()
    save(lesson, [Entry(first.pk, retired.pk, None, None, "kept", 1)], teacher)
    assert lesson.marks.get(student=first).note == "kept"
    with pytest.raises(InvalidEntries):
        save(lesson, [Entry(second.pk, retired.pk)], teacher)


@pytest.mark.parametrize("entry", [{"minutes": 1441}, {"minutes": -1}, {"note": "x" * 201}])
def test_save_marks_with_a_value_out_of_range_is_refused(lesson, teacher, entry):
    with pytest.raises(InvalidEntries):
        save(lesson, [Entry(students(lesson)[0].pk, code("late"), **entry)], teacher)


def test_save_marks_of_an_imported_mark_makes_it_entered(lesson, teacher):
    mark = factories.MarkFactory(
        lesson=lesson, student=students(lesson)[0], source="imported", imported_version=1
    )
    save(lesson, [Entry(mark.student_id, code("absent"), version=1)], teacher)
    mark.refresh_from_db()
    assert (mark.source, mark.is_edited_here) == ("entered", True)


def count_of_saving(number, teacher, queries):
    lesson = factories.LessonFactory(course=factories.course_with(number))
    present, late = all_present(lesson), code("late")
    changed = [Entry(entry.student_id, late, version=1) for entry in present]
    with queries() as first:
        save(lesson, present, teacher)
    with queries() as second:
        save(lesson, changed, teacher)
    return len(first), len(second)


def test_save_marks_takes_as_many_queries_for_50_as_for_5(teacher, counted_queries):
    few = count_of_saving(5, teacher, counted_queries)
    assert few == count_of_saving(50, teacher, counted_queries)
    assert max(few) <= 16
