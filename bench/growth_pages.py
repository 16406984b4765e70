"""The pages and reports that are measured while a school grows, and who opens them."""

import json
import uuid

from accounts.models import User
from roster.days import today
from roster.models import Course, Excuse, Lesson, Mark
from roster.reports import KINDS
from tests.factories import AdministratorFactory, OfficeFactory, status

# Of one class, opened by who teaches it.
TEACHER = {
    "today": "/",
    "page of a lesson": "/lessons/{lesson}/",
    "one mark of a lesson": "/lessons/{lesson}/students/{student}/",
    "month book": "/courses/{course}/book/",
    "month book as Excel": "/courses/{course}/book.xlsx",
    "a course": "/courses/{course}/",
    "rates of a course": "/courses/{course}/rates/",
    "a rate explained": "/courses/{course}/students/{student}/rate/",
    "a student": "/students/{student}/",
    "own courses": "/courses/",
    "own students": "/students/",
    "own students, a name": "/students/?q=민준",
    "own students, consonants": "/students/?q=ㄱㅁㅈ",
    "own calendar": "/calendar/",
    "own missing registers": "/missing/",
    "own excuses": "/excuses/",
    "own dashboard": "/dashboard/",
    "own reports": "/reports/",
}
# Lists and searches of the whole site, opened by the office.
OFFICE = {
    "today, of all": "/?show=all",
    "dashboard": "/dashboard/",
    "all courses": "/courses/?state=all",
    "courses, a name": "/courses/?q=반",
    "all students": "/students/",
    "former students": "/students/?state=all",
    "all students, last page": "/students/?state=all&page=100000",
    "students, a name": "/students/?state=all&q=민준",
    "students, consonants": "/students/?state=all&q=ㄱㅁㅈ",
    "students, a number": "/students/?q={number}",
    "a student, to the office": "/students/{student}/",
    "search, a name": "/search/?q=민준",
    "search, consonants": "/search/?q=ㄱㅁㅈ",
    "search, nobody": "/search/?q=없는이름",
    "missing registers": "/missing/",
    "missing registers, a year": "/missing/?since={year}",
    "excuses": "/excuses/",
    "excuses, approved": "/excuses/?show=approved",
    "excuses, without document": "/excuses/?show=missing",
    "one excuse": "/excuses/{excuse}/",
    "alerts": "/alerts/",
    "unlock requests": "/unlocks/",
    "calendar of all": "/calendar/?show=all",
    "terms": "/terms/",
    "a handout": "/students/{student}/handout/",
    "marks, a page": "/reports/marks/",
    "marks as CSV, first lines": "/reports/marks.csv",
}
ADMIN = {
    "marks": "roster/mark/",
    "marks, by kind": "roster/mark/?status__kind__exact=absent",
    "marks of a number": "roster/mark/?q={number}",
    "marks of a name": "roster/mark/?q=민준",
    "marks of nobody": "roster/mark/?q=없는이름",
    "one mark": "roster/mark/{mark}/change/",
    "changes of marks": "roster/markevent/",
    "changes of a name": "roster/markevent/?q=민준",
    "saves": "roster/save/",
    "lessons": "roster/lesson/",
    "lessons, not taken": "roster/lesson/?taken_at__isempty=1",
    "lessons of a course": "roster/lesson/?q=1-1반",
    "one lesson": "roster/lesson/{lesson}/change/",
    "students": "roster/student/",
    "students, a name": "roster/student/?q=민준",
    "guardians": "roster/guardian/",
    "courses": "roster/course/",
    "one course": "roster/course/{course}/change/",
    "teachers of courses": "roster/coursestaff/",
    "enrolments": "roster/enrollment/",
    "enrolments of a name": "roster/enrollment/?q=민준",
    "excuses": "roster/excuse/",
}


def pages(plan, new_client):
    """`(group, name, call)` of every page, for a course that has a lesson today."""
    course = Course.objects.get(pk=(plan.terms - 1) * plan.courses + 1)
    lesson = Lesson.objects.get(course=course, date=today())
    student = course.enrollments.order_by("roll_number").first().student
    values = {
        "course": course.pk,
        "lesson": lesson.pk,
        "student": student.pk,
        "number": student.number,
        "year": today().replace(year=today().year - 1, day=1),
        "excuse": Excuse.objects.order_by("-pk").first().pk,
        "mark": Mark.objects.order_by("-pk").first().pk,
    }
    teacher = User.objects.get(course_roles__course=course)
    office, administrator = OfficeFactory(), AdministratorFactory()
    narrow = f"?course={course.pk}"
    groups = {
        "class": (teacher, TEACHER),
        "course": (office, {kind: f"/reports/{kind}/{narrow}" for kind in KINDS}),
        "lists": (office, OFFICE),
        "admin": (administrator, {name: f"/admin/{path}" for name, path in ADMIN.items()}),
        "site": (office, {kind: f"/reports/{kind}/" for kind in KINDS}),
    }
    for group, (user, addresses) in groups.items():
        client = new_client()
        client.force_login(user)
        if group == "class":
            yield group, "30 marks saved", saving(client, teacher, lesson)
        for name, address in addresses.items():
            yield group, name, visiting(client, address.format(**values))


def visiting(client, address):
    """A function that opens a page; of a file that streams it reads the first bytes."""

    def call():
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        if response.streaming:
            next(iter(response.streaming_content))
        response.close()

    return call


def saving(client, user, lesson):
    """A function that saves 30 marks of a lesson as its page does, others each time."""
    roll = lesson.course.enrollments.in_roll_order()
    students = list(roll.values_list("student", flat=True)[:30])
    codes = [status(code).pk for code in ("late", "absent")]
    versions = dict(Mark.objects.filter(lesson=lesson).values_list("student", "version"))

    def call():
        codes.reverse()
        marks = [
            {"student": one, "status": codes[0], "version": versions.get(one, 0)}
            for one in students
        ]
        body = {"user": user.pk, "request": str(uuid.uuid4()), "marks": marks}
        address = f"/lessons/{lesson.pk}/marks/"
        response = client.post(address, json.dumps(body), content_type="application/json")
        assert response.status_code == 200, response.content
        versions.update({int(pk): state[4] for pk, state in response.json()["marks"].items()})

    return call
