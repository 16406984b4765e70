"""Names of tables and columns that have quotes or percent signs in them.

Django quotes a name and leaves the quotes inside of it as they are, which is an error at best and
another statement at worst; and it puts values into SQL by `%s`, so that a column that is called
`total(%)` is "not enough arguments for format string".
"""

from functools import lru_cache


class QuotingOperations:
    """Mixin of a backend's operations; `quote` is what the server puts around names."""

    quote = '"'

    def quote_name(self, name):
        """The name in quotes, with those inside of it doubled; a quoted name stays as it is."""
        mark = self.quote
        inner = name[1:-1]
        is_quoted = len(name) > 1 and name[0] == name[-1] == mark
        if is_quoted and mark not in inner.replace(mark * 2, ""):
            return name
        return f"{mark}{name.replace(mark, mark * 2)}{mark}"

    def compiler(self, compiler_name):
        """A compiler that doubles every percent sign of a name."""
        return _quoting(super().compiler(compiler_name))


@lru_cache
def _quoting(compiler):
    return type(compiler.__name__, (QuotingCompiler, compiler), {})


class QuotingCompiler:
    """Mixin of an SQL compiler, whose SQL always meets its values."""

    def quote_name_unless_alias(self, name):
        return super().quote_name_unless_alias(name).replace("%", "%%")
