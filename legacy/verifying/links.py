"""Whom an old row speaks of: the site's row of another target."""

from legacy.digests import row_key
from legacy.stand_ins import stand_in_key
from legacy.verifying.decoding import folded
from legacy.verifying.meaning import Refused, parts_of
from legacy.verifying.rows import Rows

SEVERAL = object()


class Links:
    """Finds rows of other targets by key, by number, by name.

    `numbers` has the site's primary keys by old key for each target, `missing` the keys of rows
    that should be at the site and are not: what speaks of them is lost with them.
    """

    def __init__(self, plan):
        self.plan, self.missing = plan, {}
        self._numbers, self._known = {}, {}

    def finder(self, field, spec, target):
        """The function that gives the primary key for the parts of a reference."""

        names = self._names(target, spec.to)  # at once: later the server is in the midst of rows

        def placeholder(parts):
            called = spec.to.names if spec.to else ()
            return stand_in_key(self.plan.name, called, tuple(map(folded, parts)))

        def find(parts):
            if not any(parts):
                return None
            key = _called(parts, names, field.name) or placeholder(parts)
            number = self.numbers(target).get(key)
            if number is None and key not in self.missing.get(target.name, ()):
                raise Refused(f"orphan {field.name}")
            return -1 if number is None else number  # nobody's: of a row that is lost itself

        return find

    def numbers(self, target):
        """`{old key: primary key}` of the site's rows of a target."""
        if target.name not in self._numbers:
            rows = target.model.objects.exclude(legacy_key=None).order_by()
            self._numbers[target.name] = dict(rows.values_list("legacy_key", "pk").iterator())
        return self._numbers[target.name]

    def _names(self, target, to):
        """(old keys by what others call the rows, the same without regard to how it is written)"""
        called = (target.name, repr(to))
        if called not in self._known:
            exact, loose = self._known[called] = {}, {}
            for source in self.plan.sources(target.name):
                for parts, key in self._named(source, to):
                    for names, said in ((exact, parts), (loose, tuple(map(folded, parts)))):
                        names[said] = key if names.get(said, key) == key else SEVERAL
        return self._known[called]

    def _named(self, source, to):
        """Yields (parts, old key) of every row of one source."""
        rows = Rows(source, to.names if to else ())
        for _number, page in rows.pages():
            for table, parts, values in page:
                called = parts_of(to, dict(zip(rows.names, values, strict=True))) if to else parts
                yield called, row_key(self.plan.name, table, parts)


def _called(parts, names, field):
    """The old key of the one row that is called so, None without one; raises Refused."""
    exact, loose = names
    key = exact.get(parts) or loose.get(tuple(map(folded, parts)))
    if key is SEVERAL:
        raise Refused(f"ambiguous {field}")
    return key
