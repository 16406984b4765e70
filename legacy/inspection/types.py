"""From the declared type of a column to the field that reads it."""

import re

TYPE = re.compile(r"^\s*([a-zA-Z_ ]*[a-zA-Z_\d])\s*(?:\((.*)\))?\s*(.*)$", re.DOTALL)
QUOTED = re.compile(r"'((?:[^'\\]|''|\\.)*)'", re.DOTALL)
UUID_NAME = re.compile(r"uuid|guid", re.IGNORECASE)

TEXTS = {"text", "mediumtext", "longtext", "clob", "citext", "ntext"}
CHARACTERS = {
    "char", "varchar", "nchar", "nvarchar", "character", "character varying", "native character",
    "varying character", "bpchar", "name",
}  # fmt: skip
BINARIES = {
    "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "bytea", "geometry",
    "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
    "geometrycollection", "geomcollection",
}  # fmt: skip
INTEGERS = {
    "tinyint": "fields.TinyIntegerField",
    "smallint": "models.SmallIntegerField",
    "int2": "models.SmallIntegerField",
    "smallserial": "models.SmallIntegerField",
    "mediumint": "fields.MediumIntegerField",
    "int": "models.IntegerField",
    "integer": "models.IntegerField",
    "serial": "models.IntegerField",
    "int4": "models.IntegerField",
    "bigint": "models.BigIntegerField",
    "int8": "models.BigIntegerField",
    "bigserial": "models.BigIntegerField",
    "oid": "fields.PositiveIntegerField",
}
DECIMALS = {"decimal", "numeric", "dec", "fixed", "number"}
PLAIN = {
    "date": "fields.DateField",
    "time": "fields.TimeField",
    "time without time zone": "fields.TimeField",
    "datetime": "fields.DateTimeField",
    "timestamp": "fields.DateTimeField",
    "timestamp without time zone": "fields.DateTimeField",
    "timestamp with time zone": "fields.DateTimeField",
    "interval": "fields.IntervalField",
    "year": "fields.YearField",
    "bool": "models.BooleanField",
    "boolean": "models.BooleanField",
    "float": "fields.FloatField",
    "double": "models.FloatField",
    "double precision": "models.FloatField",
    "real": "fields.FloatField",
    "json": "fields.JSONField",
    "jsonb": "fields.JSONField",
    "uuid": "models.UUIDField",
    "inet": "fields.AddressField",
    "inet4": "fields.AddressField",
    "inet6": "fields.AddressField",
    "range": "fields.RangeField",
}
NO_PLAIN_KEY = {
    "fields.ArrayField", "fields.BinaryField", "fields.BinaryUUIDField", "fields.BitField",
    "fields.BitFlagField", "fields.FloatField", "fields.JSONField",
}  # fmt: skip


def field_for(column):
    """(class name with its module, options) of the field that reads `column`."""
    match = TYPE.match(column.type)
    if not match:
        return "fields.AnyField", {}
    base, arguments, rest = match[1].lower(), match[2] or "", match[3].lower()
    words = f"{base} {rest}".split()
    if "[]" in rest:
        return "fields.ArrayField", {}
    base = " ".join(word for word in base.split() if word not in {"unsigned", "zerofill"})
    if base in {"time", "timestamp", "interval"} and rest:  # time(3) with time zone
        base = f"{base} {rest}"
    if base in INTEGERS:
        return _integer(base, arguments, {"unsigned", "zerofill"} & set(words)), {}
    if base in DECIMALS:
        return "fields.DecimalField", _digits(arguments, "unsigned" in words)
    return _other(column, base, arguments)


def _integer(base, arguments, unsigned):
    module, _, name = INTEGERS[base].partition(".")
    if unsigned and not name.startswith("Positive"):
        return f"fields.Positive{name}"
    return "fields.FlagField" if (base, arguments) == ("tinyint", "1") else f"{module}.{name}"


def _other(column, base, arguments):
    if base in {"enum", "set"}:
        return _listed(base, arguments)
    if base in CHARACTERS:
        size = _size(arguments)
        return ("models.CharField", size) if size else ("models.TextField", {})
    if base in TEXTS:
        return "models.TextField", {}
    if base == "tinytext":
        return "models.TextField", {"max_length": 255}
    if base in BINARIES:
        return _binary(column.name, base, arguments)
    if base == "bit":
        size = _size(arguments)
        return ("fields.BitField", size) if size.get("max_length", 1) > 1 else (BIT_FLAG, {})
    return PLAIN.get(base.removesuffix(" "), "fields.AnyField"), {}


BIT_FLAG = "fields.BitFlagField"


def _size(arguments):
    return {"max_length": int(arguments)} if arguments.isdecimal() and int(arguments) else {}


def _listed(base, arguments):
    values = [value.replace("''", "'").replace("\\\\", "\\") for value in QUOTED.findall(arguments)]
    if base == "set":
        return "fields.SetField", {"max_length": max(len(",".join(values)), 1), "members": values}
    longest = max(map(len, values), default=1) or 1
    return "models.CharField", {"max_length": longest, "choices": [(v, v) for v in values]}


def _binary(name, base, arguments):
    size = _size(arguments) if base in {"binary", "varbinary"} else {}
    if base == "binary" and arguments == "16" and UUID_NAME.search(name):
        return "fields.BinaryUUIDField", size
    return "fields.BinaryField", size


def _digits(arguments, unsigned):
    options = {"positive": True} if unsigned else {}
    numbers = [part.strip() for part in arguments.split(",")]
    if not numbers[0].isdecimal():
        return options
    places = int(numbers[1]) if len(numbers) > 1 and numbers[1].isdecimal() else 0
    return {"max_digits": int(numbers[0]), "decimal_places": places} | options
