"""A short walk of every role, the same each time; `script/fuzz` goes further."""

import random

import pytest
from django.http import HttpResponse

from roster.models import MarkEvent, Student
from roster.views import missing
from tests.fuzz.walk import Walk
from tests.fuzz.world import ROLES, SECRET, build

STEPS = 50


@pytest.fixture
def world(db):
    return build()


@pytest.mark.django_db(databases=["default", "legacy"])
@pytest.mark.parametrize("role", ROLES)
def test_walk_finds_no_fault(world, role):
    walk = Walk(world, role, random.Random(f"{role} 1"))
    assert walk.steps(STEPS) == []
    assert walk.sent == STEPS


class Straight(Walk):
    """Goes to one page, again and again."""

    def _request(self):
        return "GET", "/missing/", b"", ""


def broken(request):
    raise KeyError("x")


def leaking(request):
    return HttpResponse(SECRET)


def writing(request):
    Student.objects.create(number="1", name="x")
    return HttpResponse("x")


def losing(request):
    MarkEvent.objects.all().delete()
    return HttpResponse("x")


FAULTS = {
    broken: ["KeyError"],
    leaking: ["shows what is somebody else's"],
    writing: ["reading wrote"],
    losing: [
        "reading wrote",
        "lost ['roster.markevent']",
        "changed history",
        "changed what is somebody else's",
    ],
}


@pytest.mark.parametrize("view", FAULTS)
def test_walk_sees_what_a_page_does_wrong(world, monkeypatch, view):
    monkeypatch.setattr(missing, "render", lambda request, *template: view(request))
    found = Straight(world, "teacher", random.Random(1)).steps(1)
    assert [fault.kind[: len(kind)] for fault, kind in zip(found, FAULTS[view], strict=True)] == (
        FAULTS[view]
    )
