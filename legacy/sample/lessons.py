"""The lessons of the sample and the marks of each."""

import datetime
from collections import defaultdict

import holidays

from legacy.sample import words
from legacy.sample.courses import COURSES, clock

DAY = datetime.timedelta(days=1)
CANCELLED, UNTAKEN = 0.008, 0.004
MIDNIGHT = 24 * 60


class Diary:
    """Collects rows of `sueop` and of `chulgyul` day by day.

    `today` and what comes after it is planned; nothing is marked there.
    """

    def __init__(self, random, students, first, today):
        self.random, self.first, self.today = random, first, today
        self.lessons, self.marks = [], []
        self.stays = defaultdict(list)
        for student in students:
            for stay in student.stays:
                self.stays[stay.course].append((stay, student))
        for stays in self.stays.values():
            stays.sort(key=lambda pair: pair[0].roll)

    def write(self, last):
        """Every lesson from the first Monday to `last`."""
        free = holidays.country_holidays("KR", years=range(self.first.year, last.year + 1))
        day = self.first
        while day <= last:
            if day not in free and not (day.month == 8 and day.day <= 7):
                week = (day - self.first).days // 7
                for course in COURSES:
                    if course.meets_on(day) and course.is_open(week):
                        self._lesson(course, day)
            day += DAY

    def _lesson(self, course, day):
        chance = self.random.random()
        state = "H" if chance < CANCELLED else "J"
        if day >= self.today or (state == "J" and chance > 1 - UNTAKEN):
            state = "Y"
        topic = self.random.choice(words.TOPICS[course.subject]) if state == "J" else ""
        number = len(self.lessons) + 1
        times = clock(course.starts), clock(course.starts + course.minutes)
        self.lessons.append((number, course.code, day.isoformat(), 1, *times, topic, state))
        if state == "Y":
            return
        for stay, student in self.stays[course.code]:
            if stay.covers(day):
                self._mark(number, course, day, student, cancelled=state == "H")

    def _mark(self, lesson, course, day, student, cancelled):
        code, minutes, note = ("H", None, "휴강") if cancelled else self._what_happened(student)
        date = day.isoformat()
        came = None
        if code in {"O", "E", "L"}:
            came = clock(course.starts + (minutes or -self.random.randint(0, 9)))
        self.marks.append(
            (
                len(self.marks) + 1, lesson, course.code, self._login(student, day), date, 1, code,
                came, minutes, note, course.teacher.lower(), self._entered_at(course, day),
            )
        )  # fmt: skip

    def _login(self, student, day):
        """In the first year the old program wrote logins in capitals."""
        return student.login.upper() if (day - self.first).days < 200 else student.login

    def _entered_at(self, course, day):
        ends = course.starts + course.minutes
        return f"{day + DAY * (ends // MIDNIGHT)} {clock(ends % MIDNIGHT)}"

    def _what_happened(self, student):
        """(code, minutes late, note) of one student at one lesson."""
        chance = self.random.random()
        if chance < student.absent:
            code = self.random.choices("XBI", weights=(70, 20, 10))[0]
            return code, None, self.random.choice(words.EXCUSES) or None
        if chance < student.absent + student.late:
            return "L", self.random.randint(3, 35), self.random.choice(words.LATE) or None
        if chance > 0.985:
            return ("E", None, "병원") if chance > 0.99 else ("K", None, None)
        return "O", None, None
