"""Server-side sessions: one row each, which also says whose it is, from where, and until when."""
