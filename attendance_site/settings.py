"""The site's one settings file. Everything a deployment changes comes from the environment;
the README has the table."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from attendance_site import environment
from legacy.readonly import read_only

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()
environment.read_file(BASE_DIR / ".env")

# --- Where and how it runs ---------------------------------------------------------------------

DEBUG = environment.boolean(env, "DEBUG", False)
SECRET_KEY = environment.secret_key(env, VAR_DIR / "secret_key")
ALLOWED_HOSTS = environment.hosts(env, ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = environment.origins(env)
HTTPS = environment.boolean(env, "HTTPS", not DEBUG)
PROXY_COUNT = environment.integer(env, "PROXY_COUNT", 0)

ROOT_URLCONF = "attendance_site.urls"
WSGI_APPLICATION = "attendance_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- The two databases -------------------------------------------------------------------------
# `default` holds what the site owns. `legacy` is the database that was there before; it is only
# ever read. While the bundled sample is connected, the site's own database is the sample's, too.

SAMPLE_LEGACY_URL = f"sqlite:///{VAR_DIR / 'sample_legacy.sqlite3'}"
LEGACY_DATABASE_URL = env.str("LEGACY_DATABASE_URL", default="") or SAMPLE_LEGACY_URL
LEGACY_IS_SAMPLE = LEGACY_DATABASE_URL == SAMPLE_LEGACY_URL
SAMPLE_DATABASE_URL = f"sqlite:///{VAR_DIR / 'sample.sqlite3'}"
DATABASE_URL = env.str("DATABASE_URL", default="") or (
    SAMPLE_DATABASE_URL if LEGACY_IS_SAMPLE else f"sqlite:///{VAR_DIR / 'site.sqlite3'}"
)
IS_SAMPLE = LEGACY_IS_SAMPLE and DATABASE_URL == SAMPLE_DATABASE_URL

# Whether the site's database is one node of several that all take writes (docs/cluster.md).
CLUSTER = environment.boolean(env, "CLUSTER", False)
DATABASES = {
    # Somebody waits for a page: better soon told that the database is away than long in doubt.
    "default": environment.database(DATABASE_URL, "DATABASE_URL", patience=2, cluster=CLUSTER),
    "legacy": read_only(environment.database(LEGACY_DATABASE_URL, "LEGACY_DATABASE_URL")),
}
DATABASE_ROUTERS = ["legacy.router.LegacyRouter"]
DATABASE_REPLICA_URL = env.str("DATABASE_REPLICA_URL", default="")
REPLICA_MAX_LAG = environment.positive(env, "REPLICA_MAX_LAG", 5)  # seconds
if DATABASE_REPLICA_URL:
    DATABASES["replica"] = environment.replica(DATABASE_REPLICA_URL, DATABASES["default"])
    DATABASE_ROUTERS.append("legacy.replicas.routing.ReplicaRouter")
COPIED = "copied"  # where `copy_site` brings a site from; at no other time is there any
if COPY_FROM_URL := env.str("COPY_FROM_URL", default=""):
    DATABASES[COPIED] = environment.database(COPY_FROM_URL, "COPY_FROM_URL")
LEGACY_MODELS = Path(
    env.str("LEGACY_MODELS", default="")
    or (BASE_DIR / "legacy/source/models.py" if LEGACY_IS_SAMPLE else VAR_DIR / "legacy_models.py")
)

# --- What it is made of ------------------------------------------------------------------------

INSTALLED_APPS = [
    "attendance_site.apps.BookAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
    "legacy",
    "legacy.source",
    "accounts",
    "roster",
]

MIDDLEWARE = [
    "attendance_site.observing.observed",
    "attendance_site.middleware.permissions_policy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "accounts.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "attendance_site.middleware.size_limit",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.doors.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.doors.ConfirmationMiddleware",
    "accounts.duties.DutiesMiddleware",
    "attendance_site.middleware.other_methods",
]
if DATABASE_REPLICA_URL:
    MIDDLEWARE.append("legacy.replicas.middleware.ReplicaMiddleware")  # knows the view

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "attendance_site.context_processors.site",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Who may enter -----------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name, "OPTIONS": options}
    for name, options in (
        (
            "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
            {"user_attributes": ("username", "name", "email", "phone")},
        ),
        ("django.contrib.auth.password_validation.MinimumLengthValidator", {"min_length": 12}),
        ("django.contrib.auth.password_validation.CommonPasswordValidator", {}),
        ("django.contrib.auth.password_validation.NumericPasswordValidator", {}),
        ("accounts.validators.PersonalWordsValidator", {}),
        ("accounts.validators.BreachedPasswordValidator", {}),
    )
]
CHECK_BREACHED_PASSWORDS = environment.boolean(env, "CHECK_BREACHED_PASSWORDS", True)
INVITATION_DAYS = environment.integer(env, "INVITATION_DAYS", 7)
SIGN_IN_LOG_DAYS = environment.integer(env, "SIGN_IN_LOG_DAYS", 400)
JOB_DAYS = environment.integer(env, "JOB_DAYS", 90)
# How long `apply_retention` keeps what people need not be known by any more; 0 keeps everything.
KEEP_STUDENTS_DAYS = environment.integer(env, "KEEP_STUDENTS_DAYS", 0)
KEEP_GUARDIANS_DAYS = environment.integer(env, "KEEP_GUARDIANS_DAYS", 0)
KEEP_ATTACHMENTS_DAYS = environment.integer(env, "KEEP_ATTACHMENTS_DAYS", 0)
KEEP_FILES_DAYS = environment.integer(env, "KEEP_FILES_DAYS", 365)
KEEP_OLD_ROWS_DAYS = environment.integer(env, "KEEP_OLD_ROWS_DAYS", 365)
PASSWORD_HASHERS = [
    "accounts.hashers.SchoolArgon2PasswordHasher",
    "accounts.hashers.LegacyPasswordHasher",
]
OLD_PASSWORD_DAYS = environment.integer(env, "OLD_PASSWORD_DAYS", 90)
# How long every wrong password takes: longer than any way in which an old system kept one, so
# that the time tells neither who exists nor who came from there.
SECONDS_OF_A_WRONG_PASSWORD = 0.6
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "roster:today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.SignInForm",
    "change_password": "accounts.forms.passwords.OwnPasswordForm",
    "reauthenticate": "accounts.forms.sign_in.ConfirmForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_NOTIFICATIONS = True
# A school's staff sit behind one address: generous by address, strict by account. Browsers in
# which somebody has signed in before count apart (accounts/known_browsers.py).
ACCOUNT_RATE_LIMITS = {
    "login": None,  # what allauth counts in the cache, with many statements
    "login_all": "600/m/ip",
    "login_failed": "60/m/ip,10/5m/key,100/d/key",
    "login_known": "10/5m/key",
    "reset_password": "60/m/ip,5/h/key",
    "excuse_link": "60/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT
MFA_ADAPTER = "accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.second_factor.CodeForm",
    "authenticate_webauthn": "accounts.forms.second_factor.KeyForm",
    "reauthenticate": "accounts.forms.second_factor.ConfirmCodeForm",
    "reauthenticate_webauthn": "accounts.forms.second_factor.ConfirmKeyForm",
    "activate_totp": "accounts.forms.second_factor.AppForm",
    "add_webauthn": "accounts.forms.second_factor.AddKeyForm",
    "edit_webauthn": "accounts.forms.second_factor.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # half a minute of clocks that differ
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_KEYS = environment.keys(env, "MFA_KEY", SECRET_KEY)
MFA_REQUIRED_ROLES = environment.words(
    env,
    "MFA_REQUIRED_ROLES",
    [] if LEGACY_IS_SAMPLE else ["administrator"],
    ("administrator", "office", "teacher", "viewer"),
)
TRUSTED_BROWSER_DAYS = environment.integer(env, "TRUSTED_BROWSER_DAYS", 30)
MFA_TRUST_ENABLED = TRUSTED_BROWSER_DAYS > 0
MFA_TRUST_COOKIE_NAME = "__Host-trusted" if HTTPS else "trusted"
MFA_TRUST_COOKIE_AGE = 24 * 60 * 60 * TRUSTED_BROWSER_DAYS

SESSION_ENGINE = "accounts.sessions.store"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_AGE = ACCOUNT_SESSION_COOKIE_AGE = (
    60 * 60 * environment.positive(env, "SESSION_HOURS", 12)
)
SESSION_IDLE_MINUTES = environment.minutes_by_role(
    env,
    "SESSION_IDLE_MINUTES",
    {"administrator": 30, "office": 30, "teacher": 12 * 60, "viewer": 12 * 60},
)
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

# --- Headers -----------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.boolean(env, "HSTS_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = environment.boolean(env, "HSTS_PRELOAD", False)
# A school has other sites: its subdomains are promised to HTTPS only when it says so.
# allauth's addresses have conditional constraints, which MariaDB does not make; none of ours has.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "models.W036"]
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "attendance_site.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's icons are data: images in its style sheet
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
UPLOAD_MAX_BYTES = 110_000_000  # of a request: ten files of 10 MB each, and what goes with them
DATA_UPLOAD_MAX_NUMBER_FILES = 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000  # a lesson of 1,000 students posts five fields each
TEACHERS_DECIDE_EXCUSES = environment.boolean(env, "TEACHERS_DECIDE_EXCUSES", False)
EXCUSE_DOCUMENT_DAYS = environment.integer(env, "EXCUSE_DOCUMENT_DAYS", 5)
EXCUSE_LINK_DAYS = environment.positive(env, "EXCUSE_LINK_DAYS", 3)
ATTACHMENTS_DIR = Path(env.str("ATTACHMENTS_DIR", default="") or VAR_DIR / "attachments")

# --- Language and time -------------------------------------------------------------------------

LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
LANGUAGE_CODE = environment.choice(
    "LANGUAGE_CODE", env.str("LANGUAGE_CODE", default="ko"), ("ko", "en")
)
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = environment.time_zone(env.str("TIME_ZONE", default="Asia/Seoul"))
USE_TZ = True

# --- Static files ------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/bootstrap", BASE_DIR / "node_modules/bootstrap/dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "attendance_site.static_files.StaticFiles"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# --- Alerts ------------------------------------------------------------------------------------

ALERT_CHANNELS = environment.classes(env, "ALERT_CHANNELS", ["roster.alerts.channels.Email"])
ALERT_FILE = Path(env.str("ALERT_FILE", default="") or VAR_DIR / "alerts.jsonl")

# --- Mail and logs -----------------------------------------------------------------------------

vars().update(environment.email(env))
EMAIL_TIMEOUT = 30  # seconds, after which a mail server is taken for away
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="attendance@localhost")
LOG_FORMAT = environment.choice(
    "LOG_FORMAT", env.str("LOG_FORMAT", default="text"), ("text", "json")
)
METRICS_TOKEN = environment.token(env, "METRICS_TOKEN")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "legacy.log.RequestFilter"}},
    "formatters": {
        "text": {
            "format": "{asctime} {levelname} {name} [{request_id}]: {message}",
            "style": "{",
        },
        "json": {"()": "legacy.log.JsonFormatter"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["request"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "requests": {"level": "INFO" if LOG_FORMAT == "json" else "WARNING"},
    },
}
