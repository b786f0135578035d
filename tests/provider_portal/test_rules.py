from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.kernel.access import Secrecy
from insyn.measures.rules import (
    APPROVED_OR_LATER,
    WAITS_FOR_PROVIDER,
    ItemState,
    PlanState,
)
from insyn.provider_portal.rules import (
    CLIENT_DOCUMENT_KEPT,
    FIRST_SHOWN,
    WHY,
    retain_until,
    verdict_shown,
)

DAY = date(2026, 3, 2)


@pytest.mark.parametrize("secrecy", Secrecy)
def test_only_a_document_about_a_client_is_given_a_day_to_be_thrown_away(secrecy) -> None:
    is_about_client = secrecy == Secrecy.CLIENT_DOCUMENT

    assert retain_until(secrecy, DAY) == (DAY + CLIENT_DOCUMENT_KEPT if is_about_client else None)


@given(st.sampled_from(PlanState), st.sampled_from(ItemState), st.text(min_size=1))
def test_a_judgement_is_never_told_before_it_has_been_sent(plan, item, comment) -> None:
    shown = verdict_shown(plan, item, comment)

    if plan in WAITS_FOR_PROVIDER | APPROVED_OR_LATER:
        assert (shown.state, shown.comment) == (item, comment)
    else:
        assert shown.comment == ""
        assert shown.state in {ItemState.AWAITED, ItemState.ANSWERED}


def test_every_state_of_a_plan_is_explained_to_the_provider() -> None:
    assert set(WHY) == set(PlanState)


def test_what_came_back_is_met_first_and_what_is_settled_last() -> None:
    assert FIRST_SHOWN[0] == ItemState.RETURNED
    assert FIRST_SHOWN[-1] == ItemState.ACCEPTED
    assert set(FIRST_SHOWN) == set(ItemState)
