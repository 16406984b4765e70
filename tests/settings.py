"""The site's settings for the test suite, which never reads where a user's databases are.

`TEST_DATABASE=mariadb` puts the site's database on the server that TEST_MARIADB_URL names.
"""

import os
import tempfile
from pathlib import Path

OWNS_SCRATCH = "TEST_SCRATCH" not in os.environ  # workers inherit it from the process that does
if OWNS_SCRATCH:
    os.environ["TEST_SCRATCH"] = tempfile.mkdtemp(prefix="attendance-test-")
SCRATCH = Path(os.environ["TEST_SCRATCH"])
MARIADB_URL = os.environ.get("TEST_MARIADB_URL", "")
ON_MARIADB = os.environ.get("TEST_DATABASE", "sqlite") == "mariadb"

# Every variable that the settings read, so that neither the environment nor .env has a say.
os.environ.update(
    SECRET_KEY="only-for-tests-only-for-tests-only-for-tests",
    DEBUG="no",
    HTTPS="no",
    HSTS_SUBDOMAINS="no",
    HSTS_PRELOAD="no",
    PROXY_COUNT="0",
    SESSION_HOURS="12",
    SESSION_IDLE_MINUTES="",
    CHECK_BREACHED_PASSWORDS="no",
    INVITATION_DAYS="7",
    SIGN_IN_LOG_DAYS="400",
    KEEP_STUDENTS_DAYS="0",
    KEEP_GUARDIANS_DAYS="0",
    KEEP_ATTACHMENTS_DAYS="0",
    KEEP_FILES_DAYS="365",
    KEEP_OLD_ROWS_DAYS="365",
    OLD_PASSWORD_DAYS="90",
    JOB_DAYS="90",
    TRUSTED_BROWSER_DAYS="30",
    MFA_KEY="",
    MFA_REQUIRED_ROLES="",
    ALLOWED_HOSTS="localhost,127.0.0.1,[::1]",
    CSRF_TRUSTED_ORIGINS="",
    EMAIL_URL="memorymail://",
    DEFAULT_FROM_EMAIL="attendance@localhost",
    TIME_ZONE="Asia/Seoul",
    LANGUAGE_CODE="ko",
    LOG_FORMAT="text",
    METRICS_TOKEN="",
    DATABASE_URL=f"{MARIADB_URL}site" if ON_MARIADB else f"sqlite:///{SCRATCH / 'site.sqlite3'}",
    DATABASE_REPLICA_URL="",
    COPY_FROM_URL="",
    REPLICA_MAX_LAG="5",
    LEGACY_DATABASE_URL="",
    LEGACY_MODELS="",
    ATTACHMENTS_DIR=str(SCRATCH / "attachments"),
)

from attendance_site.settings import *  # noqa: E402, F403

# A file and not memory, so that threads and the browser's server have connections of their own.
SITE = DATABASES["default"]  # noqa: F405
if not ON_MARIADB:
    SITE["TEST"] = {"NAME": str(SCRATCH / "test_site.sqlite3")}
    SITE["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
else:
    SITE["OPTIONS"]["connect_timeout"] = 20  # a machine that tests is a busy one

# The sample's old database is made for each run by tests/conftest.py.
SAMPLE_FILE = SCRATCH / "sample_legacy.sqlite3"
DATABASES["legacy"]["NAME"] = f"file:{SAMPLE_FILE}?mode=ro"  # noqa: F405
STATIC_ROOT = SCRATCH / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES["staticfiles"]["BACKEND"] = (  # noqa: F405
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]  # noqa: F405
WHITENOISE_AUTOREFRESH = True
SECONDS_OF_A_WRONG_PASSWORD = 0
