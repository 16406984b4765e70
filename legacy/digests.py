"""Digests that name rows and contents."""

import hashlib


def digest(*parts):
    """40 hex digits that name `parts` (texts) and nothing else: each goes in with its length."""
    named = "".join([f"{len(part)}:{part}" for part in parts])
    return hashlib.blake2b(named.encode(), digest_size=20).hexdigest()


def row_key(source, table, parts):
    """The `legacy_key` of the old row with the key `parts` (texts) of `table` in `source`."""
    return digest(source, table, *parts)
