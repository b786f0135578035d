import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from insyn.measures.models import ActionPlan, CorrectiveAction, EarlierAnswer, Verification
from insyn.measures.rules import ItemState, PlanEvent, PlanState
from insyn.measures.rules.verifying import Effect, VerifiedBy
from insyn.platform import clock
from tests.conftest import log_in
from tests.factories import DAY

pytestmark = pytest.mark.django_db
OPEN = {"reason": "what a test did"}


@pytest.fixture
def as_anna(client: Client, anna) -> Client:
    return log_in(client, anna)


def page(client: Client, name: str, pk: int, **data) -> str:
    url = reverse(name, args=[pk])
    answer = client.post(url, data, follow=True) if data else client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def first() -> CorrectiveAction:
    return CorrectiveAction.objects.unscoped(**OPEN).order_by("pk")[0]


def check() -> Verification:
    return Verification.objects.unscoped(**OPEN).get()


def test_a_walk_from_the_approved_plan_to_the_seen_effect(as_anna, make_plan) -> None:
    make_plan(PlanState.APPROVED, ItemState.ACCEPTED)
    said = {"carried_out_on": DAY.isoformat(), "how": "Konsulenten är anställd"}
    text = page(as_anna, "measures:carried_out", first().pk, version=first().version, **said)
    assert "Konsulenten är anställd" in text

    due_on = clock.today().isoformat()
    text = page(as_anna, "measures:plan_check", first().pk, method="survey", due_on=due_on)
    assert "Nästa enkät" in text
    assert "Ska kontrolleras" in text

    said = {"effect": "full", "checked_on": DAY.isoformat(), "note": "Alla har utbildning"}
    text = page(as_anna, "measures:effect", check().pk, version=check().version, **said)
    assert "Alla har utbildning" in text
    assert check().effect == Effect.FULL


def test_what_a_rule_says_stands_in_the_form(as_anna, make_plan) -> None:
    make_plan(PlanState.APPROVED, ItemState.ACCEPTED)
    said = {"carried_out_on": "2099-01-01", "how": "Klart", "version": first().version}

    assert "inte har varit" in page(as_anna, "measures:carried_out", first().pk, **said)


def test_a_planned_check_is_taken_away(as_anna, make_plan) -> None:
    make_plan(PlanState.APPROVED, ItemState.ACCEPTED)
    row = Verification.objects.create(action=first(), method=VerifiedBy.TALK, due_on=DAY)

    page(as_anna, "measures:remove_check", row.pk, version=row.version)

    assert not Verification.objects.unscoped(**OPEN).exists()


def test_the_provider_notes_a_measure_as_carried_out(client, contact, make_plan) -> None:
    plan = make_plan(PlanState.APPROVED, ItemState.ACCEPTED)
    log_in(client, contact)
    assert "Ändra vad som är genomfört" in page(client, "provider_portal:plan", plan.pk)

    said = {"carried_out_on": DAY.isoformat(), "how": "Utbildningen är klar"}
    text = page(client, "provider_portal:carried_out", first().pk, version=1, **said)

    assert "Utbildningen är klar" in text


def test_the_provider_cannot_note_it_before_the_approval(client, contact, make_plan) -> None:
    make_plan(PlanState.SUBMITTED)

    text = page(log_in(client, contact), "provider_portal:carried_out", first().pk)

    assert "när planen är godkänd" in text
    assert "<textarea" not in text


def test_earlier_answers_stand_beside_the_present(client, anna, contact, make_plan) -> None:
    plan = make_plan(PlanState.RETURNED, ItemState.RETURNED)
    EarlierAnswer.objects.create(action=first(), number=1, measure="Första svaret")

    assert "Första svaret" in page(log_in(client, anna), "measures:followup", plan.followup_id)
    assert "Första svaret" in page(log_in(client, contact), "provider_portal:plan", plan.pk)


def test_a_plan_late_after_two_reminders_is_shown_as_to_be_lifted(as_anna, make_plan) -> None:
    plan = make_plan()
    for event in (PlanEvent.REQUEST, PlanEvent.REMIND, PlanEvent.REMIND):
        plan.steps.create(event=event)
    ActionPlan.objects.unscoped(**OPEN).update(due_on=DAY)

    assert "Planen bör lyftas" in page(as_anna, "measures:followup", plan.followup_id)


def test_a_measure_without_full_effect_leads_to_the_next_step(as_anna, make_plan) -> None:
    plan = make_plan(PlanState.CARRIED_OUT, ItemState.ACCEPTED, Effect.NONE)

    text = page(as_anna, "measures:followup", plan.followup_id)

    assert "Åtgärder utan full effekt" in text
    assert reverse("measures:sanction_propose", args=[plan.followup.contract_id]) in text
    assert reverse("measures:return", args=[plan.pk]) in text


def test_the_page_asks_no_more_for_many_checks(as_anna, make_plan) -> None:
    plan = make_plan(PlanState.APPROVED, ItemState.ACCEPTED)
    url = reverse("measures:followup", args=[plan.followup_id])

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            as_anna.get(url)
        return len(queries)

    few = count()
    for number in range(1, 20):
        Verification.objects.create(action=first(), method=VerifiedBy.TALK, due_on=DAY)
        EarlierAnswer.objects.create(action=first(), number=number)

    assert count() == few


def test_a_move_that_the_measures_would_refuse_is_no_button(as_anna, make_plan) -> None:
    plan = make_plan(PlanState.APPROVED, ItemState.ACCEPTED)
    CorrectiveAction.objects.unscoped(**OPEN).filter(pk=first().pk).update(carried_out_on=None)
    carry_out = reverse("measures:carry_out", args=[plan.pk])

    before = page(as_anna, "measures:followup", plan.followup_id)
    said = {"carried_out_on": DAY.isoformat(), "how": "Konsulenten är anställd"}
    after = page(as_anna, "measures:carried_out", first().pk, version=first().version, **said)

    assert carry_out not in before
    assert "Anteckna först när åtgärden genomfördes" in before
    assert carry_out in after
    assert "Anteckna först" not in after
