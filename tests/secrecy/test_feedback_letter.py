"""What the letter with feedback says to the provider, and what it never says."""

import pytest
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import Authority, User
from insyn.criteria.models import Question
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.surveys.models import AnswerReview, SurveyResponse
from insyn.surveys.services import reviews
from tests.conftest import log_in
from tests.secrecy.test_survey_fields import HIDDEN_WORDS, text_of_book, text_of_pdf
from tests.surveys.reviewing import Round, answerer, proposals, refresh

pytestmark = pytest.mark.django_db
SECRET = "Hemligkamel"


@pytest.fixture
def reviewer(anna: User) -> User:
    anna.first_name, anna.last_name = "Annalena", f"{SECRET}sson"
    anna.save()
    return anna


@pytest.fixture
def sent(ekby: Authority, reviewer: User) -> SurveyResponse:
    """A response with all that the authority keeps for itself, and feedback that was sent."""
    access = access_of(reviewer)
    asked = Round.running(ekby)
    own = asked.own_question(text=f"{SECRET}: egen fråga?")
    Question._base_manager.filter(pk=asked.questions["F2"].pk).update(weight=3, is_critical=True)
    response = asked.handed_in(F2="partly")
    for _other in range(5):
        asked.handed_in()
    for key in (own.pk, asked.questions["F1"].pk):
        AnswerReview.objects.create(
            response=response, question_id=key, value="yes", note=f"{SECRET} anteckning",
            made_by=reviewer, made_at=clock.now(),
        )  # fmt: skip
    (proposed,) = proposals(access, response)
    reviews.reject_proposal(access, proposed, reason=f"{SECRET} skäl")
    reviews.accept_response(access, refresh(response), overall_assessment="Allt är gott och väl.")
    reviews.send_feedback(access, refresh(response))
    return refresh(response)


def letters(client: Client, response: SurveyResponse) -> str:
    files = {
        ending: client.get(reverse("provider_portal:survey_letter", args=[response.pk, ending]))
        for ending in ("docx", "pdf")
    }
    assert {answer.status_code for answer in files.values()} == {200}
    word, pdf = (b"".join(answer) for answer in files.values())
    return text_of_book(word) + text_of_pdf(pdf)


def test_nothing_of_what_the_authority_keeps_for_itself_is_in_the_letter(client, sent) -> None:
    told = letters(log_in(client, answerer(sent)), sent)

    assert "gott och väl" in told
    for word in (SECRET, "Annalena", *HIDDEN_WORDS):
        assert word not in told, word


def test_the_letter_names_no_other_provider(client, sent) -> None:
    told = letters(log_in(client, answerer(sent)), sent)
    others = SurveyResponse.objects.unscoped(reason="The test reads all.").exclude(pk=sent.pk)

    names = [str(row.contract.provider) for row in others.select_related("contract__provider")]
    assert len(names) == 5
    assert not [name for name in names if name in told]


def test_the_letter_of_another_provider_is_no_page(client, sent) -> None:
    others = SurveyResponse.objects.unscoped(reason="The test reads all.").exclude(pk=sent.pk)
    log_in(client, answerer(others[0]))

    for ending in ("docx", "pdf"):
        address = reverse("provider_portal:survey_letter", args=[sent.pk, ending])
        assert client.get(address).status_code == 404
