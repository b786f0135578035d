"""What has not been followed up for long, and how old each result is."""

import datetime

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from insyn.criteria.rules import Level
from insyn.findings.models import AreaAssessment
from insyn.followups.rules import State
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.results.queries.ages import area_lines, areas_by_age, contract_lines, contracts_by_age
from insyn.results.rules.ages import Age, age_of, months_between
from insyn.results.rules.coverage import covered, in_force
from insyn.results.rules.facts import ContractFact
from insyn.results.rules.scope import whole_year, years_before
from tests.factories import ContractFactory, FollowupFactory, SectionFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2025, 6, 30)
YEAR = whole_year(frozenset({1}), 2025)
DAYS = st.dates(datetime.date(2015, 1, 1), datetime.date(2030, 1, 1))


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def contract(key=1, starts_on=datetime.date(2020, 1, 1), ends_on=None, latest_on=None):
    return ContractFact(key, 1, "private", frozenset(), starts_on, ends_on, latest_on)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_in_force"),
    [
        ("2025-12-31", None, True),
        ("2026-01-01", None, False),
        ("2020-01-01", "2025-01-01", True),
        ("2020-01-01", "2024-12-31", False),
        ("2025-02-01", "2025-02-02", True),
    ],
)
def test_a_contract_counts_when_it_was_in_force_some_day(starts_on, ends_on, is_in_force):
    end = datetime.date.fromisoformat(ends_on) if ends_on else None
    row = contract(starts_on=datetime.date.fromisoformat(starts_on), ends_on=end)
    assert in_force(row, YEAR) is is_in_force


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (None, Age.NEVER),
        ("2022-06-29", Age.TOO_OLD),
        ("2022-06-30", Age.OLD),
        ("2023-06-29", Age.OLD),
        ("2023-06-30", Age.RECENT),
        ("2024-06-29", Age.RECENT),
        ("2024-06-30", Age.FRESH),
        ("2025-06-30", Age.FRESH),
    ],
)
def test_the_age_of_a_result(day, age):
    assert age_of(datetime.date.fromisoformat(day) if day else None, TODAY) == age


def test_a_leap_day_has_a_day_the_years_before():
    assert years_before(datetime.date(2024, 2, 29), 3) == datetime.date(2021, 2, 28)
    assert years_before(datetime.date(2024, 2, 29), 4) == datetime.date(2020, 2, 29)


@pytest.mark.parametrize(
    ("day", "months"),
    [("2025-06-30", 0), ("2025-05-30", 1), ("2025-05-31", 0), ("2024-06-30", 12)],
)
def test_whole_months(day, months):
    assert months_between(datetime.date.fromisoformat(day), TODAY) == months


@given(latest=st.lists(st.none() | DAYS, max_size=12))
def test_no_contract_is_counted_twice_or_forgotten(latest):
    rows = [contract(key, latest_on=day) for key, day in enumerate(latest)]
    found = covered(rows, YEAR, TODAY)
    assert len(found.in_force) == len(rows)
    assert set(found.never).isdisjoint(found.in_period + found.recently + found.too_long_ago)
    assert set(found.too_long_ago).isdisjoint(found.recently)


@pytest.fixture
def three(ekby):
    """Three contracts: never followed up, long ago, and this year."""
    rows = [ContractFactory.create(agreement__authority=ekby) for _ in range(3)]
    for row, day in [
        (rows[1], datetime.date(2021, 5, 1)),
        (rows[2], datetime.date(2023, 5, 1)),
        (rows[2], datetime.date(2025, 5, 1)),
    ]:
        followup = FollowupFactory.create(
            authority=ekby, contract=row, state=State.SENT, carried_out_on=day, reported_on=day
        )
        for name in ("Personal", "Lokaler"):
            AreaAssessment.objects.create(
                followup=followup,
                section=SectionFactory.create(version=followup.template_version, name=name),
                level=Level.MET,
            )
    return rows


def test_the_list_begins_with_what_was_never_followed_up(three, ekby, anna):
    scope = whole_year(frozenset({ekby.pk}), 2025)
    access = access_of(anna)
    found = contracts_by_age(access, scope, today=TODAY)
    assert [row.key for row in found] == [row.pk for row in three]
    lines = contract_lines(access, found, today=TODAY)
    assert [line.age for line in lines] == [Age.NEVER, Age.TOO_OLD, Age.FRESH]
    assert len(contracts_by_age(access, scope, today=TODAY, wanted=Age.NEVER)) == 1


def test_only_the_latest_assessment_of_an_area_is_listed(three, ekby, anna):
    scope = whole_year(frozenset({ekby.pk}), 2025)
    found = areas_by_age(access_of(anna), scope, today=TODAY)
    lines = area_lines(found, today=TODAY)
    assert [(line.area, line.age) for line in lines] == [
        ("Lokaler", Age.TOO_OLD),
        ("Personal", Age.TOO_OLD),
        ("Lokaler", Age.FRESH),
        ("Personal", Age.FRESH),
    ]


def test_an_area_is_one_however_its_name_is_written(three, ekby, anna):
    latest = AreaAssessment.objects.unscoped(reason="test").order_by("-followup__reported_on")[0]
    AreaAssessment.objects.create(
        followup=latest.followup,
        section=SectionFactory.create(version=latest.section.version, name="PERSONAL"),
        level=Level.NOT_MET,
    )
    scope = whole_year(frozenset({ekby.pk}), 2025)
    found = areas_by_age(access_of(anna), scope, today=TODAY, wanted=Age.FRESH)
    assert [(row.area, row.level) for row in found] == [
        ("Lokaler", Level.MET),
        ("PERSONAL", Level.NOT_MET),
    ]


def test_what_was_not_assessed_hides_nothing(three, ekby, anna):
    latest = AreaAssessment.objects.unscoped(reason="test").order_by("-followup__reported_on")
    for row in latest[:2]:
        row.level = Level.NOT_ASSESSED
        row.save()
    scope = whole_year(frozenset({ekby.pk}), 2025)
    lines = area_lines(areas_by_age(access_of(anna), scope, today=TODAY), today=TODAY)
    assert {(line.contract, line.day.year) for line in lines} == {
        (three[1].pk, 2021),
        (three[2].pk, 2023),
    }


def test_the_pages_show_age_and_the_way_to_plan(three, as_anna):
    page = as_anna.get(reverse("results:contracts"), {"year": 2025}).content.decode()
    assert "Aldrig uppföljt" in page
    assert "För gammalt" in page
    assert f"contract={three[0].pk}" in page
    page = as_anna.get(reverse("results:ages"), {"age": "too_old"}).content.decode()
    assert "49 månader" in page
    assert as_anna.get(reverse("results:ages"), {"fil": "csv"}).status_code == 200
    assert as_anna.get(reverse("results:contracts"), {"fil": "xlsx"}).status_code == 200


def test_a_reader_is_not_offered_to_plan(three, as_bo):
    page = as_bo.get(reverse("results:contracts")).content.decode()
    assert "Planera uppföljning" not in page
    assert "Ingen planerad" in page


def test_another_board_has_none_of_them(three, as_cilla):
    page = as_cilla.get(reverse("results:contracts"), {"year": 2025})
    assert page.context["lines"] == []


def test_the_lists_do_not_ask_more_for_more(three, as_anna, django_assert_max_num_queries):
    for name in ("results:contracts", "results:ages"):
        with django_assert_max_num_queries(22):
            as_anna.get(reverse(name))
