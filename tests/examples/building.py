"""Builds the demonstration's town as of ``ready.TODAY`` in the installation of this process.

Run: ``python -m tests.examples.building``, with ``INSYN_VAR_DIR`` pointing out the folder.
"""

# ruff: noqa: E402  the settings must be read before the models are
import pickle

import django

django.setup()

from django.conf import settings
from django.db import transaction
from django.test import override_settings

from insyn.examples.demonstration.building import build
from insyn.platform import clock
from tests.ready import TODAY

MD5 = "django.contrib.auth.hashers.MD5PasswordHasher"

if __name__ == "__main__":
    as_in_tests = override_settings(PASSWORD_HASHERS=[MD5])
    with as_in_tests, clock.pretend(TODAY), transaction.atomic():
        town = build()
    (settings.VAR_DIR / "town.pickle").write_bytes(pickle.dumps(town))
