"""Reads settings from the environment and says in one line what is wrong with one."""

import re
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

ENGINES = {
    "sqlite": "django.db.backends.sqlite3",
    "mysql": "django.db.backends.mysql",
    "mariadb": "django.db.backends.mysql",
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
}


# Whatever the server's own mode is: what does not fit is refused, never cut off.
STRICT = "STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"


# A node answers only when it has what the others had acknowledged before: people go from one to
# another with each click.
CAUSAL = "SET SESSION wsrep_sync_wait=7"


def database(url, name, patience=10, cluster=False):
    """Turns a database URL into Django's settings for one connection.

    `name` is the variable the URL came from, for the message; `patience` how many seconds a server
    may take to let somebody in, unless the URL says; with `cluster` the server is a node of a
    Galera cluster. Raises ImproperlyConfigured.
    """
    scheme, colon, _ = url.partition("://")
    if not colon or scheme not in ENGINES:
        known = ", ".join(f"{scheme}://" for scheme in ENGINES)
        raise ImproperlyConfigured(f"{name} must start with one of {known}")
    try:
        settings = environ.Env.db_url_config(url, engine=ENGINES[scheme])
        port = int(settings["PORT"] or 0)
    except (ValueError, TypeError) as error:
        raise ImproperlyConfigured(f"{name} is not a database URL: {error}") from None
    if not settings["NAME"]:
        raise ImproperlyConfigured(f"{name} names no database")
    if not 0 <= port < 65536:
        raise ImproperlyConfigured(f"{name} has a port that is none: {port}")
    if cluster and settings["ENGINE"] != ENGINES["mysql"]:
        raise ImproperlyConfigured(f"CLUSTER is for MariaDB; {name} is none")
    return with_defaults(settings, patience, cluster)


def with_defaults(settings, patience, cluster=False):
    """Adds the options that every connection of this site uses."""
    options = dict(settings.get("OPTIONS", {}))
    engine = settings["ENGINE"]
    if engine == ENGINES["sqlite"]:
        options.setdefault("timeout", 20)
        options.setdefault("transaction_mode", "IMMEDIATE")
        options.setdefault("init_command", "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
    elif engine == ENGINES["mysql"]:
        options.setdefault("charset", "utf8mb4")
        options.setdefault("connect_timeout", patience)
        options.setdefault("sql_mode", STRICT)
        if cluster:
            options.setdefault("init_command", CAUSAL)
    else:
        options.setdefault("connect_timeout", patience)
    return {
        **settings,
        "OPTIONS": options,
        "CONN_MAX_AGE": settings.get("CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
    }


def replica(url, primary):
    """Settings for a connection to a copy of `primary` (settings), which must be on MariaDB."""
    settings = database(url, "DATABASE_REPLICA_URL", patience=1)
    if not settings["ENGINE"] == primary["ENGINE"] == ENGINES["mysql"]:
        raise ImproperlyConfigured("DATABASE_REPLICA_URL works only where both are on MariaDB")
    return settings


def read_file(path: Path):
    """Takes what `path` (a `.env` file) says into the environment; no file is no fault."""
    try:
        environ.Env.read_env(path)
    except UnicodeDecodeError:
        raise ImproperlyConfigured(f"{path} is not UTF-8 text") from None


def hosts(env, default):
    """Names and addresses from ALLOWED_HOSTS; raises for an empty list and for URLs."""
    names = [name.strip() for name in env.list("ALLOWED_HOSTS", default=default) if name.strip()]
    if not names:
        raise ImproperlyConfigured("ALLOWED_HOSTS is empty; nobody could reach the site")
    for name in names:
        if "/" in name:
            raise ImproperlyConfigured(
                f"ALLOWED_HOSTS takes names such as book.example, not {name}"
            )
    return names


def origins(env):
    """Schemes and hosts from CSRF_TRUSTED_ORIGINS; raises for one without its scheme."""
    urls = [url.strip() for url in env.list("CSRF_TRUSTED_ORIGINS", default=[]) if url.strip()]
    for url in urls:
        if not url.startswith(("https://", "http://")):
            raise ImproperlyConfigured(
                f"CSRF_TRUSTED_ORIGINS takes https://book.example, with the scheme, not {url}"
            )
    return urls


def time_zone(name):
    """Returns `name` when it is a time zone of the IANA database; raises otherwise."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ImproperlyConfigured(
            f"TIME_ZONE {name!r} is no time zone; use a name such as Asia/Seoul"
        ) from None
    return name


def choice(name, value, allowed):
    """Returns `value` when it is one of `allowed`; raises otherwise."""
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} {value!r} must be one of {', '.join(allowed)}")
    return value


def boolean(env, name, default):
    """Reads a yes or no; raises for anything that is neither."""
    words = {"1": True, "true": True, "yes": True, "on": True}
    words |= {"0": False, "false": False, "no": False, "off": False}
    value = env.str(name, default="yes" if default else "no").strip().lower()
    if value not in words:
        raise ImproperlyConfigured(f"{name} {value!r} must be yes or no")
    return words[value]


def integer(env, name, default):
    """Reads a whole number that is not negative; raises for anything else."""
    value = env.str(name, default=str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} {value!r} must be a whole number, 0 or more")
    return int(value)


def positive(env, name, default):
    """Reads a whole number from 1 on; raises for anything else."""
    number = integer(env, name, default)
    if not number:
        raise ImproperlyConfigured(f"{name} must be 1 or more")
    return number


def minutes_by_role(env, name, default):
    """Reads `teacher=720,office=30` over `default` (minutes by role); raises for nonsense."""
    minutes = dict(default)
    for part in filter(None, map(str.strip, env.str(name, default="").split(","))):
        role, _equals, number = map(str.strip, part.partition("="))
        if role not in default or not number.isdecimal() or not int(number):
            known = ", ".join(default)
            raise ImproperlyConfigured(f"{name} {part!r} must be ROLE=MINUTES; roles are {known}")
        minutes[role] = int(number)
    return minutes


def words(env, name, default, allowed):
    """Reads words of `allowed` with commas between; raises for any other."""
    given = env.str(name, default=",".join(default))
    chosen = [word.strip() for word in given.split(",") if word.strip()]
    for word in chosen:
        choice(name, word, allowed)
    return chosen


def classes(env, name, default):
    """Reads dotted names of classes with commas between; raises for what is none."""
    given = env.str(name, default=",".join(default))
    chosen = [word.strip() for word in given.split(",") if word.strip()]
    for word in chosen:
        if not re.fullmatch(r"[^\W\d]\w*(\.[^\W\d]\w*)+", word):
            raise ImproperlyConfigured(f"{name} {word!r} must be a class, such as package.Class")
    return chosen


def keys(env, name, default):
    """Reads keys with commas between, the newest first; `default` where there is none."""
    chosen = [key.strip() for key in env.str(name, default="").split(",") if key.strip()]
    if any(len(key) < 32 for key in chosen):
        raise ImproperlyConfigured(f"{name} is too short; each key needs 32 characters or more")
    return chosen or [default]


def token(env, name):
    """A secret that another program sends; empty where there is none. Raises for a short one."""
    value = env.str(name, default="")
    if value and len(value) < 16:
        raise ImproperlyConfigured(f"{name} is too short; it needs 16 characters or more")
    return value


def secret_key(env, path: Path):
    """The key from SECRET_KEY, or the one that script/server keeps in `path`."""
    key = env.str("SECRET_KEY", default="")
    if not key and path.exists():
        try:
            key = path.read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"SECRET_KEY cannot be read: {error}") from None
    if not key:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set; put a long random text into the environment"
        )
    if len(key) < 32:
        raise ImproperlyConfigured("SECRET_KEY is too short; it needs 32 characters or more")
    return key


def email(env):
    """Django's mail settings from EMAIL_URL; raises when it is no such URL."""
    url = env.str("EMAIL_URL", default="consolemail://")
    try:
        return environ.Env.email_url_config(url)
    except (KeyError, ValueError, ImproperlyConfigured):
        raise ImproperlyConfigured(
            "EMAIL_URL is not a mail URL; an example is smtp+tls://user:password@host:587"
        ) from None
