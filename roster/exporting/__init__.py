"""The way back: what was entered here, in the shape and the codes of the old database's tables.

A map is read backwards. Whatever comes out of that is read forwards again with the importer's own
evaluation before it is believed: a change that would not be imported as what the site says is left
out, and told. Nothing here writes to a database.
"""
