"""Which fields of a survey a provider reads, in pages, JSON, PDF and workbooks.

Each holds a text of its own, which is looked for in everything that a provider can fetch.
"""

import datetime
import io
import json
import zipfile

import pytest
from django.db import models
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from insyn.accounts.models import Authority, User
from insyn.criteria.models import Question, ReviewTemplate, Section, TemplateVersion
from insyn.findings.rules import FindingKind, Severity
from insyn.platform import clock
from insyn.registry.models import Provider
from insyn.surveys.models import (
    AddedQuestion,
    Addressee,
    AnswerOperation,
    AnswerReview,
    ProposedFinding,
    Submission,
    SurveyAnswer,
    SurveyResponse,
    SurveyRound,
)
from insyn.surveys.queries.questions import forget_questions
from insyn.surveys.rules import (
    AnswerState,
    OperationKind,
    OperationOutcome,
    ProposalState,
    ResponseState,
)
from tests.conftest import log_in
from tests.factories import ProviderContactFactory, ProviderFactory, UnitFactory
from tests.provider_portal.conftest import provider  # noqa: F401  a fixture
from tests.surveys.answering import Answered, answered, colleague, key

pytestmark = pytest.mark.django_db

SHOWN: dict[type[models.Model], set[str]] = {
    SurveyRound: {"title", "intro", "contact", "ground_sol", "ground_lss"},
    SurveyResponse: {"extension_reason"},
    SurveyAnswer: {"comment", "prefilled_from", "returned_reason"},
    Section: {"name", "intro"},
    Question: {"text", "help", "evidence", "measured_in"},
    AnswerReview: set(),
    ProposedFinding: set(),
    AnswerOperation: set(),
    AddedQuestion: set(),
    ReviewTemplate: set(),
    TemplateVersion: set(),
}
"""Every free text of these tables that a provider may read; all the others are hidden."""

HIDDEN_WORDS = ("Kritisk", "Vikt", "Poäng", "Uppfyllt när", "Svaret föreslår", "Egen bedömning")
REASON = "The test reads and writes all rows."


def free_texts(model: type[models.Model]) -> list[str]:
    fields = [field for field in model._meta.local_fields if not field.choices]
    kinds = models.CharField | models.TextField
    return [field.name for field in fields if isinstance(field, kinds) and field.name != "code"]


def marker(model: type[models.Model], field: str) -> str:
    longest = model._meta.get_field(field).max_length or 100
    return f"Q{model.__name__[:9]}-{field[:12]}-z"[:longest]


def markers(model: type[models.Model]) -> dict[str, str]:
    return {field: marker(model, field) for field in free_texts(model)}


def mark(row: models.Model) -> None:
    said = markers(type(row))
    if isinstance(row, Section):  # two areas of a version never have the same name
        said["name"] += f" {row.number}"
    type(row)._base_manager.filter(pk=row.pk).update(**said)


@pytest.fixture
def internal(ekby: Authority, anna: User) -> User:
    """Works for the authority: her name is for nobody outside it."""
    anna.first_name, anna.last_name = "Annalena", "Hemligsson"
    anna.save()
    return anna


@pytest.fixture
def asked(ekby: Authority, provider: Provider, internal: User) -> Answered:  # noqa: F811
    """A response with questions in return, and a text of its own in every free text."""
    made = answered(ekby, provider, username="enhetschef")
    for code, state in (("F1", "answered"), ("F3", "returned"), ("F4", "prefilled")):
        value = {"F1": "no", "F3": 3, "F4": ["a1"]}[code]
        made.given(
            code, value, AnswerState(state), returned_reason="x", answered_by=internal,
            returned_on=datetime.date(2026, 3, 9), answered_at=clock.now(),
        )  # fmt: skip
    made.move(ResponseState.RETURNED, submitted_at=clock.now(), returned_at=clock.now(), revision=9)
    colleague(made)
    about = {"response": made.response, "question": made.questions["F1"]}
    by = {"made_by": internal, "made_at": clock.now()}
    rows: list[models.Model] = [
        made.response.round,
        made.response,
        *made.sections,
        *made.questions.values(),
        *SurveyAnswer.objects.unscoped(reason=REASON),
        AnswerReview.objects.create(**about, **by, value="yes"),
        ProposedFinding.objects.create(
            **about, submission_number=1, kind=FindingKind.DEFICIENCY, severity=Severity.MAJOR,
            state=ProposalState.REJECTED, reason="x", decided_by=internal,
        ),
        AddedQuestion.objects.create(
            round=made.response.round, question=made.questions["F5"], reason="x",
            added_at=clock.now(), added_by=internal,
        ),
        made.response.round.template_version,
        made.response.round.template_version.template,
    ]  # fmt: skip
    for row in rows:
        mark(row)
    AnswerOperation.objects.create(
        **about, **markers(AnswerOperation), key=key("op"), kind=OperationKind.SET,
        outcome=OperationOutcome.REFUSED, made_at=clock.now(), stored_at=clock.now(),
        user=internal,
    )  # fmt: skip
    _make_one_question_heavy(made)
    Addressee.objects.unscoped(reason=REASON).update(given_by=internal)
    Submission.objects.create(
        response=made.response, number=1, key=key("in"), digest="0" * 64,
        answers={str(made.questions["F1"].pk): {"value": "no", "comment": "Kommenterat"}},
        submitted_at=clock.now(), submitted_by=made.user,
    )  # fmt: skip
    forget_questions()
    return made


def _make_one_question_heavy(made: Answered) -> None:
    rules = [{"when": {"operator": "is", "value": "no"}, "kind": "deficiency", "severity": "major"}]
    Question._base_manager.filter(pk=made.questions["F1"].pk).update(
        weight=3, is_critical=True, finding_rules=rules
    )


PAGES = (
    ("survey", ()), ("survey_section", (1,)), ("survey_section", (2,)), ("survey_review", ()),
    ("survey_receipt", (1,)), ("survey_history", ()), ("people", ()), ("survey_workbook", ()),
)  # fmt: skip


def everything(client: Client, made: Answered) -> str:
    """Return all that the client can fetch about the response, as text."""
    pk = made.response.pk
    addresses = [
        reverse("provider_portal:tasks"),
        reverse("provider_portal:contact"),
        *(reverse(f"provider_portal:{name}", args=[pk, *args]) for name, args in PAGES),
        reverse("provider_portal:file_add", args=[pk, made.questions["F3"].pk]),
    ]
    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {200}
    pages = [answer.content.decode() for answer in answers]
    pdf = client.get(reverse("provider_portal:survey_receipt_pdf", args=[pk, 1])).content
    book = client.get(reverse("provider_portal:survey_workbook", args=[pk]) + "?fil=xlsx").content
    return "\n".join([*pages, changes(client, made), text_of_pdf(pdf), text_of_book(book)])


def changes(client: Client, made: Answered) -> str:
    answer = client.post(
        reverse("provider_portal:operations", args=[made.response.pk]),
        json.dumps({"since": 0, "ops": []}),
        content_type="application/json",
    )
    assert answer.status_code == 200
    return answer.content.decode()


def text_of_pdf(content: bytes) -> str:
    """Return what can be read on the pages and in the properties of the file."""
    file = PdfReader(io.BytesIO(content))
    xmp = file.xmp_metadata
    properties = [str(file.metadata), xmp.stream.get_data().decode() if xmp else ""]
    return "\n".join([*(page.extract_text() for page in file.pages), *properties])


def text_of_book(content: bytes) -> str:
    """Return every part of the file: hidden sheets, names, comments and properties too."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "\n".join(book.read(name).decode(errors="ignore") for name in book.namelist())


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model.__name__)
def test_the_provider_reads_exactly_these_fields_of_a_survey(model, client, asked) -> None:
    told = everything(log_in(client, asked.user), asked)

    shown = {field for field in free_texts(model) if marker(model, field) in told}
    assert shown == SHOWN[model]


def test_weight_score_rules_and_judgements_are_nowhere(client, asked) -> None:
    told = everything(log_in(client, asked.user), asked)

    for word in (*HIDDEN_WORDS, "is_critical", "finding_rules", "weight", "deficiency"):
        assert word not in told, word


def test_nobody_in_the_authority_is_named(client, asked) -> None:
    told = everything(log_in(client, asked.user), asked)

    assert "Hemligsson" not in told
    assert "Annalena" not in told


@pytest.fixture
def others(asked: Answered, ekby: Authority) -> list[SurveyResponse]:
    """The same round asked of another unit of the provider, and of another provider."""
    rival = ProviderFactory.create(name="Konkurrenten AB")
    ProviderContactFactory.create(provider=rival, authority=ekby)
    made = []
    for number, owner in enumerate((asked.response.contract.provider, rival)):
        row = SurveyResponse.objects.unscoped(reason=REASON).get(pk=asked.response.pk)
        row.pk, row.unit = None, UnitFactory.create(provider=owner, name=f"Grannhuset {number}")
        if number:
            contract = row.contract
            contract.pk, contract.provider = None, rival
            contract.save()
            row.contract = contract
        row.save()
        SurveyAnswer.objects.create(
            response=row, question=asked.questions["F2"], state=AnswerState.ANSWERED,
            value=f"Grannens hemlighet {number}", comment=f"Grannens hemlighet {number}",
        )  # fmt: skip
        made.append(row)
    return made


def test_another_provider_is_nowhere(client, asked, others) -> None:
    told = everything(log_in(client, asked.user), asked)

    for word in ("Konkurrenten", "Grannens hemlighet 1", "Grannhuset 1"):
        assert word not in told


def test_one_asked_in_person_sees_no_other_unit(client, asked, others) -> None:
    person = colleague(asked, username="bo@omsorg.se")
    log_in(client, person)

    told = everything(client, asked)

    assert "Grann" not in told
    for row in others:
        assert client.get(reverse("provider_portal:survey", args=[row.pk])).status_code == 404


def test_a_delegate_reads_only_the_given_area_in_pages_json_and_workbook(client, asked) -> None:
    person = colleague(asked, asked.sections[1], username="bo@omsorg.se")
    asked.given("F2", "Hemligt om ledningen", revision=5)
    log_in(client, person)
    pk = asked.response.pk
    names = ("survey", "survey_review", "people", "survey_workbook")
    pages = [client.get(reverse(f"provider_portal:{name}", args=[pk])) for name in names]
    book = client.get(reverse("provider_portal:survey_workbook", args=[pk]) + "?fil=xlsx")
    told = "\n".join(page.content.decode() for page in pages if page.status_code == 200)
    if book.status_code == 200:
        told += text_of_book(book.content)
    told += changes(client, asked)

    assert "Hemligt om ledningen" not in told
    assert f"{marker(Section, 'name')} 1" not in told
    for name, args in (("survey_history", ()), ("survey_receipt", (1,)),
                       ("survey_receipt_pdf", (1,)), ("survey_section", (1,))):  # fmt: skip
        assert client.get(reverse(f"provider_portal:{name}", args=[pk, *args])).status_code == 404
