import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import override_settings

from insyn.examples.demonstration.building import build
from insyn.examples.demonstration.town import Town
from insyn.platform import clock
from tests import ready


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("files")
    return folder


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker, files) -> Iterator[Town]:
    """The demonstration's town, as it stands on ``ready.TODAY``; afterwards it is gone."""
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=files),
        clock.pretend(ready.TODAY),
    ):
        if connection.vendor == "sqlite":
            built = ready.town()
            shutil.copytree(built / "files", files, dirs_exist_ok=True)
            with ready.instead(connection, built / ready.BASE):
                yield pickle.loads((built / "town.pickle").read_bytes())  # noqa: S301  our own
        else:
            with transaction.atomic():
                yield build()
                transaction.set_rollback(True)
