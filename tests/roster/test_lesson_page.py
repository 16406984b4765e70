"""The page on which attendance is taken."""

import datetime
import re
import uuid

import brotli
import pytest
from django.urls import reverse
from django.utils import timezone

from roster.forms.marks import field_name
from roster.forms.register import HeadForm
from roster.models import Lesson, Mark, MarkEvent, StatusSet
from roster.services.errors import LessonCancelled
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(teacher):
    lesson = factories.LessonFactory(course=factories.course_with(3), date=timezone.localdate())
    factories.CourseStaffFactory(course=lesson.course, user=teacher)
    return lesson


def url(lesson):
    return reverse("roster:lesson", args=[lesson.pk])


def students(lesson):
    return [stay.student for stay in lesson.course.enrollments.order_by("roll_number")]


def posted(response, **changes):
    """What the browser would send back, with `changes` (`late=student` sets that status)."""
    forms = response.context["forms"]
    data = {"action": "save"}
    data |= {name: forms.head[name].value() for name in ("request_id", "lesson_version")}
    for line in forms.lines:
        for name in ("status", "reason", "minutes", "note", "version"):
            data[field_name(line.row.student_id, name)] = getattr(line, name)
    for code, chosen in changes.items():
        for student in chosen if isinstance(chosen, list) else [chosen]:
            data[f"marks-{student.pk}-status"] = factories.status(code).pk
    return data


def test_lesson_shows_everybody_in_roll_order(client, lesson):
    response = client.get(url(lesson))
    forms = response.context["forms"]
    assert [row.name for row in forms.rows] == [student.name for student in students(lesson)]
    assert (forms.expected, forms.marked, forms.blank) == (3, 0, 3)
    assert response.content.decode().count('class="mark-row"') == 3


def test_lesson_shows_a_mark_of_somebody_not_enrolled(client, lesson):
    mark = factories.MarkFactory(lesson=lesson)
    forms = client.get(url(lesson)).context["forms"]
    assert (forms.rows[-1].student_id, forms.rows[-1].is_enrolled) == (mark.student_id, False)
    assert forms.expected == 3


def test_lesson_taken_by_nobody_known_names_nobody(client, lesson, teacher):
    moment = timezone.make_aware(timezone.datetime(2026, 11, 24, 9, 5))
    Lesson.objects.update(taken_at=moment)
    assert "· 2026-11-24 09:05 확인" in client.get(url(lesson)).content.decode()
    Lesson.objects.update(taken_by=teacher)
    said = f"· 2026-11-24 09:05 {teacher.name} 확인"
    assert said in client.get(url(lesson)).content.decode()


def test_lesson_of_a_thousand_students_may_be_posted(settings):
    fields = 1_000 * len(("status", "reason", "minutes", "note", "version"))
    assert fields + len(HeadForm.base_fields) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def test_lesson_post_saves_and_redirects(client, lesson, teacher):
    first, second, third = students(lesson)
    data = posted(client.get(url(lesson)), present=[first, second], late=third)
    data[f"marks-{third.pk}-minutes"] = "7"
    data[f"marks-{third.pk}-note"] = "버스"
    response = client.post(url(lesson), data, follow=True)
    assert response.redirect_chain == [(url(lesson), 302)]
    assert len(response.context["messages"]) == 1
    mark = lesson.marks.get(student=third)
    assert (mark.status.code, mark.minutes, mark.note) == ("late", 7, "버스")
    lesson.refresh_from_db()
    assert lesson.taken_by == teacher


def test_lesson_post_twice_saves_once(client, lesson):
    data = posted(client.get(url(lesson)), present=students(lesson))
    assert client.post(url(lesson), data).status_code == 302
    assert client.post(url(lesson), data).status_code == 302
    assert MarkEvent.objects.count() == 3


def test_lesson_post_with_a_reused_request_is_a_conflict(client, lesson):
    page = client.get(url(lesson))
    first = students(lesson)[0]
    client.post(url(lesson), posted(page, present=first))
    response = client.post(url(lesson), posted(page, late=first))
    assert response.status_code == 409
    assert lesson.marks.get().status.code == "present"


def test_lesson_post_fill_present_fills_but_saves_nothing(client, lesson):
    first, *others = students(lesson)
    data = posted(client.get(url(lesson)), late=first) | {"action": "fill_present"}
    response = client.post(url(lesson), data)
    counts = {int(status.key): n for status, n in response.context["forms"].counts}
    late, present = (counts[factories.status(code).pk] for code in ("late", "present"))
    assert (response.status_code, late, present) == (200, 1, 2)
    assert Mark.objects.count() == 0
    saved = client.post(url(lesson), posted(response))
    assert saved.status_code == 302
    assert lesson.marks.count() == 3


def test_lesson_post_against_a_stale_mark_names_who_set_what(client, lesson):
    page = client.get(url(lesson))
    first, second, _ = students(lesson)
    colleague = factories.TeacherFactory(name="최선생")
    factories.CourseStaffFactory(course=lesson.course, user=colleague)
    other = type(client)()
    other.force_login(colleague)
    other.post(url(lesson), posted(other.get(url(lesson)), late=first))
    response = client.post(url(lesson), posted(page, absent=first, present=second))
    rows = {line.row.student_id: line for line in response.context["forms"].lines}
    assert response.status_code == 409
    assert rows[first.pk].conflict.by == colleague
    assert rows[first.pk].status == str(factories.status("absent").pk)
    assert rows[second.pk].conflict is None
    assert "최선생" in response.content.decode()
    assert lesson.marks.count() == 1


def test_lesson_post_after_a_conflict_decides(client, lesson):
    page = client.get(url(lesson))
    first = students(lesson)[0]
    client.post(url(lesson), posted(client.get(url(lesson)), late=first))
    refused = client.post(url(lesson), posted(page, absent=first))
    assert client.post(url(lesson), posted(refused)).status_code == 302
    assert lesson.marks.get().status.code == "absent"


def test_lesson_page_after_a_conflict_sends_the_present_version(client, lesson):
    page = client.get(url(lesson))
    first = students(lesson)[0]
    client.post(url(lesson), posted(client.get(url(lesson)), late=first))
    refused = client.post(url(lesson), posted(page, absent=first)).content.decode()
    assert f'name="marks-{first.pk}-version" value="1"' in refused


def test_lesson_post_with_a_changed_lesson_is_a_conflict(client, lesson):
    data = posted(client.get(url(lesson)), present=students(lesson))
    lesson.version = 2
    lesson.save()
    assert client.post(url(lesson), data).status_code == 409
    assert Mark.objects.count() == 0


def test_lesson_post_of_a_cancelled_lesson_is_a_conflict(client, lesson):
    data = posted(client.get(url(lesson)), present=students(lesson))
    lesson.cancelled_at = timezone.now()
    lesson.save()
    response = client.post(url(lesson), data)
    assert (response.status_code, response.context["editable"]) == (409, False)
    assert Mark.objects.count() == 0


def test_lesson_post_of_a_lesson_cancelled_meanwhile_says_so(client, lesson):
    data = posted(client.get(url(lesson)), present=students(lesson))
    client.post(reverse("roster:lesson_cancel", args=[lesson.pk]))
    response = client.post(url(lesson), data)
    assert (response.status_code, type(response.context["error"])) == (409, LessonCancelled)
    assert response.context["forms"].marked == 0


def test_lesson_post_of_a_locked_lesson_is_locked(client, lesson):
    data = posted(client.get(url(lesson)), present=students(lesson))
    factories.PolicyFactory(lock_after_days=0)
    lesson.date = timezone.datetime(2020, 1, 1).date()
    lesson.save()
    response = client.post(url(lesson), data)
    assert (response.status_code, response.context["editable"]) == (423, False)
    assert Mark.objects.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"status": "999999"},
        {"status": "present"},
        {"minutes": "1441"},
        {"minutes": "-1"},
        {"minutes": "soon"},
        {"note": "x" * 201},
        {"version": "-1"},
    ],
)
def test_lesson_post_with_bad_input_saves_nothing(client, lesson, change):
    first, second, _ = students(lesson)
    data = posted(client.get(url(lesson)), present=second)
    data |= {f"marks-{first.pk}-{name}": value for name, value in change.items()}
    response = client.post(url(lesson), data)
    assert response.status_code == 400
    assert len(response.context["forms"].lines[0].problems) == 1
    assert Mark.objects.count() == 0


def test_lesson_post_with_a_status_of_another_set_saves_nothing(client, lesson):
    other = StatusSet.objects.exclude(is_default=True).get().statuses.first()
    data = posted(client.get(url(lesson)))
    data[f"marks-{students(lesson)[0].pk}-status"] = other.pk
    assert client.post(url(lesson), data).status_code == 400


def test_lesson_post_for_a_stranger_saves_nothing(client, lesson):
    stranger = factories.StudentFactory()
    data = posted(client.get(url(lesson)), present=[*students(lesson), stranger])
    data[f"marks-{stranger.pk}-version"] = 0
    response = client.post(url(lesson), data)
    assert response.status_code == 400
    assert len(response.context["forms"].problems) == 1
    assert Mark.objects.count() == 0


@pytest.mark.parametrize("missing", ["request_id", "lesson_version"])
def test_lesson_post_of_half_a_form_saves_nothing(client, lesson, missing):
    data = posted(client.get(url(lesson)), present=students(lesson))
    del data[missing]
    assert client.post(url(lesson), data).status_code == 400
    assert Mark.objects.count() == 0


def test_lesson_post_without_a_student_leaves_that_one_alone(client, lesson):
    data = posted(client.get(url(lesson)), present=students(lesson))
    new = factories.EnrollmentFactory(course=lesson.course).student
    assert client.post(url(lesson), data).status_code == 302
    assert lesson.marks.filter(student=new).count() == 0


def test_lesson_post_with_a_present_status_drops_minutes(client, lesson):
    first = students(lesson)[0]
    data = posted(client.get(url(lesson)), late=first)
    data[f"marks-{first.pk}-minutes"] = "9"
    client.post(url(lesson), data)
    client.post(url(lesson), posted(client.get(url(lesson)), present=first))
    mark = lesson.marks.get()
    assert (mark.status.code, mark.minutes) == ("present", None)


def test_lesson_with_reasons_saves_the_reason(client, teacher):
    school = StatusSet.objects.exclude(is_default=True).get()
    course = factories.course_with(1, status_set=school)
    factories.CourseStaffFactory(course=course, user=teacher)
    lesson = factories.LessonFactory(course=course, date=timezone.localdate())
    data = posted(client.get(url(lesson)))
    student = students(lesson)[0]
    data[f"marks-{student.pk}-status"] = school.statuses.get(code="absent").pk
    data[f"marks-{student.pk}-reason"] = school.reasons.get(code="illness").pk
    assert client.post(url(lesson), data).status_code == 302
    assert lesson.marks.get().reason.code == "illness"


def test_lesson_of_another_teacher_does_not_exist(client, teacher):
    lesson = factories.LessonFactory()
    assert client.get(url(lesson)).status_code == 404
    assert client.post(url(lesson), {}).status_code == 404


def test_lesson_for_a_viewer_is_read_only(client, viewer):
    lesson = factories.LessonFactory(course=factories.course_with(1))
    response = client.get(url(lesson))
    assert (response.status_code, response.context["editable"]) == (200, False)
    assert "<form method" not in response.content.decode().split("<main")[1]
    assert client.post(url(lesson), {}).status_code == 403


def test_lesson_for_a_stranger_leads_to_the_door(client):
    lesson = factories.LessonFactory()
    response = client.get(url(lesson))
    assert (response.status_code, response.url) == (302, f"/login/?next={url(lesson)}")


def test_lesson_by_another_method_is_refused(client, lesson):
    assert client.put(url(lesson)).status_code == 405


def queries_of(client, teacher, number, counted):
    lesson = factories.LessonFactory(
        course=factories.course_with(number), date=timezone.localdate()
    )
    factories.CourseStaffFactory(course=lesson.course, user=teacher)
    with counted() as get:
        page = client.get(url(lesson))
    with counted() as post:
        client.post(url(lesson), posted_present(page))
    with counted() as again:
        client.get(url(lesson))
    return len(get), len(post), len(again)


def posted_present(page):
    present = factories.status("present").pk
    names = [field_name(row.student_id, "status") for row in page.context["forms"].rows]
    return posted(page) | dict.fromkeys(names, present)


def test_lesson_takes_as_many_queries_for_50_as_for_5(client, teacher, counted_queries):
    few = queries_of(client, teacher, 5, counted_queries)
    many = queries_of(client, teacher, 50, counted_queries)
    assert few == many


def test_lesson_takes_8_queries_with_everything_on_it(client, teacher, counted_queries):
    school = StatusSet.objects.exclude(is_default=True).get()
    course = factories.course_with(3, status_set=school)
    factories.CourseStaffFactory(course=course, user=teacher)
    for day in (16, 17):
        earlier = factories.LessonFactory(
            course=course, date=datetime.date(2026, 11, day), taken_at=timezone.now()
        )
        factories.MarkFactory(lesson=earlier, student=students(earlier)[0])
    lesson = factories.LessonFactory(
        course=course, date=datetime.date(2026, 11, 18), taken_by=teacher, taken_at=timezone.now()
    )
    factories.MarkFactory(lesson=lesson)
    with counted_queries() as captured:
        page = client.get(url(lesson))
    assert [row.recent for row in page.context["forms"].rows[:1]] == [
        [earlier.marks.get().status_id] * 2
    ]
    assert len(captured) == 8


def lesson_with_history(teacher, number):
    """A lesson of `number` students with the marks of five lessons before it."""
    course = factories.course_with(number)
    factories.CourseStaffFactory(course=course, user=teacher)
    keys = [factories.status(code).pk for code in ("present", "present", "present", "late")]
    *earlier, lesson = (
        factories.LessonFactory(
            course=course, date=datetime.date(2026, 11, day), taken_at=timezone.now()
        )
        for day in range(2, 8)
    )
    Mark.objects.bulk_create(
        Mark(lesson=one, student=student, status_id=keys[(place * 7 + one.pk) % len(keys)])
        for one in earlier
        for place, student in enumerate(students(one))
    )
    return lesson


@pytest.mark.parametrize(
    ("number", "encoding", "most"),
    [(30, "gzip", 8_000), (30, "br", 7_000), (300, "gzip", 24_000), (300, "br", 15_000)],
)
def test_lesson_weighs_little(client, teacher, number, encoding, most):
    lesson = lesson_with_history(teacher, number)
    page = client.get(url(lesson), headers={"accept-encoding": encoding})
    assert page.headers["Content-Encoding"] == encoding
    assert len(page.content) < most


def test_lesson_is_the_same_page_however_it_is_compressed(client, viewer):
    lesson = factories.LessonFactory(course=factories.course_with(3))
    plain = client.get(url(lesson), headers={"accept-encoding": "br;q=0, identity"})
    packed = client.get(url(lesson), headers={"accept-encoding": "gzip, br"})
    assert (plain.get("Content-Encoding"), packed["Content-Encoding"]) == (None, "br")
    assert "Accept-Encoding" in packed["Vary"]
    both = [
        re.sub(rb'value="\w{64}"', b"", one)
        for one in (plain.content, brotli.decompress(packed.content))
    ]
    assert both[0] == both[1]


def test_lesson_request_id_is_new_on_each_page(client, lesson):
    ids = {uuid.UUID(str(posted(client.get(url(lesson)))["request_id"])) for _ in range(2)}
    assert len(ids) == 2
