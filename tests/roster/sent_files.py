"""Sends files as the pages do, and lets the worker do what they start."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from roster.models import FileImport
from tests.legacy.test_queue import work_off


def send(client, content, kind="students", name="학생.csv"):
    """What the first page says of a file (bytes), or of a text that is pasted."""
    sent = {"text": content}
    if isinstance(content, bytes):
        sent = {"file": SimpleUploadedFile(name, content)}
    return client.post(reverse("roster:file_import_add"), sent | {"kind": kind})


def columns(client, made, **said):
    """What the second page says of the columns as they were matched, with `said` besides."""
    data = {f"column_{name}": place for name, place in made.columns.items()}
    data |= {"match_by": made.match_by} | said
    return client.post(reverse("roster:file_columns", args=[made.pk]), data)


def checked(client, content, kind="students", **said):
    """The FileImport of a file whose rows were looked at."""
    send(client, content, kind)
    made = FileImport.objects.first()
    response = columns(client, made, **said)
    assert (response.status_code, response.get("Location")) == (302, made.get_absolute_url())
    work_off()
    made.refresh_from_db()
    return made


def do(client, made, what, **data):
    """Posts to a page of the file and lets the worker do it; the answer."""
    response = client.post(reverse(f"roster:file_{what}", args=[made.pk]), data)
    work_off()
    made.refresh_from_db()
    return response


def said(client, made):
    """`[(row, action or outcome, reasons)]` of the page of a file."""
    page = client.get(made.get_absolute_url()).context["page"]
    return [(row.number, row.code, row.reasons) for row in page]
