import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from insyn.mailing.models import OutgoingMail
from insyn.platform import clock
from insyn.registry.rules import OperatingForm
from insyn.surveys.models import Addressee, SurveyResponse, SurveyRound
from insyn.surveys.rules import ResponseState, RoundState
from tests.conftest import log_in
from tests.factories import ContractFactory, UnitFactory
from tests.surveys.rounds import DUE, TODAY, Board, board_of
from tests.surveys.test_rounds_sending import later_question, line, sheet

pytestmark = pytest.mark.django_db
DRAFT_PAGES = ("round", "edit", "send", "recipients", "recipients_import", "recipients_add",
               "preview", "delivery", "remove")  # fmt: skip
SENT_PAGES = ("round", "send", "recipients", "recipients_add", "preview", "delivery", "late",
              "remind", "close", "reopen", "add_question")  # fmt: skip


@pytest.fixture(autouse=True)
def _the_day():
    with clock.pretend(TODAY):
        yield


@pytest.fixture
def board(ekby, anna) -> Board:
    return board_of(ekby, anna)


def page(client: Client, name: str, *args: int, query: str = "") -> str:
    answer = client.get(reverse(f"surveys:{name}", args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, route: str, *args: int, **data) -> str:
    answer = client.post(reverse(f"surveys:{route}", args=args), data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", DRAFT_PAGES)
def test_each_page_of_a_round_that_is_prepared_can_be_read(name, board, as_anna) -> None:
    assert "Avtalsenkät 2026" in page(as_anna, name, board.prepared().pk)


@pytest.mark.parametrize("name", SENT_PAGES)
def test_each_page_of_a_round_that_is_out_can_be_read(name, board, as_anna) -> None:
    assert "Avtalsenkät 2026" in page(as_anna, name, board.sent().pk)


def head(board: Board, **other) -> dict[str, object]:
    return {
        "authority": board.authority.pk, "title": "Enkät för våren",
        "template_version": board.version.pk, "scope": "all", "concerns_from": "2025-01-01",
        "concerns_to": "2025-12-31", "opens_on": "2026-03-02", "due_on": "2026-03-31",
        "reminder_days": "−7, −1, 3", "contact": "Anna", "ground_sol": "SoL 15 kap. 9 §",
        "ground_lss": "Avtalet",
    } | other  # fmt: skip


def test_a_round_is_made_on_its_page(board, as_anna) -> None:
    post(as_anna, "create", **head(board))

    row = SurveyRound.objects.visible_to(board.access).get()
    assert (row.title, row.reminder_days) == ("Enkät för våren", [-7, -1, 3])


def test_reminders_that_cannot_be_read_are_pointed_out(board, as_anna) -> None:
    assert "som −7, −1, 3" in post(as_anna, "create", **head(board, reminder_days="en vecka"))


def test_the_form_begins_with_the_usual_legal_grounds(board, as_anna) -> None:
    text = page(as_anna, "create")

    assert "Socialtjänstlagen (2025:400) 15 kap. 9 §" in text
    assert "Avtalets villkor om insyn och uppföljning" in text


def test_the_form_tells_at_once_how_many_the_scope_gives(board, as_anna) -> None:
    UnitFactory.create(name="Rönnen", municipality=board.authority.municipality)

    text = page(as_anna, "scope_count", query=f"?authority={board.authority.pk}&scope=all")

    assert "Rönnen" in text
    assert "1 öppen verksamhet saknar kontrakt" in text


def test_the_page_says_what_stops_the_round(board, as_anna) -> None:
    board.add_unit("Rönnen")
    survey_round = board.prepared()

    text = page(as_anna, "send", survey_round.pk)

    assert "Alla verksamheter har inte en mottagare" in text
    assert "Skicka enkäten</button>" not in text


def test_the_round_is_sent_with_one_button(board, as_anna) -> None:
    survey_round = board.prepared()

    post(as_anna, "send", survey_round.pk, version=survey_round.version)

    survey_round.refresh_from_db()
    assert survey_round.state == RoundState.OPEN


def test_the_button_pressed_twice_sends_once(board, as_anna) -> None:
    survey_round = board.prepared()
    for _time in range(2):
        post(as_anna, "send", survey_round.pk, version=survey_round.version)

    assert OutgoingMail.objects.visible_to(board.access).count() == 2


def test_the_preview_shows_what_the_provider_answers_and_nothing_of_the_reviewers(
    board, as_anna
) -> None:
    text = page(as_anna, "preview", board.prepared().pk)

    assert "Finns en rutin?" in text
    assert "Uppföljarens fråga" not in text


def test_the_invitation_is_shown_by_law(board, as_anna) -> None:
    survey_round = board.prepared()

    assert "SoL 15 kap. 9 §" in page(as_anna, "preview", survey_round.pk)
    assert "Avtalets villkor om insyn" in page(
        as_anna, "preview", survey_round.pk, query="?lag=lss"
    )


def test_those_who_lack_a_recipient_are_listed(board, as_anna) -> None:
    board.add_unit("Rönnen")
    survey_round = board.prepared()

    text = page(as_anna, "recipients", survey_round.pk, query="?is_lacking=on")

    assert "Rönnen" in text
    assert "Björken" not in text


def test_a_recipient_is_named_on_the_page(board, as_anna) -> None:
    unit = board.add_unit("Rönnen")
    response = board.response_of(board.prepared(), unit)

    post(as_anna, "addressee_add", response.pk, name="Ny Chef", address="ny@omsorg.se")

    people = Addressee.objects.visible_to(board.access).filter(response=response)
    assert [row.user.email for row in people] == ["ny@omsorg.se"]


def upload(client, survey_round, *rows) -> str:

    file = SimpleUploadedFile("lista.xlsx", sheet(*rows))
    return post(client, "recipients_import", survey_round.pk, file=file)


def test_a_list_with_one_bad_row_saves_nothing(board, as_anna) -> None:
    survey_round = board.prepared()
    before = list(Addressee.objects.visible_to(board.access).values_list("pk", flat=True))

    text = upload(
        as_anna, survey_round, line(board.private, "Ny", "ny@omsorg.se"),
        line(board.own, "Två", "fel"),
    )  # fmt: skip

    assert "1 rad behöver rättas. Inget är sparat." in text
    assert list(Addressee.objects.visible_to(board.access).values_list("pk", flat=True)) == before


def test_a_good_list_is_taken_in(board, as_anna) -> None:
    text = upload(as_anna, board.prepared(), line(board.private, "Ny Chef", "ny@omsorg.se"))

    assert "Mottagarna är inlästa." in text


def test_the_late_list_has_only_those_who_are_late(board, as_anna) -> None:
    survey_round = board.sent()
    done = board.response_of(survey_round, board.own)
    done.state = ResponseState.SUBMITTED
    done.save()

    with clock.pretend(DUE.replace(month=4, day=5)):
        text = page(as_anna, "late", survey_round.pk)

    assert "Björken" in text
    assert "Linden" not in text


def test_a_delivery_is_found_by_its_state(board, as_anna) -> None:
    survey_round = board.sent()
    SurveyResponse.objects.visible_to(board.access).filter(unit=board.own).update(
        state=ResponseState.OPENED
    )

    text = page(as_anna, "delivery", survey_round.pk, query="?delivery=queued")

    assert "Björken" in text
    assert "Linden" not in text


def test_longer_time_is_given_on_the_page(board, as_anna) -> None:
    response = board.response_of(board.sent(), board.private)

    post(
        as_anna, "extend", response.pk, version=response.version, due_on="2026-04-15",
        reason="Ny chef",
    )  # fmt: skip

    response.refresh_from_db()
    assert response.due_on.isoformat() == "2026-04-15"


def test_a_question_is_added_only_when_it_is_said_twice(board, as_anna) -> None:
    survey_round = board.sent()
    question = later_question(board)
    told = {"version": survey_round.version, "question": question.pk, "reason": "Ny lag"}

    post(as_anna, "add_question", survey_round.pk, **told)
    assert not survey_round.added_questions.filter(question=question).exists()

    post(as_anna, "add_question", survey_round.pk, **told, is_sure="on")
    assert survey_round.added_questions.filter(question=question).exists()


@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
@pytest.mark.parametrize("name", ["recipients", "delivery", "late"])
def test_lists_of_a_round_are_taken_out_as_files(name, file_type, board, as_anna) -> None:
    address = reverse(f"surveys:{name}", args=[board.sent().pk])

    answer = as_anna.get(f"{address}?fil={file_type}")

    assert "attachment" in answer["Content-Disposition"]


def test_what_has_come_in_is_offered_to_those_who_may_read_it(client, board, anna, bo) -> None:
    survey_round = board.sent()

    assert "Inkomna svar" in page(log_in(client, anna), "round", survey_round.pk)
    assert "Inkomna svar" not in page(log_in(client, bo), "round", survey_round.pk)


def test_a_reader_sees_the_round_and_no_buttons(board, as_bo) -> None:
    text = page(as_bo, "round", board.prepared().pk)

    assert "Skicka enkäten" not in text


def test_another_board_finds_nothing(board, as_cilla) -> None:
    survey_round = board.sent()

    for name in SENT_PAGES:
        answer = as_cilla.get(reverse(f"surveys:{name}", args=[survey_round.pk]))
        assert answer.status_code == 404


@pytest.fixture
def many(board: Board) -> SurveyRound:
    """A round with five thousand responses, half of them handed in."""
    survey_round = board.sent()
    contract = ContractFactory.create(agreement=board.agreement)
    unit = UnitFactory.create(provider=contract.provider)
    units = type(unit).objects.bulk_create(
        [
            type(unit)(name=f"Enhet nr {n}", provider=contract.provider,
                       service_area=board.home_care)
            for n in range(5_000)
        ],
        batch_size=500,
    )  # fmt: skip
    SurveyResponse.objects.bulk_create(
        [
            SurveyResponse(
                round=survey_round, contract=contract, unit=one, due_on=DUE,
                operating_form=OperatingForm.PRIVATE, service_area=board.home_care,
                state=ResponseState.SUBMITTED if place % 2 else ResponseState.INVITED,
            )
            for place, one in enumerate(units)
        ],
        batch_size=500,
    )  # fmt: skip
    return survey_round


@pytest.mark.parametrize(
    ("name", "most"), [("round", 16), ("recipients", 16), ("delivery", 18), ("late", 18)]
)
def test_a_page_of_five_thousand_responses_asks_few_questions(
    name, most, many, as_anna, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(most):
        page(as_anna, name, many.pk)


def test_the_list_of_rounds_asks_as_many_questions_however_long_it_is(
    board, as_anna, django_assert_max_num_queries
) -> None:
    for number in range(12):
        board.prepared(title=f"Omgång {number}")

    with django_assert_max_num_queries(12):
        page(as_anna, "list")
