"""The proof that nothing is lost: a second way from the old rows to what should stand in the book.

It shares the map and the names of the tables with the importer, and nothing else: it asks for the
old rows by its own SQL, reads their values, joins and references by its own code, and compares
that with what the site has. `pyproject.toml` forbids it to import what the importer is made of.
"""
