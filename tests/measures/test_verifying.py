from datetime import date, timedelta

import pytest

from insyn.documents.models import Document
from insyn.documents.rules import Direction
from insyn.documents.services import Paper
from insyn.findings.models import Finding
from insyn.followups.models import Followup
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.measures import services
from insyn.measures.models import ActionPlan, CorrectiveAction, EarlierAnswer, Verification
from insyn.measures.rules import ItemState, PlanEvent, PlanState
from insyn.measures.rules.verifying import (
    CheckedFacts,
    Effect,
    VerifiedBy,
    closed_events,
    gaps_at,
)
from insyn.measures.services import Answer, Seen
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import DAY, FollowupFactory

pytestmark = pytest.mark.django_db
SOON = timedelta(days=30)
PAPER = Paper(title="Intyg", file_name="intyg.pdf", content=b"%PDF-1.7")


@pytest.fixture
def action(make_plan) -> CorrectiveAction:
    """A measure of an approved plan, not carried out yet."""
    plan = make_plan(PlanState.APPROVED, ItemState.ACCEPTED)
    CorrectiveAction.objects.unscoped(reason="set-up").update(carried_out_on=None)
    return CorrectiveAction.objects.unscoped(reason="set-up").filter(plan=plan).order_by("pk")[0]


def stored(anna, model, **which):
    return model.objects.visible_to(access_of(anna)).get(**which)


def done(person, action, **facts) -> CorrectiveAction:
    said = {"carried_out_on": DAY, "how": "Konsulenten är anställd", **facts}
    return services.note_carried_out(access_of(person), action, **said)


def planned(anna, action) -> Verification:
    due_on = clock.today() + SOON
    return services.plan_verification(
        access_of(anna), action, method=VerifiedBy.VISIT, due_on=due_on
    )


def seen(anna, check, effect=Effect.FULL, **facts) -> Verification:
    said = Seen(effect, **{"checked_on": DAY, "note": "Sett vid besök", **facts})
    return services.note_effect(access_of(anna), check, seen=said)


@pytest.mark.parametrize("person", ["anna", "contact"])
def test_the_provider_or_a_reviewer_notes_a_measure_as_carried_out(
    person, request, anna, action
) -> None:
    done(request.getfixturevalue(person), action)

    row = stored(anna, CorrectiveAction, pk=action.pk)
    assert (row.carried_out_on, row.carried_out_note) == (DAY, "Konsulenten är anställd")


def test_a_file_with_it_is_stored_as_incoming(anna, contact, action) -> None:
    done(contact, action, papers=[PAPER])

    document = stored(anna, Document)
    assert document.direction == Direction.INCOMING
    assert list(action.documents.visible_to(access_of(anna))) == [document]


@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "other_contact", "decider"])
def test_nobody_else_notes_it(person, request, action) -> None:
    with pytest.raises(NotAllowed):
        done(request.getfixturevalue(person), action)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"how": " "}, "Skriv hur"),
        ({"carried_out_on": date(2099, 1, 1)}, "inte har varit"),
        ({"how": "Gäller 19121212-1212"}, "personnummer"),
    ],
)
def test_what_cannot_be_is_not_noted(facts, sentence, anna, action) -> None:
    with pytest.raises(RuleViolation, match=sentence):
        done(anna, action, **facts)


def test_a_measure_of_a_plan_not_approved_is_not_noted(anna, make_plan) -> None:
    plan = make_plan(PlanState.SUBMITTED)
    action = plan.actions.visible_to(access_of(anna)).first()

    with pytest.raises(RuleViolation, match="godkänd"):
        done(anna, action)


def test_a_stale_page_notes_nothing(anna, action) -> None:
    done(anna, action, version=1)

    with pytest.raises(Outdated):
        done(anna, action, version=1)


def test_the_plan_is_carried_out_only_when_all_its_measures_are(anna, action) -> None:
    done(anna, action)

    with pytest.raises(RuleViolation, match="Ingen ersättare"):
        services.move_plan(access_of(anna), action.plan, PlanEvent.CARRY_OUT)

    for row in CorrectiveAction.objects.visible_to(access_of(anna)):
        done(anna, row)
    services.move_plan(access_of(anna), action.plan, PlanEvent.CARRY_OUT)

    assert stored(anna, ActionPlan).state == PlanState.CARRIED_OUT


def test_full_effect_remedies_the_deficiency_on_that_day(anna, action) -> None:
    done(anna, action)

    seen(anna, planned(anna, action), note="Alla har utbildning")

    finding = stored(anna, Finding, pk=action.finding_id)
    assert (finding.remedied_on, finding.remedied_note) == (DAY, "Alla har utbildning")
    assert Finding.objects.visible_to(access_of(anna)).unremedied().count() == 1


@pytest.mark.parametrize("effect", [Effect.PARTLY, Effect.NONE])
def test_less_than_full_effect_leaves_it_open(effect, anna, action) -> None:
    done(anna, action)

    seen(anna, planned(anna, action), effect)

    assert stored(anna, Finding, pk=action.finding_id).remedied_on is None


def test_a_later_check_that_shows_less_opens_the_deficiency_again(anna, action) -> None:
    done(anna, action)
    seen(anna, planned(anna, action))

    seen(anna, planned(anna, action), Effect.NONE)

    assert stored(anna, Finding, pk=action.finding_id).remedied_on is None


def test_an_effect_is_noted_once(anna, action) -> None:
    done(anna, action)
    check = planned(anna, action)
    seen(anna, check)

    with pytest.raises(RuleViolation, match="redan antecknad"):
        seen(anna, check)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"note": ""}, "vad kontrollen visade"),
        ({"checked_on": date(2099, 1, 1)}, "inte har varit"),
        ({"checked_on": DAY - timedelta(days=1)}, "dessförinnan"),
        ({"effect": Effect.AWAITED}, "Välj vilken effekt"),
    ],
)
def test_an_impossible_effect_is_refused(facts, sentence, anna, action) -> None:
    done(anna, action)

    with pytest.raises(RuleViolation, match=sentence):
        seen(anna, planned(anna, action), **facts)


def test_the_effect_of_what_is_not_carried_out_is_not_noted(anna, action) -> None:
    with pytest.raises(RuleViolation, match="när åtgärden genomfördes"):
        seen(anna, planned(anna, action))


def test_a_check_is_not_seen_in_a_followup_of_another_provider(anna, ekby, action) -> None:
    done(anna, action)

    with pytest.raises(RuleViolation, match="samma utförare"):
        seen(anna, planned(anna, action), followup=FollowupFactory.create(authority=ekby))


def test_a_check_in_another_followup_of_the_provider_names_it(anna, action, followup) -> None:
    done(anna, action)

    check = seen(anna, planned(anna, action), followup=followup)

    assert stored(anna, Verification, pk=check.pk).followup == followup


def test_a_check_is_not_planned_for_a_day_that_has_been(anna, action) -> None:
    with pytest.raises(RuleViolation, match="har varit"):
        services.plan_verification(
            access_of(anna), action, method=VerifiedBy.TALK, due_on=DAY - SOON * 40
        )


def test_a_planned_check_is_taken_away_until_it_has_been_made(anna, action) -> None:
    services.remove_verification(access_of(anna), planned(anna, action))
    done(anna, action)
    check = seen(anna, planned(anna, action))

    with pytest.raises(RuleViolation, match="redan antecknad"):
        services.remove_verification(access_of(anna), check)

    assert stored(anna, Verification) == check


@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "contact", "decider"])
def test_only_those_who_follow_measures_up_check_their_effect(person, request, anna, action):
    check = planned(anna, action)
    done(anna, action)

    for act in (
        lambda asker: planned(asker, action),
        lambda asker: seen(asker, check),
        lambda asker: services.remove_verification(access_of(asker), check),
    ):
        with pytest.raises(NotAllowed):
            act(request.getfixturevalue(person))


def test_the_plan_is_verified_only_when_every_effect_is_noted(anna, action) -> None:
    rows = list(CorrectiveAction.objects.visible_to(access_of(anna)))
    for row in rows:
        done(anna, row)
    services.move_plan(access_of(anna), action.plan, PlanEvent.CARRY_OUT)
    seen(anna, planned(anna, rows[0]))

    with pytest.raises(RuleViolation, match=rows[1].finding.text):
        services.verify_effect(access_of(anna), action.plan)

    seen(anna, planned(anna, rows[1]), Effect.PARTLY)
    services.verify_effect(access_of(anna), action.plan)

    assert stored(anna, ActionPlan).state == PlanState.VERIFIED


def test_a_check_that_waits_keeps_the_plan_from_being_verified(anna, make_plan) -> None:
    plan = make_plan(PlanState.CARRIED_OUT, ItemState.ACCEPTED, Effect.FULL)
    planned(anna, plan.actions.visible_to(access_of(anna)).first())

    with pytest.raises(RuleViolation, match="vilken effekt"):
        services.verify_effect(access_of(anna), plan)


def returned(anna, make_plan) -> ActionPlan:
    plan = make_plan(PlanState.CARRIED_OUT, ItemState.ACCEPTED, Effect.FULL)
    second = plan.actions.visible_to(access_of(anna)).last()
    Verification.objects.visible_to(access_of(anna)).filter(action=second).update(
        effect=Effect.NONE, note="Ingen är anställd"
    )
    return services.return_plan(access_of(anna), plan, note="En åtgärd hade ingen effekt")


def test_a_measure_without_effect_goes_back_for_a_new_one(anna, make_plan) -> None:
    plan = returned(anna, make_plan)

    first, second = plan.actions.visible_to(access_of(anna))
    assert (plan.state, plan.approved_on) == (PlanState.RETURNED, None)
    assert (first.state, first.carried_out_on) == (ItemState.ACCEPTED, DAY)
    assert (second.state, second.carried_out_on) == (ItemState.RETURNED, None)
    assert second.comment == "Ingen är anställd"


def test_what_goes_back_is_kept_as_it_stood(anna, make_plan) -> None:
    plan = returned(anna, make_plan)

    kept = stored(anna, EarlierAnswer)
    assert kept.action == plan.actions.visible_to(access_of(anna)).last()
    assert (kept.number, kept.measure) == (1, "Anställer en konsulent")
    assert (kept.comment, kept.carried_out_on) == ("Ingen är anställd", DAY)
    assert kept.returned_on == clock.today()


def test_a_new_answer_needs_a_new_check(anna, make_plan) -> None:
    plan = returned(anna, make_plan)
    second = plan.actions.visible_to(access_of(anna)).order_by("-pk")[0]
    whole = Answer(measure="Ny", responsible="Chefen", done_by=DAY)
    services.answer_finding(access_of(anna), second, answer=whole)
    services.submit_plan(access_of(anna), plan)
    services.move_plan(access_of(anna), plan, PlanEvent.REVIEW)
    services.judge_answer(access_of(anna), second, is_accepted=True)
    services.approve_plan(access_of(anna), plan)
    done(anna, second)
    services.move_plan(access_of(anna), plan, PlanEvent.CARRY_OUT)

    with pytest.raises(RuleViolation, match="Ingen ersättare"):
        services.verify_effect(access_of(anna), plan)

    seen(anna, planned(anna, second))
    services.verify_effect(access_of(anna), plan)
    assert stored(anna, ActionPlan).state == PlanState.VERIFIED


def test_a_plan_whose_measures_all_had_full_effect_does_not_go_back(anna, make_plan) -> None:
    plan = make_plan(PlanState.CARRIED_OUT, ItemState.ACCEPTED, Effect.FULL)

    with pytest.raises(RuleViolation, match="full effekt"):
        services.return_plan(access_of(anna), plan, note="Nej")


def test_an_answer_that_is_returned_is_kept_each_time(anna, make_plan) -> None:
    plan = make_plan(PlanState.UNDER_REVIEW, ItemState.RETURNED)

    services.return_plan(access_of(anna), plan, note="Ange vem")

    rows = EarlierAnswer.objects.visible_to(access_of(anna))
    assert [(row.number, row.comment) for row in rows] == [(1, "Ange vem")] * 2


def test_another_board_and_the_provider_see_their_own_checks_only(
    anna, cilla, contact, other_contact, action
) -> None:
    planned(anna, action)

    rows = Verification.objects
    assert rows.visible_to(access_of(anna)).count() == 1
    assert rows.shown_to_provider(access_of(contact)).count() == 1
    assert not rows.visible_to(access_of(cilla))
    assert not rows.shown_to_provider(access_of(other_contact))
    assert Followup.objects.visible_to(access_of(cilla)).count() == 0


@pytest.mark.parametrize(
    ("state", "effects", "closed"),
    [
        (PlanState.CARRIED_OUT, (), {PlanEvent.VERIFY, PlanEvent.RETURN}),
        (PlanState.CARRIED_OUT, (Effect.FULL,), {PlanEvent.RETURN}),
        (PlanState.CARRIED_OUT, (Effect.PARTLY,), set()),
        (PlanState.APPROVED, (), set()),
        (PlanState.UNDER_REVIEW, (), set()),
    ],
)
def test_what_the_effects_would_refuse_is_closed(state, effects, closed) -> None:
    assert closed_events(state, [CheckedFacts("Bemanning", DAY, effects)]) == closed


def test_a_quoted_finding_does_not_end_the_sentence_twice() -> None:
    gap = gaps_at(PlanState.CARRIED_OUT, [CheckedFacts("Planer saknas.", DAY)])

    assert gap == "Anteckna först vilken effekt åtgärden fick för ”Planer saknas”."
