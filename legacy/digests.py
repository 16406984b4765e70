"""Digests that name rows and contents."""

import hashlib
from functools import lru_cache


def digest(*parts):
    """40 hex digits that name `parts` (texts) and nothing else: each goes in with its length."""
    return hashlib.blake2b(_named(parts).encode(), digest_size=20).hexdigest()


def row_key(source, table, parts):
    """40 hex digits that name the old row with the key `parts` (texts) of `table` in `source`.

    The first twelve stand in the order of the old keys and the rest is a digest, so that an index
    over the keys of millions of rows grows at its end and need not fit into memory.
    """
    named = _prefix(source, table) + _named(parts)
    return _place(parts) + hashlib.blake2b(named.encode(), digest_size=14).hexdigest()


def _place(parts):
    first = parts[0] if parts else ""
    if first.isascii() and first.isdigit():
        return f"{int(first):012x}"[-12:]
    return first.encode()[:6].hex().ljust(12, "0")


@lru_cache(maxsize=256)
def _prefix(*parts):
    return _named(parts)


def _named(parts):
    return "".join([f"{len(part)}:{part}" for part in parts])
