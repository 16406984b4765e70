"""Reading from a copy of the site's database that the server keeps itself (replication).

Only where `DATABASE_REPLICA_URL` is set: pages that only show the book read from the copy. Who has
just written, pages that take attendance, everything in a transaction, all accounts and sessions,
the worker and every command ask the primary.
"""
