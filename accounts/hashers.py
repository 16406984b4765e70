"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class SchoolArgon2PasswordHasher(Argon2PasswordHasher):
    """argon2id with 19 MiB and two passes (OWASP's advice): forty people who sign in within a
    minute at the start of a shift cost two cores a second or two, not half a minute."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
