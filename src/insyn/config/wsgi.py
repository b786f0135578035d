"""The entry point of a WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "insyn.config.settings")
application = get_wsgi_application()
gc.collect()
gc.freeze()  # what is loaded stays: else every page of many rows walks through all of it
gc.set_threshold(20_000, 10, 10)  # and walks through its own rows for every 700 new ones
