"""Python source for values of a schema: always a quoted literal, laid out as ruff does it."""

import unicodedata

LINE = 100


class Code(str):
    """Source that is written as it is. Never made of anything that a schema says."""

    __slots__ = ()


def fits(line):
    """Whether a line is short enough; letters such as Hangul are two wide."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in line)
    return len(line) + wide <= LINE


def literal(value):
    """The source of a text, number, boolean, None, list or tuple, on one line."""
    if isinstance(value, Code):
        return str(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
    return repr(value)


def _text(value):
    source = repr(value)
    if source[0] == '"' or value.count('"') > value.count("'"):
        return source
    inner = source[1:-1].replace("\\'", "'").replace('"', '\\"')
    return f'"{inner}"'


def call(name, arguments, indent, tail=""):
    """`name(arguments)`: on one line, or an argument a line. `arguments` are (keyword or "",
    value); `indent` is the number of blanks before the line, `tail` what stands after it."""
    parts = [
        f"{keyword}={literal(value)}" if keyword else literal(value) for keyword, value in arguments
    ]
    whole = f"{' ' * indent}{name}({', '.join(parts)}){tail}"
    if fits(whole):
        return whole
    lines = [
        _argument(keyword, value, part, indent + 4)
        for (keyword, value), part in zip(arguments, parts, strict=True)
    ]
    return "\n".join([f"{' ' * indent}{name}(", *lines, f"{' ' * indent}){tail}"])


def _argument(keyword, value, part, indent):
    line = f"{' ' * indent}{part},"
    if fits(line) or not isinstance(value, (list, tuple)) or not value:
        return line
    return listed(f"{keyword}=" if keyword else "", value, indent, ",")


def listed(head, values, indent, tail=""):
    """`head[values]tail` with an item a line where it does not fit on one."""
    line = f"{' ' * indent}{head}{literal(values)}{tail}"
    if fits(line):
        return line
    opened, closed = "[]" if isinstance(values, list) else "()"
    blanks = " " * (indent + 4)
    items = [_item(value, indent + 4) for value in values]
    lines = [f"{' ' * indent}{head}{opened}", *items, f"{blanks[4:]}{closed}{tail}"]
    return "\n".join(lines)


def _item(value, indent):
    line = f"{' ' * indent}{literal(value)},"
    if fits(line) or not isinstance(value, (list, tuple)):
        return line
    return listed("", value, indent, ",")
