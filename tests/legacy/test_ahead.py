"""Reading on while the site's database is at work."""

from threading import Event

import pytest
from django.db import IntegrityError

from legacy.ahead import Ahead, beside
from legacy.models import Map


def test_ahead_raises_what_went_wrong_when_its_turn_comes():
    def items():
        yield 1
        yield 2
        raise ValueError("gone")

    ahead = Ahead(items())
    ahead.fetch()
    ahead.fetch()
    assert [next(ahead), next(ahead)] == [1, 2]
    ahead.fetch()
    with pytest.raises(ValueError, match="gone"):
        next(ahead)
    ahead.fetch()
    assert list(ahead) == []


@pytest.mark.django_db
def test_beside_has_the_connection_to_itself():
    order, goes_on = [], Event()

    def work(connection, text):
        order.append(goes_on.wait(30))
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        order.append(text)

    with beside(work, "written"):
        goes_on.set()
        order.append(Map.objects.exists())
    assert order == [True, "written", False]


@pytest.mark.django_db
def test_beside_raises_what_the_work_raised():
    def work(connection):
        raise IntegrityError("there already")

    with pytest.raises(IntegrityError, match="there already"), beside(work):
        pass
    with pytest.raises(KeyError), beside(work):
        raise KeyError
