"""The WSGI application that gunicorn serves."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from attendance_site.bodies import whole

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attendance_site.settings")

try:
    application = whole(get_wsgi_application())
    from accounts.demo import refuse_demo_accounts

    refuse_demo_accounts()
except ImproperlyConfigured as error:
    sys.exit(f"Settings: {error}")
