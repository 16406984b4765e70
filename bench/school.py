"""Makes schools of any number of marks, within the database: nothing goes through Django.

A course has 35 students and 60 lessons, three a week for twenty weeks; a student is in about three
courses at once and stays for four terms. The last term is in its middle: half of its courses have a
lesson today, of which every third register is taken; of the days before some are not.
"""

import datetime
from typing import NamedTuple

from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from accounts import roles
from accounts.models import User
from roster.days import today
from roster.korean import initial_consonants
from roster.models import (
    Alert,
    AlertMessage,
    AlertRule,
    Course,
    CourseStaff,
    Enrollment,
    Excuse,
    Guardian,
    Lesson,
    Mark,
    MarkEvent,
    Save,
    Student,
    Term,
)
from tests.factories import GIVEN, SURNAMES, AlertRuleFactory, basic_set, status

STUDENTS, LESSONS, A_WEEK = 35, 60, 3
OF_COURSE = STUDENTS * LESSONS
WEEKS = LESSONS // A_WEEK
DAY, WEEK = datetime.timedelta(days=1), datetime.timedelta(weeks=1)
STEP = 12  # places between the first students of one course and of the next
TERMS = {10**4: 2, 10**5: 4, 10**6: 8}  # and sixteen of whatever is larger
BATCH = 2000
KEYS = 100  # of lessons, for each course
SEVERAL = 500  # marks for each excuse, and for each alert


class Plan(NamedTuple):
    """How a school is laid out: terms, courses of a term and students of a term."""

    terms: int
    courses: int
    students: int

    @classmethod
    def of(cls, marks):
        """The school that has about so many marks; of the last term half are still to come."""
        terms = next((terms for most, terms in TERMS.items() if marks <= most), 16)
        courses = max(2, round(marks / OF_COURSE / (terms - 0.5)))
        return cls(terms, courses, max(STUDENTS + STEP, courses * STEP))

    def first_student(self, term):
        """A quarter of the students leave with each term."""
        return 1 + term * self.students // 4

    @property
    def all_students(self):
        return self.first_student(self.terms - 1) + self.students - 1


def build(marks):
    """Fills the empty database; returns the Plan."""
    plan = Plan.of(marks)
    _people(plan)
    _courses(plan)
    with connection.cursor() as cursor:
        _helpers(cursor, plan)
        for term in range(plan.terms):
            _term(cursor, term)
        _history(cursor)
        cursor.execute("DROP TABLE bench_number")
        cursor.execute("DROP TABLE bench_course")
        cursor.execute("DROP TABLE bench_day")
    _told(marks // SEVERAL)
    with connection.cursor() as cursor:
        tables = "roster_mark, roster_lesson, roster_enrollment, roster_markevent, roster_student"
        cursor.execute(f"ANALYZE TABLE {tables}" if connection.vendor == "mysql" else "ANALYZE")
    return plan


def _people(plan):
    names = [surname + given for given in GIVEN for surname in SURNAMES]
    students = (
        Student(
            pk=pk,
            number=f"{pk:06}",
            name=f"{names[pk % len(names)]}",
            initials=initial_consonants(names[pk % len(names)]),
            is_active=pk >= plan.first_student(plan.terms - 1),
        )
        for pk in range(1, plan.all_students + 1)
    )
    Student.objects.bulk_create(students, BATCH)
    Guardian.objects.bulk_create(
        (
            Guardian(pk=pk, student_id=pk, name="보호자", phone="010-1234-5678")
            for pk in range(1, plan.all_students + 1)
        ),
        BATCH,
    )
    teachers = User.objects.bulk_create(
        User(username=f"t{number}", name=f"선생{number}", password="!")
        for number in range(max(1, plan.courses // 3))
    )
    Group.objects.get(name=roles.TEACHER).user_set.add(*teachers)


def begins(plan, term):
    """The first day of a term; the last one is in its middle."""
    return today() - (WEEKS // 2 + (plan.terms - 1 - term) * 26) * WEEK


def _courses(plan):
    """Terms, courses and who teaches them; what is older than a year is archived."""
    teachers, kinds = list(User.objects.order_by("pk")), basic_set()
    for term in range(plan.terms):
        first = begins(plan, term)
        archived = None if term >= plan.terms - 2 else timezone.now()
        made = Term.objects.create(
            name=f"{term + 1}학기", starts_on=first, ends_on=first + WEEKS * WEEK,
            archived_at=archived,
        )  # fmt: skip
        courses = [
            Course(
                pk=term * plan.courses + place + 1, name=f"{term + 1}-{place + 1}반", term=made,
                branch=f"{place % 3 + 1}관", status_set=kinds, archived_at=archived,
            )
            for place in range(plan.courses)
        ]  # fmt: skip
        Course.objects.bulk_create(courses, BATCH)
        CourseStaff.objects.bulk_create(
            (
                CourseStaff(
                    course=course, user=teachers[place // 3 % len(teachers)],
                    starts_on=first, ends_on=first + WEEKS * WEEK,
                )
                for place, course in enumerate(courses)
            ),
            BATCH,
        )  # fmt: skip


def _helpers(cursor, plan):
    """Tables to count with: numbers; each course with its place in the term and its students; each
    lesson of a term by the two timetables that there are."""
    cursor.execute("CREATE TABLE bench_number (i INTEGER PRIMARY KEY)")
    cursor.execute(
        "CREATE TABLE bench_course (id INTEGER PRIMARY KEY, term INTEGER, place INTEGER,"
        " first INTEGER, size INTEGER, timetable INTEGER)"
    )
    cursor.execute(
        "CREATE TABLE bench_day (term INTEGER, timetable INTEGER, number INTEGER, day DATE,"
        " PRIMARY KEY (term, timetable, number))"
    )
    _fill(cursor, "bench_number", ((i,) for i in range(STUDENTS)))
    courses = (
        (term * plan.courses + place + 1, term, place, plan.first_student(term), plan.students,
         place % 2)
        for term in range(plan.terms)
        for place in range(plan.courses)
    )  # fmt: skip
    _fill(cursor, "bench_course", courses)
    days = (
        (term, timetable, number, str(begins(plan, term) + _days_in(number, timetable)))
        for term in range(plan.terms)
        for timetable in range(2)
        for number in range(LESSONS)
    )
    _fill(cursor, "bench_day", days)


def _days_in(number, timetable):
    """From the first day of a term to a lesson."""
    return number // A_WEEK * WEEK + (number % A_WEEK * 2 + timetable) * DAY


def _fill(cursor, table, rows):
    rows = list(rows)
    marks = ", ".join(["%s"] * len(rows[0]))
    cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _term(cursor, term):
    """Stays, lessons and marks of one term."""
    _insert(
        cursor, Enrollment,
        f"FROM bench_course c JOIN bench_number n JOIN roster_course rc ON rc.id = c.id"
        f" JOIN roster_term t ON t.id = rc.term_id WHERE c.term = {term}",
        student_id=f"c.first + (c.place * {STEP} + n.i) %% c.size", course_id="c.id",
        roll_number="n.i + 1", starts_on="t.starts_on", ends_on="t.ends_on",
    )  # fmt: skip
    now = f"'{timezone.now():%Y-%m-%d %H:%M:%S}'"
    taken = f"d.day < '{today()}' AND (c.id * 7 + d.number) %% 50 > 0"
    taken += f" OR d.day = '{today()}' AND c.place %% 3 = 0"
    _insert(
        cursor, Lesson,
        f"FROM bench_course c JOIN bench_day d ON d.term = c.term AND d.timetable = c.timetable"
        f" WHERE c.term = {term} ORDER BY d.day, c.id",
        id=f"c.id * {KEYS} + d.number", key=f"c.id * {KEYS} + d.number", course_id="c.id",
        date="d.day", period="c.place %% 6 + 1", starts_at=_clock("00"), ends_at=_clock("50"),
        taken_at=f"CASE WHEN {taken} THEN {now} END",
    )  # fmt: skip
    chance = "(l.id * 31 + e.student_id * 17) %% 100"
    codes = "".join(
        f" WHEN {chance} < {below} THEN {status(code).pk}"
        for below, code in ((90, "present"), (94, "late"), (95, "left_early"), (99, "absent"))
    )
    _insert(
        cursor, Mark,
        f"FROM bench_course c JOIN roster_lesson l ON l.course_id = c.id"
        f" JOIN roster_enrollment e ON e.course_id = c.id"
        f" WHERE c.term = {term} AND l.taken_at IS NOT NULL ORDER BY l.date, l.id",
        lesson_id="l.id", student_id="e.student_id", updated_at="l.taken_at",
        status_id=f"CASE{codes} ELSE {status('excused').pk} END",
        minutes=f"CASE WHEN {chance} BETWEEN 90 AND 94 THEN 10 END",
    )  # fmt: skip


def _clock(minutes):
    """The time of a course's period, from nine o'clock on."""
    hours = "".join(f" WHEN {i} THEN '{i + 9:02}:{minutes}:00'" for i in range(6))
    return f"CASE c.place %% 6{hours} END"


def _history(cursor):
    """A request that saved each taken lesson, and a change of every fiftieth mark."""
    number = (
        "LPAD(HEX(l.id), 32, '0')" if connection.vendor == "mysql" else "printf('%%032x', l.id)"
    )
    _insert(
        cursor, Save, "FROM roster_lesson l WHERE l.taken_at IS NOT NULL",
        id="l.id", request_id=number, digest="''", origin="'page'", created_at="l.taken_at",
    )  # fmt: skip
    late, present = status("late").pk, status("present").pk
    _insert(
        cursor, MarkEvent, "FROM roster_mark m WHERE m.id %% 50 = 0",
        mark_id="m.id", cause_id="m.lesson_id", version="1", old_status_id=str(late),
        new_status_id=str(present),
    )  # fmt: skip


def _told(number):
    """So many excuses, one in ten of which waits, and as many alerts with a mail each."""
    first = Student.objects.order_by("pk").first().pk
    last = Student.objects.order_by("pk").last().pk
    students = [first + one * 7 % (last - first + 1) for one in range(number)]
    days = [today() - one % 700 * DAY for one in range(number)]
    states = [Excuse.State.WAITING, *[Excuse.State.APPROVED] * 8, Excuse.State.REFUSED]
    pairs = list(zip(students, days, strict=True))
    Excuse.objects.bulk_create(
        (
            Excuse(student_id=student, starts_on=day, ends_on=day, text="감기",
                   state=states[one % 10], document_due=day if one % 3 else None)
            for one, (student, day) in enumerate(pairs)
        ),
        BATCH,
    )  # fmt: skip
    rule = AlertRuleFactory(kind=AlertRule.Kind.ABSENT)
    lesson = Lesson.objects.order_by("pk").first().pk
    Alert.objects.bulk_create(
        (
            Alert(pk=one + 1, rule=rule, key=str(one), student_id=student, date=day,
                  lessons=[lesson])
            for one, (student, day) in enumerate(pairs)
        ),
        BATCH,
    )  # fmt: skip
    kinds = [AlertMessage.State.SENT] * 99 + [AlertMessage.State.FAILED]
    AlertMessage.objects.bulk_create(
        (
            AlertMessage(alert_id=one + 1, guardian_id=student, state=kinds[one % 100],
                         try_at=timezone.now())
            for one, student in enumerate(students)
        ),
        BATCH,
    )  # fmt: skip


def _insert(cursor, model, source, **columns):
    """INSERT … SELECT of `columns` (SQL by name) from `source`; whatever else a row has to have is
    what a new instance of the model has."""
    values = []
    for field in model._meta.concrete_fields:
        if field.column in columns or field.primary_key:
            continue
        columns[field.column] = "%s"
        values.append((field.column, field.get_db_prep_save(field.get_default(), connection)))
    names = ", ".join(map(connection.ops.quote_name, columns))
    given = dict(values)
    ordered = [given[name] for name in columns if name in given]
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({names}) SELECT {', '.join(columns.values())}"
        f" {source}",
        ordered,
    )
