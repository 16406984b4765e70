"""Who was in which course, and when: three years, week by week."""

import datetime

from legacy.sample.courses import COURSES
from legacy.sample.people import Stay

SEATS = (11, 15)
MOST_COURSES = 2
WEEK = datetime.timedelta(weeks=1)


def fill_courses(random, students, first, weeks):
    """Gives `students` their stays, from the Monday `first` over `weeks` weeks."""
    seats = {course.code: _seats(random) for course in COURSES}
    for week in range(weeks):
        monday = first + week * WEEK
        for course in COURSES:
            _turn(random, course, seats[course.code], students, monday, week)


def _seats(random):
    """One entry per seat: None, or (student, stay, week in which the student leaves)."""
    return [None] * random.randint(*SEATS)


def _turn(random, course, seats, students, monday, week):
    """One week of one course: some leave, some come."""
    is_open = course.is_open(week)
    for number, seat in enumerate(seats):
        if seat and (not is_open or seat[2] <= week):
            seat[1].last = monday - datetime.timedelta(days=1)
            seats[number] = None
    if not is_open:
        return
    opening = week == course.opens_after
    for number, seat in enumerate(seats):
        if seat is None and (opening or random.random() < 0.4):
            _enrol(random, course, seats, number, students, monday, week)


def _enrol(random, course, seats, number, students, monday, week):
    student = _choose(random, course, students, monday)
    if student is None:
        return
    stay = Stay(course.code, monday, number + 1)
    student.stays.append(stay)
    seats[number] = (student, stay, week + random.choice((6, 12, 26, 40, 60, 80, 120)))


def _choose(random, course, students, monday):
    """Who comes: often somebody who is here already, at times a new one or one who had left."""
    possible = [s for s in students if s.level == course.level and _is_free(s, course, monday)]
    new = [student for student in possible if not student.stays]
    here = [student for student in possible if student.open_stays()]
    left = [student for student in possible if student.stays and not student.open_stays()]
    wish = random.choices((new, here, left), weights=(40, 50, 10))[0]
    for group in (wish, here, new, left):
        if group:
            return group[0] if group is new else random.choice(group)
    return None


def _is_free(student, course, monday):
    """Not in it, not just out of it, and with room for one more."""
    pause = monday - 2 * WEEK
    return len(student.open_stays()) < MOST_COURSES and all(
        stay.course != course.code or (stay.last is not None and stay.last < pause)
        for stay in student.stays
    )


def enrolment_rows(random, students):
    """Rows of `sugang`; the old program wrote some logins in other letters."""
    rows = [
        (
            stay.course, _cased(random, student.login), stay.first.isoformat(),
            stay.last.isoformat() if stay.last else "0000-00-00", stay.roll,
        )
        for student in students
        for stay in student.stays
    ]  # fmt: skip
    start = rows[0][2]
    orphans = [
        ("CM31", "gone0312", start, "0000-00-00", 0),
        ("JM11", "gone0455", start, "0000-00-00", 0),
        ("ZZ99", students[0].login, start, "0000-00-00", 1),
    ]
    return sorted(rows) + orphans


def _cased(random, login):
    return login.capitalize() if random.random() < 0.15 else login
