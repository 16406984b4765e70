"""Who was absent at the last lessons."""

import datetime

import pytest
from django.utils import timezone

from roster.days import today
from roster.models import Course
from roster.rates import all_rates
from roster.streaks import absences_in_a_row, streaks
from tests import factories

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
CODES = {"p": "present", "x": "absent"}


def attended(days):
    """A student with one letter for each lesson; the lessons of a day stand together."""
    stay, lessons = factories.EnrollmentFactory(), []
    first = today() - len(days.split()) * DAY
    for place, codes in enumerate(days.split()):
        for period, code in enumerate(codes, 1):
            lesson = factories.LessonFactory(
                course=stay.course,
                date=first + place * DAY,
                starts_at=datetime.time(8 + period),
                period=period,
                taken_at=timezone.now(),
            )
            status = factories.status(CODES[code])
            factories.MarkFactory(lesson=lesson, student=stay.student, status=status)
            lessons.append(lesson.pk)
    return stay, lessons


@pytest.mark.parametrize(
    ("days", "number"),
    [
        ("p x x x", 3),
        ("x x x", 3),
        ("p x x", 0),
        ("x x x p", 0),
        ("x px x x", 3),
        ("x xx xp", 0),
        ("x x x px", 0),
        ("x xp xxx", 3),
        ("p" + 16 * " x", 16),
    ],
)
def test_streak_is_what_was_missed_since_the_last_lesson_attended(days, number):
    stay, lessons = attended(days)
    expected = {(stay.course_id, stay.student_id): lessons[::-1][:number]} if number else {}
    courses = Course.objects.all()
    assert streaks(courses) == expected
    assert absences_in_a_row(courses, all_rates(courses)) == {
        both: len(found) for both, found in expected.items()
    }


def test_streaks_are_three_queries_for_any_number_of_students(django_assert_num_queries):
    for _ in range(3):
        attended("p x x x")
    with django_assert_num_queries(3):
        assert len(streaks(Course.objects.all())) == 3


def test_streaks_of_one_long_away_do_not_hide_those_of_the_last_days():
    (gone, missed), (late, last) = attended("x x x p" + 16 * " x"), attended("p x x x")
    assert streaks(Course.objects.all()) == {
        (gone.course_id, gone.student_id): missed[:3:-1],
        (late.course_id, late.student_id): last[:0:-1],
    }
