"""A world that is built once for a module, and that every test of it finds untouched.

It stands in a transaction around the tests' own, which are rolled back to it one by one.
"""

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from insyn.kernel.access import Role
from tests import people
from tests.factories import ProviderFactory
from tests.world import build

Rows = Mapping[str, Any]


def of_doors() -> Rows:
    """Return Ekby's rows; the contact answers for the very provider that is followed up."""
    found = boards_and_people()
    provider = ProviderFactory.create(name="Åkerö Stödboende AB")
    found["contact"] = people.contact_of(found["ekby"], provider=provider)
    return {**found, "provider": provider, "world": build(found["ekby"], found["anna"], provider)}


def boards_and_people() -> dict[str, Any]:
    """Return Ekby and Norrby with those who work there, and Dag."""
    ekby, norrby = people.board("Ekby"), people.board("Norrby")
    return {
        "ekby": ekby,
        "norrby": norrby,
        "anna": people.member(ekby, Role.PLAN_OWNER, "Anna"),
        "bo": people.member(ekby, Role.READER, "Bo"),
        "cilla": people.member(norrby, Role.PLAN_OWNER, "Cilla"),
        "dag": people.without_role(),
        "system_admin": people.operator(ekby),
    }


def standing(rows: Callable[[], Rows]) -> Any:
    """Return a fixture that holds the rows while the tests of a module run."""

    @pytest.fixture(scope="module", name="standing")
    def built(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Rows]:
        files = tmp_path_factory.mktemp("files")
        with (
            django_db_blocker.unblock(),
            override_settings(MEDIA_ROOT=files),
            transaction.atomic(),
        ):
            yield rows()
            transaction.set_rollback(True)

    return built


def one(name: str) -> Any:
    """Return a fixture with one of the rows that stand, as good as new."""

    @pytest.fixture(name=name)
    def found(standing: Rows, db: None) -> Any:
        return copy.deepcopy(standing[name])

    return found
