"""Tables in the order in which a person reads them: what is referred to comes first."""


def by_dependency(tables):
    """`tables` with each after those it refers to, else by name; a cycle is cut at its first
    name."""
    left = {table.name: table for table in sorted(tables, key=lambda table: table.name)}
    needs = {name: _needs(table, left) for name, table in left.items()}
    ordered = []
    while left:
        ready = [name for name in left if not needs[name] & left.keys()] or [next(iter(left))]
        ordered += [left.pop(name) for name in ready]
    return ordered


def _needs(table, known):
    return {one.to_table for one in table.references if one.to_table in known} - {table.name}
