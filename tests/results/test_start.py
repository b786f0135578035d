"""The start page of those who ask how much has been followed up."""

import datetime

import pytest
from django.urls import reverse

from insyn.followups.rules import State
from insyn.kernel.access import Role
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.results.queries.standing import covered_this_year
from insyn.results.queries.yearly import year_tables
from insyn.results.rules.scope import whole_year
from tests.conftest import log_in
from tests.factories import ContractFactory, FollowupFactory
from tests.people import member

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2025, 6, 30)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def contracts(ekby):
    rows = [ContractFactory.create(agreement__authority=ekby) for _ in range(3)]
    FollowupFactory.create(
        authority=ekby, contract=rows[0], state=State.SENT, reported_on=datetime.date(2025, 5, 1)
    )
    return rows


def test_it_counts_what_the_statistics_count(contracts, ekby, bo):
    access = access_of(bo)
    found = covered_this_year(access, today=TODAY)
    (table, *_others) = year_tables(access, whole_year(frozenset({ekby.pk}), 2025))
    total = table.lines[-1].cells
    assert found.in_force == total[0].rows
    assert found.in_period == total[1].rows == (contracts[0].pk,)
    assert found.never == total[4].rows


def test_a_reader_sees_how_much_has_been_followed_up(contracts, as_bo):
    page = as_bo.get(reverse("portal:start")).content.decode()
    assert "Uppföljda kontrakt i år" in page
    assert "Av 3 som gäller i år" in page
    assert "Aldrig uppföljda kontrakt" in page
    assert "Kontroller att göra om" not in page


def test_a_decision_maker_does_too(contracts, client, ekby):
    page = log_in(client, member(ekby, Role.DECISION_MAKER, "Elin")).get(reverse("portal:start"))
    assert "Uppföljda kontrakt i år" in page.content.decode()


def test_one_who_makes_the_followups_sees_what_waits_instead(contracts, as_anna):
    page = as_anna.get(reverse("portal:start")).content.decode()
    assert "Uppföljda kontrakt i år" not in page
    assert "Kontroller att göra om" in page


def test_two_queries_are_enough(contracts, bo, django_assert_max_num_queries):
    access = access_of(bo)
    with django_assert_max_num_queries(2):
        covered_this_year(access, today=TODAY)
