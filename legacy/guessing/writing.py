"""A guess as a map: TOML in which every choice has its reason, and its runners-up beside it."""

import json
import re

from legacy.guessing.columns import Choice
from legacy.masking import masked

BARE = re.compile(r"[A-Za-z0-9_-]+")
WIDTH = 100
FIRST = ("table", "key", "distinct", "where", "columns", "list", "unlisted", "join")


def toml(value):
    """A value as TOML, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, dict):
        inner = ", ".join(f"{name(key)} = {toml(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def name(key):
    """A key as TOML: bare where it may be."""
    return str(key) if BARE.fullmatch(str(key)) else toml(str(key))


def comment(said):
    """Text for a comment: one line, nothing secret, no control characters."""
    line = " ".join(masked(str(said)).split())
    return "".join(char for char in line if char.isprintable())


def write_map(guess):
    """The whole text of `legacy.toml`."""
    lines = [
        "# What map_legacy understood of the old database. Each line has the reason and how",
        "# sure it is; a line that begins with `# or:` is a runner-up: swap the two to correct it.",
        "# docs/map.md has every word.",
        "version = 1",
        "",
        "[source]",
        f"name = {toml(guess.name)}  # part of every row's key: choose it now and never change it",
    ]
    for question in guess.questions:
        lines += ["", f"# PLEASE CHECK: {comment(question.text)}"]
    for rival in guess.rivals:
        lines.append(f"# Also looked at: {comment(rival)}")
    for found in guess.found:
        lines += ["", *_target(found, _is_double(guess, found))]
    return "\n".join(lines) + "\n"


def _is_double(guess, found):
    return sum(one.target == found.target for one in guess.found) > 1


def _target(found, is_double):
    lines = [f"# {comment(found.reason)} ({found.confidence:.0%})"]
    lines += [f"# {comment(note)}" for note in found.notes]
    lines.append(f"[[{found.target}]]" if is_double else f"[{found.target}]")
    for word in sorted(found.rows, key=lambda word: (word not in FIRST, _place(word))):
        if word != "punches":
            lines.append(f"{word} = {toml(plain(found.rows[word]))}")
        if word == "table":
            for other in found.others:
                said = comment(f"{other.reason} ({other.confidence:.0%})")
                lines.append(f"# or: table = {toml(other.value)}  # {said}")
    for field, choice in found.fields.items():
        lines += _choice(field, choice)
    if "punches" in found.rows:
        lines += ["", f"[{found.target}.punches]"]
        for word, value in found.rows["punches"].items():
            is_choice = isinstance(value, Choice)
            lines += _choice(word, value) if is_choice else [f"{word} = {toml(value)}"]
    return lines


def _place(word):
    return FIRST.index(word) if word in FIRST else 0


def _choice(field, choice):
    lines = []
    for number, option in enumerate(choice.options):
        said = comment(f"{option.reason} ({option.confidence:.0%})")
        before = "" if number == 0 else "# or: "
        line = f"{before}{field} = {toml(option.value)}"
        if number == 0 and len(line) + len(said) > WIDTH:
            lines += [f"# {said}", line]
        else:
            lines.append(f"{line}  # {said}")
    return lines


def plain(value):
    """`value` with the first option in place of each Choice."""
    if isinstance(value, Choice):
        return value.best.value
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return value


def as_data(guess):
    """The same as plain lists and dicts, for tools."""
    return {
        "version": 1,
        "source": {"name": guess.name},
        "targets": [_found_data(found) for found in guess.found],
        "questions": [comment(question.text) for question in guess.questions],
        "also_looked_at": [comment(rival) for rival in guess.rivals],
        "map": write_map(guess),
    }


def _found_data(found):
    return {
        "target": found.target,
        "rows": plain(found.rows),
        "reason": comment(found.reason),
        "confidence": round(found.confidence, 2),
        "notes": [comment(note) for note in found.notes],
        "fields": {field: _options(choice) for field, choice in found.fields.items()},
        "other_tables": _options(Choice(found.others)),
    }


def _options(choice):
    return [
        {
            "value": option.value,
            "reason": comment(option.reason),
            "confidence": round(option.confidence, 2),
        }
        for option in choice.options
    ]
