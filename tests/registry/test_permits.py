"""Permits: when one is needed, how it stands, and who is told."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.accounts.models import User
from insyn.audit.models import AuditEvent
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.registry import services
from insyn.registry.models import Permit, Unit
from insyn.registry.queries import access_of
from insyn.registry.queries.units import (
    listed_units,
    permit_alarms,
    permit_alarms_of,
    with_permits,
)
from insyn.registry.rules import ContractStatus, OperatingForm, PermitKind, PermitStatus
from insyn.registry.rules.permits import (
    ENDING_WITHIN,
    PermitFacts,
    PermitState,
    covered_to,
    exceeds_permit,
    needs_permit,
    permit_kind_for,
    permit_state,
)
from tests.factories import (
    DAY,
    ContractFactory,
    PermitFactory,
    ProviderFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(1)
NEAR = st.dates(date(2025, 6, 1), date(2027, 6, 1))
FACTS = st.builds(PermitFacts, NEAR, st.none() | NEAR, st.booleans()).filter(
    lambda facts: facts.valid_to is None or facts.valid_from <= facts.valid_to
)


def state(*permits: PermitFacts) -> PermitState:
    return permit_state(permits, is_needed=True, today=DAY)


def stands(valid_from: date, valid_to: date | None = None) -> PermitFacts:
    return PermitFacts(valid_from, valid_to, is_valid_status=True)


def test_an_area_that_needs_no_permit_has_no_alarm():
    assert permit_state([], is_needed=False, today=DAY) == PermitState.NOT_NEEDED


def test_without_any_permit_it_is_missing():
    assert state() == PermitState.MISSING


def test_a_permit_until_further_notice_is_enough():
    assert state(stands(DAY)) == PermitState.OK


def test_a_permit_that_begins_tomorrow_does_not_help_today():
    assert state(stands(DAY + ONE_DAY)) == PermitState.MISSING


def test_a_permit_stands_on_its_last_day():
    assert state(stands(DAY, DAY)) == PermitState.ENDING


def test_a_revoked_permit_does_not_count():
    assert state(PermitFacts(DAY, None, is_valid_status=False)) == PermitState.MISSING


@pytest.mark.parametrize(("days", "expected"), [(183, PermitState.ENDING), (184, PermitState.OK)])
def test_a_permit_is_ending_half_a_year_before(days: int, expected: PermitState):
    assert state(stands(date(2024, 1, 1), DAY + timedelta(days))) == expected


def test_a_permit_that_another_takes_over_from_is_not_ending():
    assert state(stands(date(2024, 1, 1), DAY), stands(DAY + ONE_DAY)) == PermitState.OK


def test_a_gap_between_two_permits_is_an_end():
    assert state(stands(date(2024, 1, 1), DAY), stands(DAY + 2 * ONE_DAY)) == PermitState.ENDING


@given(st.lists(FACTS, max_size=5))
def test_one_permit_more_never_makes_it_worse(permits: list[PermitFacts]):
    order = [PermitState.MISSING, PermitState.ENDING, PermitState.OK]

    assert order.index(state(*permits, stands(DAY, DAY + ONE_DAY))) >= order.index(state(*permits))


@given(st.lists(FACTS, max_size=5))
def test_every_day_until_the_last_has_a_permit_and_the_next_has_none(permits: list[PermitFacts]):
    last = covered_to(permits, DAY)

    def has_permit(day: date) -> bool:
        return any(
            row.is_valid_status and row.valid_from <= day <= (row.valid_to or date.max)
            for row in permits
        )

    if last is None:
        assert not has_permit(DAY)
    elif last < date.max:
        assert all(has_permit(DAY + timedelta(n)) for n in range((last - DAY).days + 1))
        assert not has_permit(last + ONE_DAY)


@pytest.mark.parametrize("form", OperatingForm)
def test_only_the_state_needs_no_permit(form: OperatingForm):
    assert needs_permit(area_needs=True, operating_form=form) == (form != OperatingForm.STATE)


def test_an_area_without_the_duty_needs_no_permit():
    assert not needs_permit(area_needs=False, operating_form=OperatingForm.PRIVATE)


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        (OperatingForm.PRIVATE, PermitKind.PERMIT),
        (OperatingForm.NON_PROFIT, PermitKind.PERMIT),
        (OperatingForm.MUNICIPAL_COMPANY, PermitKind.PERMIT),
        (OperatingForm.IN_HOUSE, PermitKind.NOTIFICATION),
        (OperatingForm.REGION, PermitKind.NOTIFICATION),
    ],
)
def test_a_municipality_notifies_and_others_apply(form: OperatingForm, kind: PermitKind):
    assert permit_kind_for(form) == kind


@pytest.mark.parametrize(
    ("places", "permitted", "expected"),
    [
        (12, [10], True),
        (12, [12], False),
        (12, [8, 6], False),
        (None, [10], False),
        (12, [], False),
        (12, [8, None], False),
    ],
)
def test_places_are_held_against_the_permits_together(places, permitted, expected):
    assert exceeds_permit(places, permitted) == expected


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(name="Solgläntan", service_area__needs_permit=True)


def details(**facts) -> services.PermitDetails:
    return services.PermitDetails(
        **{"kind": PermitKind.PERMIT, "valid_from": DAY, "number": "8.1-1", **facts}
    )


def save(user: User, unit: Unit, permit: Permit | None = None, version=None, **facts) -> Permit:
    return services.save_permit(
        access_of(user), unit, permit=permit, facts=details(**facts), version=version
    )


def trail() -> list[str]:
    events = AuditEvent.objects.unscoped(reason="the test reads the whole trail")
    return [event.event for event in events.order_by("number")]


def test_a_permit_is_added(anna: User, unit: Unit):
    permit = save(anna, unit, places=12, age_from=13, age_to=20)

    assert (permit.unit, permit.places, trail()) == (unit, 12, ["permit.created"])


def test_a_permit_is_changed(anna: User, unit: Unit):
    permit = PermitFactory.create(unit=unit)

    assert save(anna, unit, permit, version=1, manager="Föreståndaren").version == 2


def test_an_old_page_changes_no_permit(anna: User, unit: Unit):
    permit = PermitFactory.create(unit=unit, version=2)

    with pytest.raises(Outdated):
        save(anna, unit, permit, version=1)


def test_a_reader_adds_no_permit(bo: User, unit: Unit):
    with pytest.raises(NotAllowed):
        save(bo, unit)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"valid_to": DAY - ONE_DAY}, "sluta innan det börjar"),
        ({"age_from": 20, "age_to": 13}, "högsta åldern"),
        ({"age_to": 121}, "högst 120 år"),
    ],
)
def test_a_permit_that_contradicts_itself_is_refused(anna: User, unit: Unit, facts, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        save(anna, unit, **facts)


def test_a_number_that_the_unit_has_is_refused(anna: User, unit: Unit):
    PermitFactory.create(unit=unit, number="8.1-1")

    with pytest.raises(RuleViolation, match="redan ett tillstånd med det numret"):
        save(anna, unit)


def end(user: User, permit: Permit, status=PermitStatus.REVOKED, on: date = DAY) -> Permit:
    return services.end_permit(access_of(user), permit, status=status, last_day=on)


@pytest.mark.parametrize(
    "status", [PermitStatus.REVOKED, PermitStatus.REPLACED, PermitStatus.RETURNED]
)
def test_a_permit_ends(anna: User, unit: Unit, status: PermitStatus):
    permit = end(anna, PermitFactory.create(unit=unit), status)

    assert (permit.status, permit.valid_to, trail()) == (status, DAY, ["permit.ended"])


@pytest.mark.parametrize(
    ("on", "sentence"),
    [(date(2199, 1, 1), "har varit eller är i dag"), (date(2020, 1, 1), "innan det börjar")],
)
def test_a_permit_ends_on_no_impossible_day(anna: User, unit: Unit, on, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        end(anna, PermitFactory.create(unit=unit), on=on)


def test_a_permit_ends_once(anna: User, unit: Unit):
    permit = PermitFactory.create(unit=unit, status=PermitStatus.RETURNED)

    with pytest.raises(RuleViolation, match="gäller inte längre"):
        end(anna, permit)


def test_a_wrong_permit_is_taken_away(anna: User, unit: Unit):
    services.remove_permit(access_of(anna), PermitFactory.create(unit=unit))

    assert (Permit.objects.count(), trail()) == (0, ["permit.removed"])


def alarms(user: User, **facts) -> list[tuple[str, PermitState]]:
    return [(row.unit.name, row.state) for row in permit_alarms(access_of(user), DAY, **facts)]


def test_a_unit_named_in_a_contract_in_force_is_watched(anna: User, ekby, unit: Unit):
    contract = ContractFactory.create(agreement__authority=ekby)
    contract.units.add(unit)

    assert alarms(anna) == [("Solgläntan", PermitState.MISSING)]


def test_a_unit_of_a_provider_with_a_contract_in_force_is_watched(anna: User, ekby, unit: Unit):
    ContractFactory.create(agreement__authority=ekby, provider=unit.provider)
    PermitFactory.create(unit=unit, valid_to=DAY)

    assert alarms(anna) == [("Solgläntan", PermitState.ENDING)]


def test_the_alarm_says_the_last_day(anna: User, unit: Unit):
    PermitFactory.create(unit=unit, valid_to=DAY)

    assert [row.on for row in permit_alarms_of(unit.provider, DAY)] == [DAY]


def test_what_is_missing_stands_before_what_is_ending(unit: Unit):
    PermitFactory.create(unit=unit, valid_to=DAY)
    UnitFactory.create(provider=unit.provider, service_area=unit.service_area, name="Ögården")

    found = permit_alarms_of(unit.provider, DAY)

    assert [row.unit.name for row in found] == ["Ögården", "Solgläntan"]


def test_contracts_of_others_make_no_alarm(cilla: User, ekby, unit: Unit):
    ContractFactory.create(agreement__authority=ekby, provider=unit.provider)

    assert alarms(cilla) == []


@pytest.mark.parametrize(
    "facts",
    [
        {"status": ContractStatus.ENDED, "status_reason": "Upphörde"},
        {"ends_on": DAY - ONE_DAY},
        {"starts_on": DAY + ONE_DAY},
    ],
)
def test_a_contract_that_is_not_in_force_makes_no_alarm(anna: User, ekby, unit: Unit, facts):
    ContractFactory.create(agreement__authority=ekby, provider=unit.provider, **facts)

    assert alarms(anna) == []


def test_a_contract_with_intake_stop_still_makes_an_alarm(anna: User, ekby, unit: Unit):
    ContractFactory.create(
        agreement__authority=ekby,
        provider=unit.provider,
        status=ContractStatus.INTAKE_STOP,
        status_reason="Brister",
    )

    assert len(alarms(anna)) == 1


def test_the_alarms_of_one_agreement_leave_out_the_others(anna: User, ekby, unit: Unit):
    contract = ContractFactory.create(agreement__authority=ekby, provider=unit.provider)
    other = ContractFactory.create(agreement__authority=ekby)

    assert len(alarms(anna, agreement=contract.agreement)) == 1
    assert alarms(anna, agreement=other.agreement) == []


def test_a_closed_unit_makes_no_alarm(unit: Unit):
    Unit.objects.update(closed_on=DAY)

    assert permit_alarms_of(unit.provider, DAY) == []


@pytest.mark.parametrize(
    ("form", "kind", "alarm_count"),
    [
        (OperatingForm.PRIVATE, PermitKind.NOTIFICATION, 1),
        (OperatingForm.PRIVATE, PermitKind.PERMIT, 0),
        (OperatingForm.IN_HOUSE, PermitKind.NOTIFICATION, 0),
        (OperatingForm.STATE, PermitKind.NOTIFICATION, 0),
    ],
)
def test_a_notification_will_do_only_for_the_public(unit: Unit, form, kind, alarm_count):
    provider = ProviderFactory.create(operating_form=form)
    Unit.objects.update(provider=provider)
    PermitFactory.create(unit=unit, kind=kind)

    assert len(permit_alarms_of(provider, DAY)) == alarm_count


def test_the_alarms_need_two_queries(anna: User, ekby, django_assert_num_queries):
    for n in range(5):
        unit = UnitFactory.create(name=f"Enhet {n}", service_area__needs_permit=True)
        ContractFactory.create(agreement__authority=ekby, provider=unit.provider)
    access = access_of(anna)

    with django_assert_num_queries(2):
        permit_alarms(access, DAY)


NOTHING_CHOSEN = dict.fromkeys(("q", "area", "municipality", "form", "status", "permit"))


@pytest.mark.parametrize("form", [OperatingForm.PRIVATE, OperatingForm.IN_HOUSE])
@pytest.mark.parametrize("kind", PermitKind)
@pytest.mark.parametrize("status", [PermitStatus.VALID, PermitStatus.REVOKED])
def test_the_filter_in_the_database_says_what_the_rule_says(unit: Unit, form, kind, status):
    provider = ProviderFactory.create(operating_form=form)
    ends = (None, DAY - ONE_DAY, DAY, DAY + ENDING_WITHIN, DAY + ENDING_WITHIN + ONE_DAY)
    for number, valid_to in enumerate(ends):
        row = UnitFactory.create(
            provider=provider, service_area=unit.service_area, name=f"Enhet {number}"
        )
        PermitFactory.create(unit=row, kind=kind, status=status, valid_to=valid_to)
    follower = UnitFactory.create(provider=provider, service_area=unit.service_area)
    PermitFactory.create(unit=follower, kind=kind, valid_to=DAY)
    PermitFactory.create(unit=follower, kind=kind, valid_from=DAY + ONE_DAY)
    UnitFactory.create(provider=provider)
    UnitFactory.create(provider=provider, service_area=unit.service_area, closed_on=DAY)

    for asked in PermitState:
        chosen = NOTHING_CHOSEN | {"permit": asked.value}
        listed = set(listed_units(chosen=chosen, sort="name", today=DAY))
        every = with_permits(Unit.objects.select_related("provider", "service_area"), DAY)
        assert listed == {row.unit for row in every if row.permit.state == asked}


def test_todays_alarms_are_about_today(unit: Unit):
    PermitFactory.create(unit=unit, valid_to=clock.today())

    assert permit_alarms_of(unit.provider, clock.today())[0].state == PermitState.ENDING
