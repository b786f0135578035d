import pytest
from django.test import Client
from django.urls import reverse

from insyn.findings.models import Finding
from insyn.followups.rules import State
from insyn.registry.queries import access_of
from insyn.surveys.rules import ResponseState
from insyn.surveys.services import reviews
from tests.conftest import log_in
from tests.surveys.reviewing import Round, answerer, followup_of, proposals, refresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def access(anna):
    return access_of(anna)


@pytest.fixture
def asked(ekby) -> Round:
    return Round.running(ekby)


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(f"surveys:{name}", args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, name: str, *args: object, query: str = "", **data) -> str:
    answer = client.post(reverse(f"surveys:{name}", args=args) + query, data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_says_what_there_is_to_look_at(asked, as_anna) -> None:
    response = asked.handed_in(F1="no")

    html = page(as_anna, "incoming", asked.row.pk)

    assert str(response.unit) in html
    assert "Efter sista dagen" in html


def test_the_list_can_be_filtered_and_taken_out(asked, as_anna) -> None:
    fine, lacking = asked.handed_in(), asked.handed_in(F1="no")

    html = page(as_anna, "incoming", asked.row.pk, query="?is_undecided=on")
    file = as_anna.get(reverse("surveys:incoming", args=[asked.row.pk]) + "?fil=csv")

    assert str(lacking.unit) in html
    assert str(fine.unit) not in html
    assert str(fine.unit) in file.content.decode("utf-8-sig")


def test_the_list_asks_no_more_for_many(asked, as_anna, django_assert_max_num_queries) -> None:
    for number in range(8):
        asked.handed_in(F3=number)

    with django_assert_max_num_queries(32):
        page(as_anna, "incoming", asked.row.pk)


def test_an_empty_list_says_so(asked, as_anna) -> None:
    assert "Inga svar har kommit in än" in page(as_anna, "incoming", asked.row.pk)


def test_the_page_shows_answers_proposals_and_own_questions(asked, as_anna) -> None:
    asked.own_question()
    response = asked.handed_in(F1="no")

    html = page(as_anna, "response", response.pk)

    assert "Svaret föreslår:" in html
    assert "Egen fråga?" in html
    assert "Besvara era egna frågor först: E1." in html


def test_the_page_of_a_response_that_is_not_handed_in_shows_no_answers(asked, as_anna) -> None:
    response = asked.unit()
    asked.answer(response, F1="no")

    html = page(as_anna, "response", response.pk)

    assert "Inget är inlämnat än" in html
    assert "Fråga F1?" not in html


def test_the_page_asks_no_more_than_it_must(asked, as_anna, django_assert_max_num_queries) -> None:
    asked.own_question()
    response = asked.handed_in(F1="no", F2="partly")

    with django_assert_max_num_queries(36):
        page(as_anna, "response", response.pk)


def test_a_proposal_is_accepted_and_undone_by_buttons(asked, as_anna, access) -> None:
    response = asked.handed_in(F1="no")
    proposal = proposals(access, response)[0]

    html = post(as_anna, "accept_proposal", proposal.pk, version=1)
    assert "Godtaget förslag:" in html
    assert "Det saknas:" in html

    post(as_anna, "undo_proposal", proposal.pk, version=2)
    assert not Finding.objects.visible_to(access).exists()


def test_a_stale_button_says_so(asked, as_anna, access) -> None:
    response = asked.handed_in(F1="no")
    proposal = proposals(access, response)[0]

    assert "medan du läste" in post(as_anna, "accept_proposal", proposal.pk, version=7)


def test_a_proposal_is_rejected_with_a_reason(asked, as_anna, access) -> None:
    response = asked.handed_in(F1="no")
    proposal = proposals(access, response)[0]

    assert "Fyll i ”Skäl”" in post(as_anna, "reject_proposal", proposal.pk, version=1)
    html = post(as_anna, "reject_proposal", proposal.pk, version=1, reason="Gäller inte oss.")
    assert "Avvisat förslag:" in html
    assert "Gäller inte oss." in html


@pytest.mark.parametrize("code", ["F1", "F2", "F3"])
def test_each_question_can_be_assessed(code, asked, as_anna, access) -> None:
    response = asked.handed_in()
    key = asked.questions[code].pk
    page(as_anna, "assess", response.pk, key)

    said = {"F1": "no", "F2": "partly", "F3": "1,5"}[code]
    html = post(as_anna, "assess", response.pk, key, answer=said, version=0, comment="")

    assert "Egen bedömning skiljer sig" in html


def test_an_assessment_that_is_no_answer_says_so(asked, as_anna) -> None:
    response, key = asked.handed_in(), asked.questions["F3"].pk

    html = post(as_anna, "assess", response.pk, key, answer="många", version=0)

    assert "Skriv ett tal" in html


def test_questions_go_back_with_a_reason_each(asked, as_anna) -> None:
    response = asked.handed_in()
    key = asked.questions["F2"].pk
    assert "Fråga F2?" in page(as_anna, "return_questions", response.pk, query=f"?fraga={key}")

    html = post(
        as_anna, "return_questions", response.pk, query=f"?fraga={key}", version=2,
        due_on="2099-01-31", **{f"reason-{key}": "Vad betyder delvis?"},
    )  # fmt: skip

    assert "I retur" in html
    assert refresh(response).state == ResponseState.RETURNED


def test_to_send_back_nothing_is_said(asked, as_anna) -> None:
    response = asked.handed_in()

    assert "Kryssa först" in post(as_anna, "return_questions", response.pk)


def test_the_whole_is_accepted_with_the_words_that_are_proposed(asked, as_anna) -> None:
    response = asked.handed_in()
    html = page(as_anna, "accept", response.pk)
    assert "Underlaget är svaren på enkäten" in html

    post(as_anna, "accept", response.pk, version=2, outcome="complies",
         overall_assessment="Bra arbete.")  # fmt: skip

    assert followup_of(response).overall_assessment == "Bra arbete."
    assert refresh(response).state == ResponseState.ACCEPTED


def test_the_page_says_what_stops_the_whole(asked, as_anna) -> None:
    response = asked.handed_in(F1="no")

    assert "Svaren kan inte godtas än" in page(as_anna, "accept", response.pk)


def test_many_are_accepted_in_one_step(asked, as_anna) -> None:
    clean, other = asked.handed_in(), asked.handed_in(F1="no")
    html = page(as_anna, "accept_many", asked.row.pk)
    assert "Förslag som inte är avgjorda (1)" in html

    post(as_anna, "accept_many", asked.row.pk, listed=f"{clean.pk}.{clean.version}")

    assert refresh(clean).state == ResponseState.ACCEPTED
    assert refresh(other).state == ResponseState.SUBMITTED


def test_a_broken_list_is_refused_with_words(asked, as_anna) -> None:
    assert "Läs in sidan igen" in post(as_anna, "accept_many", asked.row.pk, listed="12.x")


def test_the_letter_is_read_through_sent_and_opened(asked, as_anna, access) -> None:
    response = asked.handed_in()
    reviews.accept_response(access, response)
    html = page(as_anna, "feedback", response.pk)
    assert "Tack för svaren på enkäten" in html

    post(as_anna, "feedback", response.pk, version=3)

    assert followup_of(response).state == State.SENT
    for extension in ("pdf", "docx"):
        url = reverse("surveys:feedback_file", args=[response.pk, extension])
        assert as_anna.get(url).status_code == 200
    url = reverse("surveys:feedback_file", args=[response.pk, "exe"])
    assert as_anna.get(url).status_code == 404


def test_many_letters_are_sent_in_one_step(asked, as_anna, access) -> None:
    response = asked.handed_in()
    reviews.accept_response(access, response)
    assert str(response.unit) in page(as_anna, "feedback_many", asked.row.pk)

    post(as_anna, "feedback_many", asked.row.pk, version=1)

    assert followup_of(response).state == State.SENT


def test_accepted_answers_are_opened_again_with_a_reason(asked, as_anna, access) -> None:
    response = asked.handed_in()
    reviews.accept_response(access, response)

    html = post(as_anna, "reopen_response", response.pk, version=3, reason="Ny uppgift.")

    assert "Svaren öppnades igen" in html
    assert refresh(response).state == ResponseState.SUBMITTED


def test_a_proposal_to_end_the_contract_is_noted(asked, as_anna) -> None:
    response = asked.handed_in(F1="no")

    html = post(as_anna, "propose_ending", response.pk, version=2, reason="Allvarliga brister.")

    assert "Förslag att avsluta avtalet" in html


@pytest.mark.parametrize("name", ["response", "accept", "feedback"])
def test_the_provider_and_the_reader_see_nothing_of_it(name, asked, client, bo) -> None:
    response = asked.handed_in(F1="no")
    url = reverse(f"surveys:{name}", args=[response.pk])

    assert log_in(client, answerer(response)).get(url).status_code == 404
    assert log_in(client, bo).get(url).status_code == 403
