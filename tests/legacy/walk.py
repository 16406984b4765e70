"""A walk through a site that stands on an imported database; run by `manage.py shell`.

Prints what it found, one `name value` a line.
"""

import re

from django.apps import apps
from django.contrib.admin.utils import quote
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from roster.models import Enrollment, Lesson, Mark, MarkEvent, Student

user = User.objects.create_user("walker", name="Walker", is_staff=True)
user.groups.add(Group.objects.get(name="administrator"))
client = Client(SERVER_NAME="localhost")
client.force_login(user)


def tell(name, value):
    print(name, value)


def browse():
    """Opens list, search and first detail of every old table."""
    wrong = []
    for model in apps.get_app_config("source").get_models():
        base = f"/admin/source/{model._meta.model_name}/"
        pages = [base, f"{base}?q=a"]
        first = model.objects.first()
        pages += [f"{base}{quote(first.pk)}/change/"] if first else []
        wrong += [page for page in pages if client.get(page).status_code != 200]
    tell("browse", wrong)


def inputs(page):
    """`{name: value}` of the hidden inputs of a page."""
    found = re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', page)
    return dict(found)


def send(lesson, statuses):
    """Posts the page of `lesson` with a status for each student; returns the HTTP status."""
    address = f"/lessons/{lesson.pk}/"
    page = client.get(address).content.decode()
    data = {name: value for name, value in inputs(page).items() if name != "next"}
    kept = re.findall(r'name="(marks-\d+-status)"[^>]*value="(\d+)"[^>]*checked', page)
    data |= dict(kept) | {f"marks-{student}-status": pk for student, pk in statuses.items()}
    return client.post(address, data).status_code


def take():
    """Takes a new lesson of the course with the most students."""
    stays = Enrollment.objects.filter(ends_on=None).select_related("course")
    courses = [stay.course for stay in stays]
    course = max(courses, key=courses.count)
    lesson = Lesson.objects.create(course=course, date="2026-03-02")
    present = course.status_set.statuses.get(code="present").pk
    students = Enrollment.objects.filter(course=course).on("2026-03-02")
    wanted = dict.fromkeys(students.values_list("student", flat=True), present)
    tell("take", (send(lesson, wanted), lesson.marks.count() == len(wanted)))
    lesson.refresh_from_db()
    tell("taken", lesson.is_taken)


def edit():
    """Changes one imported mark on its lesson's page; prints the old row's key and the status."""
    mark = Mark.objects.filter(status__code="present").exclude(legacy_key=None).first()
    late = mark.status.status_set.statuses.get(code="late").pk
    code = send(mark.lesson, {mark.student_id: late})
    mark.refresh_from_db()
    tell("edit", (code, mark.status.code, MarkEvent.objects.filter(mark=mark).count()))
    tell("edited", mark.pk)


def old_row():
    """Opens the old row behind a student."""
    student = Student.objects.exclude(legacy_ref="").first()
    tell("old_row", client.get(f"/legacy/rows/students/{student.pk}/").status_code)


for step in (browse, old_row, take, edit):
    step()
