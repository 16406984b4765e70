"""The eighteen courses of the sample and their weekly plan."""

import datetime
from dataclasses import dataclass

DAYS = "월화수목금토일"
LEVELS = {"C": "초", "J": "중", "G": "고"}
TABLE = """
CM31 | 초등 수학 3학년 A반   | kim_math  | 101 | 수학 | 월수   | 15:00 |  60 | 180000
CM41 | 초등 수학 4학년 A반   | kim_math  | 101 | 수학 | 화목   | 15:00 |  60 | 180000
CM51 | 초등 수학 5학년 A반   | Kim_Math  | 101 | 수학 | 월수   | 16:10 |  70 | 190000
CM61 | 초등 수학 6학년 심화반 | kim_math  | 101 | 수학 | 화목   | 16:10 |  80 | 210000
CE31 | 초등 영어 파닉스반    | lee_eng   | 102 | 영어 | 월수금 | 15:00 |  50 | 190000
CE51 | 초등 영어 독해반      | lee_eng   | 102 | 영어 | 화목   | 15:30 |  60 | 190000
CK41 | 초등 독서논술반       | han_book  | 103 | 독서 | 토     | 10:00 |  90 | 120000
JM11 | 중1 수학 A반          | park_math | 201 | 수학 | 월수금 | 17:30 |  80 | 260000
JM12 | 중1 수학 B반          | park_math | 201 | 수학 | 화목   | 17:30 |  80 | 240000
JM21 | 중2 수학 A반          | PARK_MATH | 201 | 수학 | 월수금 | 19:00 |  90 | 280000
JM31 | 중3 수학 심화반       | choi_math | 202 | 수학 | 화목   | 19:00 | 100 | 300000
JE11 | 중1 영어 문법반       | lee_eng   | 102 | 영어 | 월수   | 17:30 |  80 | 240000
JE21 | 중2 영어 독해반       | jung_eng  | 203 | 영어 | 화목   | 17:30 |  80 | 250000
JS31 | 중3 과학반            | yoon_sci  | 204 | 과학 | 수토   | 18:00 |  90 | 260000
GM11 | 고1 수학(상) A반      | choi_math | 202 | 수학 | 월수금 | 20:00 | 100 | 340000
GM21 | 고2 수학Ⅱ 내신반      | choi_math | 202 | 수학 | 화토   | 20:50 | 110 | 360000
GE11 | 고1 영어 내신반       | jung_eng  | 203 | 영어 | 화목   | 20:00 | 100 | 330000
GN31 | 고3 심야 자습반       | Oh_Night  | 301 | 자습 | 월수금 | 22:30 | 160 | 200000
"""
OPENS_AFTER = {"JS31": 40}  # weeks after the first Monday
CLOSES_AFTER = {"CK41": 128}
ABOUT = {"JM31": "특목고 준비", "GE11": "O'Reilly 교재"}


@dataclass(frozen=True)
class Course:
    """A course: `days` are weekdays from Monday = 0, `starts` minutes after midnight; it opens and
    closes so many weeks after the first Monday."""

    code: str
    name: str
    teacher: str
    room: str
    level: str
    subject: str
    days: tuple[int, ...]
    starts: int
    minutes: int
    fee: int
    opens_after: int
    closes_after: int | None

    def meets_on(self, date):
        return date.weekday() in self.days

    def is_open(self, week):
        """Whether there are lessons in that week, counted from 0."""
        return self.opens_after <= week and (self.closes_after is None or week < self.closes_after)


def _course(line):
    code, name, teacher, room, subject, days, starts, minutes, fee = map(str.strip, line.split("|"))
    hour, minute = starts.split(":")
    return Course(
        code,
        name,
        teacher,
        room,
        LEVELS[code[0]],
        subject,
        tuple(map(DAYS.index, days)),
        int(hour) * 60 + int(minute),
        int(minutes),
        int(fee),
        OPENS_AFTER.get(code, 0),
        CLOSES_AFTER.get(code),
    )


COURSES = tuple(map(_course, TABLE.strip().splitlines()))


def clock(minutes):
    """Minutes after midnight as MySQL's TIME: 1510 is `25:10:00`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}:00"


def course_rows(first):
    """Rows of `kangjwa`; `first` is the first Monday."""
    return [
        (
            course.code, course.name, course.teacher, f"{course.room}호", first.year - 2,
            course.fee, closing_day(course, first) or "0000-00-00", order, ABOUT.get(course.code),
        )
        for order, course in enumerate(COURSES, start=1)
    ]  # fmt: skip


def closing_day(course, first):
    """The last day of a closed course as text, or None."""
    if course.closes_after is None:
        return None
    return (first + datetime.timedelta(weeks=course.closes_after, days=-1)).isoformat()


def plan_rows():
    """Rows of `siganpyo`."""
    return [
        (course.code, day + 1, 1, clock(course.starts), clock(course.starts + course.minutes))
        for course in COURSES
        for day in course.days
    ]
