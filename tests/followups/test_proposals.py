from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.followups.models import Followup, FollowupForm, FollowupProposal
from insyn.followups.rules import State
from insyn.followups.rules.forms import Periodicity
from insyn.followups.rules.proposals import (
    Gone,
    Made,
    ProposalState,
    is_followed_up,
    is_worth_proposing,
    new_provider_window,
)
from insyn.followups.services.new_providers import propose_new_providers
from insyn.followups.services.proposals import Planned, accept_proposal, decline_proposal
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.registry.models import Unit
from insyn.registry.queries import access_of
from insyn.registry.rules import ContractStatus
from tests.factories import (
    ContractFactory,
    FollowupFactory,
    TemplateVersionFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
FIRST = date(2026, 1, 15)
TODAY = date(2026, 3, 2)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


@pytest.fixture
def contract(ekby):
    return ContractFactory.create(agreement__authority=ekby)


@pytest.fixture
def unit(contract) -> Unit:
    return UnitFactory.create(provider=contract.provider, first_client_on=FIRST)


def proposals() -> list[FollowupProposal]:
    return list(FollowupProposal.objects.unscoped(reason="Provet läser raderna."))


def only() -> FollowupProposal:
    (row,) = proposals()
    return row


@given(DAYS)
def test_the_window_is_always_in_order_and_after_the_first_client(day) -> None:
    window = new_provider_window(day)

    assert day < window.first < window.last
    assert 59 <= (window.last - window.first).days <= 62


@given(DAYS, DAYS)
def test_what_was_cancelled_never_counts(first, on) -> None:
    assert not is_followed_up(first, Made(on, is_first_client_form=True, is_stopped=True))


@given(DAYS, st.integers(min_value=0, max_value=3000))
def test_the_form_for_new_providers_counts_whenever_it_came_after(first, days) -> None:
    on = first + timedelta(days=days)

    assert is_followed_up(first, Made(on, is_first_client_form=True))


@given(DAYS)
def test_a_unit_is_worth_proposing_all_through_its_window(day) -> None:
    assert is_worth_proposing(day, new_provider_window(day).last)


def test_a_new_unit_is_proposed_once_however_often_the_system_looks(unit, contract) -> None:
    assert [propose_new_providers(TODAY) for _time in range(3)] == [1, 1, 1]

    row = only()
    assert (row.unit, row.contract, row.state) == (unit, contract, ProposalState.PROPOSED)
    assert (row.window_from, row.window_to) == (date(2026, 7, 15), date(2026, 9, 15))
    assert row.version == 1


def test_a_unit_of_another_day_is_not_new(unit) -> None:
    propose_new_providers(date(2027, 2, 1))

    assert proposals() == []


@pytest.mark.parametrize(
    "facts",
    [
        {"status": ContractStatus.ENDED, "status_reason": "Uppsagt"},
        {"ends_on": date(2026, 2, 1)},
        {"starts_on": date(2026, 4, 1)},
    ],
)
def test_without_a_contract_in_force_nothing_is_proposed(unit, contract, facts) -> None:
    for name, value in facts.items():
        setattr(contract, name, value)
    contract.save()

    assert propose_new_providers(TODAY) == 0


def test_a_contract_that_names_its_units_is_about_those(unit, contract) -> None:
    contract.units.add(UnitFactory.create(provider=contract.provider))

    assert propose_new_providers(TODAY) == 0


def test_a_new_day_moves_an_open_proposal(unit) -> None:
    propose_new_providers(TODAY)
    unit.first_client_on = date(2026, 2, 15)
    unit.save()

    propose_new_providers(TODAY)

    assert only().window_to == date(2026, 10, 15)


def test_a_contract_that_ends_takes_the_proposal_back(unit, contract) -> None:
    propose_new_providers(TODAY)
    contract.ends_on = TODAY
    contract.save()

    assert propose_new_providers(TODAY + timedelta(days=1)) == 0

    row = only()
    assert (row.state, row.settled_by) == (ProposalState.DECLINED, None)
    assert row.declined_reason == Gone.CONTRACT_ENDED.label


def test_a_contract_that_goes_on_after_all_is_proposed_again(unit, contract) -> None:
    propose_new_providers(TODAY)
    contract.ends_on = TODAY
    contract.save()
    propose_new_providers(TODAY + timedelta(days=1))
    contract.ends_on = None
    contract.save()

    assert propose_new_providers(TODAY + timedelta(days=2)) == 1


def test_a_unit_that_closes_takes_the_proposal_back(unit) -> None:
    propose_new_providers(TODAY)
    unit.closed_on = TODAY
    unit.save()

    propose_new_providers(TODAY)

    assert only().declined_reason == Gone.UNIT_MOVED.label


def test_a_follow_up_in_the_window_is_enough(unit, contract, ekby) -> None:
    FollowupFactory.create(authority=ekby, contract=contract, planned_for=date(2026, 8, 1))

    assert propose_new_providers(TODAY) == 0


def test_a_follow_up_of_another_unit_is_not_enough(unit, contract, ekby) -> None:
    other = UnitFactory.create(provider=contract.provider)
    FollowupFactory.create(
        authority=ekby, contract=contract, planned_for=date(2026, 8, 1), unit=other
    )

    assert propose_new_providers(TODAY) == 1


def test_a_follow_up_made_in_another_way_settles_the_proposal(unit, contract, ekby) -> None:
    propose_new_providers(TODAY)
    FollowupFactory.create(authority=ekby, contract=contract, planned_for=date(2026, 8, 1))

    propose_new_providers(TODAY)

    assert only().declined_reason == Gone.MADE.label


def test_a_proposal_that_is_accepted_becomes_a_follow_up_of_the_unit(unit, anna, ekby) -> None:
    version = TemplateVersionFactory.create(template__authority=ekby)
    propose_new_providers(TODAY)
    row = only()
    day = clock.today() + timedelta(days=30)

    followup = accept_proposal(
        access_of(anna), row, Planned(day, template_version=version), version=row.version
    )

    row = only()
    assert (row.state, row.followup, row.settled_by) == (ProposalState.ACCEPTED, followup, anna)
    assert (followup.unit, followup.planned_for) == (unit, day)
    assert followup.reason_note == row.reason


def test_the_form_for_new_providers_decides_what_is_planned(unit, anna, ekby) -> None:
    version = TemplateVersionFactory.create(template__authority=ekby)
    form = FollowupForm.objects.create(
        authority=ekby,
        name="Ny utförare",
        periodicity=Periodicity.AFTER_FIRST_CLIENT,
        template=version.template,
    )
    propose_new_providers(TODAY)
    row = only()

    followup = accept_proposal(
        access_of(anna), row, Planned(clock.today(), form=form), version=row.version
    )

    assert (followup.form, followup.template_version) == (form, version)


def test_a_follow_up_cancelled_after_all_is_proposed_again(unit, anna, ekby) -> None:
    version = TemplateVersionFactory.create(template__authority=ekby)
    propose_new_providers(TODAY)
    row = only()
    planned = Planned(clock.today(), template_version=version)
    accept_proposal(access_of(anna), row, planned, version=row.version)
    Followup.objects.unscoped(reason="Provet ändrar raden.").update(
        state=State.CANCELLED, cancelled_reason="Sjukdom"
    )

    assert propose_new_providers(TODAY) == 1
    assert only().followup is None


def test_what_a_person_declined_stays_declined(unit, anna) -> None:
    propose_new_providers(TODAY)
    row = only()
    decline_proposal(access_of(anna), row, reason="Följs upp i grannkommunen", version=row.version)

    assert propose_new_providers(TODAY) == 0
    assert only().declined_reason == "Följs upp i grannkommunen"


def test_a_proposal_is_not_declined_without_a_reason(unit, anna) -> None:
    propose_new_providers(TODAY)

    with pytest.raises(RuleViolation, match="Skriv varför"):
        decline_proposal(access_of(anna), only(), reason=" ", version=1)


def test_a_settled_proposal_is_not_settled_again(unit, anna) -> None:
    propose_new_providers(TODAY)
    row = only()
    decline_proposal(access_of(anna), row, reason="Nej", version=row.version)

    with pytest.raises(RuleViolation, match="redan avgjort"):
        decline_proposal(access_of(anna), row, reason="Nej", version=row.version)


def test_a_proposal_that_moved_meanwhile_is_not_settled(unit, anna) -> None:
    propose_new_providers(TODAY)

    with pytest.raises(Outdated):
        decline_proposal(access_of(anna), only(), reason="Nej", version=7)


def test_nothing_is_planned_in_the_past(unit, anna) -> None:
    propose_new_providers(TODAY)

    with pytest.raises(RuleViolation, match="har varit"):
        accept_proposal(access_of(anna), only(), Planned(date(2020, 1, 1)), version=1)


def test_a_reader_settles_nothing(unit, bo) -> None:
    propose_new_providers(TODAY)

    with pytest.raises(NotAllowed):
        decline_proposal(access_of(bo), only(), reason="Nej", version=1)


def test_another_board_sees_no_proposal(unit, cilla) -> None:
    propose_new_providers(TODAY)

    assert not FollowupProposal.objects.visible_to(access_of(cilla)).exists()


def test_many_units_are_looked_through_in_few_queries(
    contract, django_assert_max_num_queries
) -> None:
    UnitFactory.create_batch(20, provider=contract.provider, first_client_on=FIRST)
    propose_new_providers(TODAY)

    with django_assert_max_num_queries(32):  # one to look again at each open proposal
        propose_new_providers(TODAY)
