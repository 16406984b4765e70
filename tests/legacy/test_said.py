"""What goes wrong at the bridge, said in English and in the reader's language."""

import ast
import json
from datetime import date

import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils import translation

from legacy.errors import BridgeError, Said, kept, of_old_database, one_line, said_of
from legacy.map_lines import MapError, Place

FOLDER = settings.BASE_DIR / "legacy"
# What only commands say: they are read by whoever runs the server, and in logs.
COMMANDS = {
    "copies", "dumps.py", "exporting", "mailing.py", "management", "replicas", "since.py",
    "surveying.py", "targets.py", "throwaway.py", "upgrades", "verifying",
}  # fmt: skip


def korean(said):
    with translation.override("ko"):
        return said.translated()


def test_said_is_english_as_a_text_whatever_the_language():
    error = MapError(Place("marks", ("join", "k")), "must be a table").on_line(3)
    with translation.override("ko"):
        assert str(error) == one_line(error) == "line 3, [marks] join k: must be a table"
    assert korean(error.said) == "3번째 줄, [marks] join k: TOML 테이블이어야 합니다."
    assert korean(error.fault) == "[marks] join k: TOML 테이블이어야 합니다."


@pytest.mark.parametrize("words", ["100 % of %(all)s", "", "줄\n%d"])
def test_said_leaves_anybodys_words_alone(words):
    assert [str(BridgeError(words)), korean(Said(words))] == [words, words]


def test_said_of_a_server_keeps_its_words_and_translates_the_advice():
    error = of_old_database(OperationalError(2013, "Lost 100% of %s"))
    assert one_line(error) == (
        "Lost 100% of %s (2013); the old server went away; run it again, and it goes on from there"
    )
    assert korean(said_of(error)) == (
        "Lost 100% of %s (2013) – "
        "기존 서버와 연결이 끊어졌습니다. 다시 실행하면 멈춘 곳부터 이어집니다."
    )


@pytest.mark.parametrize("wrong", ["x%", 5, date(2026, 11, 23), ["a"]])
def test_said_is_kept_and_made_again(wrong):
    error = MapError(Place("marks"), "%(wrong)s is not what it should be", wrong).on_line(3)
    columns = json.loads(json.dumps(kept(error.said)))
    assert columns["message"] == str(error)
    assert korean(Said.of(columns["said"])) == korean(error.said)
    assert kept() == {"message": "", "said": {}}


def subclasses(kind):
    return {kind.__name__}.union(*map(subclasses, kind.__subclasses__()))


def english(call):
    """Texts of a call that are not marked for translation, and have words of their own."""
    for one in call.args:
        text = ast.unparse(one) if isinstance(one, ast.JoinedStr) else getattr(one, "value", "")
        if isinstance(text, str) and any(word.isalpha() for word in text.split()):
            yield text


def test_whatever_a_page_may_say_is_marked_for_translation():
    names, found = subclasses(BridgeError) | {"Said", "super().__init__"}, set()
    for path in FOLDER.rglob("*.py"):
        if COMMANDS.isdisjoint(path.relative_to(FOLDER).parts):
            for one in ast.walk(ast.parse(path.read_text())):
                if isinstance(one, ast.Call) and ast.unparse(one.func) in names:
                    found.update(english(one))
    assert found == set()
