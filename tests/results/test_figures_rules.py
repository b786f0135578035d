"""What counts as repeated, remedied in time and approved at once. Pure."""

import datetime

import pytest

from insyn.findings.rules import FindingKind
from insyn.results.rules.facts import FindingFact, PlanFact
from insyn.results.rules.found import area_key
from insyn.results.rules.remedies import plan_line, remedy_of, repeated
from insyn.results.rules.words import PlanLine, Remedy

DAY = datetime.date(2025, 6, 30)
BEFORE = DAY - datetime.timedelta(days=1)
AFTER = DAY + datetime.timedelta(days=1)


def finding(key, year, roots=("r1",), places=("p1",), due_on=None, remedied_on=None):
    kind = FindingKind.DEFICIENCY
    return FindingFact(key, 1, kind, "minor", "Personal", due_on, remedied_on, year, roots, places)


@pytest.mark.parametrize(
    ("other", "is_repeated"),
    [
        (finding(2, 2024), True),
        (finding(2, 2025), False),
        (finding(2, 2026), False),
        (finding(2, 2024, roots=("r2",)), False),
        (finding(2, 2024, roots=("r2", "o4.1")), True),
        (finding(2, 2024, places=("p2",)), False),
        (finding(2, 2024, places=("p2", "g1")), True),
        (finding(2, 2024, places=("u1", "p2")), True),
        (finding(2, 2024, roots=()), False),
    ],
)
def test_repeated_is_the_same_demand_in_the_same_place_an_earlier_year(other, is_repeated):
    one = finding(1, 2025, roots=("r1", "o4.1"), places=("u1", "p1", "g1"))
    assert repeated([one], [other]) == ((1,) if is_repeated else ())


@pytest.mark.parametrize(
    ("due_on", "remedied_on", "went"),
    [
        (DAY, DAY, Remedy.IN_TIME),
        (BEFORE, DAY, Remedy.AFTERWARDS),
        (None, DAY, Remedy.WITHOUT_DAY),
        (DAY, AFTER, Remedy.OPEN),
        (BEFORE, AFTER, Remedy.OVERDUE),
        (None, None, Remedy.OPEN),
    ],
)
def test_how_it_went_as_of_a_day(due_on, remedied_on, went):
    assert remedy_of(finding(1, 2025, due_on=due_on, remedied_on=remedied_on), DAY) == went


@pytest.mark.parametrize(
    ("approved_on", "is_returned", "is_closed", "went"),
    [
        (DAY, False, False, PlanLine.AT_ONCE),
        (DAY, True, False, PlanLine.AFTER_RETURN),
        (AFTER, True, True, PlanLine.OPEN),
        (None, False, False, PlanLine.OPEN),
        (None, False, True, PlanLine.CLOSED),
    ],
)
def test_how_it_went_with_a_plan(approved_on, is_returned, is_closed, went):
    facts = {"is_returned": is_returned, "is_verified": False, "is_closed": is_closed}
    plan = PlanFact(1, 1, None, BEFORE, approved_on, **facts)
    assert plan_line(plan, DAY) == went


def test_areas_spelt_alike_have_one_address():
    assert area_key("Lex  Sarah ") == area_key("lex sarah")
    assert area_key("") == "none_area"
    assert area_key("Personal") != area_key("Lokaler")
