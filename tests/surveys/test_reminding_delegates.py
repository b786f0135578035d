import pytest
from django.urls import reverse

from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import LINK_PLACE, MailKind
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.surveys import services
from insyn.surveys.models import SurveyRound
from insyn.surveys.rules import AnswerState, ResponseState
from tests.factories import ProviderFactory
from tests.surveys.answering import Answered, answered, colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def access(anna):
    return access_of(anna)


@pytest.fixture
def asked(ekby) -> Answered:
    return answered(ekby, ProviderFactory.create())


def given_part(asked: Answered, place: int, username: str = "kollega"):
    user = colleague(asked, asked.sections[place], username=username)
    user.email = f"{username}@omsorg.se"
    user.save()
    return user


def remind(access, asked: Answered) -> list[OutgoingMail]:
    survey_round = SurveyRound.objects.visible_to(access).get(pk=asked.response.round_id)
    with clock.pretend(asked.response.due_on):
        services.remind_round(access, survey_round)
    rows = OutgoingMail.objects.visible_to(access).filter(kind=MailKind.REMINDER)
    return list(rows.order_by("pk"))


def test_one_with_questions_left_in_their_part_is_reminded_of_it(access, asked) -> None:
    given_part(asked, 1)

    (mail,) = remind(access, asked)

    assert (mail.to_address, mail.leads_to) == (
        "kollega@omsorg.se", reverse("provider_portal:survey", args=[asked.response.pk]),
    )  # fmt: skip
    assert "kvar att besvara i: Personal. I dag är sista dagen" in mail.text
    assert LINK_PLACE in mail.text


def test_one_whose_part_is_done_is_left_in_peace(access, asked) -> None:
    given_part(asked, 1)
    asked.given("F4", ["a1"])
    asked.given("F5", {"ok": 1, "of": 1})

    assert remind(access, asked) == []


def test_what_is_not_asked_is_not_left(access, asked) -> None:
    given_part(asked, 0)
    asked.given("F1", "yes")
    asked.given("F3", 4)

    assert remind(access, asked) == []


def test_a_part_taken_over_from_last_year_is_left_until_it_is_confirmed(access, asked) -> None:
    given_part(asked, 0)
    asked.given("F1", "yes", AnswerState.PREFILLED)
    asked.given("F3", 4)

    (mail,) = remind(access, asked)

    assert "Ledning" in mail.text


def test_only_the_one_whose_questions_came_back_is_reminded(access, asked) -> None:
    given_part(asked, 0, "kollega")
    given_part(asked, 1, "annan")
    asked.given("F1", "yes")
    asked.given("F3", 4)
    asked.given("F4", ["a1"], AnswerState.RETURNED, returned_reason="Vilka?")
    asked.given("F5", {"ok": 1, "of": 1})
    asked.move(ResponseState.RETURNED, submitted_at=clock.now(), returned_at=clock.now())

    assert [mail.to_address for mail in remind(access, asked)] == ["annan@omsorg.se"]


def test_nobody_is_reminded_of_their_part_twice_on_one_day(access, asked) -> None:
    given_part(asked, 1)
    remind(access, asked)

    assert len(remind(access, asked)) == 1
