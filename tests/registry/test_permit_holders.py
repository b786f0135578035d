"""Whose a permit is, and that it counts for nobody else."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import Authority, User
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.registry import services
from insyn.registry.models import Permit, Unit
from insyn.registry.queries import access_of
from insyn.registry.queries.units import (
    listed_units,
    permit_alarms_of,
    permit_rows,
    possible_holders,
    with_permits,
)
from insyn.registry.queries.watch import watch_dates
from insyn.registry.rules import EndReason, PermitKind
from insyn.registry.rules.permits import PermitState, is_own
from tests.factories import (
    DAY,
    ContractFactory,
    PermitFactory,
    ProviderFactory,
    UnitFactory,
    UnitOperationFactory,
)

pytestmark = pytest.mark.django_db
SOON = timedelta(20)


@pytest.fixture
def unit() -> Unit:
    row = UnitFactory.create(service_area__needs_permit=True)
    UnitOperationFactory.create(unit=row, starts_on=DAY - timedelta(900))
    return row


def of_other(unit: Unit, **facts) -> Permit:
    return PermitFactory.create(unit=unit, holder=ProviderFactory.create(), **facts)


@pytest.mark.parametrize(("holder", "counts"), [(None, True), (7, True), (8, False)])
def test_a_permit_counts_for_its_holder_and_when_nobody_is_named(holder, counts) -> None:
    assert is_own(holder, operator_id=7) == counts


def test_a_permit_of_another_makes_an_alarm(unit: Unit) -> None:
    of_other(unit)

    assert [alarm.state for alarm in permit_alarms_of(unit.provider, DAY)] == [PermitState.MISSING]


@pytest.mark.parametrize("is_known", [True, False])
def test_a_permit_of_the_operator_or_of_nobody_known_makes_none(unit: Unit, is_known) -> None:
    PermitFactory.create(unit=unit, holder=unit.provider if is_known else None)

    assert permit_alarms_of(unit.provider, DAY) == []


def test_the_filter_in_the_database_says_the_same_of_holders(unit: Unit) -> None:
    area, operator = unit.service_area, unit.provider
    for name, holder in (("Egen", operator), ("Okänd", None), ("Annans", ProviderFactory.create())):
        row = UnitFactory.create(name=name, provider=operator, service_area=area)
        PermitFactory.create(unit=row, holder=holder)
    asked = dict.fromkeys(("q", "area", "municipality", "form", "status", "permit"))

    for state in PermitState:
        chosen = asked | {"permit": state.value}
        listed = set(listed_units(chosen=chosen, sort="name", today=DAY))
        every = with_permits(Unit.objects.select_related("provider", "service_area"), DAY)
        assert listed == {row.unit for row in every if row.permit.state == state}


def test_the_page_tells_a_permit_of_another_from_one_that_has_run_out(unit: Unit) -> None:
    standing = of_other(unit)
    over = of_other(unit, valid_to=DAY - timedelta(1))
    coming = of_other(unit, valid_from=DAY + timedelta(1))
    own = PermitFactory.create(unit=unit, holder=unit.provider)

    rows = {row.permit: row for row in permit_rows(unit, DAY)}

    assert {permit for permit, row in rows.items() if row.is_of_other} == {standing, coming}
    assert {permit for permit, row in rows.items() if row.is_valid} == {own}
    assert not rows[over].is_coming
    assert not rows[coming].is_coming


def test_after_a_change_of_operator_the_permit_no_longer_counts(anna: User, unit: Unit) -> None:
    former, new = unit.provider, ProviderFactory.create()
    PermitFactory.create(unit=unit, holder=former)
    facts = services.NewOperator(new, DAY - timedelta(30), EndReason.TAKEN_OVER)

    services.change_operator(access_of(anna), unit, facts=facts)

    assert [alarm.unit for alarm in permit_alarms_of(new, clock.today())] == [unit]


def test_the_unit_says_why_its_permit_is_missing(as_bo: Client, unit: Unit) -> None:
    holder = of_other(unit).holder

    page = as_bo.get(reverse("registry:unit", args=[unit.pk])).content.decode()

    assert f"Innehavare: {holder}" in page
    assert "Räknas inte" in page
    assert "har en annan innehavare" in page


def test_the_end_of_a_permit_that_does_not_count_is_not_watched(
    anna: User, ekby: Authority, unit: Unit
) -> None:
    ContractFactory.create(agreement__authority=ekby, provider=unit.provider)
    own = PermitFactory.create(unit=unit, holder=unit.provider, valid_to=DAY + SOON)
    of_other(unit, valid_to=DAY + SOON / 2)

    watched = [one.on for one in watch_dates(access_of(anna), today=DAY) if one.what.unit]

    assert watched == [own.valid_to]


def test_only_those_who_have_had_to_do_with_the_unit_are_offered(unit: Unit) -> None:
    former = UnitOperationFactory.create(
        unit=unit, provider=ProviderFactory.create(), ends_on=DAY - timedelta(901),
        starts_on=DAY - timedelta(999),
    ).provider  # fmt: skip
    holder = of_other(unit).holder
    ProviderFactory.create()

    assert set(possible_holders(unit)) == {unit.provider, former, holder}


def test_the_form_refuses_somebody_who_was_not_offered(as_anna: Client, unit: Unit) -> None:
    stranger = ProviderFactory.create()
    address = reverse("registry:unit_permit_add", args=[unit.pk])
    sent = {"kind": PermitKind.PERMIT.value, "valid_from": DAY.isoformat()}

    assert as_anna.post(address, {**sent, "holder": stranger.pk}).status_code == 200
    assert not Permit.objects.exists()
    assert as_anna.post(address, {**sent, "holder": unit.provider.pk}).status_code == 302
    assert Permit.objects.get().holder == unit.provider


def merged_away(anna: User):
    kept, gone = ProviderFactory.create(name="Kvar"), ProviderFactory.create(name="Borta")
    services.merge_providers(access_of(anna), kept, gone)
    gone.refresh_from_db()
    return gone


@pytest.mark.parametrize("what", ["permit", "unit", "contract", "contact", "operator", "operation"])
def test_one_that_was_merged_into_another_is_chosen_nowhere(
    what, anna: User, ekby: Authority, unit: Unit
) -> None:
    gone, access = merged_away(anna), access_of(anna)
    agreement = ContractFactory.create(agreement__authority=ekby).agreement
    acts = {
        "permit": lambda: services.save_permit(
            access, unit, permit=None,
            facts=services.PermitDetails(PermitKind.PERMIT, DAY, holder=gone),
        ),
        "unit": lambda: services.save_unit(
            access, unit=None, facts=services.UnitFacts(gone, "Ny", unit.service_area)
        ),
        "contract": lambda: services.save_contract(
            access, contract=None, facts=services.ContractFacts(agreement, gone, starts_on=DAY)
        ),
        "contact": lambda: services.add_contact(access, gone, authority=ekby, user=anna),
        "operator": lambda: services.change_operator(
            access, unit, facts=services.NewOperator(gone, DAY, EndReason.TAKEN_OVER)
        ),
        "operation": lambda: services.add_operation(
            access, unit,
            facts=services.OperationFacts(gone, DAY - timedelta(999), DAY - timedelta(950)),
        ),
    }  # fmt: skip

    with pytest.raises(RuleViolation, match="Borta är sammanförd med Kvar"):
        acts[what]()


def test_the_first_holders_are_those_who_ran_the_unit_when_the_permit_began(unit: Unit) -> None:
    taken_over = UnitFactory.create()
    UnitOperationFactory.create(unit=taken_over, starts_on=DAY)
    known = PermitFactory.create(unit=unit, valid_from=DAY - timedelta(100))
    unknown = PermitFactory.create(unit=taken_over, valid_from=DAY - timedelta(100))

    import_module("insyn.registry.migrations.0014_first_holders").first_holders(apps, None)

    known.refresh_from_db()
    unknown.refresh_from_db()
    assert (known.holder, unknown.holder) == (unit.provider, None)
