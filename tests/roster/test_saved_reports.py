"""Reports kept under a name."""

import pytest
from django.urls import reverse

from roster.models import SavedReport
from tests import factories

pytestmark = pytest.mark.django_db
SAVE = reverse("roster:report_save")


def test_report_is_kept_and_opened_again(client, office):
    course = factories.CourseFactory()
    asked = {"course": str(course.pk), "weekday": "0", "range": "month"}
    response = client.post(SAVE, {"name": "월요일", "report": "students", **asked, "page": "3"})
    saved = SavedReport.objects.get()
    assert (saved.user, saved.kind, saved.asked) == (office, "students", asked)
    assert (response.status_code, response.url) == (302, saved.get_absolute_url())
    page = client.get(saved.get_absolute_url())
    assert (page.context["slug"], page.context["scope"].weekday) == ("students", 0)
    assert list(page.context["saved"]) == [saved]


def test_report_of_the_same_name_replaces_the_other(client, office):
    for kind in ("students", ""):
        client.post(SAVE, {"name": "내 보고서", "report": kind})
    [saved] = SavedReport.objects.all()
    assert (saved.kind, saved.get_absolute_url()) == ("", reverse("roster:reports") + "?")


@pytest.mark.parametrize(
    ("wrong", "status"), [({"name": ""}, 400), ({"from": "x"}, 400), ({"report": "nothing"}, 404)]
)
def test_report_of_nonsense_is_not_kept(client, office, wrong, status):
    assert client.post(SAVE, {"name": "월", "report": "students"} | wrong).status_code == status
    assert SavedReport.objects.count() == 0


def test_more_than_thirty_reports_are_not_kept(client, office):
    for number in range(30):
        factories.SavedReportFactory(user=office, name=str(number))
    assert client.post(SAVE, {"name": "one more"}).status_code == 400
    assert client.post(SAVE, {"name": "29", "report": "risk"}).status_code == 302


def test_report_of_a_course_of_others_is_not_kept(client, teacher):
    other = factories.CourseFactory()
    assert client.post(SAVE, {"name": "월", "course": other.pk}).status_code == 400


def test_saved_report_is_deleted_by_its_owner_only(client, office):
    own, other = factories.SavedReportFactory(user=office), factories.SavedReportFactory()
    pages = [reverse("roster:report_delete", args=[one.pk]) for one in (own, other)]
    assert [client.post(page).status_code for page in pages] == [302, 404]
    assert list(SavedReport.objects.all()) == [other]
    assert list(client.get(reverse("roster:reports")).context["saved"]) == []
