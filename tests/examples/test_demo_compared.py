"""The demonstration has enough follow-ups for a comparison, for limits and for a trend."""

from datetime import timedelta

import pytest

from insyn.criteria.rules import Level
from insyn.examples.demonstration.earlier_years import BOARD_OF, EARLIER
from insyn.examples.demonstration.town import ELDERLY, SOCIAL, Town
from insyn.findings.rules import FindingKind
from insyn.results.queries.charts import points_of
from insyn.results.queries.equal import equal_facts
from insyn.results.rules.charts import chart
from insyn.results.rules.charts_periods import KINDS, Counted, Step, periods_back
from insyn.results.rules.equal import EqualFacts, Side, Verdict, frequency, judged, outcome
from insyn.results.rules.equal_questions import Asked, questions
from insyn.results.rules.scope import Scope
from tests import ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def scope(town: Town) -> Scope:
    boards = {town.authorities[key].pk for key in (SOCIAL, ELDERLY)}
    return Scope(frozenset(boards), ready.TODAY - timedelta(days=548), ready.TODAY)


@pytest.fixture
def facts(town: Town, scope: Scope) -> EqualFacts:
    return equal_facts(town.access("anna"), scope)


def test_both_sides_are_followed_up_in_most_months(facts: EqualFacts) -> None:
    assert len(facts.followups(Side.IN_HOUSE)) >= 12
    assert len(facts.followups(Side.PRIVATE)) >= 20
    days = [row.reported_on for row in facts.year.followups]
    assert len({(day.year, day.month) for day in days}) >= 14


def test_they_are_asked_the_same_questions_and_something_can_be_said(facts: EqualFacts) -> None:
    lines = judged([*frequency(facts), *outcome(facts)])
    said = {line.verdict for line in lines}

    assert any(row.asked is Asked.BOTH for row in questions(facts))
    assert Verdict.UNSURE in said
    assert said & {Verdict.PRIVATE_HIGHER, Verdict.IN_HOUSE_HIGHER}


def test_areas_are_met_partly_and_not_at_all_and_some_is_never_remedied(facts: EqualFacts) -> None:
    found = [row for row in facts.year.findings if row.kind == FindingKind.DEFICIENCY]

    assert {row.level for row in facts.levels} == {Level.MET, Level.PARTLY, Level.NOT_MET}
    assert any(row.remedied_on for row in found)
    assert any(row.remedied_on is None for row in found)


@pytest.mark.parametrize("counted", [Counted.DEFICIENCIES, Counted.MET])
def test_there_are_points_enough_for_limits(town: Town, scope: Scope, counted: Counted) -> None:
    periods = periods_back(Step.MONTH, ready.TODAY)
    points = points_of(
        town.access("anna"),
        Scope(scope.authority_ids, periods[0].starts_on, periods[-1].ends_on),
        counted,
        periods,
    )

    assert chart(KINDS[counted], points).middle is not None


def test_the_first_year_is_told_in_the_order_of_its_days() -> None:
    days = [one.day for one in EARLIER]

    assert days == sorted(days)
    assert {one.agreement for one in EARLIER} == set(BOARD_OF)
