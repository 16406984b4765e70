"""From the declared type of a column to the field that reads it."""

import re

TYPE = re.compile(r"^\s*([a-z_ ]*[a-z_])\s*(?:\((.*)\))?\s*(.*)$", re.DOTALL)
QUOTED = re.compile(r"'((?:[^']|'')*)'")

TEXTS = {"tinytext", "text", "mediumtext", "longtext", "clob", "json", "jsonb", "xml", "citext"}
CHARACTERS = {
    "char", "varchar", "nchar", "nvarchar", "character", "character varying", "native character",
    "varying character", "enum", "set", "bpchar", "name",
}  # fmt: skip
BINARIES = {
    "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "bytea", "geometry",
    "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
    "geometrycollection",
}  # fmt: skip
INTEGERS = {
    "tinyint": "SmallIntegerField",
    "smallint": "SmallIntegerField",
    "int2": "SmallIntegerField",
    "smallserial": "SmallIntegerField",
    "year": "PositiveSmallIntegerField",
    "mediumint": "IntegerField",
    "int": "IntegerField",
    "integer": "IntegerField",
    "serial": "IntegerField",
    "int4": "IntegerField",
    "bigint": "BigIntegerField",
    "int8": "BigIntegerField",
    "bigserial": "BigIntegerField",
}
FLOATS = {"float", "double", "double precision", "real"}
DECIMALS = {"decimal", "numeric", "dec", "fixed", "number"}


def field_for(column):
    """(class name with its module, options) of the field that reads `column`."""
    match = TYPE.match(column.type)
    if not match:
        return "fields.AnyField", {}
    base, arguments, rest = match[1].strip(), match[2], match[3]
    unsigned = "unsigned" in rest or "unsigned" in base
    base = base.replace(" unsigned", "").replace(" zerofill", "").strip()
    if "[]" in column.type:
        return "fields.AnyField", {}
    if base in INTEGERS:
        return f"models.{_signed(INTEGERS[base], unsigned)}", {}
    if base in CHARACTERS:
        return _character(base, arguments)
    return _other(base, arguments, rest)


def _other(base, arguments, rest):
    if base in DECIMALS:
        return "fields.DecimalField", _digits(arguments)
    if base in FLOATS:
        return "models.FloatField", {}
    if base in TEXTS:
        return "models.TextField", {}
    if base in BINARIES:
        return "models.BinaryField", {}
    if base in {"timestamp", "datetime"} or base.startswith("timestamp "):
        return "fields.DateTimeField", {}
    plain = {
        "date": "fields.DateField",
        "time": "fields.TimeField",
        "bit": "fields.BitField",
        "bool": "models.BooleanField",
        "boolean": "models.BooleanField",
    }
    if base == "uuid":
        return "fields.AnyField", {}
    return plain.get(base, "fields.AnyField"), {}


def _signed(name, unsigned):
    return f"Positive{name}" if unsigned and not name.startswith("Positive") else name


def _character(base, arguments):
    if base == "enum":
        values = [value.replace("''", "'") for value in QUOTED.findall(arguments or "")]
        longest = max(map(len, values), default=1)
        return "models.CharField", {"max_length": longest, "choices": [(v, v) for v in values]}
    if base == "set":
        return "models.CharField", {"max_length": max(len(arguments or ""), 1)}
    if arguments and arguments.isdecimal() and int(arguments):
        return "models.CharField", {"max_length": int(arguments)}
    return "models.TextField", {}


def _digits(arguments):
    numbers = [part.strip() for part in (arguments or "").split(",")]
    if not numbers[0].isdecimal():
        return {}
    places = int(numbers[1]) if len(numbers) > 1 and numbers[1].isdecimal() else 0
    return {"max_digits": int(numbers[0]), "decimal_places": places}
