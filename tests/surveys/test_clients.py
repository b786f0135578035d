import datetime
import uuid

import pytest
from django.urls import reverse

from insyn.accounts.models import User
from insyn.audit.models import AuditEvent
from insyn.criteria.models import Question, Section, TemplateVersion
from insyn.criteria.rules import AnswerType
from insyn.kernel.access import Access, Mandate, Role
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform import clock
from insyn.registry.models import Unit
from insyn.surveys.models import ClientQuestions, ClientReply
from insyn.surveys.queries.clients import results_of_clients
from insyn.surveys.services.clients import (
    ClientFacts,
    ReplyFacts,
    create_client_questions,
    enter_reply,
)
from tests.factories import (
    MembershipFactory,
    QuestionFactory,
    SectionFactory,
    TemplateVersionFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 3, 20)
MONTH = datetime.date(2026, 3, 1)
PLACE = uuid.UUID("5a0c8b77-8e0d-4a58-9f63-2c1b7d9e4f00")


@pytest.fixture
def version(ekby):
    row = TemplateVersionFactory.create(template__authority=ekby)
    section = SectionFactory.create(version=row, number=1, name="Bemötande")
    QuestionFactory.create(
        section=section, number=1, code="K1", text="Blir du lyssnad på?",
        answer_type=AnswerType.YES_PARTLY_NO,
    )  # fmt: skip
    return row


@pytest.fixture
def access(ekby) -> Access:
    return Access(7, "Anna", mandates=(Mandate(ekby.pk, Role.PLAN_OWNER),))


@pytest.fixture
def questions(ekby, version, access) -> ClientQuestions:
    facts = ClientFacts("Vid uppföljning", version, datetime.date(2026, 1, 1))
    return create_client_questions(access, ekby, facts=facts)


@pytest.fixture
def unit(ekby) -> Unit:
    return UnitFactory.create(municipality=ekby.municipality, name="Solgården")


def section_of(version: TemplateVersion) -> Section:
    rows = Section.objects.unscoped(reason="Provet letar upp området.")
    return rows.get(version=version)


def question_of(questions: ClientQuestions) -> int:
    rows = Question.objects.unscoped(reason="Provet letar upp frågan.")
    return rows.get(section__version=questions.template_version_id).pk


def enter(access, questions, unit, *, name: object, answer: str = "yes", month=MONTH) -> None:
    facts = ReplyFacts(uuid.uuid5(PLACE, str(name)), unit, month, {question_of(questions): answer})
    with clock.pretend(TODAY):
        enter_reply(access, questions, facts=facts)


def replies(access) -> list[ClientReply]:
    return list(ClientReply.objects.visible_to(access))


def test_a_template_with_free_text_is_refused(ekby, version, access) -> None:
    QuestionFactory.create(
        section=section_of(version), number=2, code="K2", answer_type=AnswerType.TEXT
    )
    with pytest.raises(RuleViolation, match="inte med ett val"):
        create_client_questions(
            access, ekby, facts=ClientFacts("Fritt", version, datetime.date(2026, 1, 1))
        )


def test_a_reply_keeps_unit_month_and_answers_and_nothing_else(questions, unit, access) -> None:
    enter(access, questions, unit, name="a")
    (row,) = replies(access)

    assert {field.name for field in ClientReply._meta.fields} == {
        "key", "questions", "unit", "month", "answers",
    }  # fmt: skip
    assert row.answers == {str(question_of(questions)): "yes"}


def test_the_same_page_sent_twice_is_one_reply(questions, unit, access) -> None:
    enter(access, questions, unit, name="a")
    enter(access, questions, unit, name="a")

    assert len(replies(access)) == 1


def test_a_personal_number_cannot_be_an_answer(questions, unit, access) -> None:
    with pytest.raises(RuleViolation):
        enter(access, questions, unit, name="a", answer="19121212-1212")


def test_a_month_that_is_closed_takes_no_reply(questions, unit, access) -> None:
    with pytest.raises(RuleViolation, match="den 10:e"):
        enter(access, questions, unit, name="a", month=datetime.date(2026, 2, 1))


def test_a_unit_elsewhere_takes_no_reply(questions, access) -> None:
    with pytest.raises(RuleViolation, match="inte med"):
        enter(access, questions, UnitFactory.create(), name="a")


def test_a_reader_enters_no_reply(ekby, questions, unit) -> None:
    reader = Access(8, "Bo", mandates=(Mandate(ekby.pk, Role.READER),))
    with pytest.raises(NotAllowed):
        enter(reader, questions, unit, name="a")


def test_the_trail_has_one_line_a_day_and_names_no_unit(questions, unit, access) -> None:
    for number in range(4):
        enter(access, questions, unit, name=number)
    (line,) = AuditEvent.objects.visible_to(access).filter(event="client_reply.entered")

    assert line.facts == {"month": "2026-03"}
    assert "Solgården" not in f"{line.subject} {line.subject_name}"


def test_results_wait_for_the_half_year_and_for_five(questions, unit, access) -> None:
    for number in range(5):
        enter(access, questions, unit, name=number)
    before = results_of_clients(access, questions, today=datetime.date(2026, 7, 10))
    after = results_of_clients(access, questions, today=datetime.date(2026, 7, 11))

    assert before.period is None
    assert after.results[0].total.number == 5


def test_four_replies_are_never_shown(questions, unit, access) -> None:
    for number in range(4):
        enter(access, questions, unit, name=number)

    assert results_of_clients(access, questions, today=datetime.date(2027, 1, 1)).period is None


def test_a_small_unit_hides_and_takes_another_with_it(questions, unit, access, ekby) -> None:
    other = UnitFactory.create(
        municipality=ekby.municipality, name="Björken", service_area=unit.service_area
    )
    for number in range(6):
        enter(access, questions, unit, name=number)
    for number in range(2):
        enter(access, questions, other, name=f"b{number}")
    found = results_of_clients(access, questions, today=datetime.date(2026, 7, 11))
    units = [line for line in found.results[0].places if line.is_part]

    assert [line.spread.is_hidden for line in units] == [True, True]


@pytest.fixture
def case_worker(ekby) -> User:
    return MembershipFactory.create(
        authority=ekby, role=Role.CASE_WORKER, user__username="handläggare"
    ).user


def test_a_case_worker_enters_many_in_a_row(client, case_worker, questions, unit, access) -> None:
    client.force_login(case_worker)
    address = reverse("surveys:client_entry", args=[questions.pk])
    today = clock.today()
    for number in range(2):
        shown = client.get(address).content.decode()
        sent = {
            "key": str(uuid.uuid5(PLACE, f"sida {number}")),
            "unit": unit.pk,
            "month": today.replace(day=1).isoformat(),
            f"q{question_of(questions)}": "partly",
        }
        answer = client.post(address, sent)
        assert (answer.status_code, answer.headers["Location"]) == (302, address)

    assert 'type="text"' not in shown
    assert "<textarea" not in shown
    assert len(replies(access)) == 2
    assert f'value="{unit.pk}" selected' in client.get(address).content.decode()


def test_no_page_lists_single_replies(as_anna, questions, unit, access) -> None:
    enter(access, questions, unit, name="a")
    for name in ("client_set", "client_results"):
        said = as_anna.get(reverse(f"surveys:{name}", args=[questions.pk])).content.decode()
        assert "Solgården" not in said


def test_a_set_is_made_and_changed_on_its_pages(as_anna, ekby, version) -> None:
    sent = {
        "authority": ekby.pk, "title": "Nya frågor", "template_version": version.pk,
        "starts_on": "2026-01-01",
    }  # fmt: skip
    as_anna.post(reverse("surveys:client_set_create"), sent)
    row = ClientQuestions.objects.unscoped(reason="Provet letar upp raden.").get()
    changed = {**sent, "title": "Ändrade frågor", "version": row.version}
    as_anna.post(reverse("surveys:client_set_edit", args=[row.pk]), changed)

    assert "Ändrade frågor" in as_anna.get(reverse("surveys:client_sets")).content.decode()
