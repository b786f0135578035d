"""The entry point of a WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "insyn.config.settings")
application = get_wsgi_application()
gc.collect()
gc.freeze()  # what is loaded stays: else every page of many rows walks through all of it
