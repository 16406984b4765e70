"""The command that makes the first account."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts import roles
from accounts.management.commands import create_administrator as command
from accounts.models import User
from tests.factories import PASSWORD, TeacherFactory

pytestmark = pytest.mark.django_db


def run(monkeypatch, username="Principal", name="교장", typed=PASSWORD + "\n"):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    out = io.StringIO()
    call_command("create_administrator", username, name=name, password_stdin=True, stdout=out)
    return out.getvalue()


def test_command_makes_an_administrator_who_can_sign_in(monkeypatch, client):
    assert run(monkeypatch) == "principal can sign in as administrator.\n"
    user = User.objects.get()
    assert (user.username, user.name, user.roles) == ("principal", "교장", {roles.ADMINISTRATOR})
    assert user.is_superuser is False
    client.post("/login/", {"login": "principal", "password": PASSWORD})
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("username", "name", "typed"),
    [
        ("KIM", "교장", PASSWORD),  # taken
        ("no spaces", "교장", PASSWORD),
        ("principal", "", PASSWORD),
        ("principal", "교장", "short"),
        ("principal", "교장", "password1234"),  # common
        ("principal", "교장", "principal2026"),  # the username again
        ("principal", "교장", ""),
    ],
)
def test_command_bad_input_is_one_line_and_makes_nobody(monkeypatch, username, name, typed):
    TeacherFactory(username="kim")
    with pytest.raises(CommandError) as refused:
        run(monkeypatch, username, name, typed)
    assert str(refused.value)
    assert len(str(refused.value).splitlines()) == 1
    assert User.objects.count() == 1


class Terminal(io.StringIO):
    def isatty(self):
        return True


def ask(monkeypatch, *answers):
    given = iter(answers)
    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr(command.getpass, "getpass", lambda prompt: next(given))
    call_command("create_administrator", "principal", name="교장", stdout=io.StringIO())


def test_command_asks_twice_on_a_terminal(monkeypatch):
    ask(monkeypatch, PASSWORD, PASSWORD)
    assert User.objects.get().check_password(PASSWORD)


def test_command_two_different_passwords_make_nobody(monkeypatch):
    with pytest.raises(CommandError, match="differ"):
        ask(monkeypatch, PASSWORD, PASSWORD + "!")
    assert not User.objects.exists()


def test_command_without_a_terminal_names_the_option(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match="--password-stdin"):
        call_command("create_administrator", "principal", name="교장")
