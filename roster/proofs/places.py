"""At which lesson the book must have a mark."""

from roster.models import Enrollment, Lesson

REMEMBERED = 50_000
COLUMNS = ("pk", "course_id", "date", "period", "starts_at", "key")


def stays_of(students):
    """`{student: [(course, from, to)]}` of the stays that there are."""
    stays = {}
    rows = Enrollment.objects.filter(student__in=students, retired_at=None).order_by()
    for student, *stay in rows.values_list("student", "course", "starts_on", "ends_on"):
        stays.setdefault(student, []).append(stay)
    return stays


class Places:
    """Lessons by primary key, as far as the current rows need them."""

    def __init__(self):
        self.lessons, self.stays = {}, {}

    def load(self, lessons):
        """Has these lessons at hand."""
        if len(self.lessons) > REMEMBERED:
            self.lessons.clear()
        unknown = lessons - self.lessons.keys()
        if unknown:
            rows = Lesson.objects.filter(pk__in=unknown).order_by().values_list(*COLUMNS)
            self.lessons |= {row[0]: row for row in rows}

    def course(self, lesson):
        """The course of a lesson that is at hand."""
        return self.lessons[lesson][1]

    def differences(self, values, lesson):
        """Yields the names of what is otherwise than the old row says where the mark was made."""
        if values.get("lesson_id"):
            if values["lesson_id"] != lesson:
                yield "lesson"
            return
        _pk, course, date, period, starts_at, _key = self.lessons[lesson]
        if values["date"] != date:
            yield "date"
        if not self._is_course(values, course):
            yield "course"
        if values.get("period") not in {None, period}:
            yield "period"
        if values.get("starts_at") not in {None, starts_at}:
            yield "starts_at"

    def _is_course(self, values, course):
        if wanted := values.get("course_id"):
            return wanted == course
        student = values["student_id"]
        if student not in self.stays:
            if len(self.stays) > REMEMBERED:
                self.stays.clear()
            self.stays |= {student: [], **stays_of([student])}
        return course in _courses(self.stays[student], values["date"])

    def unknown(self, values, stays):
        """Why the row's course can not be known; empty where it can."""
        if values.get("lesson_id") or values.get("course_id"):
            return ""
        courses = _courses(stays.get(values["student_id"], ()), values["date"])
        return "" if len(courses) == 1 else "ambiguous course" if courses else "no course"

    def of(self, missing, stays):
        """`{old key: lesson}` of rows that have no mark, where there is such a lesson."""
        found = {one.key: one.values["lesson_id"] for one in missing if one.values.get("lesson_id")}
        wanted = {}
        for one in missing:
            if one.key not in found:
                whose = stays.get(one.values["student_id"], ())
                course = one.values.get("course_id") or min(_courses(whose, one.values["date"]))
                wanted[one.key] = (course, one.values)
        rows = Lesson.objects.order_by().filter(
            course__in={course for course, _ in wanted.values()},
            date__in={values["date"] for _, values in wanted.values()},
        )
        there = {}
        for row in rows.values_list(*COLUMNS):
            self.lessons[row[0]] = row
            there.setdefault(row[1:3], []).append(row)
        for key, (course, values) in wanted.items():
            found[key] = _fitting(there.get((course, values["date"]), ()), course, values)
        self.load({lesson for lesson in found.values() if lesson and lesson > 0})
        return {key: lesson for key, lesson in found.items() if lesson in self.lessons}


def _courses(stays, date):
    """The courses of a student on a day."""
    return {
        course
        for course, first, last in stays
        if (first is None or first <= date) and (last is None or date <= last)
    }


def _fitting(lessons, course, values):
    """The lesson that a row speaks of: the only one that fits, or the one made for such marks."""
    period, starts_at = values.get("period"), values.get("starts_at")
    fits = [row for row in lessons if period in {None, row[3]} and starts_at in {None, row[4]}]
    if len(fits) == 1:
        return fits[0][0]
    made = f"marks:{course}:{values['date']}:{period or ''}:{starts_at or ''}"
    return next((row[0] for row in lessons if row[5] == made), None)
