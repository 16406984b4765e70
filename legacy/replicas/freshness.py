"""Up to which moment a replica has everything.

MariaDB numbers its transactions (GTID). The primary is asked how far it is, and the replica
whether it has come as far: that needs no clock that both share, and no rights but to connect. A
server's own `Seconds_Behind_Master` says 0 while the line to the primary is slow.
"""

import math
import threading
import time

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections

from legacy.replicas.routing import REPLICA

INTERVAL = 1  # seconds between two looks
PAUSE = 10  # seconds for which a replica that does not answer is left alone
POSITION = "SELECT @@GLOBAL.gtid_binlog_pos"
REACHED = "SELECT MASTER_GTID_WAIT(%s, 0)"


class Freshness:
    """Looks now and then, for all threads of a process. `handler` has the connections `default`
    and `replica`; `clock` counts seconds and never goes back."""

    def __init__(self, handler=connections, clock=time.monotonic):
        self.handler, self.clock = handler, clock
        self.looking = threading.Lock()
        self.next_look = self.complete_at = -math.inf
        self.ahead = None  # (position, moment) of the primary that the replica had not reached

    def age(self):
        """Seconds since the last moment up to which the replica is known to have everything."""
        now = self.clock()
        if now >= self.next_look and self.looking.acquire(blocking=False):
            try:
                self.next_look = now + INTERVAL
                self._look(now)
            finally:
                self.looking.release()
        return now - self.complete_at

    def is_usable(self):
        """Whether the replica has everything but what was written in the last REPLICA_MAX_LAG
        seconds."""
        return self.age() <= settings.REPLICA_MAX_LAG

    def give_up(self):
        """Leaves the replica alone for a while."""
        self.complete_at, self.ahead = -math.inf, None
        self.next_look = self.clock() + PAUSE

    def _look(self, now):
        position = _value(self.handler[DEFAULT_DB_ALIAS], POSITION)
        try:
            if self._has(position):
                self.complete_at, self.ahead = now, None
                return
            if self.ahead and self._has(self.ahead[0]):
                self.complete_at, self.ahead = self.ahead[1], None
        except Error:
            self.handler[REPLICA].close()
            self.give_up()
            return
        self.ahead = self.ahead or (position, now)

    def _has(self, position):
        """Without a binary log the primary has no position, and nobody knows anything."""
        return bool(position) and _value(self.handler[REPLICA], REACHED, position) == 0


def _value(connection, sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]


freshness = Freshness()
