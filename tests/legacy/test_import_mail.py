"""Scheduled imports report by mail: what is new, what failed, and nothing else."""

import smtplib

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from legacy.models import Reject, Run
from roster.models import Student
from tests.legacy.test_import import _path, said

pytestmark = pytest.mark.django_db(databases=["default", "legacy"])
TO = ["office@example.org", "head@example.org"]


def imported(**options):
    """One import of the students, which reports to TO."""
    return said("import_legacy", map=_path(), only=["students"], mail=TO, **options)


def test_mail_says_what_came_once(mailoutbox):
    imported()
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (TO, "출석부: 기존 데이터베이스에서 240행을 가져왔습니다")
    assert "students: 새로 240, 바뀜 0, 사라짐 0, 양쪽에서 바뀜 0" in mail.body.splitlines()
    imported()
    imported(full=True)
    assert len(mailoutbox) == 1


def test_mail_is_in_the_language_of_the_site(mailoutbox, settings):
    settings.LANGUAGE_CODE = "en"
    imported()
    assert mailoutbox[0].subject == "Attendance book: 240 rows came from the old database"
    assert "students: 240 new, 0 changed, 0 gone, 0 changed on both sides" in mailoutbox[0].body


def test_mail_says_which_rows_are_left_out_for_the_first_time(mailoutbox, settings, tmp_path):
    settings.LANGUAGE_CODE = "en"
    path = tmp_path / "strict.toml"
    text = _path().read_text()
    path.write_text(text.replace(', "퇴원" = false', ""))
    for _ in range(2):
        said("import_legacy", map=path, only=["students"], mail=TO, full=True)
    (mail,) = mailoutbox
    left_out = Reject.objects.filter(run=Run.objects.last()).count()
    assert left_out > 0
    assert f"{left_out} rows could not be taken, and were not left out before:" in mail.body
    assert mail.body.count("students hakseng:") == min(left_out, 20)
    assert "unknown code" in mail.body


def test_mail_of_a_dry_run_is_none(mailoutbox):
    imported(dry_run=True)
    assert (mailoutbox, Student.objects.count()) == ([], 0)


def test_mail_says_that_an_import_failed(mailoutbox, settings):
    settings.LANGUAGE_CODE = "en"
    with pytest.raises(CommandError):
        call_command("import_legacy", map=_path(), only=["pupils"], mail=TO, no_progress=True)
    (mail,) = mailoutbox
    assert mail.subject == "Attendance book: the import from the old database failed"
    assert "The map does not fill pupils" in mail.body


def refuse(self, messages):
    raise smtplib.SMTPRecipientsRefused({"office@example.org": (550, b"no such user")})


def test_mail_that_can_not_be_sent_is_one_line_and_the_rows_stay(monkeypatch):
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with pytest.raises(CommandError, match="^Everything was imported. The mail about it could not"):
        imported()
    assert Student.objects.count() == 240


def test_mail_that_can_not_be_sent_hides_no_failure(monkeypatch, capsys):
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with pytest.raises(CommandError, match="The map does not fill pupils"):
        call_command("import_legacy", map=_path(), only=["pupils"], mail=TO, no_progress=True)
    assert "could not be sent" in capsys.readouterr().err
