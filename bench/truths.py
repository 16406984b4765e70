"""What a truth file says, compared with what a site imported."""

import tomllib

WORDS = {
    "left early": "left_early",
    "absent from the lesson (결과)": "missed",
    "class cancelled: a cancelled lesson, no mark": "cancelled",
    "present (not listed)": "present",
}
REASONS = {"not a mark (휴강)": None}
COUNTED = ("students", "courses", "enrollments", "staff", "lessons")


def checks(truth, made):
    """`{what: (is right, expected, found)}` of everything that the truth speaks of."""
    if not truth.get("students"):
        return {"no attendance": (made["exit"] == 3, 3, made["exit"])}
    if made["exit"]:
        return {"map and import": (False, 0, made["said"].strip())}
    found = {}
    for what in COUNTED:
        expected = counts(truth, what)
        if expected:
            found[what] = _among(made[what], expected)
    imported, implied = _marks(made)
    totals = {sum(imported.values()), sum(imported.values()) + sum(implied.values())}
    expected = mark_counts(truth)
    found["marks"] = (bool(totals & expected), sorted(expected), sorted(totals))
    found |= _statuses(truth, imported, implied)
    found |= _rejects(truth, made)
    return found | _fields(truth, tomllib.loads(made["map"]))


def _among(value, expected):
    return (value in expected, sorted(expected), value)


def counts(truth, what):
    """Every number of rows that is right for a target; empty where the truth says none."""
    said = truth.get(what)
    if isinstance(said, dict) and what == "lessons" and said.get("table") is None:
        return set()  # made of marks: as many as the way to their course gives
    numbers = {said} if isinstance(said, int) else {said["count"]} if said else set()
    for one in truth.get("accept", ()):
        if one["field"].partition(".")[0] == what and "count" in one:
            numbers.add(one["count"])
    return numbers


def mark_counts(truth):
    """Every number of marks that is right."""
    said = truth["marks"]
    numbers = {said} if isinstance(said, int) else {said["importable"]}
    for one in truth.get("accept", ()):
        if one["field"].startswith("marks.") and "count" in one:
            numbers.add(one["count"])
    return numbers


def _marks(made):
    imported, implied = {}, {}
    for source, code, number in made["marks"]:
        if source in {"imported", "implied"}:
            part = implied if source == "implied" else imported
            part[code] = part.get(code, 0) + number
    return imported, implied


def _statuses(truth, imported, implied):
    codes, said = truth.get("codes", {}), truth.get("marks_by_status", {})
    found = {}
    for code, expected in said.items():
        word = codes.get(code, code)
        word = WORDS.get(word, word)
        got = implied.get(word, 0) if "not listed" in code else imported.get(word, 0)
        found[f"marks {word}"] = (got == expected, expected, got)
    if isinstance(truth["marks"], dict) and sum(imported.values()) == truth["marks"]["importable"]:
        for word, expected in truth["marks"]["importable_by_status"].items():
            found[f"marks {word}"] = _among(imported.get(word, 0), {expected})
    return found


def _rejects(truth, made):
    said = truth.get("rejects") or {}
    if isinstance(truth["marks"], dict) and counts(truth, "courses") == {made["courses"]}:
        said = truth["marks"].get("rejects", {})
    counted = made["counts"].get("marks", {})
    reasons = {**counted.get("reasons", {}), "ambiguous name": _of(counted, "ambiguous student")}
    found = {}
    for reason, expected in said.items():
        got = counted.get("not a mark", 0) if reason in REASONS else reasons.get(reason, 0)
        found[f"rejects {reason}"] = (got == expected, expected, got)
    return found


def _of(counted, reason):
    return counted.get("reasons", {}).get(reason, 0)


def _fields(truth, written):
    """Tables, keys and columns, where the truth names them; and what codes mean."""
    found = {}
    for target in ("students", "courses", "staff", "enrollments", "marks"):
        said = truth.get(target)
        if isinstance(said, dict) and said.get("table"):
            accepted = {said["table"]} | {
                one["value"] for one in truth.get("accept", ()) if one["field"] == target
            }
            found[f"{target} table"] = _among(_one(written, target).get("table"), accepted)
    for target, field, wanted in _columns(truth):
        found[f"{target} {field}"] = (
            _names(_one(written, target).get(field)) == wanted,
            sorted(wanted),
            sorted(_names(_one(written, target).get(field))),
        )
    return found | _codes(truth, _one(written, "marks"))


def _columns(truth):
    """(target, field, columns) of the fields that the truth names by column."""
    for target in ("students", "staff"):
        said = truth.get(target)
        if not isinstance(said, dict):
            continue
        for field, key in (("name", "name"), ("phone", "phone"), ("email", "email")):
            if said.get(key):
                wanted = said[key] if isinstance(said[key], list) else [said[key]]
                yield target, field, set(wanted)
        if said.get("login"):
            yield target, "username", {said["login"]}
    marks = truth["marks"]
    if isinstance(marks, dict):
        yield "marks", "student", {marks["student"]["column"]}
        yield "marks", "date", {marks["date"]}
        yield "marks", "status", {marks["status"]["column"]}


def _one(written, target):
    said = written.get(target, {})
    return said[0] if isinstance(said, list) else said


def _names(value):
    """The columns that a value of a map is made of."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, list):
        return set(value)
    value = value or {}
    return set(value.get("columns", [])) | ({value["column"]} if "column" in value else set())


def _codes(truth, marks):
    marked = truth["marks"]
    said = marked["status"]["values"] if isinstance(marked, dict) else truth.get("codes", {})
    status = marks.get("status", {})
    given = status.get("values", {}) if isinstance(status, dict) else {}
    given = {code.strip().casefold(): word for code, word in given.items()}
    found = {}
    for code, word in said.items() if isinstance(status, dict) and "values" in status else ():
        expected, got = WORDS.get(word, word), given.get(code.strip().casefold())
        found[f"code {code}"] = (got == expected, expected, got)
    return found
