"""A round among the other things: the plan, the selection, the start page, search, the provider."""

import datetime

import pytest
from django.urls import reverse

from insyn.agenda.queries import duties
from insyn.followups.models import Followup
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import ActivityPeriod
from insyn.plans.rules import FormKind, PlanState, Scope
from insyn.platform import clock
from insyn.portal.queries.provider import milestones_of
from insyn.portal.queries.search import search
from insyn.portal.rules import HitKind
from insyn.portal.rules.milestones import MilestoneKind
from insyn.registry.queries import access_of
from insyn.risk.models import Candidate, Selection
from insyn.risk.rules.states import SelectionState
from insyn.surveys import services
from insyn.surveys.models import SurveyRound
from insyn.surveys.rules import ResponseState, ScopeKind
from tests.factories import PlanFactory, PlanFormFactory, PlannedActivityFactory
from tests.surveys.rounds import DUE, TODAY, Board, board_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
START = reverse("portal:start")


@pytest.fixture
def board(ekby, anna) -> Board:
    return board_of(ekby, anna)


@pytest.fixture
def activity(board):
    """A contract survey of home care, from March to the end of May, in an adopted plan."""
    plan = PlanFactory.create(
        authority=board.authority, state=PlanState.ADOPTED,
        proposed_on=datetime.date(2026, 1, 10), decided_on=datetime.date(2026, 1, 20),
    )  # fmt: skip
    form = PlanFormFactory.create(plan=plan, kind=FormKind.SURVEY, name="Avtalsuppföljning")
    row = PlannedActivityFactory.create(
        form=form, title="Enkät hemtjänst", scope=Scope.SERVICE_AREA, theme="",
        service_area=board.home_care, template=board.version.template,
    )  # fmt: skip
    ActivityPeriod.objects.create(activity=row, starts_on=TODAY, ends_on=datetime.date(2026, 5, 31))
    return row


# ---- the plan --------------------------------------------------------------------------------


def test_a_round_begins_with_what_the_plan_says(board, activity, as_anna) -> None:
    with clock.pretend(TODAY):
        form = as_anna.get(reverse("surveys:create"), {"aktivitet": activity.pk}).context["form"]

    started = {name: form.initial[name] for name in ("title", "opens_on", "due_on")}
    assert started == {
        "title": "Enkät hemtjänst", "opens_on": TODAY, "due_on": datetime.date(2026, 5, 31),
    }  # fmt: skip
    assert form.initial["service_areas"] == [board.home_care.pk]
    assert form.initial["template_version"] == board.version.pk


def test_a_round_of_an_activity_is_kept_with_it(board, activity, as_anna) -> None:
    with clock.pretend(TODAY):
        page = as_anna.get(reverse("surveys:create"), {"aktivitet": activity.pk})
        said = {name: value for name, value in page.context["form"].initial.items() if value}
        answer = as_anna.post(
            f"{reverse('surveys:create')}?aktivitet={activity.pk}",
            said | {"authority": board.authority.pk, "scope": "all", "contact": "Anna, 010-1"},
        )

    (made,) = SurveyRound.objects.visible_to(board.access)
    assert answer.status_code == 302
    assert made.activity == activity
    of_activity = as_anna.get(reverse("surveys:of_activity", args=[activity.pk]))
    assert list(of_activity.context["page"]) == [made]


def test_the_follow_ups_of_the_round_are_those_of_the_activity(board, activity) -> None:
    with clock.pretend(TODAY):
        made = services.create_round(
            board.access, board.authority,
            facts=board.facts(service_areas=[board.home_care]), activity=activity,
        )  # fmt: skip
        services.send_round(board.access, made)

    (followup,) = Followup.objects.visible_to(board.access)
    assert followup.activity == activity


def test_an_activity_of_a_draft_gives_no_round(board, activity) -> None:
    activity.plan.state, activity.plan.decided_on = PlanState.DRAFT, None
    activity.plan.proposed_on = None
    activity.plan.save()

    with clock.pretend(TODAY), pytest.raises(RuleViolation, match="inte antagit planen"):
        services.create_round(board.access, board.authority, facts=board.facts(), activity=activity)


# ---- the selection ---------------------------------------------------------------------------


def selection_of(board: Board, **facts) -> Selection:
    """A selection of two contracts in which the lot fell on that of Björken."""
    told = {"state": SelectionState.FROZEN, "drawn_on": TODAY, "drawn_at": clock.now()} | facts
    row = Selection.objects.create(
        authority=board.authority, agreement=board.agreement, title="Urval 2026", year=2026,
        quota=1, **told,
    )  # fmt: skip
    for unit in (board.private, board.own):
        is_chosen = unit == board.private
        Candidate.objects.create(
            selection=row, contract=board.contracts[unit.pk], is_chosen=is_chosen,
            authority=board.authority if is_chosen else None,
            ground="lottery" if is_chosen else "",
        )  # fmt: skip
    return row


def test_a_round_goes_to_those_of_a_frozen_selection(board) -> None:
    survey_round = board.prepared(scope=ScopeKind.SELECTION, selection=selection_of(board))

    assert [row.unit for row in board.responses(survey_round)] == [board.private]


def test_a_selection_in_which_nobody_fell_to_the_board_is_refused(board) -> None:
    selection = selection_of(board)
    Candidate.objects.visible_to(board.access).update(is_chosen=False, authority=None, ground="")

    with pytest.raises(RuleViolation, match="föll på nämnden"):
        board.prepared(scope=ScopeKind.SELECTION, selection=selection)


# ---- the start page, my turn, search and the provider ------------------------------------------


def test_the_start_page_tells_how_far_a_running_round_has_come(board, as_anna) -> None:
    survey_round = board.sent()
    done = board.response_of(survey_round, board.own)
    done.state = ResponseState.SUBMITTED
    done.save()

    with clock.pretend(DUE + DAY):
        page = as_anna.get(START)

    (shown,) = page.context["surveys"]
    assert (shown.total, shown.handed_in, shown.late) == (2, 1, 1)
    assert "1 av 2 har lämnat in" in page.text


def test_a_closed_round_is_not_on_the_start_page(board, as_anna) -> None:
    services.close_round(board.access, board.sent())

    assert list(as_anna.get(START).context["surveys"]) == []


def test_another_board_sees_no_round_on_its_start_page(board, as_cilla) -> None:
    board.sent()

    assert list(as_cilla.get(START).context["surveys"]) == []


def test_a_round_that_somebody_is_late_with_is_my_turn(board) -> None:
    board.sent()

    (turn,) = duties(board.access, today=DUE + DAY)[:5]
    assert (turn.kind, turn.title, turn.due_on) == (
        "Enkät där alla inte har svarat", "Avtalsenkät 2026", DUE,
    )  # fmt: skip


def test_a_round_that_nobody_is_late_with_is_nobodys_turn(board) -> None:
    board.sent()

    assert len(duties(board.access, today=DUE)) == 0


def test_a_round_that_is_closed_is_no_longer_late(board) -> None:
    services.close_round(board.access, board.sent())

    assert len(duties(board.access, today=DUE + DAY)) == 0


def test_answers_that_have_come_in_are_my_turn(board) -> None:
    survey_round = board.sent()
    response = board.response_of(survey_round, board.own)
    response.state = ResponseState.SUBMITTED
    response.save()

    (turn,) = duties(board.access, today=TODAY)[:5]
    assert (turn.kind, turn.url) == (
        "Enkätsvar att granska", reverse("surveys:incoming", args=[survey_round.pk]),
    )  # fmt: skip


def test_a_reader_and_another_board_have_no_turn(board, bo, cilla) -> None:
    board.sent()

    for user in (bo, cilla):
        assert len(duties(access_of(user), today=DUE + DAY)) == 0


def test_a_round_is_found_by_its_title(board, bo, cilla) -> None:
    board.sent()

    found = {group.kind: group.hits for group in search(access_of(bo), "avtalsenkät")}
    assert [hit.name for hit in found[HitKind.SURVEYS]] == ["Avtalsenkät 2026"]
    assert search(access_of(cilla), "avtalsenkät") == []


def test_what_a_provider_has_handed_in_is_one_of_its_milestones(board) -> None:
    survey_round = board.sent()
    response = board.response_of(survey_round, board.private)
    response.state, response.submitted_at = ResponseState.SUBMITTED, clock.now()
    response.save()

    found = milestones_of(board.access, board.private.provider)

    (handed_in,) = [one for one in found if one.kind == MilestoneKind.SURVEY_HANDED_IN]
    assert handed_in.url == reverse("surveys:round", args=[survey_round.pk])
