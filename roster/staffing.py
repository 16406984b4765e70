"""Who taught which lesson."""

from collections import defaultdict

from roster.models import CourseStaff
from roster.querysets.dates import overlap_of


def teachers_of(lessons):
    """A function that names those who teach a lesson on its day, for any of `lessons` (a list), in
    one query."""
    courses = {lesson.course_id for lesson in lessons}
    rows = CourseStaff.objects.filter(course__in=courses, retired_at=None).select_related("user")
    staff = defaultdict(list)
    for row in rows:
        staff[row.course_id].append(((row.starts_on, row.ends_on), str(row.user)))

    def named(lesson):
        day = (lesson.date, lesson.date)
        return [name for stay, name in staff[lesson.course_id] if overlap_of(stay, day)]

    return named
