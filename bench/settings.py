"""The site's settings for measuring: the real ones, on databases made for it.

BENCH_DATABASE_URL is the site's database. The old database is not asked by the pages.
"""

import os

os.environ.update(
    SECRET_KEY="only-for-measuring-only-for-measuring-only",
    DEBUG="no",
    HTTPS="no",
    ALLOWED_HOSTS="localhost",
    DATABASE_URL=os.environ["BENCH_DATABASE_URL"],
    LEGACY_DATABASE_URL=os.environ.get("BENCH_LEGACY_URL", ""),
    LEGACY_MODELS=os.environ.get("BENCH_LEGACY_MODELS", ""),
    TIME_ZONE="Asia/Seoul",
    LANGUAGE_CODE="ko",
)

from attendance_site.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
STORAGES["staticfiles"]["BACKEND"] = (  # noqa: F405
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
WHITENOISE_AUTOREFRESH = True  # nothing was collected, and the test client asks for no files
if os.environ.get("BENCH_COST"):
    MIDDLEWARE.insert(0, "bench.cost.cost")  # noqa: F405
