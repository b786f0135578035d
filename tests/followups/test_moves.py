from datetime import date

import pytest

from insyn.audit.models import AuditEvent
from insyn.followups import services
from insyn.followups.models import Followup, Reviewer
from insyn.followups.rules import LIFECYCLE, MOVED_HERE, OF_SURVEYS, STOPS, Event, Kind, State
from insyn.followups.rules.forms import Stages, refusal_of
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.registry.queries import access_of
from tests.factories import DAY, FollowupFactory

pytestmark = pytest.mark.django_db


def in_state(followup: Followup, state: State) -> Followup:
    followup.state = state
    followup.cancelled_reason = "Avtalet upphörde" if state == State.CANCELLED else ""
    followup.save()
    return followup


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("event", sorted(set(Event) - OF_SURVEYS))
def test_the_service_makes_only_the_moves_of_the_table(
    state, event, anna, followup, two_reviewers
) -> None:
    in_state(followup, state)

    def act():
        if event in STOPS:
            return services.move_followup(access_of(anna), followup, event, reason="Upphört avtal")
        return services.apply_event(access_of(anna), followup, event)

    is_allowed = LIFECYCLE.allows(state, event)
    is_allowed = is_allowed and not refusal_of(event, state, Kind.VISIT, Stages())
    if is_allowed:
        act()
    else:
        with pytest.raises(RuleViolation):
            act()

    stored = Followup.objects.visible_to(access_of(anna)).get()
    assert stored.state == (LIFECYCLE.after(state, event) if is_allowed else state)


@pytest.mark.parametrize("event", sorted(set(Event) - MOVED_HERE))
def test_events_with_facts_of_their_own_say_where_they_happen(event, anna, followup) -> None:
    with pytest.raises(RuleViolation, match="under fliken"):
        services.move_followup(access_of(anna), followup, event)


@pytest.mark.parametrize("event", Event)
def test_a_reader_moves_nothing(event, bo, followup) -> None:
    for act in (services.move_followup, services.apply_event):
        with pytest.raises(NotAllowed):
            act(access_of(bo), followup, event)


@pytest.mark.parametrize("event", Event)
def test_nobody_moves_what_is_anothers(event, cilla, followup) -> None:
    with pytest.raises(NotAllowed):
        services.apply_event(access_of(cilla), followup, event)


def test_a_visit_is_not_prepared_by_one(anna, followup) -> None:
    Reviewer.objects.create(followup=followup, user=anna, has_no_conflict=True)

    with pytest.raises(RuleViolation, match="två uppföljare"):
        services.move_followup(access_of(anna), followup, Event.PREPARE)


def test_a_visit_does_not_start_until_both_have_declared(anna, followup, two_reviewers) -> None:
    in_state(followup, State.PREPARED)
    two_reviewers[0].has_no_conflict = False
    two_reviewers[0].save()

    with pytest.raises(RuleViolation, match="jäv"):
        services.move_followup(access_of(anna), followup, Event.START)


def test_a_higher_floor_does_not_get_past_the_guard(anna, followup) -> None:
    with pytest.raises(RuleViolation, match="två uppföljare"):
        services.apply_event(access_of(anna), followup, Event.PREPARE)


def test_a_desk_review_is_prepared_by_one(anna, followup) -> None:
    followup.kind = Kind.DESK
    followup.save()
    Reviewer.objects.create(followup=followup, user=anna, has_no_conflict=True)

    assert services.move_followup(access_of(anna), followup, Event.PREPARE).state == State.PREPARED


def test_a_move_leaves_before_and_after_in_the_trail(anna, followup, two_reviewers) -> None:
    services.move_followup(access_of(anna), followup, Event.PREPARE, happened_on=DAY)

    line = AuditEvent.objects.visible_to(access_of(anna)).about(followup).get()
    assert line.event == "followup.prepare"
    assert line.facts == {"before": "planned", "after": "prepared", "happened_on": "2026-03-02"}


def test_the_passed_follow_up_knows_its_new_state_and_version(
    anna, followup, two_reviewers
) -> None:
    services.move_followup(access_of(anna), followup, Event.PREPARE)

    assert (followup.state, followup.version) == (State.PREPARED, 2)


def test_cancelling_needs_a_reason(anna, followup) -> None:
    with pytest.raises(RuleViolation, match="varför"):
        services.move_followup(access_of(anna), followup, Event.CANCEL, reason="  ")

    assert Followup.objects.visible_to(access_of(anna)).get().state == State.PLANNED


def test_the_reason_for_cancelling_is_kept(anna, followup) -> None:
    row = services.move_followup(access_of(anna), followup, Event.CANCEL, reason="Avtalet upphörde")

    assert (row.state, row.cancelled_reason) == (State.CANCELLED, "Avtalet upphörde")


def test_sending_stamps_the_day_of_reporting_and_the_providers_name(anna, followup) -> None:
    in_state(followup, State.ASSESSED)
    day = date(2026, 4, 1)

    row = services.apply_event(access_of(anna), followup, Event.SEND, happened_on=day)

    assert (row.reported_on, row.provider_name) == (day, followup.contract.provider.name)


def test_only_sending_stamps_the_day_of_reporting(anna, followup) -> None:
    in_state(followup, State.DRAFT)

    assert services.apply_event(access_of(anna), followup, Event.ASSESS).reported_on is None


def test_of_two_who_move_the_same_follow_up_the_second_is_told(
    anna, reviewer, followup, two_reviewers
) -> None:
    read_by_both = followup.version
    services.move_followup(access_of(anna), followup, Event.PREPARE, version=read_by_both)

    with pytest.raises(Outdated, match="Någon annan"):
        services.move_followup(
            access_of(reviewer), followup, Event.CANCEL, reason="Dubbelt", version=read_by_both
        )

    assert Followup.objects.visible_to(access_of(anna)).get().state == State.PREPARED


def test_a_move_is_decided_on_the_stored_state_not_on_the_passed_one(anna, ekby) -> None:
    followup = FollowupFactory.create(authority=ekby, state=State.CLOSED)
    followup.state = State.ASSESSED

    with pytest.raises(RuleViolation):
        services.apply_event(access_of(anna), followup, Event.SEND)
