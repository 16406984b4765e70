"""What the site stands on: settings, mail, disk, translations, static files."""

import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.checks import run_checks
from django.core.mail import get_connection
from django.db import connection

from legacy.doctor.findings import check, ok, problem, warning

NOWHERE = ("console", "dummy", "locmem", "filebased")
SECONDS = 5
FULL, NEARLY_FULL = 200 * 2**20, 2 * 2**30
LOCAL = {"localhost", "127.0.0.1", "[::1]"}


@check("settings")
def deployment():
    """DEBUG, SECRET_KEY, HTTPS and what else Django's `check --deploy` looks at."""
    if not settings.DEBUG and (settings.HTTPS or _is_local()):
        yield ok("HTTPS" if settings.HTTPS else "no HTTPS, for this machine only")
    if settings.DEBUG:
        yield problem("DEBUG is on: faults show the site's inside to visitors", "DEBUG=no")
    if not settings.HTTPS and not _is_local():
        yield problem("HTTPS is off: passwords travel in the clear", "HTTPS=yes behind a proxy")
    deployed = settings.HTTPS and not settings.DEBUG
    messages = run_checks(include_deployment_checks=deployed)
    for message in messages:
        if message.is_silenced():
            continue
        report = problem if message.is_serious() else warning
        yield report(" ".join(message.msg.split()), message.hint or f"see {message.id}")


def _is_local():
    return LOCAL.issuperset(settings.ALLOWED_HOSTS)


@check("mail")
def mail():
    """Mails go out to somebody."""
    kind = settings.EMAIL_BACKEND.rpartition(".backends.")[2].partition(".")[0]
    if kind in NOWHERE:
        yield warning(
            f"mails go to {kind}; nobody gets them",
            "set EMAIL_URL, such as smtp+tls://user:password@host:587",
        )
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    server = get_connection(timeout=SECONDS)
    try:
        server.open()
        server.close()
    except OSError as error:  # smtplib's own faults are of this kind, too
        yield problem(f"{where}: {error}", "look at EMAIL_URL and at the mail server")
    else:
        yield ok(f"{where} answers; from {settings.DEFAULT_FROM_EMAIL}")


@check("disk")
def disk():
    """There is room for the site's files, and for its database where that is a file."""
    folders = {Path(settings.VAR_DIR)}
    if connection.vendor == "sqlite":
        folders.add(Path(connection.settings_dict["NAME"]).parent)
    for folder in sorted(folders):
        there = next(one for one in (folder, *folder.absolute().parents) if one.is_dir())
        free = shutil.disk_usage(there).free
        said, cure = f"{free / 2**30:.1f} GiB free for {folder}", "make room"
        if free < FULL:
            yield problem(said, cure)
        else:
            yield warning(said, cure) if free < NEARLY_FULL else ok(said)


@check("Korean")
def translations():
    """Every language's texts are compiled from what is written."""
    cure = "script/setup, which runs msgfmt"
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            compiled = source.with_suffix(".mo")
            if not compiled.exists():
                yield problem(f"{compiled} is missing", cure)
            elif compiled.stat().st_mtime < source.stat().st_mtime:
                yield warning(f"{compiled} is older than what it is made of", cure)
            else:
                yield ok("compiled")


@check("static files")
def static_files():
    """Style sheets and scripts lie where the site serves them from."""
    if not hasattr(staticfiles_storage, "manifest_name"):
        yield ok("found where they are")
    elif not staticfiles_storage.hashed_files:
        yield problem(
            f"none are in {settings.STATIC_ROOT}: every page fails",
            "manage.py collectstatic --no-input",
        )
    else:
        yield ok(f"{len(staticfiles_storage.hashed_files)} in {settings.STATIC_ROOT}")
