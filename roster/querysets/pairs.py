"""Conditions on two columns together."""

from django.db.models import BooleanField, F, Func, Subquery


class PairIn(Func):
    """Whether two fields are, together, a row of `rows` (a queryset of two values each).

    A database makes such rows once and looks each pair up in them, while an `Exists` that compares
    both is a query of its own for every row.
    """

    def __init__(self, first, second, rows):
        super().__init__(F(first), F(second), Subquery(rows), output_field=BooleanField())

    def as_sql(self, compiler, connection):
        compiled = [compiler.compile(one) for one in self.source_expressions]
        (first, second, rows), parameters = zip(*compiled, strict=True)
        return f"({first}, {second}) IN {rows}", [one for some in parameters for one in some]
