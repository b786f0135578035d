import datetime

import pytest

from insyn.accounts.models import Authority, Cooperation, User
from insyn.kernel.access import Access
from insyn.registry.models import Agreement
from insyn.registry.queries import access_of
from insyn.registry.queries.watch import Scope, nearest_dates, watch_dates
from insyn.registry.rules import ContractStatus, OperatingForm, PermitStatus
from insyn.registry.rules.watch import WatchKind
from tests.factories import (
    DAY,
    AgreementFactory,
    AgreementOptionFactory,
    ContractFactory,
    ContractPriceFactory,
    LotFactory,
    PermitFactory,
    ProviderFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


def after(days: int) -> datetime.date:
    return DAY + datetime.timedelta(days=days)


SOON, LATE, FAR = after(20), after(-10), after(400)


@pytest.fixture
def agreement(ekby: Authority) -> Agreement:
    return AgreementFactory.create(authority=ekby, title="Ramavtal HVB")


@pytest.fixture
def access(anna: User) -> Access:
    return access_of(anna)


def seen(access: Access, **asked) -> list[tuple[str, datetime.date]]:
    return [(one.what.kind.value, one.on) for one in watch_dates(access, today=DAY, **asked)]


def stop(**facts):
    return ContractFactory.create(
        status=ContractStatus.INTAKE_STOP, status_reason="Brister i bemanning", **facts
    )


def test_the_end_of_an_agreement_is_watched(access, ekby):
    AgreementFactory.create(authority=ekby, ends_on=SOON)

    assert seen(access) == [("agreement_end", SOON)]


def test_an_end_beyond_half_a_year_is_not_watched_yet(access, ekby):
    AgreementFactory.create(authority=ekby, ends_on=FAR)

    assert seen(access) == []
    assert seen(access, until=FAR) == [("agreement_end", FAR)]


def test_the_last_day_of_notice_is_watched_long_before_the_end(access, ekby):
    AgreementFactory.create(authority=ekby, ends_on=datetime.date(2027, 8, 31), notice_months=12)

    assert seen(access) == [("notice", datetime.date(2026, 8, 31))]


def test_five_years_of_notice_is_watched_in_time(access, ekby):
    AgreementFactory.create(authority=ekby, ends_on=datetime.date(2031, 4, 30), notice_months=60)

    assert seen(access) == [("notice", datetime.date(2026, 4, 30))]


def test_an_end_that_passed_last_week_is_still_shown(access, ekby):
    AgreementFactory.create(authority=ekby, ends_on=LATE)

    (one,) = watch_dates(access, today=DAY)
    assert one.is_overdue


def test_an_end_that_passed_long_ago_is_not(access, ekby):
    AgreementFactory.create(authority=ekby, ends_on=after(-31))

    assert seen(access) == []


def test_an_open_option_is_watched_until_it_is_used(access, agreement):
    AgreementOptionFactory.create(agreement=agreement, call_by=after(-400))
    AgreementOptionFactory.create(agreement=agreement, call_by=SOON, called_on=DAY)
    AgreementOptionFactory.create(agreement=agreement, call_by=SOON, declined_on=DAY)

    assert seen(access) == [("option", after(-400))]


def test_contracts_that_end_with_their_agreement_add_no_dates(access, ekby):
    agreement = AgreementFactory.create(authority=ekby, ends_on=SOON)
    ContractFactory.create_batch(3, agreement=agreement, ends_on=SOON)

    assert seen(access) == [("agreement_end", SOON)]


def test_contracts_that_end_the_same_day_are_one_date(access, agreement):
    ContractFactory.create_batch(3, agreement=agreement, ends_on=SOON)

    (one,) = watch_dates(access, today=DAY)
    assert (one.what.kind, one.what.count) == (WatchKind.CONTRACT_END, 3)


def test_a_contract_that_ends_alone_says_whose_it_is(access, agreement):
    ContractFactory.create(
        agreement=agreement, ends_on=SOON, provider=ProviderFactory.create(name="Åkerö AB")
    )

    (one,) = watch_dates(access, today=DAY)
    assert (one.what.provider, one.what.agreement) == ("Åkerö AB", "Ramavtal HVB")


def test_an_ended_contract_is_not_watched(access, agreement):
    ContractFactory.create(
        agreement=agreement, ends_on=SOON, status=ContractStatus.ENDED, status_reason="Uppsagt"
    )

    assert seen(access) == []


def test_a_stop_that_has_run_out_waits_for_somebody(access, agreement):
    stop(agreement=agreement, status_until=after(-90))
    stop(agreement=agreement, status_until=SOON)
    stop(agreement=agreement)

    assert seen(access) == [("status_end", after(-90)), ("status_end", SOON)]


def test_a_price_without_a_successor_is_watched(access, agreement):
    contract = ContractFactory.create(agreement=agreement)
    ContractPriceFactory.create(contract=contract, valid_to=SOON)

    assert seen(access) == [("price_end", SOON)]


def test_a_price_that_is_followed_is_not(access, agreement):
    contract = ContractFactory.create(agreement=agreement)
    ContractPriceFactory.create(contract=contract, valid_to=SOON)
    ContractPriceFactory.create(contract=contract, valid_from=after(21))

    assert seen(access) == []


def test_the_price_of_another_lot_follows_nothing(access, agreement):
    contract, lot = ContractFactory.create(agreement=agreement), LotFactory.create()
    ContractPriceFactory.create(contract=contract, valid_to=SOON)
    ContractPriceFactory.create(contract=contract, lot=lot, valid_from=after(21))

    assert seen(access) == [("price_end", SOON)]


def test_a_price_that_ends_with_its_contract_is_not_watched(access, ekby):
    agreement = AgreementFactory.create(authority=ekby, ends_on=FAR)
    contract = ContractFactory.create(agreement=agreement, ends_on=FAR)
    ContractPriceFactory.create(contract=contract, valid_to=FAR)

    assert "price_end" not in {kind for kind, _ in seen(access, until=FAR)}


def test_prices_of_several_contracts_are_one_date(access, agreement):
    for contract in ContractFactory.create_batch(3, agreement=agreement):
        ContractPriceFactory.create(contract=contract, valid_to=SOON)
        ContractPriceFactory.create(contract=contract, valid_to=SOON, item="Timme")

    (one,) = watch_dates(access, today=DAY)
    assert one.what.count == 3


@pytest.fixture
def unit(agreement: Agreement):
    contract = ContractFactory.create(agreement=agreement)
    return UnitFactory.create(provider=contract.provider, service_area__needs_permit=True)


def test_the_end_of_a_permit_is_watched(access, unit):
    PermitFactory.create(unit=unit, valid_to=SOON)

    (one,) = watch_dates(access, today=DAY)
    assert (one.what.kind, one.on, one.what.unit) == (WatchKind.PERMIT_END, SOON, unit.name)


def test_a_permit_that_another_takes_over_from_is_not(access, unit):
    PermitFactory.create(unit=unit, valid_to=SOON)
    PermitFactory.create(unit=unit, valid_from=after(21))

    assert seen(access) == []


def test_a_gap_between_two_permits_is_watched(access, unit):
    PermitFactory.create(unit=unit, valid_to=SOON)
    PermitFactory.create(unit=unit, valid_from=after(22))

    assert seen(access) == [("permit_end", SOON)]


def test_a_permit_that_ran_out_waits_for_somebody(access, unit):
    PermitFactory.create(unit=unit, valid_to=after(-300))

    assert seen(access) == [("permit_end", after(-300))]


def test_a_permit_that_ran_out_where_none_is_needed_is_forgotten(access, agreement):
    contract = ContractFactory.create(agreement=agreement)
    free = UnitFactory.create(provider=contract.provider)
    PermitFactory.create(unit=free, valid_to=after(-300))

    assert seen(access) == []


@pytest.mark.parametrize("status", [PermitStatus.REVOKED, PermitStatus.REPLACED])
def test_a_permit_that_no_longer_stands_is_not_watched(access, unit, status):
    PermitFactory.create(unit=unit, valid_to=SOON, status=status)

    assert seen(access) == []


def test_a_closed_unit_needs_no_permit(access, unit):
    unit.closed_on = DAY
    unit.save()
    PermitFactory.create(unit=unit, valid_to=SOON)

    assert seen(access) == []


def test_only_the_units_that_the_contract_names_are_watched(access, unit, agreement):
    other = UnitFactory.create(provider=unit.provider, service_area__needs_permit=True)
    agreement.contracts.unscoped(reason="a test").get().units.add(other)
    PermitFactory.create(unit=unit, valid_to=SOON)

    assert seen(access) == []


def test_units_of_providers_without_a_contract_are_nobody_s(access):
    PermitFactory.create(valid_to=SOON)

    assert seen(access) == []


def everything(authority: Authority) -> None:
    """Give the authority one date of each kind within half a year."""
    agreement = AgreementFactory.create(
        authority=authority, ends_on=datetime.date(2026, 8, 31), notice_months=3
    )
    AgreementOptionFactory.create(agreement=agreement, call_by=SOON)
    contract = stop(agreement=agreement, ends_on=after(60), status_until=after(30))
    ContractPriceFactory.create(contract=contract, valid_to=after(40))
    unit = UnitFactory.create(provider=contract.provider, service_area__needs_permit=True)
    PermitFactory.create(unit=unit, valid_to=after(50))


def test_every_kind_can_be_watched_at_once(access, ekby):
    everything(ekby)

    assert {kind for kind, _ in seen(access)} == set(WatchKind.codes())


@pytest.mark.parametrize("kind", WatchKind.codes())
def test_the_watch_is_narrowed_to_one_kind(access, ekby, kind):
    everything(ekby)

    assert {found for found, _ in seen(access, kind=kind)} == {kind}


@pytest.mark.parametrize("person", ["cilla", "dag", "contact", "system_admin"])
def test_nobody_sees_the_dates_of_another_authority(ekby, person, request):
    everything(ekby)

    assert seen(access_of(request.getfixturevalue(person))) == []


def test_the_dates_of_a_shared_agreement_are_seen_by_all(
    cilla: User, ekby: Authority, cooperation: Cooperation
):
    AgreementFactory.create(authority=ekby, cooperation=cooperation, ends_on=SOON)

    assert seen(access_of(cilla)) == [("agreement_end", SOON)]


def test_the_watch_is_narrowed_to_one_agreement(access, ekby, agreement):
    everything(ekby)

    assert seen(access, scope=Scope(agreement_id=agreement.pk)) == []


def test_the_watch_is_narrowed_to_what_one_person_answers_for(access, anna, ekby):
    everything(ekby)
    mine = AgreementFactory.create(authority=ekby, responsible=anna, ends_on=SOON)
    ContractFactory.create(agreement=mine, ends_on=after(5))

    found = watch_dates(access, today=DAY, scope=Scope(responsible_id=anna.pk))
    assert {one.what.agreement for one in found} == {mine.title}
    assert len(found) == 2


def test_a_provider_sees_when_its_contract_ends_also_with_the_agreement(access, ekby):
    agreement = AgreementFactory.create(authority=ekby, ends_on=SOON)
    contract = ContractFactory.create(agreement=agreement, ends_on=SOON)
    AgreementFactory.create(authority=ekby, ends_on=SOON)

    found = seen(access, scope=Scope(provider_id=contract.provider_id))
    assert found == [("contract_end", SOON)]


def test_everything_takes_three_queries(access, ekby, django_assert_num_queries):
    for _ in range(5):
        everything(ekby)

    with django_assert_num_queries(3):
        assert len(watch_dates(access, today=DAY)) == 35


def test_the_nearest_are_those_that_have_passed_and_then_the_first(access, ekby):
    everything(ekby)
    AgreementFactory.create(authority=ekby, ends_on=LATE)

    found = nearest_dates(access, today=DAY)
    assert len(found) == 5
    assert found[0].is_overdue


def test_in_house_services_may_have_notified_instead(access, ekby):
    mission = AgreementFactory.create(authority=ekby)
    contract = ContractFactory.create(
        agreement=mission, provider__operating_form=OperatingForm.IN_HOUSE
    )
    unit = UnitFactory.create(provider=contract.provider, service_area__needs_permit=True)
    PermitFactory.create(unit=unit, kind="notification", valid_to=SOON)

    assert seen(access) == [("permit_end", SOON)]
