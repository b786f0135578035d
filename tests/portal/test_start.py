from typing import Any

import pytest
from django.urls import reverse

from insyn.followups.rules import State
from insyn.kernel.access import Role, Secrecy
from insyn.measures.rules import PlanState
from insyn.portal.queries.start import Figures, ending_agreements, figures, turns, year_rows
from insyn.portal.rules import TurnKind
from insyn.registry.queries import access_of
from insyn.reports.models import Report
from insyn.reports.rules import ReportState
from tests.factories import (
    AgreementFactory,
    ContractFactory,
    MembershipFactory,
    ProviderFactory,
)
from tests.portal.conftest import DAY, check, deficiency, followup, plan, request, review

pytestmark = pytest.mark.django_db
START = reverse("portal:start")
NOTHING = Figures()


@pytest.fixture
def busy(ekby, anna, today):
    """One of each thing that the tiles count, in Ekby, as guarded as can be."""
    level: dict[str, Any] = {"secrecy": Secrecy.CLIENT_DOCUMENT}
    going = followup(ekby, **level)
    followup(ekby, State.PLANNED, planned_for=today - DAY, **level)
    measures = followup(ekby, State.MEASURES, **level)
    deficiency(measures)
    plan(measures, PlanState.SUBMITTED, today + DAY)
    request(going, **level)
    review(going, anna)
    check(ekby, ProviderFactory.create(), **level)
    return going


def test_each_tile_counts_its_own(busy, anna, today) -> None:
    assert figures(access_of(anna), today=today) == Figures(1, 1, 1, 1, 1)


def test_several_of_a_kind_are_counted_one_by_one(ekby, anna, today) -> None:
    for _ in range(3):
        followup(ekby)
        deficiency(followup(ekby, State.MEASURES))

    assert figures(access_of(anna), today=today) == Figures(ongoing=3, deficiencies=3)


@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "contact", "system_admin"])
def test_what_is_guarded_is_in_no_count_of_others(
    busy, cooperation, person: str, today, request
) -> None:
    access = access_of(request.getfixturevalue(person))

    assert figures(access, today=today) == NOTHING
    assert turns(access, today=today) == []
    assert year_rows(access, year=today.year) == []


def test_what_is_remedied_or_ended_is_no_open_deficiency(ekby, anna, today) -> None:
    deficiency(followup(ekby, State.MEASURES), remedied_on=today, remedied_note="Ny rutin")
    deficiency(followup(ekby, State.CLOSED))

    assert figures(access_of(anna), today=today).deficiencies == 0


def test_a_check_that_was_made_again_is_not_out_of_date(ekby, anna, today) -> None:
    provider = ProviderFactory.create()
    check(ekby, provider)
    check(ekby, provider, checked_on=today, valid_until=today + 365 * DAY)

    assert figures(access_of(anna), today=today).checks == 0


@pytest.mark.parametrize(
    ("figure", "address"),
    [
        ("ongoing", "followups:list"),
        ("late", "followups:list"),
        ("deficiencies", "portal:deficiencies"),
        ("plans", "measures:list"),
        ("checks", "monitoring:list"),
    ],
)
def test_the_list_behind_a_tile_shows_as_many_as_the_tile_says(
    as_anna, busy, ekby, today, figure: str, address: str
) -> None:
    followup(ekby, State.PLANNED)
    deficiency(followup(ekby, State.MEASURES), remedied_on=today, remedied_note="Ny rutin")
    page = as_anna.get(START)
    link = next(
        part.split('"')[0]
        for part in page.content.decode().split('class="u-tile"')[1:]
        for part in part.split('href="')[1:2]
        if part.startswith(reverse(address)) and _is_about(part, figure)
    )

    rows = as_anna.get(link.replace("&amp;", "&")).context["page"].paginator.count

    assert rows == getattr(page.context["figures"], figure) == 1


def _is_about(part: str, figure: str) -> bool:
    return ("is_late" in part.split('"', maxsplit=1)[0]) == (figure == "late")


def test_my_turn_names_what_waits_for_me(busy, as_anna) -> None:
    kinds = {turn.kind for turn in as_anna.get(START).context["turns"]}

    assert kinds == {TurnKind.FOLLOWUP, TurnKind.REQUEST, TurnKind.PLAN_TO_REVIEW}


def test_a_plan_that_has_not_come_is_late(ekby, anna, today) -> None:
    plan(followup(ekby, State.MEASURES), PlanState.REQUESTED, today - DAY)

    (turn,) = turns(access_of(anna), today=today)
    assert (turn.kind, turn.is_late) == (TurnKind.PLAN_LATE, True)


def test_what_is_not_late_and_not_mine_is_not_my_turn(ekby, anna, bo, today) -> None:
    going = followup(ekby)
    review(going, bo)
    request(going, due_on=today)
    plan(followup(ekby, State.MEASURES), PlanState.REQUESTED, today)

    assert turns(access_of(anna), today=today) == []


def test_the_most_urgent_comes_first(ekby, anna, today) -> None:
    for days in (3, 1, 2):
        review(followup(ekby, State.PLANNED, planned_for=today + days * DAY), anna)

    dues = [turn.due for turn in turns(access_of(anna), today=today)]
    assert dues == sorted(dues)


def test_a_reader_is_asked_to_do_nothing(ekby, bo, today) -> None:
    sent = followup(ekby, State.MEASURES)
    request(sent)
    plan(sent, PlanState.SUBMITTED, today - DAY)

    assert turns(access_of(bo), today=today) == []


def test_a_plan_that_is_raised_is_the_turn_of_the_one_who_decides(ekby, anna, bo, today) -> None:
    plan(followup(ekby, State.MEASURES), PlanState.ESCALATED, today)
    MembershipFactory.create(authority=ekby, role=Role.DECISION_MAKER, user=bo)

    (turn,) = turns(access_of(bo), today=today)
    assert turn.kind == TurnKind.PLAN_TO_DECIDE
    assert turns(access_of(anna), today=today) == []


@pytest.mark.parametrize("role", [Role.DECISION_MAKER, Role.REGISTRAR])
def test_a_proposed_report_is_the_turn_of_those_who_decide(ekby, anna, bo, today, role) -> None:
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

    (turn,) = turns(access_of(bo), today=today)
    assert (turn.kind, turn.name) == (TurnKind.REPORT_TO_DECIDE, "Föreslagen")
    assert turns(access_of(anna), today=today) == []


def test_agreements_that_end_within_half_a_year_are_shown(ekby, anna, cilla, today) -> None:
    soon = AgreementFactory.create(authority=ekby, ends_on=today + 100 * DAY)
    for days in (-1, 400):
        AgreementFactory.create(authority=ekby, ends_on=today + days * DAY)
    AgreementFactory.create(authority=ekby)

    assert ending_agreements(access_of(anna), today=today) == [soon]
    assert ending_agreements(access_of(cilla), today=today) == []


def test_the_year_has_one_row_for_each_provider(ekby, anna, today) -> None:
    contract = ContractFactory.create(agreement__authority=ekby)
    followup(ekby, contract=contract)
    followup(ekby, State.PLANNED, contract=contract)
    followup(ekby, State.CANCELLED, cancelled_reason="Avtalet upphörde")
    followup(ekby, planned_for=today.replace(year=today.year - 1, day=1))

    (row,) = year_rows(access_of(anna), year=today.year)
    assert row.provider == contract.provider
    assert len(row.bars) == 2


def test_the_page_asks_few_questions(
    as_anna, busy, ekby, anna, today, django_assert_max_num_queries
) -> None:
    for _ in range(20):
        review(followup(ekby), anna)
        plan(followup(ekby, State.MEASURES), PlanState.SUBMITTED, today)

    with django_assert_max_num_queries(13):
        as_anna.get(START)


def test_all_tiles_are_counted_in_one_question(
    busy, anna, today, django_assert_num_queries
) -> None:
    access = access_of(anna)

    with django_assert_num_queries(1):
        figures(access, today=today)


def test_the_empty_page_says_so(as_anna) -> None:
    page = as_anna.get(START).content.decode()

    assert "Inget väntar på dig" in page
    assert "Inget avtal går ut snart" in page


def test_one_without_a_role_is_told_what_to_do(client, dag) -> None:
    client.force_login(dag)

    page = client.get(START).content.decode()

    assert "Be administratören i din nämnd" in page
    assert "<strong>dag</strong>" in page


def test_a_provider_is_sent_to_its_tasks(client, contact) -> None:
    client.force_login(contact)

    assert client.get(START).headers["Location"] == reverse("provider_portal:tasks")
