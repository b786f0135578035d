from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.kernel.workdays import is_workday
from insyn.mailing.models import OutgoingMail
from insyn.measures.models import ActionPlan, PlanStep
from insyn.measures.rules import PlanEvent, PlanState
from insyn.measures.rules.reminding import (
    ESCALATE_AFTER,
    Rhythm,
    is_to_escalate,
    reminder_of,
    reminders_since_asked,
)
from insyn.measures.services import remind_of_plans
from insyn.platform import clock
from insyn.registry.queries import access_of

DUE = date(2026, 9, 16)
"""A Wednesday."""
ASKED = date(2026, 8, 19)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def test_the_rhythm_is_a_week_before_the_day_after_and_a_week_after() -> None:
    assert [one.on(DUE) for one in Rhythm] == [
        date(2026, 9, 9),
        date(2026, 9, 17),
        date(2026, 9, 23),
    ]


@given(due_on=days, today=days)
def test_nothing_ever_goes_out_when_offices_are_closed(due_on, today) -> None:
    reminder = reminder_of(due_on, today, asked_on=date(2019, 1, 1), done=())

    assert reminder is None or is_workday(today)


@given(due_on=days, today=days)
def test_no_reminder_ever_goes_out_twice(due_on, today) -> None:
    first = reminder_of(due_on, today, asked_on=date(2019, 1, 1), done=())

    if first is not None:
        done = {first.key(due_on)}
        assert reminder_of(due_on, today, asked_on=date(2019, 1, 1), done=done) is None


def test_what_was_before_the_provider_was_asked_is_not_made_up_for() -> None:
    assert reminder_of(DUE, date(2026, 9, 11), asked_on=date(2026, 9, 10), done=()) is None
    assert reminder_of(DUE, date(2026, 9, 11), asked_on=ASKED, done=()) == Rhythm.BEFORE


def test_the_reminder_before_never_goes_out_after_the_last_day() -> None:
    assert reminder_of(DUE, DUE, asked_on=ASKED, done=()) == Rhythm.BEFORE
    assert reminder_of(DUE, date(2026, 9, 17), asked_on=ASKED, done=()) == Rhythm.DAY_AFTER


def test_reminders_are_counted_from_when_the_provider_was_last_asked() -> None:
    remind = PlanEvent.REMIND

    assert reminders_since_asked([PlanEvent.REQUEST, remind, remind]) == 2
    assert reminders_since_asked([remind, remind, PlanEvent.RETURN, remind]) == 1


def test_a_plan_late_for_two_weeks_after_two_reminders_is_to_be_lifted() -> None:
    events = [PlanEvent.REQUEST, PlanEvent.REMIND, PlanEvent.REMIND]
    facts: dict[str, Any] = {"due_on": DUE, "events": events}

    assert is_to_escalate(PlanState.REQUESTED, **facts, today=DUE + ESCALATE_AFTER)
    assert not is_to_escalate(PlanState.REQUESTED, **facts, today=DUE + timedelta(days=13))
    assert not is_to_escalate(PlanState.SUBMITTED, **facts, today=DUE + ESCALATE_AFTER)
    assert not is_to_escalate(
        PlanState.REQUESTED, due_on=DUE, events=events[:2], today=DUE + ESCALATE_AFTER
    )


@pytest.fixture
def plan(make_plan, contact) -> ActionPlan:
    contact.email = "kontakt@example.se"
    contact.save()
    row: ActionPlan = make_plan()
    row.due_on, row.requested_on = DUE, ASKED
    row.save()
    return row


def reminders(anna) -> list[tuple[date | None, str]]:
    rows = PlanStep.objects.visible_to(access_of(anna)).filter(event=PlanEvent.REMIND)
    return [(row.happened_on, row.note) for row in rows]


def run(day: date) -> int:
    with clock.pretend(day):
        return remind_of_plans(day)


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.unscoped(reason="what a test did"))


@pytest.mark.django_db
def test_each_reminder_goes_out_once_and_is_noted(anna, plan) -> None:
    day = ASKED
    while day < DUE + timedelta(days=30):
        run(day)
        run(day)
        day += timedelta(days=1)

    assert reminders(anna) == [(one.on(DUE), one.label) for one in Rhythm]
    assert len(mails()) == 3
    assert all("Påminnelse: åtgärdsplan" in mail.subject for mail in mails())


@pytest.mark.django_db
def test_a_plan_that_has_been_handed_in_is_not_reminded_of(anna, plan) -> None:
    plan.state = PlanState.SUBMITTED
    plan.save()

    assert run(date(2026, 9, 17)) == 0
    assert reminders(anna) == []


@pytest.mark.django_db
def test_a_reminder_that_reaches_nobody_is_noted_all_the_same(anna, plan, contact) -> None:
    contact.email = ""
    contact.save()

    assert run(date(2026, 9, 17)) == 0
    assert len(reminders(anna)) == 1
