"""map_legacy on the bundled sample, in this process."""

import json
import sqlite3
import tomllib
from contextlib import closing
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext

from legacy.mapping import parse_map
from legacy.models import Run
from legacy.source_models import all_models

pytestmark = pytest.mark.django_db(databases=["default", "legacy"])
MADE = []
PLAIN = {"no_progress": True, "ask": False}


def mapped(path, **options):
    """Writes a map to `path`; returns what the command prints."""
    out = StringIO()
    call_command("map_legacy", output=path, stdout=out, **{**PLAIN, **options})
    return out.getvalue()


@pytest.fixture
def written(tmp_path):
    """(text of the sample's map, what the command printed), made once for the tests that read."""
    if not MADE:
        path = tmp_path / "legacy.toml"
        text = mapped(path, name="sample")
        MADE.extend((path.read_text(), text.replace(str(path), "legacy.toml")))
    return MADE


@pytest.fixture
def only(monkeypatch):
    """A function that leaves only some tables of the old database."""

    def leave(*tables):
        models = {name: model for name, model in all_models().items() if name in tables}
        monkeypatch.setattr("legacy.management.commands.map_legacy.all_models", lambda: models)

    return leave


def test_map_legacy_of_the_sample_says_what_the_bundled_map_says(written, settings):
    made = parse_map(written[0])
    bundled = parse_map((settings.BASE_DIR / "legacy/sample/legacy.toml").read_text())
    assert made.by_target.keys() == bundled.by_target.keys()
    for target, (source,) in made.by_target.items():
        (right,) = bundled.by_target[target]
        assert (target, source.table) == (target, right.table)
        required = {"status", "student", "course", "date", "name", "username", "lesson", "staff"}
        for field in required & right.values.keys():
            ours, theirs = source.values[field], right.values[field]
            assert (field, ours.names, ours.values) == (field, theirs.names, theirs.values)


def test_map_legacy_imports_the_sample_as_the_bundled_map_does(written, tmp_path):
    path = tmp_path / "legacy.toml"
    path.write_text(written[0])
    call_command(
        "import_legacy", map=path, no_progress=True, stdout=StringIO(), rejects=tmp_path / "r"
    )
    counts = Run.objects.latest("pk").counts
    assert {target: one["new"] for target, one in counts.items()} == {
        "staff": 12, "students": 240, "courses": 18, "guardians": 240, "course_staff": 18,
        "enrollments": 912, "lessons": 5754, "marks": 72521,
    }  # fmt: skip
    assert counts["marks"]["reasons"] == {
        "duplicate": 18, "no date": 14, "orphan course": 5, "orphan student": 20,
        "unknown code": 12,
    }  # fmt: skip
    assert counts["marks"]["not a mark"] == 588


def test_map_legacy_gives_reasons_and_runners_up(written):
    written, text = written
    assert "# the codes are listed in gongtong_code.code_myeong (chul) (95%)\nstatus =" in written
    assert '\n# or: phone = "bohoja_jeonhwa"  # ' in written
    assert 'password = "bimil"  # works until the first sign-in (' in written
    assert text.splitlines()[-1] == (
        "Written to legacy.toml. Next: import_legacy --map legacy.toml --dry-run"
    )


def test_map_legacy_runner_up_can_be_swapped(written):
    lines = [
        line.removeprefix("# or: ") if line.startswith('# or: phone = "bohoja') else line
        for line in written[0].splitlines()
        if not line.startswith('phone = "jeonhwa"')
    ]
    plan = parse_map("\n".join(lines))
    assert plan.sources("students")[0].values["phone"].names == ("bohoja_jeonhwa",)


def test_map_legacy_never_shows_a_value_of_a_secret_column(written, sample_file):
    with closing(sqlite3.connect(sample_file)) as connection:
        secrets = [row[0] for row in connection.execute("SELECT bimil FROM kangsa") if row[0]]
    assert len(secrets) > 5
    assert not [secret for secret in secrets if secret in written[0]]


def test_map_legacy_refuses_to_overwrite(tmp_path):
    path = tmp_path / "legacy.toml"
    path.write_text("mine")
    with pytest.raises(CommandError, match="is there already; --force overwrites it"):
        mapped(path)
    assert path.read_text() == "mine"
    mapped(path, force=True)
    assert path.read_text().startswith("# What map_legacy understood")


def test_map_legacy_json_is_the_same_and_writes_nothing(tmp_path):
    path = tmp_path / "legacy.toml"
    data = json.loads(mapped(path, json=True))
    assert not path.exists()
    assert [one["target"] for one in data["targets"]] == list(tomllib.loads(data["map"]))[2:]
    marks = data["targets"][-1]
    assert marks["fields"]["status"][0]["value"]["column"] == "gubun"


def test_map_legacy_without_attendance_exits_with_three(tmp_path, only):
    only("gesipan", "gongtong_code", "kangsa")
    with pytest.raises(CommandError, match="I find no attendance") as raised:
        mapped(tmp_path / "legacy.toml")
    assert raised.value.returncode == 3
    assert list(tmp_path.iterdir()) == []


def test_map_legacy_without_models_says_what_to_do(tmp_path, only):
    only()
    with pytest.raises(CommandError, match="run inspect_legacy first"):
        mapped(tmp_path / "legacy.toml")


def test_map_legacy_where_it_cannot_write(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="The map cannot be made: .*Not a directory|File exists"):
        mapped(tmp_path / "file" / "legacy.toml")


def test_map_legacy_bounds_every_query_on_a_large_table(tmp_path, monkeypatch):
    monkeypatch.setattr("legacy.guessing.profiles.COUNTED", 4000)
    monkeypatch.setattr("legacy.guessing.profiles.FULL", 1000)
    with CaptureQueriesContext(connections["legacy"]) as captured:
        mapped(tmp_path / "legacy.toml")
    asked = [query["sql"] for query in captured if "chulgyul" in query["sql"]]
    assert len(asked) >= 3
    assert [sql for sql in asked if "LIMIT" not in sql and " IN (" not in sql] == []
