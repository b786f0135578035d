import datetime

import pytest
from django.urls import reverse

from insyn.audit.models import AuditEvent
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailKind
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.surveys.models import SurveyAnswer
from insyn.surveys.rules import AnswerState, ResponseState
from insyn.surveys.services import reviews
from tests.surveys.reviewing import Round, answerer, refresh

pytestmark = pytest.mark.django_db
WHY = "Provet läser raderna som de är."


@pytest.fixture
def access(anna):
    return access_of(anna)


@pytest.fixture
def asked(ekby) -> Round:
    return Round.running(ekby)


@pytest.fixture
def response(asked, access):
    """A response whose F1, answered no, has been sent back."""
    row = asked.handed_in(F1="no")
    reviews.return_questions(
        access, row, reasons={asked.questions["F1"].pk: "Vilken rutin?"},
        due_on=clock.today() + datetime.timedelta(days=7),
    )  # fmt: skip
    return refresh(row)


def answer_to(asked, response, code: str) -> SurveyAnswer:
    rows = SurveyAnswer.objects.unscoped(reason=WHY)
    return rows.get(response=response, question=asked.questions[code])


def withdraw(access, response, **facts):
    row = reviews.withdraw_return(access, response, **{"reason": "Vi fann rutinen."} | facts)
    refresh(response)
    return row


def test_questions_in_return_can_be_taken_back(asked, access, response) -> None:
    withdraw(access, response)

    answer = answer_to(asked, response, "F1")
    assert (response.state, response.returned_at) == (ResponseState.SUBMITTED, None)
    assert (answer.state, answer.value, answer.returned_reason) == (AnswerState.ANSWERED, "no", "")
    assert (response.answered_count, response.required_count) == (3, 3)


def test_the_whole_can_be_accepted_when_the_return_is_taken_back(asked, access) -> None:
    response = asked.handed_in()
    reviews.return_questions(
        access, response, reasons={asked.questions["F1"].pk: "Säkert?"},
        due_on=clock.today() + datetime.timedelta(days=7),
    )  # fmt: skip
    withdraw(access, response)

    assert reviews.accept_response(access, response).state == ResponseState.ACCEPTED


def test_those_who_answer_are_told_that_they_need_not(access, response) -> None:
    withdraw(access, response)

    mails = OutgoingMail.objects.unscoped(reason=WHY).filter(kind=MailKind.RETURNED)
    last = mails.order_by("-pk")[0]
    assert last.to_address == answerer(response).email
    assert "Du behöver inte svara på dem igen" in last.text
    assert "Vi fann rutinen" not in last.text


def test_the_reason_stands_in_the_trail(access, response) -> None:
    withdraw(access, response)

    line = AuditEvent.objects.unscoped(reason=WHY).about(response).order_by("-number")[0]
    assert (line.event, line.facts) == (
        "survey_response.return_withdrawn", {"reason": "Vi fann rutinen."},
    )  # fmt: skip


def test_one_who_has_begun_to_answer_keeps_the_time_that_was_given(asked, access, response) -> None:
    asked.answer(response, F1="yes")

    with pytest.raises(RuleViolation, match="har börjat svara"):
        withdraw(access, response)


def test_after_the_last_day_what_was_handed_in_stands_again(asked, access, response) -> None:
    asked.answer(response, F1="yes")

    with clock.pretend(response.due_on + datetime.timedelta(days=1)):
        withdraw(access, response)

    assert answer_to(asked, response, "F1").value == "no"


def test_a_returned_question_that_was_never_answered_is_unanswered_again(asked, access) -> None:
    asked.questions["F3"].is_required = False
    asked.questions["F3"].save()
    response = asked.unit()
    asked.hand_in(response, F1="yes", F2="yes")
    reviews.return_questions(
        access, response, reasons={asked.questions["F3"].pk: "Hur många?"},
        due_on=clock.today() + datetime.timedelta(days=7),
    )  # fmt: skip

    withdraw(access, response)

    assert answer_to(asked, response, "F3").state == AnswerState.UNANSWERED


def test_only_a_return_can_be_taken_back(asked, access) -> None:
    with pytest.raises(RuleViolation, match="Inga frågor är i retur"):
        withdraw(access, asked.handed_in())


def test_a_return_is_taken_back_with_a_reason(access, response) -> None:
    with pytest.raises(RuleViolation, match="Skriv varför frågorna tas tillbaka"):
        withdraw(access, response, reason=" ")


def test_a_return_is_not_taken_back_from_an_old_page(access, response) -> None:
    with pytest.raises(Outdated):
        withdraw(access, response, version=0)


def test_a_reader_and_another_board_take_nothing_back(bo, cilla, response) -> None:
    for user in (bo, cilla):
        with pytest.raises(NotAllowed):
            withdraw(access_of(user), response)


def test_the_page_of_a_response_in_return_has_the_way_there(as_anna, response) -> None:
    way = reverse("surveys:withdraw_return", args=[response.pk])

    assert way in as_anna.get(reverse("surveys:response", args=[response.pk])).text
    answer = as_anna.post(way, {"reason": "Fel fråga.", "version": response.version}, follow=True)

    assert "Frågorna är tillbakatagna" in answer.text
    assert refresh(response).state == ResponseState.SUBMITTED
