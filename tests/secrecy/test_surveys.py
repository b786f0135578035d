"""Surveys, tried by everybody who must not get through: pages, files, lists and services."""

import uuid
from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import User
from insyn.kernel.access import Access, Role
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.surveys import services
from insyn.surveys.models import (
    Addressee,
    AnswerOperation,
    ClientQuestions,
    SurveyAnswer,
    SurveyResponse,
    SurveyRound,
)
from insyn.surveys.rules import AnswerState, OperationKind, ResponseState
from insyn.surveys.services import reviews
from insyn.surveys.services.answers import Operation, apply_operations
from insyn.surveys.services.clients import ClientFacts, create_client_questions
from insyn.surveys.services.recipients import Recipient
from insyn.surveys.services.results import fold_round
from tests.conftest import log_in
from tests.factories import (
    ContractFactory,
    MembershipFactory,
    OutgoingMailFactory,
    ProviderContactFactory,
    ProviderFactory,
    SurveyResponseFactory,
    TemplateVersionFactory,
    UserFactory,
)
from tests.secrecy.walking import readable
from tests.surveys.rounds import TODAY, Board, board_of

pytestmark = pytest.mark.django_db
WHY = "The test looks at every row."
ROUNDS = SurveyRound.objects.unscoped(reason=WHY)
RESPONSES = SurveyResponse.objects.unscoped(reason=WHY)
PEOPLE = Addressee.objects.unscoped(reason=WHY)
ANSWERS = SurveyAnswer.objects.unscoped(reason=WHY)
TITLE, WORDS = "Enkätzebra 2026", ("zebra", "björken", "enhetschefett", "klientgiraff")
HIDDEN_ANSWER = "Svaret om kamelen"


@pytest.fixture
def board(ekby, anna) -> Board:
    return board_of(ekby, anna)


@pytest.fixture
def sent(board) -> SurveyRound:
    """A running round with an answer, mail and client questions beside it."""
    made: SurveyRound = board.sent(title=TITLE)
    response = board.response_of(made, board.private)
    ANSWERS.create(
        response=response, question=board.questions["F3"], state=AnswerState.ANSWERED,
        value=HIDDEN_ANSWER, comment=HIDDEN_ANSWER,
    )  # fmt: skip
    return made


def response_in(board: Board, survey_round: SurveyRound) -> SurveyResponse:
    return board.response_of(survey_round, board.private)


# ---- lists, files, search, start page, turns, trail -----------------------------------------

LISTS = (
    "surveys:list", "surveys:client_sets", "surveys:create", "mailing:list", "portal:start",
    "portal:turns", "portal:search", "portal:trail", "followups:list", "surveys:client_set_create",
)  # fmt: skip
QUERIES = ("", "?fil=xlsx", "?fil=csv", "?q=zebra", "?q=klientgiraff", "?q=bj%C3%B6rken")


def told(client: Client) -> set[str]:
    """Return the words of Ekby's surveys that the one who is logged in finds somewhere."""
    found: set[str] = set()
    for name in LISTS:
        for query in QUERIES:
            answer = client.get(reverse(name) + query)
            said = readable(answer).replace(query.lower(), "")
            said = said.replace('value="zebra"', "").replace("”zebra”", "")
            if answer.status_code == 200 and "q=" not in query:
                found |= {word for word in WORDS if word in said}
            found |= {word for word in (TITLE.lower(),) if word in said}
    return found


@pytest.fixture
def client_set(board) -> ClientQuestions:
    rows = ClientQuestions.objects.unscoped(reason=WHY)
    return rows.create(
        authority=board.authority, title="Klientgiraff", template_version=board.version,
        starts_on=TODAY,
    )  # fmt: skip


def test_the_walk_finds_what_it_looks_for(as_anna, sent, client_set) -> None:
    assert told(as_anna) == {*WORDS, TITLE.lower()}


def outsiders(request) -> list[User]:
    names = ("cilla", "dag", "contact", "system_admin")
    return [request.getfixturevalue(name) for name in names]


def test_nobody_outside_the_board_finds_a_word_in_any_list(sent, client_set, request) -> None:
    found = {person.username: told(log_in(Client(), person)) for person in outsiders(request)}

    assert not any(found.values()), found


# ---- services -------------------------------------------------------------------------------


def acts(board: Board, sent: SurveyRound) -> dict[str, Callable[[Access], object]]:
    """Return every service on the authority's side, as the board's own people call it."""
    row = response_in(board, sent)
    person = PEOPLE.filter(response=row)[0]
    draft = board.prepared(title="Förberedd")
    left = response_in(board, draft)
    named = [Recipient(left, "Ny Chef", "ny@omsorg.se")]
    key = (board.contracts[board.private.pk].pk, board.private.pk)
    facts = board.facts(title="Ändrad")
    later = sent.due_on.replace(month=5)
    asked = ClientFacts("Klienter", board.version, TODAY)
    question = board.questions["F1"]
    return {
        "create_round": lambda a: services.create_round(a, board.authority, facts=facts),
        "change_round": lambda a: services.change_round(a, draft, facts=facts),
        "remove_round": lambda a: services.remove_round(a, draft),
        "send_round": lambda a: services.send_round(a, draft),
        "close_round": lambda a: services.close_round(a, sent),
        "reopen_round": lambda a: services.reopen_round(a, sent),
        "refresh_scope": lambda a: services.refresh_scope(a, draft),
        "add_places": lambda a: services.add_places(a, draft, keys=[key]),
        "remove_response": lambda a: services.remove_response(a, left),
        "fill_in": lambda a: services.fill_in_addressees(a, draft),
        "import": lambda a: services.import_addressees(a, draft, recipients=named),
        "add_addressee": lambda a: services.add_addressee(a, row, name="X", address="x@y.se"),
        "end_addressee": lambda a: services.end_addressee(a, person),
        "extend": lambda a: services.extend_response(a, row, due_on=later, reason="Sjuk"),
        "remind": lambda a: services.remind_round(a, sent),
        "add_question": lambda a: services.add_question(a, sent, question, reason="Glömd"),
        "return": lambda a: reviews.return_questions(
            a, row, reasons={question.pk: "Oklart"}, due_on=later
        ),
        "assess": lambda a: reviews.assess_answer(a, row, question=question.pk, value="yes"),
        "accept": lambda a: reviews.accept_response(a, row),
        "accept_many": lambda a: reviews.accept_many(a, sent, versions={row.pk: row.version}),
        "reopen_response": lambda a: reviews.reopen_response(a, row, reason="Fel"),
        "feedback": lambda a: reviews.send_feedback(a, row),
        "feedback_many": lambda a: reviews.send_many(a, sent),
        "ending": lambda a: reviews.propose_ending(a, row, reason="Brister"),
        "withdraw_return": lambda a: reviews.withdraw_return(a, row, reason="Fel"),
        "client_questions": lambda a: create_client_questions(a, board.authority, facts=asked),
    }


WRONG = ("bo", "case_worker", "cilla", "system_admin", "dag", "answerer")


@pytest.fixture
def case_worker(ekby) -> User:
    return MembershipFactory.create(
        authority=ekby, role=Role.CASE_WORKER, user__username="handläggare"
    ).user


@pytest.fixture
def answerer(board, sent) -> User:
    return PEOPLE.filter(response=response_in(board, sent))[0].user


def test_every_service_refuses_those_who_may_not(board, sent, request) -> None:
    tried = acts(board, sent)
    before = (list(ROUNDS.values()), list(RESPONSES.values()), list(PEOPLE.values()))
    through = []
    for name in WRONG:
        access = access_of(request.getfixturevalue(name))
        for act, run in tried.items():
            try:
                with transaction.atomic():
                    run(access)
            except NotAllowed:
                continue
            except RuleViolation as no:
                through.append((name, act, str(no)))
            else:
                through.append((name, act, "done"))

    assert through == []
    assert before == (list(ROUNDS.values()), list(RESPONSES.values()), list(PEOPLE.values()))


def test_a_list_of_recipients_names_nobody_in_another_round(board, sent, norrby) -> None:
    foreign = SurveyResponseFactory.create(round__authority=norrby, state=ResponseState.WAITING)
    draft = board.prepared(title="Förberedd")
    before = list(PEOPLE.order_by("pk").values())

    for row in (foreign, response_in(board, sent)):
        with pytest.raises(RuleViolation, match="hör till omgången"):
            services.import_addressees(
                board.access, draft, recipients=[Recipient(row, "Ond", "ond@ond.se")]
            )

    assert list(PEOPLE.order_by("pk").values()) == before
    assert not User.objects.filter(email="ond@ond.se").exists()


def test_a_round_is_not_made_of_another_boards_rows(board, sent, cilla, norrby) -> None:
    own = TemplateVersionFactory.create(template__authority=norrby)

    for other in ({}, {"template_version": own, "prefilled_from": sent}):
        with clock.pretend(TODAY), pytest.raises(RuleViolation):
            services.create_round(access_of(cilla), norrby, facts=board.facts(**other))


def test_the_form_takes_no_row_of_another_board(as_cilla, board, sent) -> None:
    facts = board.facts()
    answer = as_cilla.post(
        reverse("surveys:create"),
        {
            "authority": board.authority.pk, "title": "Ond", "template_version": board.version.pk,
            "prefilled_from": sent.pk, "scope": "all", "concerns_from": facts.concerns_from,
            "concerns_to": facts.concerns_to, "opens_on": facts.opens_on, "due_on": facts.due_on,
            "contact": "x", "ground_sol": "x", "ground_lss": "x",
        },
    )  # fmt: skip

    assert answer.status_code != 302
    assert "zebra" not in readable(answer)
    assert not ROUNDS.filter(title="Ond").exists()


# ---- those who only read --------------------------------------------------------------------

ROUND_PAGES = (
    "round", "preview", "recipients", "delivery", "late", "results", "board_summary", "incoming",
    "compare", "results_xlsx", "accept_many",
)  # fmt: skip


@pytest.mark.parametrize("role", [Role.READER, Role.CASE_WORKER])
@pytest.mark.parametrize("is_closed", [False, True])
def test_one_who_only_reads_finds_no_single_answer(
    board, sent, role: Role, *, is_closed: bool
) -> None:
    row = response_in(board, sent)
    fold_round(board.access, sent)
    if is_closed:
        services.close_round(board.access, sent)
    person = MembershipFactory.create(authority=board.authority, role=role).user
    client = log_in(Client(), person)
    addresses = [reverse(f"surveys:{name}", args=[sent.pk]) for name in ROUND_PAGES]
    addresses += [
        reverse(f"surveys:{name}", args=[row.pk])
        for name in ("response", "compare_unit", "recipient")
    ]
    for key in (board.questions["F1"].pk, board.questions["F3"].pk):
        one = reverse("surveys:result_question", args=[sent.pk, key])
        addresses += [one, f"{reverse('surveys:result_rows', args=[sent.pk, key])}?answer=answered"]
    for address in addresses:
        for ending in ("", "?fil=xlsx", "?fil=csv"):
            assert HIDDEN_ANSWER.lower() not in readable(client.get(address + ending)), address


# ---- a unit that another provider runs now --------------------------------------------------


@pytest.fixture
def taken_over(board) -> SurveyRound:
    """Last year's round, answered; since then another provider runs the unit."""
    earlier: SurveyRound = board.sent(title="Förra")
    row = response_in(board, earlier)
    ANSWERS.create(
        response=row, question=board.questions["F1"], state=AnswerState.ANSWERED, value="no"
    )
    row.state = ResponseState.ACCEPTED
    row.save()
    unit, rival = board.private, ProviderFactory.create(name="Konkurrenten AB")
    board.contracts[unit.pk].units.clear()
    unit.provider = rival
    unit.save()
    contract = ContractFactory.create(agreement=board.agreement, provider=rival)
    contract.units.add(unit)
    person = UserFactory.create(username="ny", email="ny@konkurrenten.se")
    ProviderContactFactory.create(user=person, provider=rival, authority=board.authority)
    return earlier


def test_the_new_provider_is_not_shown_what_the_one_before_answered(board, taken_over) -> None:
    now = board.sent(title="Nya", prefilled_from=taken_over)

    assert response_in(board, now).contract.provider.name == "Konkurrenten AB"
    assert not ANSWERS.filter(response=response_in(board, now)).exists()


def test_the_one_who_answered_before_is_not_asked_about_the_new_provider(board, taken_over) -> None:
    now = board.sent(title="Nya", prefilled_from=taken_over)

    people = PEOPLE.filter(response=response_in(board, now)).select_related("user")
    assert [row.user.email for row in people] == ["ny@konkurrenten.se"]


# ---- keys that a provider changes -----------------------------------------------------------


def test_a_mark_of_another_units_answer_does_and_tells_nothing(board, sent) -> None:
    mine, other = response_in(board, sent), board.response_of(sent, board.own)
    writer = PEOPLE.filter(response=other)[0].user
    mark = uuid.uuid5(uuid.NAMESPACE_OID, "annans")
    question = board.questions["F1"].pk
    made = Operation(mark, question, OperationKind.SET, "no", "", 0)
    apply_operations(access_of(writer), other.pk, [made])
    client = log_in(Client(), PEOPLE.filter(response=mine)[0].user)

    answer = client.post(
        reverse("provider_portal:operations", args=[mine.pk]),
        {"ops": [{"key": str(mark), "question": question, "kind": "set", "value": "yes",
                  "comment": "", "seen_revision": 0}]},
        content_type="application/json",
    )  # fmt: skip

    assert answer.status_code == 404
    assert "no" not in answer.json()
    assert "acks" not in answer.json()
    rows = AnswerOperation.objects.unscoped(reason=WHY)
    assert [row.response_id for row in rows] == [other.pk]


# ---- one whose part is over -----------------------------------------------------------------


def test_one_who_is_no_longer_asked_finds_nothing_though_still_logged_in(board, sent) -> None:
    row = response_in(board, sent)
    with clock.pretend(TODAY):
        made = services.add_addressee(board.access, row, name="Dag", address="dag@omsorg.se")
    client = log_in(Client(), made.user)
    pages = ("survey", "survey_review", "survey_history", "people", "survey_workbook")
    addresses = [reverse(f"provider_portal:{name}", args=[row.pk]) for name in pages]
    assert {client.get(address).status_code for address in addresses} == {200}

    services.end_addressee(board.access, made)

    assert {client.get(address).status_code for address in addresses} == {404}
    answer = client.post(
        reverse("provider_portal:operations", args=[row.pk]),
        {"ops": []}, content_type="application/json",
    )  # fmt: skip
    assert answer.status_code == 404
    assert "zebra" not in readable(client.get(reverse("provider_portal:tasks")))


def test_a_mail_about_another_boards_survey_is_no_page(as_cilla, board, sent) -> None:
    mail = OutgoingMailFactory.create(authority=board.authority)

    for name in ("mail", "resend", "cancel"):
        assert as_cilla.get(reverse(f"mailing:{name}", args=[mail.pk])).status_code == 404
