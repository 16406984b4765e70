"""What a new row of an old table needs besides what the map speaks of."""

import datetime
from dataclasses import dataclass

from django.db import connections

from roster.exporting.changes import Unsayable

MYSQL = """
SELECT column_name, data_type, is_nullable = 'YES', column_default,
       extra LIKE '%%auto_increment%%' OR extra LIKE '%%GENERATED%%',
       COALESCE(character_set_name, '')
FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = %s"""
POSTGRES = """
SELECT column_name, data_type, is_nullable = 'YES', column_default,
       is_identity = 'YES' OR is_generated <> 'NEVER' OR column_default LIKE 'nextval(%%', ''
FROM information_schema.columns
WHERE table_schema = ANY (current_schemas(false)) AND table_name = %s"""
# Character sets of MySQL as Python calls them; the others take every letter.
CODECS = {"euckr": "euc_kr", "latin1": "cp1252", "ascii": "ascii", "sjis": "shift_jis"}
NUMBERS = ("int", "decimal", "numeric", "float", "double", "real", "bit", "year", "serial")


@dataclass(frozen=True)
class Column:
    """One column as the server's catalogue has it. `fills_itself`: counted or generated."""

    name: str
    type: str
    null: bool
    default: object
    fills_itself: bool
    charset: str = ""

    @property
    def must_be_given(self):
        """Whether a row without a value for it is refused."""
        return not (self.null or self.fills_itself or self.default is not None)

    @property
    def is_number(self):
        return self.type.lower().startswith(NUMBERS) or "int" in self.type.lower()

    def nothing(self):
        """The nearest that this column has to no value."""
        if self.null:
            return None
        if self.is_number:
            return 0
        if any(word in self.type.lower() for word in ("date", "time")):
            now = datetime.datetime.now().replace(microsecond=0)
            return now.date() if self.type.lower() == "date" else now
        return ""

    def check(self, value):
        """Raises Unsayable where the column's character set has no such letters."""
        codec = CODECS.get(self.charset)
        if codec and isinstance(value, str):
            try:
                value.encode(codec)
            except UnicodeEncodeError:
                raise Unsayable(f"{self.name} takes only letters of {self.charset}") from None


def columns_in(table):
    """`{name: Column}` of an old table."""
    database = connections["legacy"]
    with database.cursor() as cursor:
        if database.vendor == "sqlite":
            name = '"' + table.replace('"', '""') + '"'
            cursor.execute(f"PRAGMA table_info({name})")
            found = [_sqlite(*row) for row in cursor.fetchall()]
        else:
            cursor.execute(MYSQL if database.vendor == "mysql" else POSTGRES, [table])
            found = [Column(*row) for row in cursor.fetchall()]
    return {column.name: column for column in found}


def _sqlite(place, name, kind, not_null, default, key):
    """Only an INTEGER that is the key by itself is counted by SQLite."""
    counted = bool(key) and kind.upper() == "INTEGER"
    return Column(name, kind, not not_null and not key, default, counted)
