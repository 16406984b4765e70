"""Commands killed (SIGKILL) half way: nothing is half written, and the next run is good."""

import json
import signal

import pytest
from django.conf import settings

from legacy.mapping import parse_map

MODELS = settings.BASE_DIR / "legacy/source/models.py"
KILLED = -signal.SIGKILL
FORMER = "what was there before\n"


@pytest.fixture
def site(manage, site_url, sample_file):
    """A function that runs a command of a site on the sample. `site.python` runs one line with what
    half_way.py has, and gives what it told, or how it died."""

    def run(*arguments):
        return manage(*arguments, site=site_url, models=MODELS)

    def python(line):
        ran = run("shell", "-v0", "-c", f"from tests.legacy.half_way import *\n{line}")
        assert (ran.code, ran.stderr) in ((0, ""), (KILLED, "")), ran.stderr
        return ran.code or [json.loads(told) for told in ran.stdout.splitlines()]

    run.python = python
    return run


def beside(path):
    """The other files in the folder of `path`."""
    return [one for one in path.parent.iterdir() if one != path]


def test_map_legacy_killed_while_it_writes(site, tmp_path):
    """Whether there was a map or not; what the dead have left is in nobody's way."""
    path = tmp_path / "maps" / "legacy.toml"
    line = f"killed_while_writing('map_legacy', output=Path({str(path)!r}), ask=False, force=True)"
    assert site.python(line) == KILLED
    [half] = beside(path)
    assert (path.exists(), half.stat().st_size > 0) == (False, True)
    path.write_text(FORMER)
    assert site.python(line) == KILLED
    assert (path.read_text(), len(beside(path))) == (FORMER, 2)
    again = site("map_legacy", "--output", path, "--force", "--no-ask")
    assert (again.code, len(beside(path))) == (0, 2)
    assert parse_map(path.read_text()).sources("marks")[0].table == "chulgyul"


def test_export_marks_killed_while_it_writes(site, tmp_path):
    path, whole = tmp_path / "out" / "marks.sql", tmp_path / "whole.sql"
    [prepared] = site.python(f"prepare({str(tmp_path)!r})")
    path.parent.mkdir()
    path.write_text(FORMER)
    export = f"'export_marks', since=date(2020, 1, 1), output=Path({str(path)!r})"
    assert site.python(f"killed_while_writing({export})") == KILLED
    assert (path.read_text(), len(beside(path))) == (FORMER, 1)
    never_killed = export.replace(str(path), str(whole))
    [told] = site.python(f"tell(); call({export}); call({never_killed})")
    assert told == prepared["before"]
    assert path.read_text() == whole.read_text()
    assert path.read_text().count("UPDATE ") == 1


def test_undo_killed_before_it_is_done_is_done_by_the_next(site, tmp_path):
    [prepared] = site.python(f"prepare({str(tmp_path)!r})")
    before, never_killed = prepared["before"], prepared["after"]
    assert len(never_killed["history"]) > len(before["history"]) > 1
    assert site.python("killed_while_taking_back(2)") == KILLED
    told = site.python("tell(); call('import_legacy', undo=2); tell()")
    assert told == [before, never_killed]
