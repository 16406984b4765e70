"""What goes wrong in every old database, and odd tables that none is without."""

import datetime

from legacy.sample import words
from legacy.sample.courses import LEVELS

NO_DATE = 14
ORPHANS = 20
ORPHANS_OF_COURSE = 5
UNKNOWN_CODES = 12
DUPLICATES = 18
TRIALS = 6
ODD_MINUTES = 2
AFTER_MIDNIGHT = 3
NIGHT = "GN31"
OTHER_CODE = {"O": "L", "L": "O", "X": "O", "B": "X", "I": "X", "E": "O", "K": "O"}

# Places in a row of `chulgyul`
LESSON, COURSE, LOGIN, DATE, CODE, CAME, MINUTES, NOTE = 1, 2, 3, 4, 6, 7, 8, 9


def add_sins(random, marks, students):
    """Changes some of `marks` (rows of `chulgyul`) and adds others; no row has two sins."""
    held = [number for number, mark in enumerate(marks) if mark[CODE] != "H"]
    random.shuffle(held)
    chosen = iter(held)
    for _ in range(UNKNOWN_CODES):
        _change(marks, next(chosen), {CODE: random.choice(("Z", "Z", "Z", ""))})
    for _ in range(NO_DATE):
        _add(marks, marks[next(chosen)], {LESSON: 0, DATE: "0000-00-00"})
    for number in range(ORPHANS):
        _add(marks, marks[next(chosen)], {LOGIN: f"gone{number % 4:04d}"})
    for _ in range(ORPHANS_OF_COURSE):
        _add(marks, marks[next(chosen)], {LESSON: 0, COURSE: "ZZ99"})
    for _ in range(DUPLICATES):
        first = marks[next(chosen)]
        _add(marks, first, {CODE: OTHER_CODE[first[CODE]], CAME: None, MINUTES: None})
    late = [number for number in chosen if marks[number][CODE] == "L"]
    for number in late[:ODD_MINUTES]:
        _change(marks, number, {MINUTES: 9999})
    night = [number for number in late[ODD_MINUTES:] if marks[number][COURSE] == NIGHT]
    for number in night[:AFTER_MIDNIGHT]:
        _change(marks, number, {CAME: "24:05:00", MINUTES: 95})
    _add_trials(random, marks, students)


def _change(marks, number, values):
    row = list(marks[number])
    for place, value in values.items():
        row[place] = value
    marks[number] = tuple(row)


def _add(marks, like, values):
    marks.append((len(marks) + 1, *like[1:]))
    _change(marks, len(marks) - 1, values)


def _add_trials(random, marks, students):
    """Students who tried a course for two lessons and never enrolled in it."""
    held = {}
    for mark in marks:
        if mark[CODE] == "O" and mark[LESSON]:
            held.setdefault(mark[COURSE], {})[mark[LESSON]] = mark
    for course in sorted(held)[:TRIALS]:
        guest = random.choice([each for each in students if _may_try(each, course)])
        for mark in list(held[course].values())[-40:-38]:
            _add(marks, mark, {LOGIN: guest.login, NOTE: "체험"})


def _may_try(student, course):
    return LEVELS[course[0]] == student.level and all(
        stay.course != course for stay in student.stays
    )


def sign_in_rows(random, students, first):
    """Rows of `jeopsok_log`, some of them twice; it has no key."""
    rows = []
    for _ in range(1500):
        moment = datetime.datetime.combine(first, datetime.time(9))
        moment += datetime.timedelta(minutes=random.randrange(60 * 24 * 1000))
        row = (random.choice(students).login, random.randrange(2**31, 2**32), str(moment))
        rows += [row] * (2 if random.random() < 0.02 else 1)
    rows.append(("gone0001", 0, "0000-00-00 00:00:00"))
    return rows


def post_rows(first):
    """Rows of `gesipan`."""
    return [
        (
            number, title, text, "samusil" if number % 2 else "Wonjang",
            f"{first + datetime.timedelta(days=29 * number)} 11:30:00", number // 2,
        )
        for number, (title, text) in enumerate(words.POSTS * 4, start=1)
    ]  # fmt: skip
