"""Forms of the pages about the old database."""
