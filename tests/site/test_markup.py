"""Every page is well-formed: what is opened is closed, and no sign of a template is left over."""

import re
from html.parser import HTMLParser

import pytest

from tests.factories import AdministratorFactory
from tests.site.test_rights import PAGES, path_to, things

VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
}  # fmt: skip
OPTIONAL = {"p", "li", "dt", "dd", "option", "tr", "td", "th", "thead", "tbody"}


class Nesting(HTMLParser):
    """Collects what is closed but not open, and what is never closed."""

    def __init__(self):
        super().__init__()
        self.open, self.faults = [], []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"<{tag}> has an attribute twice at {self.getpos()}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        while self.open and self.open[-1] != tag and self.open[-1] in OPTIONAL:
            self.open.pop()
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.faults.append(f"</{tag}> at {self.getpos()}, open: {self.open[-1:]}")


def faults(html):
    """What is wrong with a page, as texts."""
    nesting = Nesting()
    nesting.feed(html)
    left = [tag for tag in nesting.open if tag not in OPTIONAL]
    signs = re.findall(r"{%|%}|{{|}}", re.sub(r"(?s)<script.*?</script>", "", html))
    return [*nesting.faults, *(f"<{tag}> is never closed" for tag in left), *signs]


@pytest.mark.parametrize(
    ("html", "number"),
    [
        ("<div><p>one<p>two</div>", 0),
        ("<div><br><img src='x'/></div>", 0),
        ("<div></div></div>", 1),
        ("<div><a></div></a>", 2),
        ("<ul><li>one</ul><section>", 1),
        ("XX lesson.pk %}", 1),
        ("<a href='x' href='y'></a>", 1),
    ],
)
def test_faults_are_found(html, number):
    assert len(faults(html)) >= number
    assert bool(faults(html)) == bool(number)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_page_is_well_formed(client, language):
    client.force_login(AdministratorFactory())
    client.cookies["django_language"] = language
    rows, found, pages = things(), {}, 0
    for row in PAGES:
        if "GET" in row.methods:
            response = client.get(path_to(row, **rows))
            if response.headers.get("Content-Type", "").startswith("text/html"):
                pages += 1
                found[row.path] = faults(response.content.decode())
    assert found == dict.fromkeys(found, [])
    assert pages > 20
