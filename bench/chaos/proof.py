"""Makes the school of the teachers, and looks afterwards whether everything is there."""

from django.db.models import Count

from roster.days import today
from roster.models import Lesson, Mark, MarkEvent, Save
from tests import factories


def make_schools(number, password, name, students=30):
    """`[{"login", "user", "lesson", "students", "statuses"}]`: a teacher with a lesson each."""
    statuses = [factories.status(code).pk for code in ("present", "late", "absent")]
    return [_school(f"{name}{n}", password, students, statuses) for n in range(number)]


def _school(login, password, students, statuses):
    user = factories.TeacherFactory(username=login, password=password)
    course = factories.course_with(students)
    factories.CourseStaffFactory(course=course, user=user)
    lesson = Lesson.objects.create(course=course, date=today())
    pks = list(course.enrollments.values_list("student", flat=True))
    return {
        "login": login,
        "user": user.pk,
        "lesson": lesson.pk,
        "students": pks,
        "statuses": statuses,
    }


def faults_of(said):
    """What the site has otherwise than it acknowledged (`load.Acknowledged`), as texts."""
    return [*said.faults, *_marks(said), *_requests(said), *_history(said)]


def _marks(said):
    lessons = {lesson for lesson, _student in said.marks}
    rows = Mark.objects.filter(lesson__in=lessons)
    there = {
        (lesson, student): (status, version)
        for lesson, student, status, version in rows.values_list(
            "lesson", "student", "status", "version"
        )
    }
    for place, state in said.marks.items():
        if there.get(place) != state:
            yield f"mark {place}: acknowledged {state}, is {there.get(place)}"


def _requests(said):
    """Each request is there once, with a change of each of its marks."""
    rows = Save.objects.filter(request_id__in=said.requests).annotate(changes=Count("events"))
    there = {str(key): changes for key, changes in rows.values_list("request_id", "changes")}
    for request, number in said.requests.items():
        if there.get(request) != number:
            yield f"request {request}: {there.get(request)} changes in place of {number}"


def _history(said):
    """The changes of each mark follow one another without a gap, none twice, up to the mark."""
    lessons = {lesson for lesson, _student in said.marks}
    rows = MarkEvent.objects.filter(mark__lesson__in=lessons).order_by("mark", "version", "pk")
    names = ("mark", "version", "old_status", "new_status")
    before = {}
    for mark, version, old, new in rows.values_list(*names):
        last_version, last_status = before.get(mark, (0, None))
        if (version, old) != (last_version + 1, last_status):
            yield f"mark {mark}: version {version} from {old} after {last_version} {last_status}"
        before[mark] = (version, new)
    marks = Mark.objects.filter(lesson__in=lessons).values_list("pk", "version", "status")
    for mark, *state in marks:
        if before.get(mark) != tuple(state):
            yield f"mark {mark}: {state}, its history ends with {before.get(mark)}"
