"""A map that is edited in places keeps everything else, down to its comments."""

import copy
import tomllib

import pytest
from django.conf import settings

from legacy.editing import document
from legacy.errors import BridgeError

MAPS = sorted((settings.BASE_DIR / "tests/legacy/maps").glob("*.toml"))
MAPS.append(settings.BASE_DIR / "legacy/sample/legacy.toml")


@pytest.mark.parametrize("path", MAPS, ids=lambda path: path.stem)
def test_every_word_can_be_changed_and_taken_out(path):
    text = path.read_text()
    plain = tomllib.loads(text)
    for target, sources in document.parts(plain).items():
        for number, words in enumerate(sources):
            assert document.changed(text, target, number, words) == text
            for word in words:
                other = words | {word: {"column": "x", "values": {"가 나": True, "1": "late"}}}
                made = document.changed(text, target, number, other)
                assert tomllib.loads(made) == with_words(plain, target, number, other)
                fewer = {name: value for name, value in words.items() if name != word}
                made = document.changed(text, target, number, fewer)
                assert tomllib.loads(made) == with_words(plain, target, number, fewer)
                assert made.startswith(text.partition("\n[")[0])


def with_words(plain, target, number, words):
    changed = copy.deepcopy(plain)
    if isinstance(changed[target], list):
        changed[target][number] = words
    else:
        changed[target] = words
    return changed


@pytest.mark.parametrize("path", MAPS, ids=lambda path: path.stem)
def test_parts_come_and_go_and_comments_stay(path):
    text = path.read_text()
    words = {"table": "another", "name": "x"}
    for target, sources in document.parts(tomllib.loads(text)).items():
        more = document.changed(text, target, len(sources), words)
        assert document.parts(tomllib.loads(more))[target] == [*sources, words]
        assert more.count("#") == text.count("#")
        left = tomllib.loads(document.without(more, target, len(sources)))
        assert document.parts(left)[target] == sources


def test_comment_of_a_line_that_is_changed_and_of_others():
    text = '[students]  # why\ntable = "a"  # so\nname = "b"  # sure\n# or: name = "c"\n'
    made = document.changed(text, "students", 0, {"table": "a", "name": "c"})
    assert made == text.replace('name = "b"', 'name = "c"')


@pytest.mark.parametrize("written", ["", '"a"\n[b]', '"a"\nb = 1', "a", '"a" "b"'])
def test_value_that_is_none(written):
    with pytest.raises(BridgeError):
        document.value_of(written)


def test_value_as_it_is_written():
    value = {"columns": ["a", "b"], "separator": "-", "values": {"1": True}}
    assert document.value_of(document.inline(value)) == value
