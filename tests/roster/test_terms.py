"""Terms: lists, forms, and what is archived."""

import datetime

import pytest
from django.urls import reverse

from roster.days import today
from roster.models import Course, Term
from tests import factories

pytestmark = pytest.mark.django_db
TERMS = reverse("roster:terms")
DAY = datetime.timedelta(days=1)


@pytest.fixture
def term():
    return factories.TermFactory()


def post(client, name, row, /, **data):
    return client.post(reverse(f"roster:{name}", args=[row.pk]), data)


def test_terms_are_listed_with_their_courses(client, office, term):
    factories.CourseFactory.create_batch(2, term=term)
    response = client.get(TERMS)
    assert [(one.name, one.number) for one in response.context["page"]] == [("2026-2", 2)]


def test_terms_take_as_many_queries_for_30_as_for_3(client, office, counted_queries):
    counts = []
    for number in (3, 27):
        for one in factories.TermFactory.create_batch(number):
            factories.CourseFactory(term=one)
        with counted_queries() as queries:
            client.get(TERMS)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_term_is_made_and_changed(client, office):
    said = {"name": "2027-1", "starts_on": "2027-03-02", "ends_on": "2027-08-31"}
    response = client.post(reverse("roster:term_add"), said)
    term = Term.objects.get()
    assert (response.status_code, response.url) == (302, term.get_absolute_url())
    post(client, "term_edit", term, **said | {"ends_on": "2027-08-20"})
    term.refresh_from_db()
    assert term.ends_on == datetime.date(2027, 8, 20)


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({"name": "2026-2"}, {"name"}),
        ({"ends_on": "2027-03-01"}, {"ends_on"}),
        ({"starts_on": "0001-01-01"}, {"__all__"}),
        ({"starts_on": "soon", "name": ""}, {"starts_on", "name"}),
    ],
)
def test_term_of_nonsense_is_refused(client, office, term, said, faults):
    values = {"name": "2027-1", "starts_on": "2027-03-02", "ends_on": "2027-08-31"} | said
    response = client.post(reverse("roster:term_add"), values)
    assert response.status_code == 400
    assert set(response.context["form"].errors) == faults
    assert Term.objects.count() == 1


def test_terms_by_a_teacher_are_refused(client, teacher, term):
    course = factories.CourseFactory(term=term)
    factories.CourseStaffFactory(course=course, user=teacher)
    found = [client.get(TERMS), client.get(term.get_absolute_url())]
    found += [post(client, "term_archive", term), post(client, "course_archive", course)]
    assert [response.status_code for response in found] == [403] * 4
    assert Course.objects.archived().count() == 0


def test_archived_term_is_out_of_the_way_and_readable(client, office, term):
    course = factories.course_with(1, term=term)
    own = factories.CourseFactory(name="다른 학기")
    student = course.enrollments.get().student
    lesson = factories.LessonFactory(course=course, date=today())
    mark = factories.MarkFactory(lesson=lesson, student=student)
    factories.LessonFactory(course=course, date=today() - DAY)
    assert post(client, "term_archive", term).url == term.get_absolute_url()

    courses, day = reverse("roster:courses"), reverse("roster:today")
    assert list(client.get(courses).context["page"]) == [own]
    assert list(client.get(f"{courses}?state=all").context["page"]) == [own]
    assert list(client.get(f"{courses}?state=archived").context["page"]) == [course]
    seen = client.get(day).context
    assert (list(seen["lessons"]), list(seen["missing"]), list(seen["running"])) == ([], [], [])
    assert list(client.get(reverse("roster:missing")).context["page"]) == []
    weeks = client.get(reverse("roster:calendar")).context["weeks"]
    assert [lesson for week in weeks for day in week for lesson in day.lessons] == []
    assert list(client.get(TERMS).context["page"]) == []
    assert list(client.get(f"{TERMS}?state=archived").context["page"]) == [term]
    form = client.get(reverse("roster:course_add")).context["form"]
    assert list(form.fields["term"].queryset) == []

    book = client.get(reverse("roster:book", args=[course.pk]))
    assert (book.status_code, client.get(lesson.get_absolute_url()).status_code) == (200, 200)
    assert list(client.get(student.get_absolute_url()).context["page"]) == [mark]


def test_term_that_is_brought_back_leaves_what_was_archived_before(client, office, term):
    before, course = factories.CourseFactory.create_batch(2, term=term)
    post(client, "course_archive", before)
    post(client, "term_archive", term)
    post(client, "term_archive", term)
    post(client, "term_archive", term, back="yes")
    assert list(Course.objects.active()) == [course]
    assert list(Term.objects.current()) == [term]
    post(client, "course_archive", before, back="yes")
    assert Course.objects.archived().count() == 0
