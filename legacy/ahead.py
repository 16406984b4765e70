"""Two things at once: a server writes while the rows that come next are read and understood."""

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import get_ident

from django.db import DEFAULT_DB_ALIAS, connections


class Ahead:
    """Iterates over `items`, and fetches the next one early when told to."""

    def __init__(self, items):
        self.items, self.early = iter(items), None

    def __iter__(self):
        return self

    def __next__(self):
        if self.early is None:
            return next(self.items)
        (item, error), self.early = self.early, None
        if error:
            raise error
        return item

    def fetch(self):
        """Fetches the next item now; what goes wrong is raised when its turn comes."""
        if self.early is None:
            try:
                self.early = next(self.items), None
            except Exception as error:
                self.early = None, error


@contextmanager
def beside(work, *arguments):
    """Calls `work(connection, *arguments)` in another thread while the block runs, and raises in
    the end what it raised.

    It has the site's connection to itself: a statement of the block waits until it is done.
    Little is won unless `work` is few and long statements, during which Python can go on.
    """
    connection, here = connections[DEFAULT_DB_ALIAS], get_ident()

    def wait_here(execute, *statement):
        if get_ident() == here:
            wait([future])
        return execute(*statement)

    connection.inc_thread_sharing()
    try:
        with ThreadPoolExecutor(1) as thread:  # is left when the work is done
            future = thread.submit(work, connection, *arguments)
            with connection.execute_wrapper(wait_here):
                yield
    finally:
        connection.dec_thread_sharing()
    future.result()
