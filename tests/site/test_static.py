"""Static files as production serves them: hashed, compressed, cached for a year."""

import gzip

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import Client, override_settings

STORAGE = "attendance_site.static_files.StaticFiles"


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """A browser's client to a site whose static files were collected once for this module."""
    production = override_settings(
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": STORAGE}},
        WHITENOISE_AUTOREFRESH=False,
    )
    with production:
        call_command("collectstatic", interactive=False, verbosity=0)
        yield Client()


@pytest.mark.parametrize(
    "name", ["css/site.css", "vendor/bootstrap/css/bootstrap.min.css", "admin/css/base.css"]
)
def test_static_file_is_hashed_compressed_and_kept_a_year(collected, name):
    url = staticfiles_storage.url(name)
    response = collected.head(url, headers={"accept-encoding": "gzip"})
    assert url != f"/static/{name}"
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert response.headers["Content-Encoding"] == "gzip"


def test_static_file_unpacks_to_the_same(collected):
    url = staticfiles_storage.url("css/site.css")
    plain = b"".join(collected.get(url, headers={"accept-encoding": "identity"}))
    packed = b"".join(collected.get(url, headers={"accept-encoding": "gzip"}))
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain)


def test_static_file_seen_before_is_304(collected):
    url = staticfiles_storage.url("css/site.css")
    since = collected.head(url).headers["Last-Modified"]
    assert collected.get(url, headers={"if-modified-since": since}).status_code == 304


@pytest.mark.django_db
def test_static_file_missing_is_404(collected):
    assert collected.get("/static/css/none.css").status_code == 404


def test_static_module_imports_others_by_their_hashed_names(collected):
    code = b"".join(collected.get(staticfiles_storage.url("js/lesson.js"))).decode()
    name = staticfiles_storage.url("js/outbox.js").rpartition("/")[2]
    assert f'from "./{name}"' in code
