"""The students and the staff of the sample."""

import datetime
import hashlib
from dataclasses import dataclass, field

from legacy.sample import words

NO_DATE = "0000-00-00"
STAFF = (
    # login, name, rights, how the password is kept
    ("wonjang", "박상훈", 9, "mysql"),
    ("samusil", "최은주", 5, "md5"),
    ("jeopsu", "김현숙", 5, "mysql"),
    ("kim_math", "김도현", 1, "mysql"),
    ("park_math", "박지영", 1, "md5"),
    ("choi_math", "최성민", 1, "mysql"),
    ("lee_eng", "이수진", 1, "md5"),
    ("jung_eng", "정하늘", 1, "mysql"),
    ("yoon_sci", "윤재호", 1, "md5"),
    ("han_book", "한소희", 0, "md5"),
    ("oh_night", "오세훈", 1, "mysql"),
    ("old_kang", "강명수", 0, ""),
)


@dataclass
class Stay:
    """A student in a course, from `first` to `last` (None: still there)."""

    course: str
    first: datetime.date
    roll: int
    last: datetime.date | None = None

    def covers(self, date):
        return self.first <= date and (self.last is None or date <= self.last)


@dataclass(eq=False)
class Student:
    """A student; `absent` and `late` are how likely that is at any lesson."""

    number: int
    login: str
    name: str
    sex: str
    level: str
    grade: int
    school: str
    birthday: str
    parent: str
    absent: float
    late: float
    stays: list[Stay] = field(default_factory=list)

    def open_stays(self):
        return [stay for stay in self.stays if stay.last is None]


def make_students(random, year):
    """All students, in the order in which they registered; `year` is the year of "today"."""
    levels = [level for level, number in words.PUPILS.items() for _ in range(number)]
    random.shuffle(levels)
    return [_student(random, number, level, year) for number, level in enumerate(levels, 2101)]


def _student(random, number, level, year):
    given, roman = random.choice(
        words.BOYS if (sex := random.choice("남여")) == "남" else words.GIRLS
    )
    surname = random.choice(words.SURNAMES)
    grade = random.randint(*words.GRADES[level])
    born = datetime.date(year - grade - 6, random.randint(1, 12), random.randint(1, 28))
    careless = random.random() < 0.12
    return Student(
        number=number,
        login=f"{roman}{number % 1000:03d}",
        name=surname + given,
        sex=sex,
        level=level,
        grade=grade,
        school=random.choice(words.SCHOOLS[level]),
        birthday=NO_DATE if random.random() < 0.05 else born.isoformat(),
        parent=surname + random.choice(words.PARENTS),
        absent=random.uniform(0.12, 0.3) if careless else random.uniform(0.005, 0.06),
        late=random.uniform(0.1, 0.25) if careless else random.uniform(0.005, 0.06),
    )


def student_row(random, student, registered):
    """A row of `hakseng`; `registered` is the date of one who was in no course yet."""
    first = min((stay.first for stay in student.stays), default=registered)
    gone = bool(student.stays) and not student.open_stays()
    state = "퇴원" if gone else ("휴원" if not student.stays else "재원")
    entered = (
        f"{first - datetime.timedelta(days=random.randint(1, 9))} {random.randint(10, 20)}:00:00"
    )
    return (
        student.number, student.login, student.name,
        None if random.random() < 0.02 else student.sex,
        student.birthday, student.school, student.grade,
        f"010-0000-{student.number}" if random.random() < 0.8 else "",
        student.parent, f"010-0001-{student.number}",
        "0000-00-00 00:00:00" if random.random() < 0.03 else entered,
        max(stay.last for stay in student.stays).isoformat() if gone else NO_DATE,
        state, random.choice(words.MEMOS) if random.random() < 0.3 else None,
    )  # fmt: skip


def staff_rows(first):
    """Rows of `kangsa`; the password of each is `demo-` and the login."""
    return [
        (
            login, _password_hash(kind, f"demo-{login}"), name, "000000-0000000",
            f"010-0002-{number:04d}", f"{login}@academy.example" if number % 3 else "", rights,
            NO_DATE if number == 11 else (first - datetime.timedelta(days=97 * number)).isoformat(),
        )
        for number, (login, name, rights, kind) in enumerate(STAFF)
    ]  # fmt: skip


def _password_hash(kind, password):
    if kind == "md5":
        return hashlib.md5(password.encode()).hexdigest()  # noqa: S324 - as the old system did
    if kind == "mysql":
        inner = hashlib.sha1(password.encode()).digest()  # noqa: S324
        return "*" + hashlib.sha1(inner).hexdigest().upper()  # noqa: S324
    return ""
