"""How requests come in: who is slow takes no place from those who are not.

gunicorn has a thread read each request, however long that takes, so that a handful of connections
that send nothing keep a whole site from being served. Here a request gets a thread when it is
there; a large body, which a thread does have to read, has to come in reasonable time.
"""

import re
import socket
import time
from contextlib import suppress
from functools import partial
from itertools import takewhile
from selectors import EVENT_READ

from gunicorn.workers.gthread import TConn, ThreadWorker

from attendance_site.bodies import seconds_for

SECONDS = 15  # in which a request without a large body has to be there
WAITED_FOR = 32_768  # bytes of a request, with its body, that are waited for without a thread
HEAD_ENDS = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d{1,18})\r\n", re.IGNORECASE)
TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Worker(ThreadWorker):
    """gunicorn's worker with threads, which waits for requests without one."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.begun, self.reading = {}, {}  # bytes that are there; until when a thread may read

    def accept(self, listener):
        """Takes a connection, and waits for what it has to say."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        conn = TConn(self.cfg, client, address, listener.getsockname())
        self._wait(conn)

    def on_client_socket_readable(self, conn, client):
        """The next request of a connection begins."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._wait(conn)
        self.on_pending_socket_readable(conn, client)

    def on_pending_socket_readable(self, conn, client):
        """Something has come: hands the connection to a thread once the request is there."""
        seen = b""
        with suppress(OSError):
            seen = client.recv(WAITED_FOR, socket.MSG_PEEK)
        if not self.cfg.is_ssl and len(seen) > self.begun.get(conn, 0) and not is_there(seen):
            self.begun[conn] = len(seen)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, len(seen) + 1)
            return
        if self.begun.pop(conn, None):
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        super().on_pending_socket_readable(conn, client)

    def murder_pending(self):
        """Ends what has been too slow; called every second."""
        now = time.monotonic()
        for conn in list(takewhile(lambda one: one.timeout <= now, self.pending_conns)):
            self.begun.pop(conn, None)
            with suppress(OSError):
                if conn.sock.recv(WAITED_FOR):  # unread it would reset the connection
                    conn.sock.send(TOO_SLOW)
        super().murder_pending()
        for conn, until in list(self.reading.items()):
            if until <= now:
                with suppress(OSError):  # the thread that reads it sees an end
                    conn.sock.shutdown(socket.SHUT_RD)

    def handle_request(self, request, conn):
        """Serves a request, whose body may still be on its way."""
        lengths = (value for name, value in request.headers if name.upper() == "CONTENT-LENGTH")
        # A little later than the body itself would say, which so knows why it ends.
        self.reading[conn] = time.monotonic() + seconds_for(int(next(lengths, "0"))) + 1
        try:
            return super().handle_request(request, conn)
        finally:
            del self.reading[conn]

    def _wait(self, conn):
        conn.timeout = time.monotonic() + SECONDS
        self.pending_conns.append(conn)
        action = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, EVENT_READ, action)


def is_there(seen):
    """Whether the bytes `seen` are a whole request, or as much of one as is waited for."""
    head, ends, body = seen.partition(HEAD_ENDS)
    if len(seen) >= WAITED_FOR or not ends:
        return len(seen) >= WAITED_FOR
    length = LENGTH.search(head + b"\r\n")
    wanted = int(length[1]) if length else 0
    is_large = wanted > WAITED_FOR - len(head) - len(HEAD_ENDS)
    return len(body) >= wanted or is_large or b"\r\nexpect:" in head.lower()
