"""inspect_legacy: from any schema to models that read every row."""

import sqlite3
from contextlib import closing

import pytest

from legacy.inspection.names import class_name
from legacy.inspection.schema import Column, Table
from legacy.inspection.types import field_for
from legacy.inspection.writer import drift, write_models
from legacy.management.commands.inspect_legacy import Command

READ_ALL = """
from django.apps import apps
for model in apps.get_app_config("source").get_models():
    rows = list(model.objects.all())
    found = model.objects.filter(pk=rows[0].pk).exists() if rows else True
    print(model._meta.db_table, len(rows), found)
"""


def written(*tables):
    return write_models(list(tables), Command().normalize_col_name)


@pytest.mark.parametrize(
    ("declared", "kind", "options"),
    [
        ("int(10) unsigned", "models.PositiveIntegerField", {}),
        ("bigint(20) unsigned zerofill", "models.PositiveBigIntegerField", {}),
        ("tinyint(1)", "models.SmallIntegerField", {}),
        ("year(4)", "models.PositiveSmallIntegerField", {}),
        ("varchar(20)", "models.CharField", {"max_length": 20}),
        ("enum('y','it''s')", "models.CharField", None),
        ("set('a','b')", "models.CharField", {"max_length": 7}),
        ("decimal(9,2)", "fields.DecimalField", {"max_digits": 9, "decimal_places": 2}),
        ("date", "fields.DateField", {}),
        ("datetime(6)", "fields.DateTimeField", {}),
        ("timestamp without time zone", "fields.DateTimeField", {}),
        ("time", "fields.TimeField", {}),
        ("bit(1)", "fields.BitField", {}),
        ("varbinary(16)", "models.BinaryField", {}),
        ("double", "models.FloatField", {}),
        ("mediumtext", "models.TextField", {}),
        ("integer[]", "fields.AnyField", {}),
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


HOSTILE = "x') + __import__('os').system('touch hacked') + ('"


def test_write_models_quotes_hostile_names(tmp_path, monkeypatch):
    """Names and comments of the schema never become code of the file."""
    monkeypatch.chdir(tmp_path)
    columns = [Column(f'{HOSTILE}{n}\n"\\{{}}%s', "int", True, HOSTILE, "", HOSTILE) for n in "ab"]
    table = Table(HOSTILE, False, HOSTILE, columns, key=[column.name for column in columns])
    text = written(table).replace(
        "managed = False", "managed = False\n        app_label = 'source'"
    )
    compile(text, "models.py", "exec")
    assert "\n    __import__" not in text
    assert not (tmp_path / "hacked").exists()


def test_write_models_twice_is_the_same_text():
    table = Table("t", False, "", [Column("a", "int", False), Column("b", "text", True)], key=["a"])
    assert written(table) == written(table)


def test_drift_names_each_table():
    one = Table("one", False, "", [Column("a", "int", False)], key=["a"])
    other = Table("two", False, "", [Column("a", "int", False)], key=["a"])
    wider = Table("one", False, "", [Column("a", "bigint", False)], key=["a"])
    assert drift(written(one), written(wider, other)) == ["changed: 'one'", "new: 'two'"]
    assert drift(written(one, other), written(one)) == ["gone: 'two'"]


def test_committed_models_are_the_samples(manage, sample_file):
    ran = manage("inspect_legacy", "--check", models="legacy/source/models.py")
    assert (ran.code, ran.stdout) == (0, "The file matches the schema.\n")


def test_models_of_the_sample_are_the_same_on_mariadb(manage, old_database, settings):
    """The types that the sample declares mean the same on both servers."""
    url = old_database("sample", keep=True)
    ran = manage("shell", "-v0", "-c", READ_ALL, legacy=url, models="legacy/source/models.py")
    tables = dict(line.split(" ", 1) for line in ran.stdout.splitlines())
    assert len(tables) == 10
    assert all(rest.endswith(" True") for rest in tables.values()), ran.stdout + ran.stderr


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
        ["CommandError: The schema has drifted; run inspect_legacy.", "  changed: 'pupil'"],
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


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "rows"),
    [("hagwon_euckr", 29208), ("rickxy", 70), ("club_lines", 3963), ("meetings_sqlite", 34)],
)
def test_every_row_of_a_real_database_is_read(manage, old_database, tmp_path, name, rows):
    url, models = old_database(name, keep=True), tmp_path / "models.py"
    assert manage("inspect_legacy", legacy=url, models=models).code == 0
    assert manage("check", legacy=url, models=models).stderr == ""
    ran = manage("shell", "-v0", "-c", READ_ALL, legacy=url, models=models)
    lines = [line.rsplit(" ", 2) for line in ran.stdout.splitlines()]
    assert sum(int(number) for _, number, _ in lines) == rows, ran.stderr
    assert {found for _, _, found in lines} == {"True"}


def test_account_that_may_only_read_sees_the_keys(manage, mariadb, old_database, suffix, tmp_path):
    """MySQL hides constraints from such an account, and it is the one that the README advises."""
    url, database = old_database("sample", keep=True), f"sample{suffix}"
    who = f"'only_reader{suffix}'@'{mariadb.host}'"
    mariadb.execute(f"CREATE OR REPLACE USER {who} IDENTIFIED BY 'reads'")
    mariadb.execute(f"GRANT SELECT ON `{database}`.* TO {who}")
    reader = f"mysql://only_reader{suffix}:reads@{mariadb.host}:{mariadb.port}/{database}"
    texts = []
    for legacy, name in ((url, "all.py"), (reader, "reader.py")):
        assert manage("inspect_legacy", legacy=legacy, models=tmp_path / name).code == 0
        texts.append((tmp_path / name).read_text())
    assert texts[0] == texts[1]
    assert "digest=True" not in texts[0].split("class JeopsokLog")[0]
