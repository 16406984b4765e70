#!/usr/bin/env python
"""Django's command line, with faults of the settings told in one line."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attendance_site.settings")
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
        from django.db import OperationalError
    except ImportError as error:
        sys.exit(f"{error}. Run script/server, or activate .venv first.")
    try:
        _ = settings.DEBUG  # reads the settings now, not half way
    except ImproperlyConfigured as error:
        sys.exit(f"Settings: {error}")
    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:  # a wrong password, a server that is away, a missing table
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"Database: {error.args[-1]} (--traceback shows more)")


if __name__ == "__main__":
    main()
