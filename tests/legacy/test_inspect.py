"""inspect_legacy: from any schema to models that read every row."""

import ast
import importlib.util
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.test.utils import isolate_apps

from legacy.inspection.drift import drift
from legacy.inspection.names import class_name
from legacy.inspection.schema import Column, Reference, Table
from legacy.inspection.types import field_for
from legacy.inspection.writer import write_models
from legacy.management.commands.inspect_legacy import Command

PROBE = (Path(__file__).parent / "probe.py").read_text()


def written(*tables):
    return write_models(list(tables), Command().normalize_col_name)


@pytest.mark.parametrize(
    ("declared", "kind", "options"),
    [
        ("int(10) unsigned", "fields.PositiveIntegerField", {}),
        ("bigint(20) unsigned zerofill", "fields.PositiveBigIntegerField", {}),
        ("smallint(5) unsigned", "fields.PositiveSmallIntegerField", {}),
        ("mediumint(9)", "fields.MediumIntegerField", {}),
        ("tinyint(1)", "fields.FlagField", {}),
        ("tinyint(4)", "fields.TinyIntegerField", {}),
        ("tinyint(3) unsigned", "fields.PositiveTinyIntegerField", {}),
        ("year(4)", "fields.YearField", {}),
        ("varchar(20)", "models.CharField", {"max_length": 20}),
        ("enum('y','it''s')", "models.CharField", None),
        ("set('a','b')", "fields.SetField", {"max_length": 3, "members": ["a", "b"]}),
        ("decimal(9,2)", "fields.DecimalField", {"max_digits": 9, "decimal_places": 2}),
        ("date", "fields.DateField", {}),
        ("datetime(6)", "fields.DateTimeField", {}),
        ("timestamp without time zone", "fields.DateTimeField", {}),
        ("time", "fields.TimeField", {}),
        ("decimal(5,1) unsigned", "fields.DecimalField", None),
        ("timestamp(3) with time zone", "fields.DateTimeField", {}),
        ("time(6) with time zone", "fields.AnyField", {}),
        ("interval", "fields.IntervalField", {}),
        ("bit(1)", "fields.BitFlagField", {}),
        ("bit(8)", "fields.BitField", {"max_length": 8}),
        ("bit varying(8)", "fields.AnyField", {}),
        ("varbinary(16)", "fields.BinaryField", {"max_length": 16}),
        ("point", "fields.BinaryField", {}),
        ("float", "fields.FloatField", {}),
        ("double", "models.FloatField", {}),
        ("json", "fields.JSONField", {}),
        ("uuid", "models.UUIDField", {}),
        ("inet6", "fields.AddressField", {}),
        ("range", "fields.RangeField", {}),
        ("mediumtext", "models.TextField", {}),
        ("integer[]", "fields.ArrayField", {}),
        ("tsvector", "fields.AnyField", {}),
        ("", "fields.AnyField", {}),
    ],
)
def test_field_for_declared_type(declared, kind, options):
    found, given = field_for(Column("c", declared, True))
    assert found == kind
    if options is not None:
        assert given == options


def test_field_for_enum_has_its_choices():
    assert field_for(Column("c", "enum('y','it''s')", True))[1] == {
        "max_length": 4,
        "choices": [("y", "y"), ("it's", "it's")],
    }


@pytest.mark.parametrize(
    ("table", "name"),
    [("ban_member", "BanMember"), ("학생", "학생"), ("2024", "Table2024"), ("--", "Table")],
)
def test_class_name(table, name):
    assert class_name(table) == name


HOSTILE = "x'); __import__('builtins').hacked.append(1); models.F('"
NASTY = (HOSTILE, 'a"b', "c\nd", "%s %d %%", "{e}", "f\\", "\\'); 1/0 #", '"""', "\u202e", "r'", "")


def loaded(text, folder):
    """The classes of a models file, by table."""
    file = folder / "hostile.py"
    file.write_text(text)
    spec = importlib.util.spec_from_file_location("legacy.source.hostile", file)
    module = importlib.util.module_from_spec(spec)
    with isolate_apps():
        spec.loader.exec_module(module)
    own = [one for one in vars(module).values() if getattr(one, "__module__", "") == spec.name]
    return {one._meta.db_table: one for one in own}


def hostile_table(columns):
    """A table whose key is all of `columns`, each with a comment and a default as bad."""
    made = [Column(name, "varchar(9)", False, repr(name), "", name) for name in columns]
    return Table(HOSTILE, False, HOSTILE, made, key=list(columns), indexes=[tuple(columns)])


@pytest.mark.parametrize("number", [2, 100])
def test_hostile_names_stay_names(monkeypatch, tmp_path, number):
    """Names and comments of the schema never become code of the file, however many there are."""
    ran = []
    monkeypatch.setattr("builtins.hacked", ran, raising=False)
    columns = [f"{NASTY[n % len(NASTY)]}{n}" for n in range(number)]
    table = hostile_table(columns)
    table.references = [Reference((columns[0],), HOSTILE, (columns[0],))]
    model = loaded(written(table), tmp_path)[HOSTILE]
    assert [field.column for field in model._meta.concrete_fields[1:]] == columns
    assert model._meta.pk.columns == tuple(columns)
    assert ran == []


INJECTION = "x','y');__import__('builtins').print('INJECTED');models.F('"


def test_stock_inspectdb_runs_a_column_name_and_ours_does_not(manage, migrated, tmp_path):
    file, stock = tmp_path / "old.sqlite3", tmp_path / "stock.py"
    with closing(sqlite3.connect(file)) as connection:
        names = f'a, "{INJECTION}"'
        connection.execute(f'CREATE TABLE t (a INT, "{INJECTION}" INT, PRIMARY KEY ({names}))')
        connection.execute("INSERT INTO t VALUES (1, 2)")
        connection.commit()
    old = {"site": migrated, "legacy": f"sqlite:///{file}", "models": tmp_path / "models.py"}
    stock.write_text(manage("inspectdb", "--database", "legacy", **old).stdout)
    run = f"exec(open({str(stock)!r}).read())"
    assert "INJECTED" in manage("shell", "-v0", "-c", run, **old).stdout
    assert manage("inspect_legacy", **old).code == 0
    assert manage("shell", "-v0", "-c", PROBE, **old).stdout == "{'t': (1, [])}\n"


def test_write_models_twice_is_the_same_text():
    table = Table("t", False, "", [Column("a", "int", False), Column("b", "text", True)], key=["a"])
    assert written(table) == written(table)


def test_drift_names_each_table():
    one = Table("one", False, "", [Column("a", "int", False)], key=["a"])
    other = Table("two", False, "", [Column("a", "int", False)], key=["a"])
    wider = Table("one", False, "", [Column("a", "bigint", False)], key=["a"])
    assert drift(written(one), written(wider, other)) == [
        "changed: 'one' (a has changed)",
        "new: 'two'",
    ]
    assert drift(written(one, other), written(one)) == ["gone: 'two'"]


def test_committed_models_are_the_samples(manage, sample_file):
    ran = manage("inspect_legacy", "--check", models="legacy/source/models.py")
    assert (ran.code, ran.stdout) == (0, "The file matches the schema.\n")


def test_models_of_the_sample_are_the_same_on_mariadb(manage, migrated, old_database):
    """The types that the sample declares mean the same on both servers."""
    url = old_database("sample", keep=True)
    models = "legacy/source/models.py"
    ran = manage("shell", "-v0", "-c", PROBE, site=migrated, legacy=url, models=models)
    tables = ast.literal_eval(ran.stdout)
    assert len(tables) == 10
    assert {table: wrong for table, (_, wrong) in tables.items() if wrong} == {}


def test_check_exits_1_on_drift(manage, tmp_path):
    file = tmp_path / "old.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE pupil (no INTEGER PRIMARY KEY, name VARCHAR(20))")
        legacy = f"sqlite:///{file}"
        models = tmp_path / "models.py"
        assert manage("inspect_legacy", legacy=legacy, models=models).code == 0
        assert manage("inspect_legacy", "--check", legacy=legacy, models=models).code == 0
        connection.execute("ALTER TABLE pupil ADD COLUMN phone TEXT")
    ran = manage("inspect_legacy", "--check", legacy=legacy, models=models)
    assert (ran.code, ran.stderr.splitlines()) == (
        1,
        [
            "CommandError: The schema has drifted; run inspect_legacy.",
            "  changed: 'pupil' (phone is new)",
        ],
    )


def test_broken_models_file_can_be_written_anew(manage, tmp_path):
    file, models = tmp_path / "old.sqlite3", tmp_path / "models.py"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE pupil (no INTEGER PRIMARY KEY)")
    models.write_text("class Broken(")
    told = manage("check", legacy=f"sqlite:///{file}", models=models)
    assert "legacy.E001" in told.stderr
    assert manage("inspect_legacy", legacy=f"sqlite:///{file}", models=models).code == 0
    assert manage("check", legacy=f"sqlite:///{file}", models=models).code == 0


def test_file_changes_only_with_the_schema(manage, tmp_path):
    """What is concluded from the data stays, however the data changes, until it is asked anew."""
    file, models = tmp_path / "old.sqlite3", tmp_path / "models.py"
    old = {"legacy": f"sqlite:///{file}", "models": models}
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE pupil (id INTEGER PRIMARY KEY)")
        connection.execute("CREATE TABLE mark (id INTEGER PRIMARY KEY, pupil_id INTEGER)")
        connection.execute("INSERT INTO pupil VALUES (1), (2), (3), (4)")
        connection.execute("INSERT INTO mark (pupil_id) VALUES (1), (2), (3), (4)")
        connection.commit()
        manage("inspect_legacy", **old)
        first = models.read_bytes()
        assert b'fields.Relation("Pupil", "pupil_id", "id", inferred=True)' in first
        connection.execute("DELETE FROM pupil")
        connection.commit()
    assert manage("inspect_legacy", **old).stdout == f"2 tables, as {models} has them\n"
    assert models.read_bytes() == first
    manage("inspect_legacy", "--anew", **old)
    assert b"inferred" not in models.read_bytes()
