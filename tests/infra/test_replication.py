"""How old a replica is, by two servers of which one follows the other."""

import math

import pytest
from django.db.utils import ConnectionHandler

from attendance_site import environment
from legacy.replicas.freshness import PAUSE, Freshness
from tests import mariadb


@pytest.fixture(scope="module")
def servers():
    with mariadb.replicated() as both:
        yield both


class Clock:
    now = 1000

    def __call__(self):
        return self.now


@pytest.fixture
def handler(servers, django_db_blocker):
    """Connections to the two servers, which the tests' own rules do not know of."""
    urls = dict(
        zip(("default", "replica"), (server.url("mysql") for server in servers), strict=True)
    )
    made = ConnectionHandler(
        {alias: environment.database(url, "URL", patience=20) for alias, url in urls.items()}
    )
    with django_db_blocker.unblock():
        yield made
        made.close_all()


def caught_up(primary, replica):
    """Waits until the replica has what the primary has."""
    [(position,)] = primary.execute("SELECT @@GLOBAL.gtid_binlog_pos")
    assert replica.execute(f"SELECT MASTER_GTID_WAIT('{position}', 120)") == ((0,),)


def test_age_of_a_replica_that_follows_stops_goes_on_and_is_away(servers, handler):
    primary, replica = servers
    clock = Clock()
    freshness = Freshness(handler, clock)
    primary.execute("CREATE DATABASE book")
    caught_up(primary, replica)
    assert (freshness.age(), freshness.is_usable()) == (0, True)
    assert replica.execute("SHOW DATABASES LIKE 'book'") == (("book",),)

    replica.execute("STOP SLAVE")
    primary.execute("CREATE DATABASE other")
    clock.now += 5
    assert (freshness.age(), freshness.is_usable()) == (5, True)
    clock.now += 1
    assert (freshness.age(), freshness.is_usable()) == (6, False)

    replica.execute("START SLAVE")
    caught_up(primary, replica)
    assert freshness.is_usable() is False  # looks once a second
    clock.now += 1
    assert (freshness.age(), freshness.is_usable()) == (0, True)

    handler["replica"].close()
    port, handler["replica"].settings_dict["PORT"] = replica.port, mariadb.free_port()
    clock.now += 1
    assert (freshness.age(), freshness.is_usable()) == (math.inf, False)
    handler["replica"].settings_dict["PORT"] = port
    clock.now += PAUSE - 1
    assert freshness.is_usable() is False  # left alone for a while
    clock.now += 1
    assert (freshness.age(), freshness.is_usable()) == (0, True)

    handler["default"].close()  # a primary that keeps no log says nothing
    handler["default"].settings_dict.update(handler["replica"].settings_dict)
    assert Freshness(handler, clock).age() == math.inf


def test_replica_that_had_an_earlier_state_is_as_old_as_that(servers, handler):
    primary, replica = servers
    clock = Clock()
    freshness = Freshness(handler, clock)
    primary.execute("CREATE DATABASE before_it")
    caught_up(primary, replica)
    replica.execute("STOP SLAVE")
    freshness.age()
    primary.execute("CREATE DATABASE first")
    clock.now += 2
    freshness.age()  # remembers where the primary is now
    [(position,)] = primary.execute("SELECT @@GLOBAL.gtid_binlog_pos")
    primary.execute("CREATE DATABASE second")
    replica.execute(f"START SLAVE UNTIL master_gtid_pos='{position}'")
    assert replica.execute(f"SELECT MASTER_GTID_WAIT('{position}', 120)") == ((0,),)
    clock.now += 3
    assert freshness.age() == 3
    replica.execute("STOP SLAVE")
    replica.execute("START SLAVE")
    caught_up(primary, replica)
