"""Keys that name old rows, which of them a run has seen, and rows that stay at the server."""

from contextlib import closing

import environ
import pytest
from django.db.utils import ConnectionHandler
from MySQLdb.cursors import SSCursor

from legacy.digests import row_key
from legacy.readonly import read_only
from legacy.seen import Seen
from legacy.shelf import AMBIGUOUS, Shelf


def test_row_key_stands_in_the_order_of_the_old_numbers():
    numbers = [1, 9, 10, 99, 2**31, 2**47]
    keys = [row_key("old", "attendance", (str(number),)) for number in numbers]
    assert sorted(keys) == keys
    assert {len(key) for key in keys} == {40}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("old", "t", ("1",)), ("new", "t", ("1",))),
        (("old", "t", ("1",)), ("old", "u", ("1",))),
        (("old", "t", ("1", "23")), ("old", "t", ("12", "3"))),
        (("old", "t", ("1", "")), ("old", "t", ("1",))),
        (("old", "t", ("01",)), ("old", "t", ("1",))),
        (("old", "t", ("김철수-1",)), ("old", "t", ("김철수-2",))),
        (("old", "t", ()), ("old", "t", ("",))),
    ],
)
def test_row_key_differs_where_source_table_or_key_do(one, other):
    assert row_key(*one) != row_key(*other)


def test_seen_gives_the_rows_whose_key_was_not_added():
    keys = [row_key("old", "t", (str(number),)) for number in range(5000)]
    with closing(Seen()) as seen:
        seen.add(keys[:2000])
        seen.add(keys[1000:4998])
        assert list(seen.missing(enumerate(keys))) == [4998, 4999]


def test_seen_knows_which_keys_come_again():
    keys = [row_key("old", "t", (str(number),)) for number in range(10)]
    with closing(Seen()) as seen:
        seen.add(keys[:4])
        assert sorted(seen.among(keys[2:])) == keys[2:4]
        assert seen.among([]) == []


@pytest.mark.parametrize(("is_clear", "twice"), [(True, AMBIGUOUS), (False, "a")])
def test_shelf_gives_what_was_put(is_clear, twice):
    shelf = Shelf()
    other, table = shelf.table(), shelf.table(is_clear=is_clear)
    table.put([("one", "a"), ("same", "a"), ("two", "a")])
    table.put([("same", "a"), ("two", "b"), ("two", "a"), ("ONE", "c")])
    found = [table.get(name) for name in ("one", "same", "two", "ONE", "three")]
    assert found == ["a", "a", twice, "c", None]
    assert other.get("one") is None


@pytest.mark.django_db(databases="__all__")
def test_chunked_cursor_of_mariadb_leaves_the_rows_at_the_server(mariadb):
    settings = environ.Env.db_url_config(mariadb.url("mysql"))
    old = read_only({"OPTIONS": {}, **settings})
    connection = ConnectionHandler({"default": {}, "chunked": old})["chunked"]
    with closing(connection), connection.chunked_cursor() as cursor:
        cursor.execute("SELECT seq FROM seq_1_to_100000")
        assert isinstance(cursor.cursor.cursor, SSCursor)
        assert cursor.fetchmany(2) == ((1,), (2,))
