"""Links and forms of a page, as a browser would see them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form: where it goes, how, and `[(name, value)]`; `files` are names of file fields."""

    action: str
    method: str
    fields: list = field(default_factory=list)
    files: list = field(default_factory=list)


class Page(HTMLParser):
    """`Page(text).links` and `.forms`; choices of a select are fields of their own kind: the
    chosen one, or the first."""

    def __init__(self, text):
        super().__init__()
        self.links, self.forms = [], []
        self._form, self._select = None, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "a" and (given.get("href") or "").startswith(("/", "?")):
            self.links.append(given["href"])
        elif tag == "form":
            self._form = Form(given.get("action") or "", (given.get("method") or "get").upper())
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(tag, given)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None

    def _field(self, tag, given):
        name, value = given.get("name"), given.get("value")
        if tag == "option" and self._select:
            self._option(value or "", "selected" in given)
        elif not name:
            return
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._form.fields.append((name, ""))
        elif given.get("type") == "file":
            self._form.files.append(name)
        elif tag == "button" or given.get("type") not in {"checkbox", "radio"}:
            self._form.fields.append((name, value or ""))
        elif "checked" in given or given["type"] == "radio":
            self._form.fields.append((name, value or "on"))

    def _option(self, value, is_chosen):
        last = self._form.fields[-1] if self._form.fields else ("", "")
        if last[0] != self._select:
            self._form.fields.append((self._select, value))
        elif is_chosen:
            self._form.fields[-1] = (self._select, value)
