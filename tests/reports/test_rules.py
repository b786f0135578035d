import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.findings.rules import BasisFacts
from insyn.followups.rules import BasisKind, Outcome
from insyn.kernel.errors import RuleViolation
from insyn.reports.rules import (
    REPORT_LIFECYCLE,
    ReportEvent,
    ReportState,
    WarningCode,
    contradictions,
    figures_of,
)
from tests.reports.facts import DAY, DEFICIENT, followup, report


def codes(facts) -> list[WarningCode]:
    return [found.code for found in contradictions(facts)]


def test_every_figure_is_the_number_of_what_it_counts() -> None:
    figures = figures_of(report(followup(), DEFICIENT))

    assert figures["followups"].followup_ids == (1, 2)
    assert (figures["deficiencies"].value, figures["deficiencies"].followup_ids) == (1, (2,))
    assert (figures["plans_requested"].value, figures["plans_approved"].value) == (1, 1)
    assert figures["complying"].value == 2
    assert figures["authority-7"].value == 2


def test_providers_are_counted_once_though_followed_up_twice() -> None:
    assert figures_of(report(followup(1), followup(2)))["providers"].value == 1


def test_one_that_does_not_comply_is_not_counted_as_complying() -> None:
    facts = report(followup(outcome=Outcome.DOES_NOT_COMPLY), followup(2, outcome=None))

    assert figures_of(facts)["complying"].value == 0


@given(st.lists(st.sampled_from([*Outcome, None]), max_size=8))
def test_no_figure_ever_exceeds_the_number_of_followups(outcomes) -> None:
    rows = [followup(number, outcome=outcome) for number, outcome in enumerate(outcomes)]
    figures = figures_of(report(*rows, shares=()))

    assert all(figure.value <= len(rows) for figure in figures.values())


def test_a_report_without_contradictions_has_no_warnings() -> None:
    assert codes(report(followup(), followup(2), followup(3))) == []


def test_a_failing_check_digit_is_told_once_per_number() -> None:
    facts = report(
        followup(org_number="5566561277"), followup(2, org_number="5566561277"), shares=()
    )

    assert codes(facts) == [WarningCode.CHECK_DIGIT]


def test_two_dates_are_told() -> None:
    other = BasisFacts(BasisKind.VISIT, DAY + datetime.timedelta(days=19))

    assert codes(report(followup(bases=(other,)), shares=())) == [WarningCode.TWO_DATES]


def test_another_spelling_is_told_but_not_another_case() -> None:
    spelt = followup(listed_as="Åkerö stödboende AB, Ungbo")
    cased = followup(2, listed_as="ÅKERÖ  Stödboende 2 AB")

    assert codes(report(spelt, cased, shares=())) == [WarningCode.TWO_SPELLINGS]


def test_a_shortfall_is_told_with_its_reason() -> None:
    (warning,) = contradictions(report(followup()))

    assert warning.code == WarningCode.PROMISED_NOT_DONE
    assert warning.sentence == (
        "3 uppföljningar utlovades, 1 gjordes: Ekby gjorde 1 av 3 (personalbyten)."
    )


@pytest.mark.parametrize("state", ReportState)
@pytest.mark.parametrize("event", ReportEvent)
def test_a_move_the_table_lacks_raises(state, event) -> None:
    if REPORT_LIFECYCLE.allows(state, event):
        assert REPORT_LIFECYCLE.after(state, event) in set(ReportState)
    else:
        with pytest.raises(RuleViolation, match="går inte när läget är"):
            REPORT_LIFECYCLE.after(state, event)


def test_every_state_is_reached_and_every_event_used() -> None:
    moves = REPORT_LIFECYCLE.transitions

    assert {ReportState.DRAFT, *moves.values()} == set(ReportState)
    assert {event for _, event in moves} == set(ReportEvent)
