"""The site's settings for chaos: the real ones, with static files of its own."""

import os
from pathlib import Path

from attendance_site.settings import *  # noqa: F403

# Neither hashed nor compressed, which takes a minute and is not what is killed.
STORAGES["staticfiles"]["BACKEND"] = (  # noqa: F405
    "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STATIC_ROOT = Path(os.environ["CHAOS_FOLDER"]) / "static"
