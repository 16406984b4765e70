"""The ways in which old systems kept passwords, as far as they can be checked again.

Each scheme turns what stood in the old database into settings (kept in the clear: salt, rounds)
and a digest, and makes the digest of a password by those settings. `accounts.hashers` keeps the
digest only inside of an argon2id hash.
"""

import base64
import hashlib
import re

import bcrypt
from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret

LONGEST = 4096  # bytes; a longer password would keep the thousands of rounds of phpass busy
ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
MOST_BCRYPT = (
    13  # rounds as a power of two: beyond these, one sign-in takes longer than half a second
)
MOST_PHPASS = 18
MOST_PBKDF2 = 500_000
MOST_ARGON2 = 256 * 1024 * 8  # KiB times passes


class Hexadecimal:
    """An unsalted digest in hexadecimal."""

    def __init__(self, name, digits):
        self.name = name
        self.pattern = re.compile(rf"[0-9a-f]{{{digits}}}", re.IGNORECASE)

    def split(self, stored):
        return ("", stored.lower()) if self.pattern.fullmatch(stored) else None

    def digest(self, password, settings):
        return hashlib.new(self.name, password, usedforsecurity=False).hexdigest()


class MySQL:
    """`PASSWORD()` since MySQL 4.1. The 16 digits of `OLD_PASSWORD()` are not taken: they are 64
    bits, without regard to blanks."""

    pattern = re.compile(r"\*[0-9a-f]{40}", re.IGNORECASE)

    def split(self, stored):
        return ("", stored.upper()) if self.pattern.fullmatch(stored) else None

    def digest(self, password, settings):
        inner = hashlib.sha1(password, usedforsecurity=False).digest()
        return "*" + hashlib.sha1(inner, usedforsecurity=False).hexdigest().upper()


class Bcrypt:
    """PHP's `password_hash()` and many others; `$2x$` is a broken one."""

    pattern = re.compile(r"(\$2[aby]\$(\d\d)\$[./0-9A-Za-z]{22})([./0-9A-Za-z]{31})")

    def split(self, stored):
        found = self.pattern.fullmatch(stored)
        return found.group(1, 3) if found and 4 <= int(found[2]) <= MOST_BCRYPT else None

    def digest(self, password, settings):
        return bcrypt.hashpw(password[:72], settings.encode())[len(settings) :].decode()


class PhpArgon2:
    """PHP's `password_hash()` with PASSWORD_ARGON2I or PASSWORD_ARGON2ID."""

    pattern = re.compile(
        r"(\$argon2(id?)\$v=19\$m=(\d{1,9}),t=(\d{1,4}),p=(\d{1,2})\$[+/0-9A-Za-z]{11,48})"
        r"\$([+/0-9A-Za-z]{22,86})"
    )

    def split(self, stored):
        found = self.pattern.fullmatch(stored)
        if not found or int(found[3]) * int(found[4]) > MOST_ARGON2:
            return None
        length = len(found[6]) * 3 // 4
        return f"{found[1]}${length}", found[6]

    def digest(self, password, settings):
        _, kind, _version, costs, salt, length = settings.split("$")
        memory, passes, lanes = (int(cost.partition("=")[2]) for cost in costs.split(","))
        hashed = hash_secret(
            password,
            base64.b64decode(salt + "=" * (-len(salt) % 4)),
            passes,
            memory,
            lanes,
            int(length),
            Type.ID if kind == "argon2id" else Type.I,
        )
        return hashed.decode().rpartition("$")[2]


class Phpass:
    """WordPress and its time (`$P$`, `$H$`), and Drupal 7 (`$S$`; `U$S$`: of an older md5)."""

    pattern = re.compile(r"(U?)(\$[PHS]\$)([./0-9A-Za-z])([./0-9A-Za-z]{8})([./0-9A-Za-z]+)")
    lengths = {"$P$": 22, "$H$": 22, "$S$": 43}

    def split(self, stored):
        found = self.pattern.fullmatch(stored)
        if not found or len(found[5]) != self.lengths[found[2]]:
            return None
        if not 7 <= ALPHABET.index(found[3]) <= MOST_PHPASS:
            return None
        return "".join(found.group(1, 2, 3, 4)), found[5]

    def digest(self, password, settings):
        older, settings = settings.startswith("U"), settings.removeprefix("U")
        if older:
            password = hashlib.md5(password, usedforsecurity=False).hexdigest().encode()
        kind, rounds, salt = settings[:3], ALPHABET.index(settings[3]), settings[4:].encode()
        make = hashlib.sha512 if kind == "$S$" else hashlib.md5
        digest = make(salt + password).digest()
        for _ in range(1 << rounds):
            digest = make(digest + password).digest()
        return _base64_of_phpass(digest)[: self.lengths[kind]]


def _base64_of_phpass(digest):
    """Six bits at a time, the lowest first."""
    number = int.from_bytes(digest, "little")
    length = -(-len(digest) * 8 // 6)
    # Three bytes make four letters, so that the bits follow one another without a gap.
    return "".join(ALPHABET[number >> 6 * place & 63] for place in range(length))


class Gnuboard:
    """gnuboard 5: PBKDF2 with 24 bytes, salted with the text of the salt's base64."""

    pattern = re.compile(r"(sha256:(\d+):([+/0-9A-Za-z]+=*)):([+/0-9A-Za-z]{32})")

    def split(self, stored):
        found = self.pattern.fullmatch(stored)
        return found.group(1, 4) if found and 0 < int(found[2]) <= MOST_PBKDF2 else None

    def digest(self, password, settings):
        _, rounds, salt = settings.split(":")
        key = hashlib.pbkdf2_hmac("sha256", password, salt.encode(), int(rounds), 24)
        return base64.b64encode(key).decode()


SCHEMES = {
    "bcrypt": Bcrypt(),
    "argon2": PhpArgon2(),
    "phpass": Phpass(),
    "gnuboard": Gnuboard(),
    "mysql": MySQL(),
    "md5": Hexadecimal("md5", 32),
    "sha1": Hexadecimal("sha1", 40),
    "sha256": Hexadecimal("sha256", 64),
    "sha512": Hexadecimal("sha512", 128),
}


def recognize(stored):
    """`(scheme, settings, digest)` of a value of the old database, or None where no password can
    be checked against it."""
    for name, scheme in SCHEMES.items():
        if parts := scheme.split(stored.strip()):
            return (name, *parts) if _works(scheme, parts[0]) else None
    return None


def _works(scheme, settings):
    """Whether these settings are any: found out at the import, not when somebody signs in."""
    try:
        scheme.digest(b"", settings)
    except (ValueError, HashingError):
        return False
    return True


def digest(scheme, settings, password):
    """What `scheme` makes of `password`, or None where it is too long."""
    given = password.encode()
    return SCHEMES[scheme].digest(given, settings) if len(given) <= LONGEST else None
