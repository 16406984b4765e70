"""Which row of another old table a row speaks of."""

from django.db import models


class Relation(models.ForeignObject):
    """From columns of this table to those of another one, without a promise of the server.

    It adds no column: the columns stay fields of their own types, with all their lookups, and an
    orphan is read like any other row. Asking a row for the related one is a query of its own, and
    nothing joins unless a query names the relation. `inferred` says that the old database does
    not declare it; it was found by its name and type, and its values were found over there.
    """

    requires_unique_target = False

    def __init__(self, to, from_fields, to_fields, inferred=False, **options):
        self.inferred = inferred
        options |= {
            "on_delete": models.DO_NOTHING, "related_name": "+", "null": True, "editable": False,
        }  # fmt: skip
        options["from_fields"] = [from_fields] if isinstance(from_fields, str) else from_fields
        options["to_fields"] = [to_fields] if isinstance(to_fields, str) else to_fields
        super().__init__(to, **options)

    def deconstruct(self):
        name, path, args, options = super().deconstruct()
        for word in ("on_delete", "related_name", "null", "editable"):
            options.pop(word, None)
        return name, path, args, options | {"inferred": self.inferred}
