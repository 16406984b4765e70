"""All forms of one part of a map together."""

from legacy import maps
from legacy.editing import document, given, schema
from legacy.errors import BridgeError
from legacy.forms.parts import JoinForm, TableForm, ValueForm
from legacy.map_lines import MapError
from legacy.mapping import ROW_WORDS
from legacy.targets import registry

MOST_JOINS = 8
OTHERS = ROW_WORDS - {"table", "join"}


class PartForm:
    """The form of one part: `table`, `joins`, `values` (a form for each field), `problems`."""

    def __init__(self, target, words, rows, givens, text):
        self.target, self.problems = registry[target], []
        self.table = TableForm(words.get("table", ""), rows)
        known = schema.row_columns(words)
        joins = [*words.get("join", {}).items(), ("", {})][:MOST_JOINS]
        self.joins = [
            JoinForm(name, one, known, prefix=f"join-{number}")
            for number, (name, one) in enumerate(joins)
        ]
        self.values = [
            ValueForm(field, givens(field), words, _keys(text, field), prefix=field.name)
            for field in self.target.fields
        ]

    @classmethod
    def of_map(cls, target, words, text):
        """The form of `words`, which stand in the map `text`."""
        rows = [f"{word} = {document.inline(words[word])}" for word in words if word in OTHERS]

        def of_field(field):
            return given.of_map(words.get(field.name), field)

        return cls(target, words, "\n".join(rows), of_field, text)

    @classmethod
    def of_post(cls, target, data, text):
        """The form of what was posted, for a part of the map `text`."""
        rows = data.get("rows", "")
        try:
            words = document.only_words(rows, OTHERS)
        except BridgeError:
            words = {}
        words |= {"table": data.get("table", ""), "join": _posted_joins(data)}

        def of_field(field):
            return given.of_post(data, field.name, field)

        return cls(target, words, rows, of_field, text)

    def is_valid(self):
        """Whether each form by itself is."""
        return all(form.is_valid() for form in (self.table, *self.joins, *self.values))

    def words(self):
        """The words of the part; call `is_valid` first."""
        words = {"table": self.table.cleaned_data["table"], **self.table.cleaned_data["rows"]}
        joins = [form.cleaned_data for form in self.joins if form.cleaned_data.get("table")]
        if joins:
            words["join"] = {
                one["name"]: {word: one[word] for word in ("table", "match", "by")} for one in joins
            }
        filled = ((form.field.name, form.value()) for form in self.values)
        return words | {name: value for name, value in filled if value is not None}

    def draft(self, text, number):
        """The map `text` with this part as its `number`th; None where a form is not valid. What
        is wrong with the whole stands at the field that it is about, or in `problems`."""
        if not self.is_valid():
            return None
        draft = document.changed(text, self.target.name, number, self.words())
        try:
            maps.check(draft)
        except MapError as error:
            self._report(error.fault.translated(), error.place)  # nobody sees lines here
            return None
        except BridgeError as error:
            self.problems.append(error.said.translated())
            return None
        return draft

    def _report(self, message, place):
        for form in self.values:
            if (self.target.name, form.field.name) == (place.target, *place.words[:1]):
                form.add_error("written" if form.given.is_written else "source", message)
                return
        self.problems.append(message)


def _posted_joins(data):
    joins = {}
    for number in range(MOST_JOINS):
        sent = {
            word: data.get(f"join-{number}-{word}", "") for word in ("name", "table", "match", "by")
        }
        if sent["match"] not in schema.columns(sent["table"]):
            sent["match"] = ""  # it was of the table that was chosen before
        if sent["table"]:
            joins[sent.pop("name") or sent["table"]] = sent
    return joins


def _keys(text, field):
    """Columns with which a reference may be compared: those of the rows that it refers to."""
    return document.first_of(text, field.to, schema.row_columns) if field.to else ()
