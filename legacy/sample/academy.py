"""Every row of the sample, as of one day."""

import datetime
from random import Random

from legacy.sample import lessons, people, stays, words
from legacy.sample.courses import course_rows, plan_rows
from legacy.sample.sins import add_sins, post_rows, sign_in_rows

WEEKS = 3 * 52
WEEKS_AHEAD = 2


class Academy:
    """The academy on the date `today`: three years back from this week's Monday, planned to the
    end of the second week after this one. The same date always gives the same rows."""

    def __init__(self, today):
        self.today = today
        self.monday = today - datetime.timedelta(days=today.weekday())
        self.first = self.monday - datetime.timedelta(weeks=WEEKS)
        self.last = self.monday + datetime.timedelta(weeks=WEEKS_AHEAD + 1, days=-1)

    def rows(self):
        """Table name: list of tuples in the order of the columns."""
        random = Random("출석부")  # noqa: S311 - the same sample every time
        students = people.make_students(random, self.today.year)
        stays.fill_courses(random, students, self.first, WEEKS + 1)
        diary = lessons.Diary(random, students, self.first, self.today)
        diary.write(self.last)
        add_sins(random, diary.marks, students)
        return {
            "hakseng": [people.student_row(random, each, self.monday) for each in students],
            "kangsa": people.staff_rows(self.first),
            "kangjwa": course_rows(self.first),
            "siganpyo": plan_rows(),
            "sugang": stays.enrolment_rows(random, students),
            "sueop": diary.lessons,
            "chulgyul": diary.marks,
            "gongtong_code": list(words.CODES),
            "jeopsok_log": sign_in_rows(random, students, self.first),
            "gesipan": post_rows(self.first),
        }
