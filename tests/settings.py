"""The site's settings for the test suite, which never reads where a user's databases are."""

import os
import tempfile
from pathlib import Path

SCRATCH = Path(os.environ.setdefault("TEST_SCRATCH", tempfile.mkdtemp(prefix="attendance-test-")))
MARIADB_URL = os.environ.get("TEST_MARIADB_URL", "")
ON_MARIADB = os.environ.get("TEST_DATABASE", "sqlite") == "mariadb"

for name in ("DATABASE_URL", "LEGACY_DATABASE_URL", "LEGACY_MODELS", "TIME_ZONE", "LANGUAGE_CODE"):
    os.environ[name] = ""
os.environ.update(
    SECRET_KEY="only-for-tests-only-for-tests-only-for-tests",
    DEBUG="no",
    HTTPS="no",
    EMAIL_URL="memorymail://",
    TIME_ZONE="Asia/Seoul",
    LANGUAGE_CODE="ko",
    DATABASE_URL=f"{MARIADB_URL}site" if ON_MARIADB else f"sqlite:///{SCRATCH / 'site.sqlite3'}",
)

from attendance_site.settings import *  # noqa: E402, F403

# The sample's old database is made for each run by tests/conftest.py.
SAMPLE_FILE = SCRATCH / "sample_legacy.sqlite3"
DATABASES["legacy"]["NAME"] = f"file:{SAMPLE_FILE}?mode=ro"  # noqa: F405
STORAGES["staticfiles"]["BACKEND"] = (  # noqa: F405
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]  # noqa: F405
WHITENOISE_AUTOREFRESH = True
