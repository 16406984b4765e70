"""Forms of the book. They check what was typed; services write it."""
