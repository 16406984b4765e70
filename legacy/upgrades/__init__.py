"""What the next version of the site will do to its tables, and whether people can work meanwhile.

The server is asked, not a list of ours: which change needs a copy of the table differs from version
to version. (django-migration-linter 6.0 looks for what an older version of the code cannot live
with, in the text of the SQL; locks on MariaDB are not its question.)
"""
