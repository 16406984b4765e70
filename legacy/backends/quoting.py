"""Names of tables and columns that have a percent sign in them.

Django puts values into SQL by `%s` and leaves the percent sign of a name as it is, so that a
column called `total(%)` is "not enough arguments for format string".
"""

from functools import lru_cache


class QuotingCompilers:
    """Mixin of a backend's operations: compiled SQL has every percent sign of a name doubled."""

    def compiler(self, compiler_name):
        return _quoting(super().compiler(compiler_name))


@lru_cache
def _quoting(compiler):
    return type(compiler.__name__, (QuotingCompiler, compiler), {})


class QuotingCompiler:
    """Mixin of an SQL compiler, whose SQL always meets its values."""

    def quote_name_unless_alias(self, name):
        return super().quote_name_unless_alias(name).replace("%", "%%")
