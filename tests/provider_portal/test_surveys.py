"""The provider's survey pages, without any script."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import Authority
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailKind
from insyn.registry.models import Provider
from insyn.surveys.models import AnswerOperation, SurveyAnswer
from insyn.surveys.rules import AnswerState, ResponseState
from tests.conftest import log_in
from tests.factories import UnitFactory
from tests.surveys.answering import Answered, answered, colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(ekby: Authority, provider: Provider) -> Answered:
    made = answered(ekby, provider, username="enhetschef")
    made.user.email = "anna@omsorg.se"
    made.user.save()
    return made


@pytest.fixture
def as_answerer(client: Client, asked: Answered) -> Client:
    return log_in(client, asked.user)


def address(asked: Answered, name: str = "survey", *args: object) -> str:
    return reverse(f"provider_portal:{name}", args=[asked.response.pk, *args])


def page(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return " ".join(answer.content.decode().split())


def section_page(client: Client, asked: Answered, number: int = 1) -> str:
    return page(client, address(asked, "survey_section", number))


def typed(html: str, **said: object) -> dict[str, object]:
    """Return what a browser sends of the hidden fields, and what is said."""
    hidden = re.findall(r'type="hidden" name="(form_key|seen-\d+)" value="([^"]*)"', html)
    return {**dict(hidden), **said}


def send(client: Client, asked: Answered, number: int = 1, *, follow=True, **by_code: object):
    html = client.get(address(asked, "survey_section", number)).content.decode()
    html = " ".join(html.split())
    said = {}
    for name, value in by_code.items():
        field, _, code = name.partition("__")
        said[f"{field}-{asked.questions[code].pk}" if code else field] = value
    return client.post(address(asked, "survey_section", number), typed(html, **said), follow=follow)


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def everything_answered(asked: Answered) -> None:
    asked.given("F1", "yes")
    asked.given("F3", 4)
    asked.given("F4", ["a1"])
    asked.given("F5", {"right": 9, "of": 10})
    asked.move(ResponseState.SAVED)


def test_the_survey_is_a_task_with_day_reason_and_button(as_answerer, asked) -> None:
    shown = page(as_answerer, reverse("provider_portal:tasks"))

    assert "Enkät: Avtalsenkät 2026" in shown
    assert "Senast 31 mars 2026" in shown
    assert "Avtalet, avsnittet om uppföljning" in shown
    assert "Öppna enkäten" in shown
    assert address(asked) in shown


def test_the_overview_shows_areas_and_how_much_is_left(as_answerer, asked) -> None:
    asked.given("F1", "yes")

    shown = page(as_answerer, address(asked))

    assert "1. Ledning" in shown
    assert "2. Personal" in shown
    assert "1 av 4" in shown


def test_opening_the_survey_is_noted_once(as_answerer, asked) -> None:
    page(as_answerer, address(asked))
    first = asked.fresh().opened_at
    page(as_answerer, address(asked))

    assert asked.fresh().state == ResponseState.OPENED
    assert first is not None
    assert asked.response.opened_at == first


def test_an_area_shows_all_its_questions_and_hides_those_not_asked(as_answerer, asked) -> None:
    shown = section_page(as_answerer, asked)

    hidden = re.findall(r'<fieldset[^>]*data-question="(\d+)"[^>]*hidden', shown)
    assert hidden == [str(asked.questions["F2"].pk)]
    assert f'id="fraga-{asked.questions["F3"].pk}"' in shown
    assert str(asked.questions["F4"].pk) not in re.findall(r'data-question="(\d+)"', shown)


def test_answers_are_kept_without_any_script(as_answerer, asked) -> None:
    answer = send(as_answerer, asked, answer__F1="no", answer__F3="4,5", comment__F3="Två tjänster")

    assert "Sparat på servern" in text_of(answer)
    assert asked.answer("F1").value == "no"
    assert (asked.answer("F3").value, asked.answer("F3").comment) == (4.5, "Två tjänster")


def test_a_question_is_asked_once_its_condition_holds(as_answerer, asked) -> None:
    shown = text_of(send(as_answerer, asked, answer__F1="no"))

    assert not re.findall(r'data-question="\d+"[^>]*hidden', shown)


def test_every_type_of_answer_can_be_given(as_answerer, asked) -> None:
    send(as_answerer, asked, 2, answer__F4=["a1", "a2"], right__F5="9", of__F5="10")

    assert asked.answer("F4").value == ["a1", "a2"]
    assert asked.answer("F5").value == {"right": 9, "of": 10}


def test_not_applicable_is_an_answer(as_answerer, asked) -> None:
    send(as_answerer, asked, answer__F1="not_applicable", na__F3="not_applicable")

    assert asked.answer("F1").value == "not_applicable"
    assert asked.answer("F3").value == "not_applicable"


def test_what_is_unchanged_is_no_operation(as_answerer, asked) -> None:
    send(as_answerer, asked, answer__F1="yes")
    send(as_answerer, asked, answer__F1="yes")

    assert (
        AnswerOperation.objects.filter(response=asked.response).unscoped(reason="test").count() == 1
    )


def test_a_wrong_answer_is_told_beside_the_question_and_the_words_are_kept(
    as_answerer, asked
) -> None:
    shown = text_of(send(as_answerer, asked, answer__F1="yes", answer__F3="många"))

    assert "Skriv ett tal, som 12 eller 12,5." in shown
    assert 'value="många"' in shown
    assert asked.answer("F1").value == "yes"
    assert not asked.answers("F3").exists()


@pytest.mark.parametrize("field", ["answer", "comment"])
def test_a_personal_number_is_refused_before_it_is_kept(field, as_answerer, asked) -> None:
    said: dict[str, Any] = {f"{field}__F2": "Klienten 19850312-1234 klagade"}
    shown = text_of(send(as_answerer, asked, answer__F1="no", **said))

    assert "Texten ser ut att innehålla ett personnummer: 19850312-••••" in shown
    stored = SurveyAnswer.objects.unscoped(reason="test").values_list("value", "comment")
    operations = AnswerOperation.objects.unscoped(reason="test").values_list("value", "comment")
    assert "1234" not in str([*stored, *operations])


def test_an_answer_of_ten_thousand_letters_is_kept_and_one_more_is_refused(
    as_answerer, asked
) -> None:
    send(as_answerer, asked, answer__F1="no", answer__F2="a" * 10_000)
    assert len(asked.answer("F2").value) == 10_000

    shown = text_of(send(as_answerer, asked, answer__F1="no", answer__F2="b" * 10_001))
    assert "högst 10000 tecken" in shown
    assert asked.answer("F2").value == "a" * 10_000


def test_a_taken_over_answer_must_be_confirmed(as_answerer, asked) -> None:
    asked.given("F1", "yes", AnswerState.PREFILLED, prefilled_from="Från 2025")
    assert "Från 2025 – bekräfta eller ändra" in section_page(as_answerer, asked)

    send(as_answerer, asked, answer__F1="yes")
    assert asked.answer("F1").state == AnswerState.PREFILLED

    pk = str(asked.questions["F1"].pk)
    send(as_answerer, asked, answer__F1="yes", confirm=pk)
    assert asked.answer("F1").state == AnswerState.ANSWERED


def test_an_answer_is_cleared(as_answerer, asked) -> None:
    asked.given("F1", "yes", revision=0)
    send(as_answerer, asked, answer__F1="yes", clear=str(asked.questions["F1"].pk))

    assert asked.answer("F1").value is None


def test_what_somebody_else_answered_meanwhile_is_shown_and_nothing_goes_under(
    as_answerer, asked
) -> None:
    html = section_page(as_answerer, asked)
    other = Client()
    send(log_in(other, colleague(asked)), asked, answer__F3="7")

    said = typed(html, **{f"answer-{asked.questions['F3'].pk}": "9"})
    shown = text_of(as_answerer.post(address(asked, "survey_section", 1), said))

    assert "har ändrat svaret medan du skrev" in shown
    assert "Svaret som är sparat: <strong>7 personer</strong>" in shown
    assert 'value="9"' in shown
    assert asked.answer("F3").value == 7

    again = typed(shown, **{f"answer-{asked.questions['F3'].pk}": "9"})
    as_answerer.post(address(asked, "survey_section", 1), again)
    assert asked.answer("F3").value == 9


def test_the_same_page_sent_twice_does_it_once(as_answerer, asked) -> None:
    said = typed(section_page(as_answerer, asked), **{f"answer-{asked.questions['F1'].pk}": "yes"})
    for _ in range(2):
        as_answerer.post(address(asked, "survey_section", 1), said)

    assert AnswerOperation.objects.unscoped(reason="test").count() == 1


def test_next_unanswered_leads_on_and_at_last_to_the_review(as_answerer, asked) -> None:
    first = send(as_answerer, asked, answer__F1="yes", next="unanswered", follow=False)
    assert first.headers["Location"].endswith(f"omrade/1/#fraga-{asked.questions['F3'].pk}")

    second = send(
        as_answerer, asked, answer__F1="yes", answer__F3="4", next="unanswered", follow=False
    )
    assert second.headers["Location"].endswith(f"omrade/2/#fraga-{asked.questions['F4'].pk}")

    third = send(
        as_answerer, asked, 2, answer__F4=["a1"], right__F5="1", of__F5="1", next="unanswered",
        follow=False,
    )  # fmt: skip
    assert third.headers["Location"] == address(asked, "survey_review")


def returned(asked: Answered) -> None:
    everything_answered(asked)
    asked.given("F2", None, AnswerState.UNANSWERED)
    row = asked.answer("F3")
    row.state, row.returned_reason = AnswerState.RETURNED, "Räkna också vikarier"
    row.returned_on = asked.response.due_on
    row.save()
    asked.move(ResponseState.RETURNED, submitted_at=asked.response.round.sent_at,
               returned_at=asked.response.round.sent_at)  # fmt: skip


def test_what_came_back_stands_first_with_reason_and_day(as_answerer, asked) -> None:
    returned(asked)

    assert "Frågor i retur" in page(as_answerer, reverse("provider_portal:tasks"))
    overview = page(as_answerer, address(asked))
    assert overview.index("Räkna också vikarier") < overview.index("1. Ledning")
    assert "2026-03-31" in overview
    section = section_page(as_answerer, asked)
    assert "Varför frågan kom tillbaka" in section
    assert f'name="answer-{asked.questions["F1"].pk}"' not in section


def test_what_came_back_can_be_confirmed_and_handed_in_again(as_answerer, asked) -> None:
    returned(asked)
    send(as_answerer, asked, answer__F3="4", confirm=str(asked.questions["F3"].pk))

    assert asked.answer("F3").state == AnswerState.ANSWERED


def review_and_hand_in(client: Client, asked: Answered, **said: object):
    shown = page(client, address(asked, "survey_review"))
    hidden = dict(re.findall(r'type="hidden" name="(key|seen_revision)" value="([^"]*)"', shown))
    return client.post(address(asked, "survey_submit"), {**hidden, "is_read": "on", **said})


def test_the_review_lists_what_is_left_with_links(as_answerer, asked) -> None:
    asked.given("F3", 4, AnswerState.PREFILLED, prefilled_from="Från 2025")

    shown = page(as_answerer, address(asked, "survey_review"))

    assert "4 frågor är kvar innan ni kan lämna in." in shown
    assert f"omrade/2/#fraga-{asked.questions['F5'].pk}" in shown
    assert "(ska bekräftas)" in shown
    assert "Lämna in svaren</button>" not in shown


def test_handing_in_gives_a_receipt_on_the_page_in_pdf_and_by_mail(as_answerer, asked) -> None:
    everything_answered(asked)

    answer = review_and_hand_in(as_answerer, asked)
    shown = page(as_answerer, answer.headers["Location"])

    assert "Svaren är inlämnade" in shown
    assert asked.fresh().state == ResponseState.SUBMITTED
    digest = asked.response.submissions.unscoped(reason="test").get().digest
    assert digest[:8] in shown
    assert "9 rätt av 10" in shown
    pdf = as_answerer.get(address(asked, "survey_receipt_pdf", 1))
    assert pdf.content.startswith(b"%PDF-")
    mail = OutgoingMail.objects.unscoped(reason="test").get(kind=MailKind.RECEIPT)
    assert mail.to_address == "anna@omsorg.se"
    assert digest[:8] in mail.text


def test_handing_in_twice_is_handing_in_once(as_answerer, asked) -> None:
    everything_answered(asked)
    said = {"key": str(uuid.uuid4()), "seen_revision": 0, "is_read": "on"}
    for _ in range(2):
        answer = as_answerer.post(address(asked, "survey_submit"), said)
        assert answer.headers["Location"] == address(asked, "survey_receipt", 1)

    assert OutgoingMail.objects.unscoped(reason="test").filter(kind=MailKind.RECEIPT).count() == 1


def test_handing_in_demands_that_it_has_been_read(as_answerer, asked) -> None:
    everything_answered(asked)

    shown = text_of(review_and_hand_in(as_answerer, asked, is_read=""))

    assert "Kryssa i" in shown
    assert asked.fresh().state == ResponseState.SAVED


def test_an_answer_that_changed_after_the_review_stops_the_handing_in(as_answerer, asked) -> None:
    everything_answered(asked)
    said = {"key": str(uuid.uuid4()), "seen_revision": 0, "is_read": "on"}
    send(as_answerer, asked, answer__F1="yes", answer__F3="5")

    shown = text_of(as_answerer.post(address(asked, "survey_submit"), said, follow=True))

    assert "Någon har ändrat ett svar medan du läste" in shown


@pytest.mark.parametrize("state", [ResponseState.SUBMITTED, ResponseState.ACCEPTED])
def test_what_is_handed_in_is_locked_on_the_server(state, as_answerer, asked) -> None:
    html = section_page(as_answerer, asked)
    everything_answered(asked)
    asked.move(state, submitted_at=asked.response.round.sent_at)

    said = typed(html, **{f"answer-{asked.questions['F3'].pk}": "99"})
    shown = text_of(as_answerer.post(address(asked, "survey_section", 1), said))

    assert "kan inte ändras" in shown
    assert "Det du skrev: 99" in shown
    assert asked.answer("F3").value == 4
    assert 'name="answer-' not in section_page(as_answerer, asked)


def test_a_closed_round_takes_no_answers_and_is_no_task(as_answerer, asked) -> None:
    html = section_page(as_answerer, asked)
    asked.close()

    said = typed(html, **{f"answer-{asked.questions['F3'].pk}": "99"})
    shown = text_of(as_answerer.post(address(asked, "survey_section", 1), said))

    assert "Enkäten är stängd" in shown
    assert not asked.answers("F3").exists()
    assert "Öppna enkäten" not in page(as_answerer, reverse("provider_portal:tasks"))


def test_another_providers_survey_does_not_exist(client, asked, other_contact) -> None:
    everything_answered(asked)
    log_in(client, other_contact)

    for name, args in (
        ("survey", ()), ("survey_section", (1,)), ("survey_review", ()), ("survey_history", ()),
        ("people", ()), ("survey_receipt", (1,)), ("file_add", (asked.questions["F1"].pk,)),
    ):  # fmt: skip
        assert client.get(address(asked, name, *args)).status_code == 404
    posted = client.post(address(asked, "survey_section", 1), {})
    assert posted.status_code == 404


def test_one_who_was_asked_in_person_answers_without_being_a_contact(client, asked) -> None:
    log_in(client, colleague(asked))

    assert "Enkät: Avtalsenkät 2026" in page(client, reverse("provider_portal:tasks"))
    send(client, asked, answer__F1="yes")
    assert asked.answer("F1").value == "yes"


def test_a_survey_that_waits_is_not_shown(as_answerer, asked) -> None:
    asked.move(ResponseState.WAITING)

    assert as_answerer.get(address(asked)).status_code == 404


def test_the_section_asks_few_questions_however_many_they_are(
    as_answerer, asked, django_assert_max_num_queries
) -> None:
    everything_answered(asked)
    asked.move(ResponseState.SAVED)
    section_page(as_answerer, asked)

    with django_assert_max_num_queries(20):
        section_page(as_answerer, asked)


def test_handing_in_asks_few_questions(as_answerer, asked, django_assert_max_num_queries) -> None:
    everything_answered(asked)
    said = {"key": str(uuid.uuid4()), "seen_revision": 0, "is_read": "on"}
    page(as_answerer, address(asked, "survey_review"))

    with django_assert_max_num_queries(40):
        answer = as_answerer.post(address(asked, "survey_submit"), said)

    assert answer.headers["Location"] == address(asked, "survey_receipt", 1)


def test_the_tasks_ask_few_questions_however_many_surveys(
    as_answerer, asked, provider, django_assert_max_num_queries
) -> None:
    for _ in range(20):
        asked.response.pk = None
        asked.response.unit = UnitFactory.create(provider=provider)
        asked.response.save()

    with django_assert_max_num_queries(21):
        page(as_answerer, reverse("provider_portal:tasks"))
