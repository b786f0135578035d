import pytest
from django.urls import reverse

from insyn.agenda.queries import duties
from insyn.followups.rules import State
from insyn.measures.rules import PlanState
from insyn.portal.queries.start import Figures, figures, year_rows
from insyn.registry.queries import access_of
from tests import people
from tests.factories import AgreementFactory, ContractFactory, MembershipFactory, ProviderFactory
from tests.portal.conftest import DAY, check, deficiency, followup, plan, review

pytestmark = pytest.mark.django_db
START = reverse("portal:start")
NOTHING = Figures()


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
    assert len(duties(access, today=today)) == 0
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


def test_the_dates_of_one_s_own_agreements_are_shown(as_anna, ekby, today) -> None:
    soon = AgreementFactory.create(authority=ekby, ends_on=today + 100 * DAY)
    AgreementFactory.create(authority=ekby, ends_on=today + 400 * DAY)

    (one,) = as_anna.get(START).context["dates"]
    assert (one.what.agreement_id, one.on) == (soon.pk, soon.ends_on)


def test_the_dates_of_others_are_not_shown(as_cilla, ekby, today) -> None:
    AgreementFactory.create(authority=ekby, ends_on=today + 100 * DAY)

    assert as_cilla.get(START).context["dates"] == []


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

    with django_assert_max_num_queries(17):
        as_anna.get(START)


def test_the_page_asks_no_more_of_one_who_has_fifty_boards(
    as_anna, busy, ekby, anna, today, django_assert_max_num_queries
) -> None:
    for n in range(50):
        board = people.board(f"By {n}")
        MembershipFactory.create(user=anna, authority=board)
        review(followup(board), anna)

    with django_assert_max_num_queries(17):
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
    assert "Inget att bevaka det närmaste halvåret" in page


def test_one_without_a_role_is_told_what_to_do(client, dag) -> None:
    client.force_login(dag)

    page = client.get(START).content.decode()

    assert "Be administratören i din nämnd" in page
    assert "<strong>dag</strong>" in page


def test_a_provider_is_sent_to_its_tasks(client, contact) -> None:
    client.force_login(contact)

    assert client.get(START).headers["Location"] == reverse("provider_portal:tasks")
