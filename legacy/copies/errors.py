"""What goes wrong with a copy, said in one line."""

from legacy.errors import BridgeError


class CopyFailed(BridgeError):
    """A copy cannot be made, read or put back; its text says why."""
