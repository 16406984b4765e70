"""Names in braces, as in a family of tables called `att_{year}_{month}`."""

import re

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def names_in(text):
    """The names in braces, in their order."""
    return tuple(PLACEHOLDER.findall(text))


def pattern(text):
    """A regular expression with one named group for each name in braces."""
    parts = PLACEHOLDER.split(text)
    return re.compile(
        "".join(re.escape(p) if i % 2 == 0 else f"(?P<{p}>.+?)" for i, p in enumerate(parts))
    )


def fill(text, values):
    """`text` with each name in braces replaced by its value."""
    return PLACEHOLDER.sub(lambda found: values(found[1]), text)
