"""Every address of the system, and who it opens for.

Each app lists its own addresses in ``tests/<app>/doors.py`` and ``doors_*.py``. An address
that nobody listed fails ``test_every_address_is_listed``.
"""

import importlib
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import standing
from tests.doors import PEOPLE, Door
from tests.world import World


def listed() -> dict[str, Door]:
    doors: dict[str, Door] = {}
    for file in sorted(Path(__file__).parent.glob("*/doors*.py")):
        doors |= importlib.import_module(f"tests.{file.parent.name}.{file.stem}").DOORS
    return doors


def names(resolver: URLResolver, prefix: str = "") -> list[str]:
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            found += names(pattern, prefix + (f"{pattern.namespace}:" if pattern.namespace else ""))
        elif isinstance(pattern, URLPattern):
            found.append(f"{prefix}{pattern.name}")
    return found


DOORS = listed()


built = standing.standing(standing.of_doors)
anna, bo, cilla, dag = (standing.one(name) for name in ("anna", "bo", "cilla", "dag"))
contact, system_admin = standing.one("contact"), standing.one("system_admin")
world = standing.one("world")


def test_every_address_is_listed() -> None:
    assert set(names(get_resolver())) == set(DOORS)


@pytest.mark.django_db
@pytest.mark.parametrize("name", DOORS)
def test_who_a_door_opens_for(name: str, client: Client, world: World, request) -> None:
    door = DOORS[name]
    url = reverse(name, kwargs=door.kwargs(world))
    got = {}
    for person in PEOPLE:
        if person == "anonymous":
            client.logout()
        else:
            client.force_login(request.getfixturevalue(person))
        got[person] = client.get(url).status_code

    assert got == door.expected()
