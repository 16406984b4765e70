"""How crispy-forms draws this site's forms: the page has the form tag, the token and buttons."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row

# How many rows a form has at most that lists things: a request that says it brings thousands would
# keep a processor busy for half a minute.
ROWS = {"extra": 1, "max_num": 60, "absolute_max": 120}


def bare(*rows):
    """A helper without tag and token. Each row is a tuple of field names shown side by side;
    without rows the fields follow one another."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    if rows:
        helper.layout = Layout(*(_row(names) for names in rows))
    return helper


def _row(names):
    if len(names) == 1:
        return names[0]
    return Row(*(Column(name, css_class="col-sm") for name in names))
