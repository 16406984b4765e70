"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher, BasePasswordHasher, mask_hash

from accounts import old_passwords


class SchoolArgon2PasswordHasher(Argon2PasswordHasher):
    """argon2id with 19 MiB and two passes (OWASP's advice): forty people who sign in within a
    minute at the start of a shift cost two cores a second or two, not half a minute."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class LegacyPasswordHasher(BasePasswordHasher):
    """`legacy$<scheme>$<settings>$argon2$argon2id$…`: argon2id of what an old system had kept.

    A stolen table holds no weak digest. At the first right sign-in, Django sees that this is not
    the preferred way and keeps the password as plain argon2id. `$` of the settings is `!` here.
    """

    algorithm = "legacy"
    outer = SchoolArgon2PasswordHasher()

    def wrap(self, stored):
        """`stored`, a value of the old database, as it is kept here; None for what is no
        password that could be checked again."""
        known = old_passwords.recognize(stored)
        if known is None:
            return None
        scheme, settings, digest = known
        inner = self.outer.encode(digest, self.outer.salt())
        return f"{self.algorithm}${scheme}${settings.replace('$', '!')}${inner}"

    def verify(self, password, encoded):
        scheme, settings, inner = self._parts(encoded)
        digest = old_passwords.digest(scheme, settings, password)
        return self.outer.verify("" if digest is None else digest, inner)

    def encode(self, password, salt):
        """Nothing new is kept this way."""
        raise ValueError("passwords of old systems are wrapped, never made")

    def must_update(self, encoded):
        return True

    def harden_runtime(self, password, encoded):
        """Nothing: Django hardens what stays as it is."""

    def safe_summary(self, encoded):
        scheme, _settings, inner = self._parts(encoded)
        return {"algorithm": scheme, "hash": mask_hash(inner.rpartition("$")[2])}

    @staticmethod
    def _parts(encoded):
        _algorithm, scheme, settings, inner = encoded.split("$", 3)
        return scheme, settings.replace("!", "$"), inner
