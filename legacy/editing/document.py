"""A map as a text that is changed in places: whatever is not touched keeps its comments."""

import copy
import re
import tomllib
from dataclasses import dataclass

import tomlkit
from django.utils.translation import gettext_noop as _
from tomlkit.exceptions import TOMLKitError

from legacy.errors import BridgeError
from legacy.targets import registry


@dataclass(frozen=True)
class Part:
    """One table of a map: the `number`th source of `target`."""

    target: str
    number: int
    table: str
    fields: tuple


def parts(plain):
    """`{target: [words of each source]}` of a parsed map."""
    return {
        name: given if isinstance(given, list) else [given]
        for name, given in plain.items()
        if name in registry
    }


def described(text):
    """[(target, its Parts)] of every target there is; without Parts where `text` is no TOML."""
    try:
        plain = parts(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        plain = {}
    return [
        (target.name, [_part(target, *one) for one in enumerate(plain.get(target.name, []))])
        for target in registry
    ]


def _part(target, number, words):
    fields = tuple(field.name for field in target.fields if field.name in words)
    return Part(target.name, number, str(words.get("table", "")), fields)


def first_of(text, target, names):
    """`names` of the words of a target's first part; empty where it has none."""
    sources = parts(tomllib.loads(text)).get(target)
    return names(sources[0]) if sources else ()


def words_of(text, target, number):
    """The words of one part as plain values; raises LookupError where there is none."""
    words = parts(tomllib.loads(text)).get(target, [])[number]
    if not isinstance(words, dict):
        raise LookupError(target)
    return words


def changed(text, target, number, words):
    """The map with other words in one part; a part that is not there yet is added."""
    expected = tomllib.loads(text)
    sources = parts(expected).get(target, [])
    if number < len(sources):
        sources[number].clear()
        sources[number].update(copy.deepcopy(words))
        return _sure(lambda: _changed(text, target, number, words), expected)
    expected[target] = [*sources, words] if sources else words
    return _sure(lambda: _added(text, target, words, bool(sources)), expected)


def without(text, target, number):
    """The map without one part."""
    expected = tomllib.loads(text)
    sources = parts(expected)[target]
    del sources[number]
    if not sources or not isinstance(expected[target], list):
        del expected[target]
    return _sure(lambda: _removed(text, target, number), expected)


def inline(value):
    """A value as TOML on one line."""
    return _item(value).as_string()


def _sure(make, expected):
    """What `make` gives, if that says what it should; else the whole map written anew."""
    try:
        made = make()
        if tomllib.loads(made) == expected:
            return made
    except (TOMLKitError, tomllib.TOMLDecodeError, LookupError, TypeError, ValueError):
        pass
    return _written(expected)


def _changed(text, target, number, words):
    document = tomlkit.parse(text)
    given = document[target]
    source = given[number] if isinstance(given, list) else given
    before = source.unwrap()
    for word in before.keys() - words.keys():
        del source[word]
    for word, value in words.items():
        if word not in before or before[word] != value:
            source[word] = _item(value)
    return tomlkit.dumps(document)


def _added(text, target, words, is_further):
    if is_further:  # what stood alone becomes the first of several
        alone = re.compile(rf"^\[[ \t]*{re.escape(target)}[ \t]*\]", re.MULTILINE)
        text = alone.sub(f"[[{target}]]", text)
    head = f"[[{target}]]" if is_further else f"[{target}]"
    return f"{text.rstrip()}\n\n{head}\n{_lines(words)}"


def _removed(text, target, number):
    document = tomlkit.parse(text)
    given = document[target]
    if isinstance(given, list) and len(given) > 1:
        del given[number]
    else:
        del document[target]
    return tomlkit.dumps(document)


def _written(plain):
    lines = [f"version = {plain.get('version', 1)}"]
    if "source" in plain:
        lines += ["", "[source]", _lines(plain["source"]).rstrip()]
    for name, sources in parts(plain).items():
        head = f"[[{name}]]" if isinstance(plain[name], list) else f"[{name}]"
        for words in sources:
            lines += ["", head, _lines(words).rstrip()]
    return "\n".join(lines) + "\n"


def _lines(words):
    table = tomlkit.table()
    for word, value in words.items():
        table.add(word, _item(value))
    return table.as_string()


def _item(value):
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        for key, one in value.items():
            table.add(str(key), _item(one))
        return table
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend(_item(one) for one in value)
        return array
    return tomlkit.item(value)


def value_of(written):
    """The value that a piece of TOML such as `["a", "b"]` says; raises BridgeError."""
    return only_words(f"value = {written}", ("value",))["value"]


def only_words(written, allowed=None):
    """The words of a piece of TOML without tables; raises BridgeError where it has others."""
    try:
        plain = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise BridgeError(str(error)) from None
    if allowed is not None and set(plain) - set(allowed):
        raise BridgeError(_("%(word)r means nothing here"), word=min(set(plain) - set(allowed)))
    return plain
