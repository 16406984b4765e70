"""Digests that name rows and contents."""

from functools import lru_cache
from hashlib import blake2b


def digest(*parts):
    """40 hex digits that name `parts` (texts) and nothing else."""
    return blake2b(named(parts).encode(), digest_size=20).hexdigest()


def row_key(source, table, parts):
    """40 hex digits that name the old row with the key `parts` (texts) of `table` in `source`.

    The first twelve stand in the order of the old keys and the rest is a digest, so that an index
    over the keys of millions of rows grows at its end and need not fit into memory.
    """
    first = parts[0] if parts else ""
    whole = f"{len(first)}:{first}" if len(parts) == 1 else named(parts)  # most have one part
    if first.isdigit() and first.isascii():
        place = f"{int(first):012x}"[-12:]
    else:
        place = first.encode()[:6].hex().ljust(12, "0")
    whole = _prefix(source, table) + whole
    return place + blake2b(whole.encode(), digest_size=14).hexdigest()


@lru_cache(maxsize=256)
def _prefix(*parts):
    return named(parts)


def named(parts):
    """One text that stands for `parts` (texts) and nothing else: each goes in with its length."""
    return "".join([f"{len(part)}:{part}" for part in parts])
