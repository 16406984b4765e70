"""The first account of one's own site."""

import getpass
import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.services.administrators import create_administrator


class Command(BaseCommand):
    help = "Creates an account with the administrator's role. Asks for its password."

    def add_arguments(self, parser):
        parser.add_argument("username", help="sign-in name; kept in lower case")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from standard input"
        )

    def handle(self, *, username, name, password_stdin, **options):
        password = read_password() if password_stdin else ask_password()
        try:
            user = create_administrator(username, name, password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(self.style.SUCCESS(f"{user.username} can sign in as administrator."))


def read_password():
    """The first line of standard input, without its line break."""
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise CommandError("No password came on standard input.")
    return password


def ask_password():
    """Asks twice on the terminal, without showing what is typed."""
    if not sys.stdin.isatty():
        raise CommandError("There is no terminal to ask on; use --password-stdin.")
    try:
        password = getpass.getpass("Password: ")
        again = getpass.getpass("Password (again): ")
    except (EOFError, KeyboardInterrupt):
        raise CommandError("Cancelled; nothing was created.") from None
    if password != again:
        raise CommandError("The two passwords differ; nothing was created.")
    return password
