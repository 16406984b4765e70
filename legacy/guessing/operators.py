"""Those who sign in: teachers, coaches, office; and which groups are theirs."""

from legacy.guessing.columns import Choice, Option, choose, name_parts, one, ranked
from legacy.guessing.credentials import has_password, own_password
from legacy.guessing.evidence import Found
from legacy.guessing.meanings import meaning_of, understand
from legacy.guessing.people import key_of, name_of, reference, roles_apart, switch
from legacy.guessing.words import likeness
from legacy.values import fold

ENOUGH = 0.55


def operators(evidence, reading, groups):
    """The Found of those who sign in, or None."""
    target = evidence.target("operator")
    if target is None:
        return None
    scored = sorted(
        ((score(evidence, table, reading, groups), table) for table in evidence.tables),
        key=lambda pair: -pair[0],
    )
    apart = _same_table(evidence, target, reading)
    if apart and (not scored or scored[0][0] < 0.8):
        return apart
    for points, table in scored:
        found = _found(evidence, target, table, points) if points >= ENOUGH else None
        if found:
            found.others = [
                Option(other.name, "also has persons who sign in", rest)
                for rest, other in scored
                if other is not table and rest >= 0.4
            ][:2]
            return found
    return apart


def score(evidence, table, reading, groups):
    """0 to 1: how much a table holds those who sign in."""
    if table is reading.persons or not table.rows:
        return 0.0
    if not evidence.name_quality(table) and not _login(evidence, table):
        return 0.0
    called = evidence.called(table, "operator")
    points = 0.6 * max(0.0, called)
    points += 0.2 if has_password(table) else 0.0
    points += 0.15 if evidence.name_quality(table) else 0.0
    spoken = any(
        evidence.links.between(other, table) or evidence.links.between(table, other)
        for other in (groups, reading.event and reading.event.column and reading.event.table)
        if other is not None and other is not table
    )
    points += 0.2 if spoken else 0.0
    return points - (0.3 if table.rows > reading.persons.rows else 0.0)


def _login(evidence, table):
    """The Choice of the sign-in name: a login, an e-mail, a key."""
    clue, mail = evidence.clue("operator", "username"), evidence.clue("operator", "email")
    options = []
    parts = name_parts(table, evidence.clue("operator", "name"))
    for points, column in ranked(table, clue):
        if column.is_unique and column.filled > 0.9 and points >= 0.5 and column not in parts:
            options.append(Option(column.name, "no value twice, and its name", min(0.95, points)))
    for points, column in ranked(table, mail):
        known = {option.value for option in options}
        if column.is_unique and points >= 0.45 and column.name not in known:
            options.append(Option(column.name, "an e-mail address", 0.75))
    options.sort(key=lambda option: -option.confidence)
    return Choice(options[:3]) if options else None


def _lent_login(evidence, table, join):
    """The sign-in name in the table that lends the names, or None."""
    for alias in join:
        lender = evidence.lender_of_name(table).table
        choice = _login(evidence, lender)
        for option in choice.options if choice else ():
            option.value = f"{alias}.{option.value}"
        return choice
    return None


def _found(evidence, target, table, points):
    name, join = name_of(evidence, table)
    login = _login(evidence, table) or _lent_login(evidence, table, join)
    if login is None:
        key = next((c for c in table.columns.values() if c.key or c.is_unique), None)
        if key is None:
            return None
        login = one({"template": f"{target.name}{{{key.name}}}"}, "no sign-in name is there", 0.4)
    rows = {"table": table.row_words["table"]}
    if join:
        rows["join"] = join
    if not table.key:
        unique = login.best.value if isinstance(login.best.value, str) else None
        rows |= {"key": unique} if unique else {}
    fields = {"username": login, "name": name or login}
    for field in ("phone", "email"):
        if choice := choose(table, evidence.clue("operator", field)):
            fields[field] = choice
    if password := own_password(table):
        fields.setdefault(*password)
    _roles(evidence, target, table, fields)
    return Found(
        target.name, table, rows, fields, "persons who sign in, beside the others",
        min(0.95, points),
    )  # fmt: skip


def _roles(evidence, target, table, fields):
    """Role and active state: from a column of codes, or the same for all."""
    clue = target.recognition.clue("role")
    usual = next(iter(clue.meanings))
    for points, column in ranked(table, clue):
        meaning = understand(column, clue, evidence.codes)
        if points >= 0.4 and meaning.strength >= 0.5 and len(meaning.words) > 1:
            value = {"column": column.name, "values": meaning.values, "default": usual}
            fields["role"] = one(value, meaning.reason, 0.5 + 0.4 * meaning.strength)
            _inactive(evidence, target, column, fields)
            break
    else:
        fields["role"] = one({"value": usual}, "nothing says what they may do", 0.6)
    active = switch(evidence, table, target.recognition.clue("active"))
    if active and "active" not in fields:
        fields["active"] = active


def _inactive(evidence, target, column, fields):
    """A role such as "has left" switches the account off."""
    clue = target.recognition.clue("active")
    off = understand(column, clue, evidence.codes)
    gone = {code: False for code, word in off.values.items() if word is False}
    if gone and len(gone) < len(column.counts):
        value = {"column": column.name, "values": gone, "default": True}
        fields["active"] = one(value, off.reason, 0.8)


def _same_table(evidence, target, reading):
    """Those of the persons' own table whom no record speaks of, where a column tells them apart."""
    where, _ = roles_apart(evidence, reading)
    if not where:
        return None
    (name, inside), table = next(iter(where.items())), reading.persons
    column = table.columns[name]
    inside = {fold(value) for value in (inside if isinstance(inside, list) else [inside])}
    spelled = {fold(value): value for value in column.values if value is not None}
    clue = target.recognition.clue("role")
    others = [value for code, value in spelled.items() if code and code not in inside]
    if not others:
        return None
    found = _found(evidence, target, table, 0.7)
    if found is None:
        return None
    found.rows["where"] = {name: others[0] if len(others) == 1 else others}
    words = {value: meaning_of(value, clue.meanings) for value in others}
    values = {value: word[0] for value, word in words.items() if word}
    usual = next(iter(clue.meanings))
    if len(values) > 1:
        fields = {"column": name, "values": values, "default": usual}
        found.fields["role"] = one(fields, "the same table has several roles", 0.8)
    else:
        found.fields["role"] = one({"value": usual}, f"{name} tells them from the others", 0.7)
    found.reason = "in the same table as the others"
    return found


def operator_groups(evidence, operators_found, groups_found):
    """The Found that says whose which group is, or None."""
    target = evidence.target("operator_group")
    if not (target and operators_found and groups_found):
        return None
    table, groups = operators_found.table, groups_found.table
    if groups is table:
        return _in_one_table(target, operators_found, groups_found)
    words = target.recognition.words + evidence.recognition("operator").words
    if link := _best(evidence, groups, table, words):
        if groups_found.rows.get("distinct"):
            return None
        fields = {
            "course": one(_own_key(groups_found), "same row", 0.95),
            "staff": one(reference(link, key_of(operators_found)), link.reason, link.score),
        }
        rows = {"table": groups.name}
        if any(not value for value in link.column.values):
            rows["where"] = {link.column.name: {"not": ""}}
        return Found(target.name, groups, rows, fields, "each group names its own", link.score)
    if link := _best(evidence, table, groups):
        fields = {
            "course": one(reference(link, key_of(groups_found)), link.reason, link.score),
            "staff": one(_own_key(operators_found), "same row", 0.95),
        }
        rows = {"table": table.row_words["table"]}
        rows |= {
            word: operators_found.rows[word] for word in ("where",) if word in operators_found.rows
        }
        return Found(target.name, table, rows, fields, "each of them names a group", link.score)
    if "where" in operators_found.rows:
        return None  # who of them is in a group cannot be told from the others
    return _between(evidence, target, operators_found, groups_found)


def _in_one_table(target, operators_found, groups_found):
    """Groups that are a column of the operators' table."""
    rows = {"table": groups_found.table.name, "key": _own_key(operators_found)}
    fields = {
        "course": one(groups_found.rows["key"], "same row", 0.9),
        "staff": one(_own_key(operators_found), "same row", 0.95),
    }
    return Found(target.name, groups_found.table, rows, fields, "in the same row", 0.8)


def _between(evidence, target, operators_found, groups_found):
    """A table that says who has which group."""
    for table in evidence.tables:
        left = _best(evidence, table, operators_found.table)
        right = _best(evidence, table, groups_found.table)
        if not (left and right) or left.column is right.column or len(table.columns) > 6:
            continue
        if evidence.date_columns(table, "event") and table.rows > 5 * groups_found.table.rows:
            continue
        fields = {
            "course": one(reference(right, key_of(groups_found)), right.reason, right.score),
            "staff": one(reference(left, key_of(operators_found)), left.reason, left.score),
        }
        return Found(target.name, table, {"table": table.name}, fields, "it refers to both", 0.7)
    return None


def _best(evidence, table, other, words=()):
    """The best Link between two tables that is no accident of small numbers."""
    link = evidence.links.between(table, other)
    if link and likeness((link.column.name,), words) >= 0.7:
        return link
    weak = link and link.column.is_numeric and not link.declared and link.score < 0.5
    return None if weak and likeness((link.column.name,), (other.name,)) < 0.5 else link


def _own_key(found):
    keys = list(key_of(found))
    return keys[0] if len(keys) == 1 else keys
