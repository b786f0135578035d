"""Files that belong to answers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import Authority
from insyn.documents.models import Document
from insyn.documents.rules import MAX_BYTES, Direction
from insyn.kernel.access import Secrecy
from insyn.registry.models import Provider
from insyn.surveys.rules import AnswerState, ResponseState
from tests.conftest import log_in
from tests.surveys.answering import Answered, answered, colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(ekby: Authority, provider: Provider) -> Answered:
    return answered(ekby, provider, username="enhetschef")


@pytest.fixture
def as_answerer(client: Client, asked: Answered) -> Client:
    return log_in(client, asked.user)


def url(asked: Answered, name: str, *args: object) -> str:
    return reverse(f"provider_portal:{name}", args=[asked.response.pk, *args])


def pdf(name: str = "rutin.pdf", content: bytes = b"%PDF-1.7 innehall") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def attach(client: Client, asked: Answered, *files, code: str = "F6") -> str:
    address = url(asked, "file_add", asked.questions[code].pk)
    answer = client.post(address, {"uploads": list(files)}, follow=True)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def stored() -> list[Document]:
    return list(Document.objects.unscoped(reason="The test reads all rows."))


def test_a_file_answers_a_question_that_asks_for_one(as_answerer, asked) -> None:
    shown = attach(as_answerer, asked, pdf())

    assert "1 fil är sparad på servern" in shown
    assert "rutin.pdf" in shown
    assert asked.answer("F6").state == AnswerState.ANSWERED
    (document,) = stored()
    assert (document.direction, document.secrecy) == (Direction.INCOMING, Secrecy.PROVIDER)


def test_any_answer_may_have_files(as_answerer, asked) -> None:
    shown = attach(as_answerer, asked, pdf("a.pdf"), pdf("b.pdf"), code="F1")

    assert "2 filer är sparade" in shown
    assert asked.answer("F1").value is None


def test_the_provider_reads_its_own_file(as_answerer, asked) -> None:
    attach(as_answerer, asked, pdf())

    answer = as_answerer.get(url(asked, "file", stored()[0].pk))

    assert answer.content == b"%PDF-1.7 innehall"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_file_is_taken_away(as_answerer, asked) -> None:
    attach(as_answerer, asked, pdf())
    address = url(asked, "file_remove", asked.questions["F6"].pk, stored()[0].pk)

    shown = as_answerer.post(address, follow=True).content.decode()

    assert "Filen är borttagen." in shown
    assert stored() == []
    assert asked.answer("F6").value is None


def test_a_file_that_is_too_large_is_refused_with_a_sentence(as_answerer, asked) -> None:
    shown = attach(as_answerer, asked, pdf(content=b"%PDF-" + b"0" * MAX_BYTES))

    assert "är större än 20 MB. Dela upp den eller minska den." in shown
    assert stored() == []


def test_a_file_of_300_megabytes_is_refused_before_it_is_read(as_answerer, asked) -> None:
    address = url(asked, "file_add", asked.questions["F6"].pk)

    answer = as_answerer.post(
        address, {"uploads": [pdf()]}, headers={"Content-Length": "314572800"}
    )

    assert answer.status_code in {400, 413}
    assert "En fil får ha högst 20 MB." in answer.content.decode()
    assert stored() == []


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("rutin.pdf", b"MZ\x90\x00", "är inte det som filändelsen säger"),
        ("rutin.exe", b"MZ\x90\x00", "tas inte emot"),
        ("Registerutdrag Anna.pdf", b"%PDF-1.7", "Registerutdrag får inte sparas här"),
        ("plan 850312-1231.pdf", b"%PDF-1.7", "personnummer"),
        ("plan 19850312-1234.pdf", b"%PDF-1.7", "personnummer"),
        ("tom.pdf", b"", "tom"),
    ],
)
def test_what_must_not_be_stored_is_refused_with_a_sentence(
    name, content, sentence, as_answerer, asked
) -> None:
    shown = attach(as_answerer, asked, pdf("bra.pdf"), pdf(name, content))

    assert sentence in shown
    assert stored() == []


def test_nothing_is_attached_to_what_is_handed_in(as_answerer, asked) -> None:
    asked.move(ResponseState.SUBMITTED, submitted_at=asked.response.round.sent_at)

    shown = attach(as_answerer, asked, pdf())

    assert "kan inte ändras" in shown
    assert stored() == []


def test_a_file_of_another_response_does_not_exist(as_answerer, asked, ekby, provider) -> None:
    other = answered(ekby, provider, username="annan", title="En annan enkät")
    attach(log_in(Client(), other.user), other, pdf())
    (document,) = stored()

    assert as_answerer.get(url(asked, "file", document.pk)).status_code == 404
    remove = url(asked, "file_remove", asked.questions["F6"].pk, document.pk)
    assert as_answerer.post(remove).status_code == 404
    assert len(stored()) == 1


def test_another_provider_cannot_reach_the_file(client, as_answerer, asked, other_contact) -> None:
    attach(as_answerer, asked, pdf())

    address = url(asked, "file", stored()[0].pk)
    assert log_in(Client(), other_contact).get(address).status_code == 404


def test_a_delegate_attaches_only_to_the_given_area(asked) -> None:
    client = log_in(Client(), colleague(asked, asked.sections[0]))

    assert client.get(url(asked, "file_add", asked.questions["F6"].pk)).status_code == 404
    assert client.get(url(asked, "file_add", asked.questions["F1"].pk)).status_code == 200


def test_the_button_saves_what_was_typed_and_goes_on_to_the_files(as_answerer, asked) -> None:
    pk = asked.questions["F1"].pk
    said = {f"seen-{pk}": "0", f"answer-{pk}": "yes", "next": f"files-{pk}", "form_key": "a"}

    answer = as_answerer.post(url(asked, "survey_section", 1), said)

    assert answer.headers["Location"] == url(asked, "file_add", pk)
    assert asked.answer("F1").value == "yes"
