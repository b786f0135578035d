from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.measures import services
from insyn.measures.models import ActionPlan, CorrectiveAction, Letter
from insyn.measures.rules import ItemState, PlanEvent, PlanState
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import DAY, FollowupFactory, ProviderFactory
from tests.world import build

pytestmark = pytest.mark.django_db


def get(client: Client, name: str, *args: int, **query: str) -> str:
    answer = client.get(reverse(f"measures:{name}", args=args), query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def post(client: Client, name: str, pk: int, **said: object):
    return client.post(reverse(f"measures:{name}", args=[pk]), said, follow=True)


def stored(anna) -> ActionPlan:
    return ActionPlan.objects.visible_to(access_of(anna)).get()


def first_action(anna) -> CorrectiveAction:
    return CorrectiveAction.objects.visible_to(access_of(anna)).earliest("pk")


def more_plans(followup: Followup, number: int) -> list[ActionPlan]:
    rows = []
    for index in range(number):
        other = FollowupFactory.create(
            authority=followup.authority, state=State.MEASURES, reported_on=DAY,
            contract__provider__name=f"Ängens Omsorg {index} AB",
        )  # fmt: skip
        rows.append(ActionPlan.objects.create(followup=other, due_on=DAY, requested_on=DAY))
    return rows


def test_the_list_shows_plans_with_state_and_late_ones(as_anna, make_plan, followup) -> None:
    make_plan()
    more_plans(followup, 1)

    shown = get(as_anna, "list")

    assert "Åkerö Stödboende AB" in shown
    assert "2 av 2" in shown
    assert "Försenad" in shown


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"q": "åkerö"}, 1),
        ({"q": "2026-001"}, 1),
        ({"state": "approved"}, 1),
        ({"state": "requested"}, 2),
        ({"late": "on"}, 2),
        ({"q": "finns inte"}, 0),
        ({"state": "nonsens", "sort": "nonsens", "page": "x", "authority": "x"}, 3),
    ],
)
def test_the_list_is_filtered(query, count, as_anna, make_plan, followup) -> None:
    make_plan(PlanState.APPROVED)
    more_plans(followup, 2)

    assert get(as_anna, "list", **query).count('<th scope="row"') == count


@pytest.mark.parametrize(("sort", "first"), [("provider", "Åkerö"), ("-due", "Åkerö"),
                                             ("due", "Ängens")])  # fmt: skip
def test_the_list_is_sorted(sort, first, as_anna, make_plan, followup) -> None:
    make_plan()
    more_plans(followup, 1)

    shown = get(as_anna, "list", sort=sort)

    places = {name: shown.index(f">{name}") for name in ("Åkerö", "Ängens")}
    assert min(places, key=places.__getitem__) == first


def plans_in(states: list[PlanState], followup: Followup, *, due_on: date) -> None:
    """Make a plan per state, whose provider is named after it."""
    for state in states:
        other = FollowupFactory.create(
            authority=followup.authority, state=State.MEASURES, reported_on=DAY,
            contract__provider__name=f"Utförare {state.value}",
        )  # fmt: skip
        ActionPlan.objects.create(followup=other, state=state, due_on=due_on, requested_on=DAY)


def test_what_waits_for_us_stands_first_in_the_list_and_the_closed_last(as_anna, followup) -> None:
    order = ["escalated", "verified", "requested", "approved", "closed"]
    plans_in([PlanState(code) for code in reversed(order)], followup, due_on=date(2099, 1, 1))

    shown = get(as_anna, "list")

    places = [shown.index(f">Utförare {code}<") for code in order]
    assert places == sorted(places)


def test_a_late_plan_stands_among_the_first_by_its_last_day(as_anna, followup) -> None:
    plans_in([PlanState.SUBMITTED], followup, due_on=DAY)
    plans_in([PlanState.RETURNED], followup, due_on=DAY - timedelta(days=1))

    with clock.pretend(DAY + timedelta(days=1)):
        shown = get(as_anna, "list")

    assert shown.index(">Utförare returned<") < shown.index(">Utförare submitted<")


def test_sorting_by_state_follows_the_life_of_a_plan(as_anna, followup) -> None:
    plans_in([PlanState.CLOSED, PlanState.APPROVED, PlanState.REQUESTED], followup, due_on=DAY)

    shown = get(as_anna, "list", sort="state")

    places = [shown.index(f">Utförare {code}<") for code in ("requested", "approved", "closed")]
    assert places == sorted(places)


def test_the_page_says_dates_as_running_text(as_anna, make_plan, followup) -> None:
    make_plan()

    shown = get(as_anna, "followup", followup.pk)

    assert "<dt>Begärd</dt><dd>2 mars 2026</dd>" in shown
    assert "<dt>Klart senast</dt><dd>2 mars 2026</dd>" in shown


def test_the_list_asks_few_questions_however_long_it_is(
    as_anna, followup, django_assert_max_num_queries
) -> None:
    more_plans(followup, 60)

    with django_assert_max_num_queries(10):
        shown = get(as_anna, "list")

    assert shown.count('<th scope="row"') == 50


def test_an_empty_list_says_where_plans_come_from(as_anna) -> None:
    assert "En åtgärdsplan begärs från uppföljningens flik" in get(as_anna, "list")


def test_the_list_hides_the_plans_of_others(as_cilla, make_plan) -> None:
    make_plan()

    assert "Åkerö" not in get(as_cilla, "list")


def test_the_tab_offers_to_request_a_plan_while_deficiencies_are_left(as_anna, followup) -> None:
    shown = get(as_anna, "followup", followup.pk)

    assert "2 brister som inte är avhjälpta" in shown
    assert reverse("measures:request", args=[followup.pk]) in shown


def test_a_reader_sees_the_plan_without_buttons(as_bo, make_plan, followup) -> None:
    plan = make_plan()

    shown = get(as_bo, "followup", followup.pk)

    assert "Konsulenten saknade utbildning" in shown
    assert f"/atgardsplaner/{plan.pk}/" not in shown
    assert reverse("measures:close_followup", args=[followup.pk]) not in shown


@pytest.mark.parametrize("state", PlanState)
def test_the_tab_offers_only_the_moves_of_the_state(state, as_anna, make_plan, followup) -> None:
    plan = make_plan(state)

    shown = get(as_anna, "followup", followup.pk)

    offered = {
        event
        for event in set(PlanEvent) - {PlanEvent.REQUEST}
        if f'href="{reverse(f"measures:{event.value}", args=[plan.pk])}"' in shown
    }
    assert offered == set(plan.possible_events())


def test_a_reviewer_is_not_offered_decisions(client, reviewer, make_plan, followup) -> None:
    plan = make_plan(PlanState.UNDER_REVIEW)
    client.force_login(reviewer)

    shown = get(client, "followup", followup.pk)

    assert reverse("measures:approve", args=[plan.pk]) not in shown
    assert reverse("measures:return", args=[plan.pk]) in shown


def test_a_plan_is_requested_from_the_page(as_anna, anna, followup) -> None:
    due = clock.today() + timedelta(weeks=4)

    answer = post(as_anna, "request", followup.pk, due_on=due.isoformat(), version=1)

    shown = answer.content.decode()
    assert "Åtgärdsplanen är begärd och brevet är klart." in shown
    assert stored(anna).due_on == due
    letter = Letter.objects.visible_to(access_of(anna)).get()
    assert reverse("documents:download", args=[letter.pdf_id]) in shown


def test_a_last_day_that_has_been_is_told_in_the_form(as_anna, followup) -> None:
    answer = post(as_anna, "request", followup.pk, due_on="2020-01-01", version=1)

    assert "Sista dagen att svara kan inte ligga före" in answer.content.decode()


def test_an_answer_on_paper_is_written_in_and_handed_in(as_anna, anna, make_plan) -> None:
    plan = make_plan(item=ItemState.AWAITED)
    CorrectiveAction.objects.visible_to(access_of(anna)).update(measure="")
    for action in CorrectiveAction.objects.visible_to(access_of(anna)):
        said = {"measure": "Anställer", "responsible": "Chefen", "done_by": "2026-06-01"}
        post(as_anna, "answer", action.pk, **said, version=1)

    post(as_anna, "submit", plan.pk, submitted_on="2026-03-05", version=1)

    assert stored(anna).submitted_on == date(2026, 3, 5)


def test_an_answer_is_judged_from_the_page(as_anna, anna, make_plan) -> None:
    make_plan(PlanState.UNDER_REVIEW)
    action = first_action(anna)

    post(as_anna, "judge", action.pk, verdict="returned", comment="Ange vem", version=1)

    action.refresh_from_db()
    assert (action.state, action.comment) == (ItemState.RETURNED, "Ange vem")


def test_returning_an_answer_without_a_reason_keeps_the_page(as_anna, anna, make_plan) -> None:
    make_plan(PlanState.UNDER_REVIEW)
    action = first_action(anna)

    answer = post(as_anna, "judge", action.pk, verdict="returned", comment="", version=1)

    assert "Skriv varför svaret inte räcker." in answer.content.decode()


@pytest.mark.parametrize(
    ("state", "event", "said", "after"),
    [
        (PlanState.REQUESTED, "remind", {"note": "Ringde chefen"}, PlanState.REQUESTED),
        (PlanState.SUBMITTED, "review", {}, PlanState.UNDER_REVIEW),
        (PlanState.UNDER_REVIEW, "return", {"note": "Nej", "due_on": "2098-01-07"},
         PlanState.RETURNED),
        (PlanState.RETURNED, "ask_supplement", {"due_on": "2098-01-07"}, PlanState.RETURNED),
        (PlanState.RETURNED, "warn", {"clause": "punkt 12.3", "due_on": "2098-01-07"},
         PlanState.WARNED),
        (PlanState.APPROVED, "continue", {"note": "Nytt besök"}, PlanState.APPROVED),
        (PlanState.APPROVED, "carry_out", {}, PlanState.CARRIED_OUT),
        (PlanState.CARRIED_OUT, "verify", {"note": "Sett"}, PlanState.VERIFIED),
        (PlanState.VERIFIED, "close", {}, PlanState.CLOSED),
        (PlanState.WARNED, "escalate", {"note": "Räcker inte"}, PlanState.ESCALATED),
        (PlanState.ESCALATED, "close", {"note": "Avtalet sägs upp"}, PlanState.CLOSED),
    ],
)  # fmt: skip
def test_each_move_is_made_from_its_page(
    state, event, said, after, as_anna, anna, make_plan
) -> None:
    plan = make_plan(state, ItemState.RETURNED)
    get(as_anna, event, plan.pk)

    post(as_anna, event, plan.pk, **said, version=1)

    row = stored(anna)
    assert (row.state, row.version) == (after, 2)


def test_an_accepted_plan_is_approved_from_its_page(as_anna, anna, make_plan) -> None:
    plan = make_plan(PlanState.UNDER_REVIEW, ItemState.ACCEPTED)

    post(as_anna, "approve", plan.pk, continued="Nytt besök i höst", version=1)

    assert stored(anna).state == PlanState.APPROVED


def test_what_a_rule_says_stands_in_the_form_with_what_was_typed(as_anna, make_plan) -> None:
    plan = make_plan(PlanState.UNDER_REVIEW, ItemState.ANSWERED)

    answer = post(as_anna, "return", plan.pk, note="Min text", due_on="2098-01-07", version=1)

    shown = answer.content.decode()
    assert "Bedöm först varje svar" in shown
    assert "Min text" in shown


def test_a_page_for_a_move_that_cannot_be_made_leads_back_and_says_so(as_anna, make_plan) -> None:
    plan = make_plan(PlanState.REQUESTED)

    answer = as_anna.get(reverse("measures:approve", args=[plan.pk]), follow=True)

    assert "”Godkänn” går inte när läget är ”Begärd”." in answer.content.decode()


def test_a_stale_page_is_told(as_anna, anna, make_plan) -> None:
    plan = make_plan(PlanState.REQUESTED)
    services.move_plan(access_of(anna), plan, PlanEvent.REMIND)

    answer = post(as_anna, "remind", plan.pk, note="", version=1)

    assert "Någon annan har ändrat" in answer.content.decode()


def test_nonsense_in_every_field_gets_swedish_sentences(as_anna, make_plan) -> None:
    plan = make_plan(PlanState.RETURNED, ItemState.RETURNED)
    nonsense = {"clause": "x" * 200, "due_on": "nonsens", "note": "y" * 20_000, "version": "z"}

    shown = post(as_anna, "warn", plan.pk, **nonsense).content.decode()

    assert "ska vara ett datum, som 2026-11-21" in shown
    assert "högst 120 tecken" in shown


def test_the_followup_is_closed_from_the_page(as_anna, followup) -> None:
    answer = post(as_anna, "close_followup", followup.pk, version=1)

    followup.refresh_from_db()
    assert followup.state == State.CLOSED
    assert "Uppföljningen är avslutad." in answer.content.decode()


def test_the_page_says_that_an_open_plan_stops_the_closing(as_anna, make_plan, followup) -> None:
    make_plan(PlanState.SUBMITTED)

    shown = get(as_anna, "followup", followup.pk)

    assert "avslutas när åtgärdsplanen är godkänd" in shown
    assert reverse("measures:close_followup", args=[followup.pk]) not in shown


@pytest.mark.parametrize("name", ["answer", "judge"])
def test_the_answers_of_others_do_not_exist(name, as_cilla, anna, make_plan) -> None:
    make_plan()
    action = first_action(anna)

    assert as_cilla.get(reverse(f"measures:{name}", args=[action.pk])).status_code == 404


def test_the_list_is_filtered_by_authority(as_anna, ekby, norrby, make_plan) -> None:
    make_plan()

    assert "Åkerö" in get(as_anna, "list", authority=str(ekby.pk))
    assert f'value="{norrby.pk}"' not in get(as_anna, "list")


def test_registering_a_plan_on_paper_never_stands_first(as_anna, make_plan, followup) -> None:
    make_plan(PlanState.RETURNED, ItemState.RETURNED)

    shown = get(as_anna, "followup", followup.pk)

    assert shown.index("Begär komplettering</a>") < shown.index("Registrera plan som kommit")


def test_a_letter_is_offered_only_to_those_who_may_open_it(
    client, cilla, anna, ekby, cooperation
) -> None:
    provider = ProviderFactory.create(name="Åkerö Stödboende AB")
    world = build(ekby, anna, provider, cooperation)
    page = reverse("measures:followup", args=[world.followup.pk])
    download = reverse("documents:download", args=[world.letter.pdf_id])

    for user, is_offered in ((anna, True), (cilla, False)):
        client.force_login(user)
        said = client.get(page).content.decode()
        assert "Begäran om åtgärdsplan" in said
        assert (download in said) == is_offered


def test_to_review_is_what_is_submitted_or_under_review(as_anna, ekby) -> None:
    for state in PlanState:
        row = FollowupFactory.create(authority=ekby, state=State.MEASURES, reported_on=DAY)
        ActionPlan.objects.create(
            followup=row, state=state, due_on=DAY, requested_on=DAY, submitted_on=DAY
        )

    page = as_anna.get(reverse("measures:list"), {"state": "to_review"}).context["page"]

    assert {plan.state for plan in page} == {PlanState.SUBMITTED, PlanState.UNDER_REVIEW}
