"""check_migrations: MariaDB itself says which changes of the tables keep people from writing."""

from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState
from django.db.utils import ConnectionHandler
from MySQLdb import OperationalError

from attendance_site.environment import database
from legacy.management.commands import check_migrations

TABLE = (
    "CREATE TABLE school_mark (id BIGINT AUTO_INCREMENT PRIMARY KEY, note VARCHAR(20) NOT NULL,"
    " seat INT NULL)"
)
ADD = migrations.AddField("mark", "minutes", models.IntegerField(null=True))
INDEX = migrations.AddIndex("mark", models.Index(fields=["seat"], name="by_seat"))
DROP = migrations.RemoveIndex("mark", "by_seat")
RETYPE = migrations.AlterField("mark", "note", models.TextField())
BESIDE = migrations.CreateModel(
    "Reason",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("mark", models.ForeignKey("school.Mark", models.CASCADE)),
    ],
)
UPDATE = migrations.RunSQL("UPDATE school_mark SET seat = 1;")
PYTHON = migrations.RunPython(lambda apps, editor: pytest.fail("it is not to be run"))


@pytest.fixture
def server(mariadb, suffix):
    """(the server, the name of a database with a table of three rows on it)"""
    name = f"checked{suffix}"
    mariadb.create(name)
    mariadb.execute(TABLE, name)
    mariadb.execute("INSERT INTO school_mark (note) VALUES ('a'), ('b'), ('c')", name)
    mariadb.execute("ANALYZE TABLE school_mark", name)
    return mariadb, name


@pytest.fixture
def check(server, monkeypatch, django_db_blocker):
    """A function that says what the command prints where some operations are to come."""
    used = []

    def run(*operations, url="", **options):
        settings = database(url or server[0].url(server[1]), "DATABASE_URL")
        connection = ConnectionHandler({"default": settings})["default"]
        used.append(connection)
        migration = migrations.Migration("0002_more", "school")
        migration.operations = operations
        monkeypatch.setattr(check_migrations, "connection", connection)
        monkeypatch.setattr(check_migrations, "pending", lambda _: (before(), [migration]))
        out = StringIO()
        call_command("check_migrations", stdout=out, **options)
        return out.getvalue().splitlines()

    with django_db_blocker.unblock():
        yield run
        for connection in used:
            connection.close()


def before():
    """What the site's models are before the migrations."""
    state = ProjectState()
    number = models.IntegerField(null=True)
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("note", models.CharField(max_length=20)),
    ]
    state.add_model(ModelState("school", "Mark", [*fields, ("seat", number)]))
    return state


def databases(server):
    return {name for (name,) in server.execute("SHOW DATABASES")}


def test_check_migrations_that_let_people_write(check, server):
    """What a killed one has left is replaced; the site's own tables are as they were."""
    mariadb, name = server
    mariadb.execute(f"CREATE DATABASE {name}_check COMMENT 'made by check_migrations'")
    mariadb.execute("CREATE TABLE school_mark (id INT)", f"{name}_check")
    said = check(ADD, INDEX, DROP, BESIDE, PYTHON, rows=0)
    assert said == [
        "school.0002_more: at once: school_mark (3 rows): Add field minutes to mark",
        "school.0002_more: others go on writing: school_mark (3 rows): "
        "Create index by_seat on field(s) seat of model mark",
        "school.0002_more: others go on writing: school_mark (3 rows): "
        "Remove index by_seat from mark",
        "school.0002_more: new table: school_reason (0 rows): Create model Reason",
        "school.0002_more: runs Python: –: Raw Python operation",
        "school.0002_more: new table: school_reason (0 rows): at the end",
        "Look at 1 of them yourself: the server cannot say.",
        "No table of more than 0 rows is kept from being written to.",
    ]
    assert f"{name}_check" not in databases(mariadb)
    [(_table, made)] = mariadb.execute("SHOW CREATE TABLE school_mark", name)
    assert "minutes" not in made
    assert "by_seat" not in made


@pytest.mark.parametrize(
    ("operation", "told"),
    [
        (RETYPE, ("blocks writes", "MODIFY `note` longtext")),
        (UPDATE, ("writes rows", "UPDATE school_mark SET seat = 1")),
    ],
)
def test_check_migrations_that_keep_people_from_writing(check, server, operation, told):
    with pytest.raises(CommandError) as refused:
        check(operation, rows=2)
    assert str(refused.value) == (
        "Nobody can write to school_mark meanwhile: stop the site while it migrates."
    )
    first, statement, last = check(operation, rows=3)
    assert first.split(": ")[1:3] == [told[0], "school_mark (3 rows)"]
    assert told[1] in statement
    assert last == "No table of more than 3 rows is kept from being written to."
    assert server[0].execute("SELECT COUNT(seat) FROM school_mark", server[1]) == ((0,),)


def test_server_says_the_same_of_a_table_with_rows(check, server):
    """So the copy may be empty."""
    mariadb, name = server
    [_first, statement, _last] = check(RETYPE)
    with pytest.raises(OperationalError, match="LOCK=NONE is not supported"):
        mariadb.execute(f"{statement}, LOCK=NONE", name)
    mariadb.execute("CREATE INDEX by_seat ON school_mark (seat) LOCK=NONE", name)
    mariadb.execute("ALTER TABLE school_mark ADD COLUMN minutes INT, ALGORITHM=INSTANT", name)


def test_check_migrations_in_a_cluster_where_all_nodes_wait(check, settings):
    settings.CLUSTER = True
    with pytest.raises(CommandError, match="Nobody can write to school_mark meanwhile"):
        check(INDEX, rows=2)
    assert len(check(ADD, rows=2)) == 2


def test_check_migrations_of_an_account_that_may_make_no_database(check, server):
    mariadb, name = server
    url = mariadb.account(name, name).url(name)
    with pytest.raises(CommandError) as refused:
        check(ADD, url=url)
    grant = str(refused.value).partition("administrator: ")[2]
    assert grant == f"GRANT ALL ON `{name}_check`.* TO '{name}'@'127.0.0.1'"
    mariadb.execute(grant)
    assert len(check(ADD, url=url)) == 2


def test_check_migrations_beside_a_database_of_that_name(check, server):
    mariadb, name = server
    mariadb.create(f"{name}_check")
    mariadb.execute("CREATE TABLE somebodys (id INT)", f"{name}_check")
    with pytest.raises(CommandError, match=f"^Nobody can say: there is a database {name}_check"):
        check(ADD)
    assert mariadb.execute("SHOW TABLES", f"{name}_check") == (("somebodys",),)
    mariadb.execute(f"DROP DATABASE {name}_check")


def test_check_migrations_that_cannot_be_made_leaves_nothing(check, server):
    again = migrations.RunSQL("ALTER TABLE school_mark ADD COLUMN seat INT")
    with pytest.raises(
        CommandError, match=r"^Nobody can say: Duplicate column name 'seat' \(1060\)$"
    ):
        check(again)
    assert f"{server[1]}_check" not in databases(server[0])


def test_check_migrations_on_sqlite_is_one_line(monkeypatch):
    out = StringIO()
    monkeypatch.setattr(check_migrations, "connection", SimpleNamespace(vendor="sqlite"))
    monkeypatch.setattr(check_migrations, "pending", lambda _: (before(), [ADD, INDEX]))
    call_command("check_migrations", stdout=out)
    assert out.getvalue() == (
        "2 to come. SQLite copies a table to change it, under a lock:"
        " stop the site while it migrates.\n"
    )


@pytest.mark.django_db
def test_check_migrations_where_none_is_to_come():
    out = StringIO()
    call_command("check_migrations", stdout=out)
    assert out.getvalue() == "No migration is to come.\n"
