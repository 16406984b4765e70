"""What the function of a job is given: its arguments, and a way to say how far it is."""

from legacy.errors import BridgeError


class Interrupted(BridgeError):
    """The worker has to stop; the next one goes on."""


class Cancelled(BridgeError):
    """Somebody has asked that the job stops."""


class Lost(BridgeError):
    """The job has gone to another worker."""


class Later(BridgeError):
    """It cannot be done now; `seconds` from now it is tried again."""

    def __init__(self, message, seconds):
        super().__init__(message)
        self.seconds = seconds


class Work:
    """One job in the hands of a worker. `done` and `total` count rows, or what else there is.

    The worker's heartbeat writes them down and sets `stop`, the exception that ends the work the
    next time it says how far it is.
    """

    def __init__(self, job):
        self.job, self.arguments, self.user = job, job.arguments, job.created_by
        self.done, self.total, self.stop = 0, 0, None

    def advance(self, number=1):
        """Counts on; raises Interrupted, Cancelled or Lost where the work has to end here."""
        self.done += number
        if self.stop is not None:
            raise self.stop
