import datetime

import pytest

from insyn.audit.models import AuditEvent
from insyn.criteria.rules import TemplateState
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.registry.rules import ContractStatus, OperatingForm
from insyn.surveys import services
from insyn.surveys.models import Addressee, SurveyResponse
from insyn.surveys.queries.readiness import new_in_scope
from insyn.surveys.queries.scope import counted, places_in, units_without_contract
from insyn.surveys.queries.words import scope_facts
from insyn.surveys.rules import ResponseState, RoundState, ScopeKind
from tests.factories import AgreementFactory, ContractFactory, UnitFactory
from tests.surveys.rounds import DUE, TODAY, Board, board_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(ekby, anna) -> Board:
    return board_of(ekby, anna)


def names(board: Board, survey_round) -> list[str]:
    return [str(row.unit or row.contract.provider) for row in board.responses(survey_round)]


def test_a_round_asks_each_open_unit_with_a_contract(board) -> None:
    survey_round = board.prepared()

    assert names(board, survey_round) == ["Björken", "Linden"]


def test_a_round_that_is_prepared_waits_to_be_sent(board) -> None:
    survey_round = board.prepared()

    states = {row.state for row in board.responses(survey_round)}
    assert (survey_round.state, states) == (RoundState.DRAFT, {ResponseState.WAITING})


def test_a_closed_unit_is_not_asked(board) -> None:
    board.private.closed_on = TODAY
    board.private.save()

    assert names(board, board.prepared()) == ["Linden"]


def test_a_unit_whose_contract_has_ended_is_not_asked(board) -> None:
    contract = board.contracts[board.private.pk]
    contract.status, contract.status_reason = ContractStatus.ENDED, "Uppsagt"
    contract.save()

    assert names(board, board.prepared()) == ["Linden"]


def test_a_unit_that_another_provider_has_taken_over_is_not_asked_by_the_old_contract(
    board,
) -> None:
    board.private.provider = UnitFactory.create().provider
    board.private.save()

    assert names(board, board.prepared()) == ["Linden"]


def test_a_contract_without_units_is_asked_as_a_whole(board) -> None:
    contract = ContractFactory.create(agreement=board.agreement)

    assert str(contract.provider) in names(board, board.prepared())


def test_a_unit_in_two_contracts_is_asked_once_in_the_newest(board) -> None:
    newest = ContractFactory.create(
        agreement=AgreementFactory.create(authority=board.authority),
        provider=board.private.provider,
        starts_on=datetime.date(2025, 6, 1),
    )
    newest.units.add(board.private)

    survey_round = board.prepared()

    assert names(board, survey_round) == ["Björken", "Linden"]
    assert board.response_of(survey_round, board.private).contract == newest


def test_an_area_narrows_the_scope(board) -> None:
    assert names(board, board.prepared(service_areas=[board.home_care])) == ["Björken"]


def test_a_form_of_operation_narrows_the_scope(board) -> None:
    survey_round = board.prepared(operating_forms=[OperatingForm.IN_HOUSE])

    assert names(board, survey_round) == ["Linden"]


def test_another_boards_contracts_are_not_asked(board, norrby) -> None:
    ContractFactory.create(agreement=AgreementFactory.create(authority=norrby))

    assert names(board, board.prepared()) == ["Björken", "Linden"]


def test_private_and_in_house_are_counted_side_by_side(board) -> None:
    survey_round = board.prepared()

    count = counted(places_in(board.access, scope_facts(survey_round), on=TODAY))
    assert (count.units, count.contracts, count.own, count.others) == (2, 0, 1, 1)


def test_an_open_unit_of_the_municipality_without_contract_is_pointed_out(board) -> None:
    lost = UnitFactory.create(name="Rönnen", municipality=board.authority.municipality)
    facts = scope_facts(board.prepared())

    places = places_in(board.access, facts, on=TODAY)
    assert units_without_contract(board.access, facts, places, on=TODAY) == [lost]


def test_the_contact_persons_are_the_recipients(board) -> None:
    survey_round = board.prepared()

    response = board.response_of(survey_round, board.private)
    people = Addressee.objects.visible_to(board.access).filter(response=response)
    assert [row.user.email for row in people] == ["enhetschefett@omsorg.se"]


def test_the_recipients_of_the_earlier_round_come_first(board) -> None:
    earlier = board.sent(title="Avtalsenkät 2025")
    response = board.response_of(earlier, board.private)
    services.add_addressee(board.access, response, name="Ny Chef", address="ny@omsorg.se")
    old = Addressee.objects.visible_to(board.access).get(
        response=response, user__username="enhetschefett"
    )
    services.end_addressee(board.access, old)

    survey_round = board.prepared(prefilled_from=earlier)

    people = Addressee.objects.visible_to(board.access).filter(
        response=board.response_of(survey_round, board.private)
    )
    assert [row.user.email for row in people] == ["ny@omsorg.se"]


def test_changing_the_scope_changes_the_list_and_keeps_who_stays(board) -> None:
    survey_round = board.prepared()
    kept = board.response_of(survey_round, board.own)

    with clock.pretend(TODAY):
        services.change_round(
            board.access, survey_round, facts=board.facts(service_areas=[board.housing])
        )

    assert board.responses(survey_round) == [kept]


def test_units_are_chosen_one_by_one(board) -> None:
    survey_round = board.prepared(scope=ScopeKind.CHOSEN)
    contract = board.contracts[board.private.pk]

    with clock.pretend(TODAY):
        services.add_places(board.access, survey_round, keys=[(contract.pk, board.private.pk)])

    assert names(board, survey_round) == ["Björken"]


def test_a_unit_that_is_not_the_boards_cannot_be_chosen(board, norrby) -> None:
    survey_round = board.prepared(scope=ScopeKind.CHOSEN)
    other = ContractFactory.create(agreement=AgreementFactory.create(authority=norrby))

    with clock.pretend(TODAY), pytest.raises(RuleViolation, match="inget kontrakt"):
        services.add_places(board.access, survey_round, keys=[(other.pk, None)])


def test_a_unit_can_be_left_out_before_the_round_is_sent(board) -> None:
    survey_round = board.prepared()

    services.remove_response(board.access, board.response_of(survey_round, board.private))

    assert names(board, survey_round) == ["Linden"]


def test_a_unit_that_is_left_out_stays_out_when_the_list_is_updated(board) -> None:
    survey_round = board.prepared()
    services.remove_response(board.access, board.response_of(survey_round, board.private))

    with clock.pretend(TODAY):
        services.refresh_scope(board.access, survey_round)
        services.change_round(board.access, survey_round, facts=board.facts(title="Ny rubrik"))

        assert names(board, survey_round) == ["Linden"]
        survey_round.refresh_from_db()
        assert new_in_scope(board.access, survey_round) == 0


def test_a_unit_that_was_left_out_can_be_added_again(board) -> None:
    survey_round = board.prepared()
    services.remove_response(board.access, board.response_of(survey_round, board.private))
    contract = board.contracts[board.private.pk]

    with clock.pretend(TODAY):
        services.add_places(board.access, survey_round, keys=[(contract.pk, board.private.pk)])
        services.refresh_scope(board.access, survey_round)

    assert names(board, survey_round) == ["Björken", "Linden"]


def test_a_unit_that_was_added_outside_the_scope_stays(board) -> None:
    survey_round = board.prepared(service_areas=[board.housing])
    contract = board.contracts[board.private.pk]

    with clock.pretend(TODAY):
        services.add_places(board.access, survey_round, keys=[(contract.pk, board.private.pk)])
        services.refresh_scope(board.access, survey_round)

    assert names(board, survey_round) == ["Björken", "Linden"]


def test_a_new_unit_comes_in_when_the_list_is_updated(board) -> None:
    survey_round = board.prepared()
    board.add_unit("Rönnen")

    with clock.pretend(TODAY):
        count = services.refresh_scope(board.access, survey_round)

    assert (count, names(board, survey_round)) == (3, ["Björken", "Linden", "Rönnen"])


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"concerns_to": datetime.date(2024, 1, 1)}, "slutar innan den börjar"),
        ({"due_on": TODAY}, "efter dagen för utskick"),
        ({"reminder_days": (1, 2, 3, 4, 5, 6, 7)}, "Högst 6 påminnelser"),
        ({"reminder_days": (-90,)}, "högst 60 dagar"),
        ({"scope": ScopeKind.SELECTION}, "Välj vilket urval"),
    ],
)
def test_a_round_that_cannot_be_is_refused_in_words(board, wrong, sentence) -> None:
    with pytest.raises(RuleViolation, match=sentence):
        board.prepared(**wrong)


def test_a_title_is_used_once(board) -> None:
    board.prepared()

    with pytest.raises(RuleViolation, match="redan en enkätomgång"):
        board.prepared()


def test_a_template_that_is_not_published_is_refused(board) -> None:
    board.version.state = TemplateState.DRAFT
    board.version.save()

    with pytest.raises(RuleViolation, match="inte publicerad"):
        board.prepared()


def test_answers_are_not_carried_over_from_a_round_that_was_never_sent(board) -> None:
    earlier = board.prepared(title="Förra")

    with pytest.raises(RuleViolation, match="har skickats"):
        board.prepared(prefilled_from=earlier)


def test_a_reader_prepares_nothing(board, bo) -> None:
    with pytest.raises(NotAllowed):
        services.create_round(access_of(bo), board.authority, facts=board.facts())


def test_a_round_that_is_sent_keeps_its_head(board) -> None:
    survey_round = board.sent()

    with pytest.raises(RuleViolation, match="Omgången är skickad"):
        services.change_round(board.access, survey_round, facts=board.facts(title="Ny"))


def test_a_change_on_an_old_page_is_refused(board) -> None:
    survey_round = board.prepared()

    with pytest.raises(Outdated):
        services.change_round(board.access, survey_round, facts=board.facts(), version=0)


def test_a_round_that_is_prepared_can_be_taken_away(board) -> None:
    services.remove_round(board.access, board.prepared())

    assert not SurveyResponse.objects.visible_to(board.access).exists()


def test_a_round_that_is_sent_is_never_taken_away(board) -> None:
    with pytest.raises(RuleViolation, match="Stäng den i stället"):
        services.remove_round(board.access, board.sent())


def test_a_round_is_closed_and_opened_again(board) -> None:
    survey_round = board.sent()

    closed = services.close_round(board.access, survey_round)
    again = services.reopen_round(board.access, closed)

    assert (closed.state, again.state, again.closed_on) == (
        RoundState.CLOSED, RoundState.OPEN, None,
    )  # fmt: skip


def test_a_round_that_is_not_sent_cannot_be_closed(board) -> None:
    with pytest.raises(RuleViolation, match="”Stäng omgången” går inte"):
        services.close_round(board.access, board.prepared())


def test_the_life_of_a_round_stands_in_the_trail(board) -> None:
    survey_round = board.sent()
    services.close_round(board.access, survey_round)

    events = AuditEvent.objects.visible_to(board.access).about(survey_round)
    assert [row.event for row in events.order_by("number")] == [
        "survey_round.created", "survey_round.sent", "survey_round.closed",
    ]  # fmt: skip


def test_the_last_day_of_the_round_is_that_of_its_responses(board) -> None:
    survey_round = board.prepared()
    later = DUE + datetime.timedelta(days=7)

    with clock.pretend(TODAY):
        services.change_round(board.access, survey_round, facts=board.facts(due_on=later))

    assert {row.due_on for row in board.responses(survey_round)} == {later}
