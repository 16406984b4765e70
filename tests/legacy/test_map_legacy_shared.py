"""map_legacy on real old databases, from their schema to the rows that arrive."""

import json

import pytest

from bench.mapping import TELL
from bench.truths import checks
from tests.conftest import SHARED
from tests.legacy.test_real_databases import Site


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    ["rickxy", "monthly_wide", "gate_punches", "joined_by_name", "meetings_sqlite"],
)
def test_map_legacy_is_right_without_editing(manage, old_database, site_url, tmp_path, name):
    url = old_database(name, keep=True)
    site = Site(manage, name, site_url, url, tmp_path / "models.py")
    path = tmp_path / "legacy.toml"
    site.run("inspect_legacy")
    site.run("map_legacy", "--no-ask", "--output", path)
    site.run("import_legacy", "--map", path)
    made = {"exit": 0, "map": path.read_text(), **json.loads(site.shell(TELL))}
    truth = json.loads((SHARED / f"{name}.truth.json").read_text())
    wrong = {what for what, (right, *_) in checks(truth, made).items() if not right}
    assert wrong == set()


@pytest.mark.shared
def test_map_legacy_tells_that_there_is_no_attendance(manage, old_database, tmp_path):
    where = {"legacy": old_database("no_school", keep=True), "models": tmp_path / "models.py"}
    manage("inspect_legacy", **where)
    ran = manage("map_legacy", "--no-ask", "--output", tmp_path / "legacy.toml", **where)
    assert ran.code == 3
    assert "I find no attendance in this database" in ran.stderr
    assert not (tmp_path / "legacy.toml").exists()


@pytest.mark.shared
def test_map_legacy_of_hagwon_has_every_code(manage, old_database, tmp_path):
    where = {"legacy": old_database("hagwon_euckr", keep=True), "models": tmp_path / "models.py"}
    manage("inspect_legacy", **where)
    ran = manage("map_legacy", "--json", **where)
    marks = json.loads(ran.stdout)["targets"][-1]
    assert marks["rows"]["table"] == "chulseok"
    assert marks["fields"]["student"][0]["value"] == {"column": "mb_id", "to": "mb_id"}
    assert marks["fields"]["status"][0]["value"]["values"] == {
        "0": "present", "1": "late", "2": "absent", "3": "left_early", "4": "missed",
        "9": "cancelled",
    }  # fmt: skip
