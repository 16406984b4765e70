"""Pages of lists whose cost does not depend on the rows that are not on them."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property

MOST_ROWS = 10_000


class KeysFirstPaginator(Paginator):
    """Finds the keys of a page before the rows.

    With all that a line names joined to it, MariaDB begins with the smallest table, and puts all
    rows there are in order to find the first fifty.
    """

    def page(self, number):
        found = super().page(number)
        keys = list(found.object_list.values_list("pk", flat=True))
        found.object_list = self.object_list.filter(pk__in=keys)
        return found


class BoundedPaginator(KeysFirstPaginator):
    """Counts no further than MOST_ROWS, and has no pages beyond; `is_cut` says that there is more.

    Counting ten million rows takes a database seconds, and so does leaving them out one by one to
    get to the last page.
    """

    @cached_property
    def _found(self):
        return self.object_list.order_by()[: MOST_ROWS + 1].count()

    @property
    def count(self):
        return min(self._found, MOST_ROWS)

    @property
    def is_cut(self):
        return self._found > MOST_ROWS
