"""The weekly lessons that a row of a file of courses may name: 월수 16:00-16:50, Fri 15:00."""

import datetime
import re
from collections import defaultdict

from django.utils.translation import gettext_lazy as _

from legacy.guessing.recognition import words
from legacy.undoing import without_dependents
from roster.files.cells import narrow
from roster.files.fields import Field
from roster.files.rows import Action, insert, problem
from roster.models import Schedule

FIELD = Field(
    "timetable",
    _("weekly lessons"),
    words("시간표, 수업 시간, 수업시간, 요일, 요일 시간, timetable, schedule, class time, lessons"),
    words("date, 날짜"),
    longest=200,
    examples=("월수 16:00-16:50", "Mon 16:00-16:50, Wed 16:00-16:50"),
)
KOREAN, ENGLISH = "월화수목금토일", ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ENTRY = re.compile(
    r"(?P<days>[월화수목금토일]+?(?:요일)?|[a-z]{3,9})\.?\s*(?:(?P<period>\d{1,2})교시)?\s*"
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?:\s*[-~–]\s*(?P<until>\d{1,2}):(?P<past>\d\d))?",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"[,;/\n]")
MINUTE = datetime.timedelta(minutes=1)


class Timetables:
    """The weekly lessons of the courses of a chunk."""

    def load(self, courses):
        """Reads those of the courses with these keys."""
        self.rows = defaultdict(list)
        rows = Schedule.objects.filter(course__in=courses)
        free = set(without_dependents(rows).values_list("pk", flat=True))
        for one in rows.order_by("pk"):
            one.is_free = one.pk in free
            self.rows[one.course_id].append(one)

    def added(self, verdict, values):
        """The Verdict of a course with the weekly lessons of `values` at whose day and time it has
        none yet; after has them as `[[weekday, time, minutes and period, words]]`."""
        if verdict.action == Action.PROBLEM or FIELD.name not in values:
            return verdict
        there = {(one.weekday, one.starts_at) for one in self.rows[verdict.target]}
        new = {}
        for text in filter(None, map(str.strip, BETWEEN.split(narrow(values[FIELD.name])))):
            if (lessons := _read(text)) is None:
                return problem("no_timetable", text=text[:40])
            for lesson, said in lessons:
                if (lesson.weekday, lesson.starts_at) not in there:
                    new.setdefault((lesson.weekday, lesson.starts_at), [_code(lesson), said])
        if new:
            verdict.after[FIELD.name] = list(new.values())
            if verdict.action == Action.SAME:
                verdict.action = Action.CHANGE
        return verdict

    def write(self, rows):
        """Gives the courses of `rows` the weekly lessons that the rows say."""
        insert(Schedule, [_lesson(code, row.target) for row in rows for code in _codes(row)])

    def take_back(self, rows):
        """Removes those that `rows` have made; returns the numbers of the rows of which one was
        changed or used since."""
        mine = {row.number: self._as_made(row) for row in rows}
        gone = [one.pk for found in mine.values() for one in found]
        Schedule.objects.filter(pk__in=gone).delete()
        return {row.number for row in rows if len(mine[row.number]) < len(_codes(row))}

    def are_as_made(self, row):
        """Whether the course that `row` made has its weekly lessons, as they were made, only."""
        return len(self._as_made(row)) == len(_codes(row)) == len(self.rows[row.target])

    def _as_made(self, row):
        codes = _codes(row)
        return [one for one in self.rows[row.target] if one.is_free and _code(one) in codes]


def _read(text):
    """`[(Schedule, words)]` of one entry, or None where it is none."""
    found = ENTRY.fullmatch(text)
    days = _days(found["days"]) if found else []
    try:
        begin = datetime.timedelta(hours=_hour(found["hour"]), minutes=int(found["minute"]))
        until = found["until"] and datetime.timedelta(
            hours=_hour(found["until"]), minutes=int(found["past"])
        )
    except (TypeError, ValueError):
        return None
    length = until - begin if until else Schedule._meta.get_field("duration").default
    if not days or length <= datetime.timedelta() or int(found["minute"]) > 59:
        return None
    start = (datetime.datetime.min + begin).time()
    words_of = f"{start:%H:%M}–{(datetime.datetime.min + begin + length):%H:%M}"
    period = int(found["period"]) if found["period"] else None
    return [
        (
            Schedule(weekday=day, starts_at=start, duration=length, period=period),
            f"{word} {words_of}",
        )
        for day, word in days
    ]


def _hour(text):
    if int(text) > 23:
        raise ValueError(text)
    return int(text)


def _days(text):
    """`[(weekday, as it was written)]`."""
    if text[0] in KOREAN:
        return [(KOREAN.index(day), day) for day in text.removesuffix("요일")]
    short = text[:3].lower()
    return [(ENGLISH.index(short), text)] if short in ENGLISH else []


def _code(one):
    """What a row keeps of a weekly lesson; with dates or other units it is none of a file."""
    plain = one.starts_on is None and one.ends_on is None and one.units == 1
    minutes = one.duration // MINUTE
    return f"{one.weekday} {one.starts_at:%H:%M} {minutes} {one.period or 0}" if plain else ""


def _lesson(code, course):
    weekday, start, minutes, period = code.split()
    return Schedule(
        course_id=course,
        weekday=int(weekday),
        starts_at=datetime.time.fromisoformat(start),
        duration=int(minutes) * MINUTE,
        period=int(period) or None,
    )


def _codes(row):
    return [code for code, _words in row.after.get(FIELD.name, ())]
