"""Every text that a person sees exists in Korean; English is the source."""

import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.test import RequestFactory
from django.utils import translation

from accounts.models import User

FOLDERS = ("accounts", "attendance_site", "legacy", "roster", "templates", "locale")
CATALOG = "locale/ko/LC_MESSAGES/django.po"


def run(*command, cwd):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def messages(text):
    """The source texts of a catalog, its header left out."""
    joined = text.replace('"\n"', "")
    found = [line[7:-1] for line in joined.splitlines() if line.startswith('msgid "')]
    return [message for message in found if message]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the source, in which `makemessages` has collected all texts anew."""
    root = tmp_path_factory.mktemp("house")
    for folder in FOLDERS:
        ignored = shutil.ignore_patterns("__pycache__", "*.mo")
        shutil.copytree(settings.BASE_DIR / folder, root / folder, ignore=ignored)
    shutil.copy(settings.BASE_DIR / "manage.py", root)
    collect = ("makemessages", "--locale=ko", "--no-obsolete", "--no-wrap", "--add-location=file")
    given = {**os.environ, "DJANGO_SETTINGS_MODULE": "attendance_site.settings"}
    subprocess.run(
        [sys.executable, "manage.py", *collect],
        cwd=root,
        env=given,
        check=True,
        capture_output=True,
        timeout=120,
    )
    return root


@pytest.mark.parametrize("lack", ["--untranslated", "--only-fuzzy"])
def test_korean_is_complete(house, lack):
    assert messages(run("msgattrib", "--no-wrap", lack, CATALOG, cwd=house)) == []


def test_korean_is_collected(house):
    """The committed catalog is what `makemessages` makes: nothing missing, nothing left over."""
    committed = (settings.BASE_DIR / CATALOG).read_text()
    assert sorted(messages(committed)) == sorted(messages((house / CATALOG).read_text()))


def test_korean_keeps_the_placeholders(house):
    assert run("msgfmt", "--check", "--output-file=/dev/null", CATALOG, cwd=house) == ""


def test_catalog_reader_finds_what_is_missing():
    text = 'msgid ""\nmsgstr "header"\n\nmsgid "Late"\nmsgstr ""\n'
    assert messages(text) == ["Late"]


def labels_in_the_admin(model, model_admin, request):
    """(column or field, label) of all that the admin shows of a model."""
    shown = (*model_admin.get_list_display(request), *model_admin.get_readonly_fields(request))
    for name in dict.fromkeys(shown):
        if name not in {"__str__", "id"}:
            yield name, str(label_for_field(name, model, model_admin))
    fields = model_admin.get_form(request).base_fields
    for name in flatten_fieldsets(model_admin.get_fieldsets(request)):
        if name in fields:
            yield name, str(fields[name].label)


@pytest.mark.django_db
def test_admin_labels_are_korean():
    """A field without a name of its own shows up in English only."""
    request = RequestFactory().get("/admin/")
    request.user = User(is_superuser=True)
    english = set()
    with translation.override("ko"):
        for model, model_admin in admin.site._registry.items():
            if model._meta.app_label != "source":  # the columns of the old database, as they are
                for name, label in labels_in_the_admin(model, model_admin, request):
                    if not any("가" <= letter <= "힣" for letter in label):
                        english.add(f"{model._meta.label}.{name}: {label}")
    assert english == set()
