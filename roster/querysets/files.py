"""Named queries over files that were brought in, and their rows."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

CHUNK = 500


class FileImportQuerySet(models.QuerySet):
    """Chainable queries over imports of files."""

    def forgettable(self, unfinished_since, since):
        """Those of which nothing has come since the first moment, and all from before the second
        one."""
        from roster.models import FileImport, FileRow

        State = FileImport.State
        begun = (State.READING, State.OPEN, State.CHECKED)
        written = FileRow.objects.filter(file_import=OuterRef("pk")).written()
        idle = Q(created_at__lt=unfinished_since, state__in=begun) & ~Exists(written)
        return self.filter(idle | Q(created_at__lt=since))


class FileRowQuerySet(models.QuerySet):
    """Chainable queries over rows of files."""

    def below_headings(self, file_import):
        """The rows that hold something, in order."""
        rows = self.filter(file_import=file_import, number__gt=file_import.header_row)
        return rows.order_by("number")

    def with_action(self, action):
        """Those with this action or outcome; all of them where it is empty."""
        if not action:
            return self
        return self.filter(Q(action=action) | Q(outcome=action))

    def to_write(self):
        """Those that make or change something, and have not done so yet."""
        from roster.models import FileRow

        actions = (FileRow.Action.CREATE, FileRow.Action.CHANGE)
        return self.filter(action__in=actions, outcome="")

    def written(self):
        """Those that have made or changed something that still stands."""
        from roster.models import FileRow

        return self.filter(outcome=FileRow.Outcome.WRITTEN)

    def chunks(self, size=CHUNK):
        """Lists of rows by number, `size` at most; rows that change meanwhile do not matter."""
        last = 0
        while rows := list(self.filter(number__gt=last).order_by("number")[:size]):
            yield rows
            last = rows[-1].number

    def note_outcome(self, rows, outcome):
        """Writes down what came of rows."""
        for start in range(0, len(rows), CHUNK):
            keys = [row.pk for row in rows[start : start + CHUNK]]
            self.filter(pk__in=keys).update(outcome=outcome)

    def counted(self, name):
        """`{value: how many rows}` of the field `name`, without empty ones."""
        rows = self.exclude(**{name: ""}).order_by().values_list(name)
        return dict(rows.annotate(number=Count("pk")))
