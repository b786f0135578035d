import pytest
from django.urls import reverse

from insyn.accounts.models import User
from insyn.agenda.queries import duties
from insyn.followups.rules import State
from insyn.kernel.access import Role
from insyn.kernel.duties import Duty
from insyn.measures.models import CorrectiveAction
from insyn.measures.rules import ItemState, PlanState
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.reports.models import Report
from insyn.reports.rules import ReportState
from tests.conftest import log_in
from tests.factories import AgreementFactory, MembershipFactory, ProviderFactory
from tests.portal.conftest import DAY, check, deficiency, followup, plan, request, review

pytestmark = pytest.mark.django_db
START, LIST = reverse("portal:start"), reverse("agenda:list")


def waiting(user: User) -> list[Duty]:
    return duties(access_of(user), today=clock.today())[:50]


def only(role: Role, authority) -> User:
    return MembershipFactory.create(authority=authority, role=role).user


def test_my_duty_names_what_waits_for_me(busy, as_anna) -> None:
    kinds = {duty.kind for duty in as_anna.get(START).context["turns"].lines}

    assert kinds == {"Uppföljning som pågår", "Handling har inte kommit", "Åtgärdsplan att granska"}


def test_a_plan_that_has_not_come_is_late(ekby, anna, today) -> None:
    plan(followup(ekby, State.MEASURES), PlanState.REQUESTED, today - DAY)

    (duty,) = waiting(anna)
    assert (duty.kind, duty.due_on) == ("Åtgärdsplan har inte kommit", today - DAY)


def test_what_is_not_late_and_not_mine_is_not_my_duty(ekby, anna, today) -> None:
    going = followup(ekby)
    review(going, only(Role.REVIEWER, ekby))
    request(going, due_on=today)
    plan(followup(ekby, State.MEASURES), PlanState.REQUESTED, today)

    assert waiting(anna) == []


def test_the_most_urgent_comes_first(ekby, anna, today) -> None:
    for days in (3, 1, 2):
        review(followup(ekby, State.PLANNED, planned_for=today + days * DAY), anna)

    dues = [str(duty.due_on) for duty in waiting(anna)]
    assert dues == sorted(dues)


def test_a_reader_is_asked_to_do_nothing(ekby, bo, today) -> None:
    sent = followup(ekby, State.MEASURES)
    request(sent)
    plan(sent, PlanState.SUBMITTED, today - DAY)

    assert waiting(bo) == []


def test_a_plan_that_is_raised_is_the_duty_of_the_one_who_decides(ekby, anna, bo, today) -> None:
    plan(followup(ekby, State.MEASURES), PlanState.ESCALATED, today)
    MembershipFactory.create(authority=ekby, role=Role.DECISION_MAKER, user=bo)

    (duty,) = waiting(bo)
    assert duty.kind == "Åtgärdsplan att besluta om"
    assert waiting(anna) == []


@pytest.mark.parametrize("role", [Role.DECISION_MAKER, Role.REGISTRAR])
def test_a_proposed_report_is_the_duty_of_those_who_decide(ekby, anna, bo, today, role) -> None:
    agreement = AgreementFactory.create(authority=ekby)
    for state in (ReportState.DRAFT, ReportState.PROPOSED):
        Report.objects.create(
            authority=ekby,
            agreement=agreement,
            title=state.label,
            state=state,
            starts_on=today - DAY,
            ends_on=today,
        )
    MembershipFactory.create(authority=ekby, role=role, user=bo)

    (duty,) = waiting(bo)
    assert (duty.kind, duty.title) == ("Rapport att besluta om", "Föreslagen")
    assert waiting(anna) == []


def reviewed_plan(authority, state: ItemState, **level):
    measures = followup(authority, State.MEASURES, **level)
    row = plan(measures, PlanState.UNDER_REVIEW, clock.today())
    finding = deficiency(measures)
    CorrectiveAction.objects.create(plan=row, finding=finding, state=state)
    return row


def test_a_plan_whose_answers_are_accepted_is_the_duty_of_the_one_who_decides(ekby) -> None:
    reviewed_plan(ekby, ItemState.ACCEPTED)

    (duty,) = waiting(only(Role.DECISION_MAKER, ekby))
    assert (duty.kind, duty.detail) == ("Åtgärdsplan att besluta om", "Granskas")


def test_a_plan_that_is_still_read_is_no_duty_of_the_one_who_decides(ekby) -> None:
    reviewed_plan(ekby, ItemState.ANSWERED)

    assert waiting(only(Role.DECISION_MAKER, ekby)) == []


def test_one_who_both_reviews_and_decides_has_a_plan_once(ekby, anna) -> None:
    MembershipFactory.create(authority=ekby, role=Role.DECISION_MAKER, user=anna)
    reviewed_plan(ekby, ItemState.ACCEPTED)

    assert [duty.kind for duty in waiting(anna)] == ["Åtgärdsplan att granska"]


@pytest.mark.parametrize("state", [PlanState.ESCALATED, PlanState.UNDER_REVIEW])
def test_a_plan_in_another_authority_is_not_decided_here(ekby, norrby, cooperation, state) -> None:
    plan(followup(ekby, State.MEASURES), state, clock.today())

    assert waiting(only(Role.DECISION_MAKER, norrby)) == []


@pytest.mark.parametrize("role", [Role.DECISION_MAKER, Role.REGISTRAR])
def test_a_report_in_another_authority_is_not_decided_here(
    ekby, norrby, cooperation, today, role
) -> None:
    agreement = AgreementFactory.create(authority=ekby, cooperation=cooperation)
    Report.objects.create(
        authority=ekby,
        agreement=agreement,
        title="Ekbys",
        state=ReportState.PROPOSED,
        starts_on=today,
        ends_on=today,
    )

    assert waiting(only(role, norrby)) == []


def test_a_check_out_of_date_is_the_duty_of_the_one_who_minds_the_registers(ekby, norrby) -> None:
    provider = ProviderFactory.create(name="Åkerö Omsorg AB")
    check(ekby, provider)
    check(norrby, provider)

    (duty,) = waiting(only(Role.FINANCE_CONTROLLER, ekby))
    assert (duty.kind, duty.title) == ("Registerkontroll att göra om", "Åkerö Omsorg AB")


def test_a_check_out_of_date_does_not_crowd_out_the_follow_ups(ekby, anna) -> None:
    check(ekby, ProviderFactory.create())

    assert waiting(anna) == []


def test_the_start_page_says_how_many_wait_and_leads_to_them_all(as_anna, ekby, anna) -> None:
    for _ in range(9):
        review(followup(ekby), anna)

    page = as_anna.get(START)

    assert len(page.context["turns"].lines) == 8
    assert f'<a class="ds-link" href="{LIST}">Visa alla (9)</a>' in page.content.decode()
    assert len(as_anna.get(LIST).context["page"]) == 9


def test_the_first_ones_are_those_that_the_whole_list_begins_with(
    busy, ekby, anna, today, django_assert_num_queries
) -> None:
    for day in (today + DAY, today - DAY, today):
        plan(followup(ekby, State.MEASURES), PlanState.REQUESTED, day)
        review(followup(ekby), anna)
    found = duties(access_of(anna), today=today)

    for wanted in (2, 5, 50):
        first = found.first(wanted)
        assert list(first.lines) == found[:wanted]
        assert (first.count, first.has_more) == (len(found), len(found) > wanted)
    with django_assert_num_queries(1 + len({duty.kind for duty in found[:2]})):
        found.first(2)
    assert found.first(1).lines


def test_one_for_whom_nothing_waits_has_no_first(ekby, bo, today) -> None:
    first = duties(access_of(bo), today=today).first(8)

    assert (list(first.lines), first.count, first.has_more) == ([], 0, False)


def test_what_fits_has_no_way_on(as_anna, ekby, anna) -> None:
    for _ in range(8):
        review(followup(ekby), anna)

    assert "Visa alla (" not in as_anna.get(START).content.decode()


def test_the_whole_list_has_pages(as_anna, ekby, anna) -> None:
    for _ in range(51):
        review(followup(ekby), anna)

    assert len(as_anna.get(LIST, {"page": "2"}).context["page"]) == 1
    assert as_anna.get(LIST, {"page": "sista"}).status_code == 200


def test_the_whole_list_asks_few_questions(
    as_anna, busy, ekby, anna, today, django_assert_max_num_queries
) -> None:
    for _ in range(20):
        review(followup(ekby), anna)
        plan(followup(ekby, State.MEASURES), PlanState.SUBMITTED, today)

    with django_assert_max_num_queries(20):
        as_anna.get(LIST)


@pytest.mark.parametrize(
    ("role", "said"),
    [
        (Role.FINANCE_CONTROLLER, "Här visas registerkontroller"),
        (Role.REGISTRAR, "Här visas rapporter"),
        (Role.DECISION_MAKER, "åtgärdsplaner som väntar på ditt beslut"),
        (Role.REVIEWER, "Här visas dina uppföljningar"),
        (Role.READER, "Din roll läser"),
    ],
)
def test_the_empty_list_says_what_comes_up_for_the_role(client, ekby, role, said: str) -> None:
    page = log_in(client, only(role, ekby)).get(START).content.decode()

    assert "Inget väntar på dig" in page
    assert said in page


def test_one_who_only_administers_is_promised_no_duty(client, ekby) -> None:
    page = log_in(client, only(Role.AUTHORITY_ADMIN, ekby)).get(START).content.decode()

    assert "Inget väntar på dig" not in page


def test_one_kind_of_duties_is_chosen_with_its_count(as_anna, anna, ekby) -> None:
    review(followup(ekby, State.PLANNED, planned_for=clock.today() + DAY), anna)
    review(followup(ekby, State.ONGOING), anna)
    page = as_anna.get(LIST, {"slag": "followups.mine_to_start"}).content.decode()
    assert "Uppföljning att påbörja (1)" in page
    assert "Uppföljning som pågår (1)" in page
    assert page.count('<span class="u-sub">Uppföljning') == 1


def test_an_unknown_kind_shows_everything(as_anna, anna, ekby) -> None:
    review(followup(ekby, State.ONGOING), anna)
    page = as_anna.get(LIST, {"slag": "no.such"}).content.decode()
    assert '<span class="u-sub">Uppföljning som pågår' in page
