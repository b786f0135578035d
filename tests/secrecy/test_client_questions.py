"""What clients answered: nobody can write who it was, and nobody can find it out."""

import datetime
import random
import re
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import User
from insyn.audit.models import AuditEvent
from insyn.criteria.models import Question
from insyn.criteria.rules import AnswerType
from insyn.kernel.access import Role
from insyn.kernel.errors import NotAllowed
from insyn.platform import clock
from insyn.registry.models import Unit
from insyn.registry.queries import access_of
from insyn.surveys.models import ClientQuestions, ClientReply
from insyn.surveys.queries.clients import ReplyLine, results_of_clients
from insyn.surveys.rules.suppression import is_small
from insyn.surveys.services.clients import ReplyFacts, enter_reply
from tests.conftest import log_in
from tests.factories import (
    MembershipFactory,
    QuestionFactory,
    SectionFactory,
    TemplateVersionFactory,
    UnitFactory,
)
from tests.secrecy.walking import readable

pytestmark = pytest.mark.django_db
WHY = "The test looks at every row."
REPLIES = ClientReply.objects.unscoped(reason=WHY)
EVENTS = AuditEvent.objects.unscoped(reason=WHY)
PERSON = ("19121212-1212", "Eva Ek", "Kamelgatan")
TODAY = datetime.date(2026, 3, 20)
LATER = datetime.date(2026, 8, 1)


@pytest.fixture
def case_worker(ekby) -> User:
    return MembershipFactory.create(
        authority=ekby, role=Role.CASE_WORKER, user__username="handläggare"
    ).user


@pytest.fixture
def asked(ekby) -> Question:
    version = TemplateVersionFactory.create(template__authority=ekby)
    section = SectionFactory.create(version=version, number=1)
    return QuestionFactory.create(
        section=section, number=1, code="K1", answer_type=AnswerType.YES_PARTLY_NO,
    )  # fmt: skip


@pytest.fixture
def questions(ekby, asked) -> ClientQuestions:
    rows = ClientQuestions.objects.unscoped(reason=WHY)
    return rows.create(
        authority=ekby, title="Vid uppföljning", template_version=asked.section.version,
        starts_on=datetime.date(2026, 1, 1),
    )  # fmt: skip


def units(ekby, number: int) -> list[Unit]:
    first = UnitFactory.create(municipality=ekby.municipality, name="Hus 0")
    return [first] + [
        UnitFactory.create(
            municipality=ekby.municipality, name=f"Hus {n}", service_area=first.service_area
        )
        for n in range(1, number)
    ]


# ---- nobody is named ----------------------------------------------------------------------


def test_the_form_has_no_place_for_words(client, case_worker, questions, ekby) -> None:
    units(ekby, 1)
    log_in(client, case_worker)
    with clock.pretend(TODAY):
        page = client.get(reverse("surveys:client_entry", args=[questions.pk])).content.decode()

    form = page.partition('method="post" class="u-form"')[2].partition("</form>")[0]
    kinds = set(re.findall(r'<input[^>]*type="(\w+)"', form))
    assert kinds == {"hidden", "radio"}
    assert "<textarea" not in form
    assert "contenteditable" not in form


def test_what_is_sent_beside_the_fields_is_kept_nowhere(
    client, case_worker, questions, asked, ekby
) -> None:
    (unit,) = units(ekby, 1)
    log_in(client, case_worker)
    sent = {
        "key": str(uuid.uuid5(uuid.NAMESPACE_OID, "a")), "unit": unit.pk, "month": "2026-03-01",
        f"q{asked.pk}": "yes", f"q{asked.pk + 1}": PERSON[0], "name": PERSON[1],
        "comment": PERSON[2], "answers": PERSON[0], "note": PERSON[1],
    }  # fmt: skip
    with clock.pretend(TODAY):
        answer = client.post(reverse("surveys:client_entry", args=[questions.pk]), sent)
    assert answer.status_code == 302

    kept = [str(row) for row in (*REPLIES.values(), *EVENTS.values())]
    kept += [str(row.get_decoded()) for row in Session.objects.all()]
    assert not [row for row in kept if any(word in row for word in PERSON)]
    assert REPLIES.get().answers == {str(asked.pk): "yes"}


@pytest.mark.parametrize("typed", [*PERSON, "<b>", "yes; Eva Ek", "=1+1"])
def test_an_answer_that_is_no_choice_is_not_kept(
    client, case_worker, questions, asked, ekby, typed: str
) -> None:
    (unit,) = units(ekby, 1)
    log_in(client, case_worker)
    sent = {
        "key": str(uuid.uuid5(uuid.NAMESPACE_OID, "a")), "unit": unit.pk, "month": "2026-03-01",
        f"q{asked.pk}": typed,
    }  # fmt: skip
    with clock.pretend(TODAY):
        client.post(reverse("surveys:client_entry", args=[questions.pk]), sent)

    assert not REPLIES.exists()
    assert not EVENTS.filter(event="client_reply.entered").exists()


# ---- who entered what ------------------------------------------------------------------------


def test_the_trail_tells_neither_unit_nor_answer_nor_how_many(
    client, case_worker, questions, asked, ekby
) -> None:
    log_in(client, case_worker)
    with clock.pretend(TODAY):
        for number, unit in enumerate(units(ekby, 3)):
            sent = {
                "key": str(uuid.uuid5(uuid.NAMESPACE_OID, str(number))), "unit": unit.pk,
                "month": "2026-03-01", f"q{asked.pk}": "no",
            }  # fmt: skip
            client.post(reverse("surveys:client_entry", args=[questions.pk]), sent)

    assert REPLIES.count() == 3
    (event,) = EVENTS.filter(event="client_reply.entered")
    assert event.facts == {"month": "2026-03"}
    assert event.subject == f"surveys.clientquestions:{questions.pk}"


def test_no_address_or_log_line_names_the_unit(client, case_worker, questions, asked, ekby) -> None:
    (unit,) = units(ekby, 1)
    log_in(client, case_worker)
    sent = {
        "key": str(uuid.uuid5(uuid.NAMESPACE_OID, "a")), "unit": unit.pk, "month": "2026-03-01",
        f"q{asked.pk}": "yes",
    }  # fmt: skip
    with clock.pretend(TODAY):
        answer = client.post(reverse("surveys:client_entry", args=[questions.pk]), sent)

    assert answer.headers["Location"] == reverse("surveys:client_entry", args=[questions.pk])


# ---- fewer than five -----------------------------------------------------------------------------


def fill(questions: ClientQuestions, asked: Question, houses: list[Unit], seed: int) -> None:
    """Enter replies by chance: many houses and months with few, some with more."""
    dice = random.Random(seed)  # noqa: S311  the same each time
    for house in houses:
        for number in range(dice.choice([0, 1, 2, 3, 4, 5, 6, 9])):
            REPLIES.create(
                key=uuid.uuid5(uuid.NAMESPACE_OID, f"{seed}:{house.pk}:{number}"),
                questions=questions, unit=house,
                month=datetime.date(2026, dice.randint(1, 6), 1),
                answers={str(asked.pk): dice.choice(["yes", "partly", "no"])},
            )  # fmt: skip


def unseen(lines: tuple[ReplyLine, ...], total: int) -> int:
    """Return how many replies the hidden lines hold together, by taking the shown from all."""
    tops = [line for line in lines if not line.is_part]
    shown = sum(line.spread.number for line in tops if not line.spread.is_hidden)
    return total - shown


def hidden_within(lines: tuple[ReplyLine, ...]) -> list[int]:
    """Return, for each shown group, how many replies its hidden parts hold together."""
    found, top = [], None
    for line in lines:
        if not line.is_part:
            top = None if line.spread.is_hidden else line
            if top is not None:
                found.append(top.spread.number)
        elif top is not None and not line.spread.is_hidden:
            found[-1] -= line.spread.number
    return found


@pytest.mark.parametrize("seed", range(12))
def test_no_few_replies_follow_from_totals_months_and_units(
    questions, asked, ekby, anna, seed: int
) -> None:
    fill(questions, asked, units(ekby, 4), seed)
    found = results_of_clients(access_of(anna), questions, today=LATER)

    if found.period is None:
        assert REPLIES.count() < 5
        return
    (one,) = found.results
    total = one.total.number
    assert total >= 5
    for lines in (one.times, one.places):
        assert all(line.spread.is_hidden or line.spread.number >= 5 for line in lines)
        left = [unseen(lines, total), *hidden_within(lines)]
        assert not [number for number in left if number and is_small(number)]


def test_results_are_the_same_for_everybody_in_the_board(
    questions, asked, ekby, anna, bo, case_worker
) -> None:
    fill(questions, asked, units(ekby, 4), 3)
    told = [
        results_of_clients(access_of(person), questions, today=LATER)
        for person in (anna, bo, case_worker)
    ]

    assert told[0].results[0].places == told[1].results[0].places == told[2].results[0].places


# ---- other boards ----------------------------------------------------------


def test_nobody_outside_the_board_asks_enters_or_reads(
    questions, asked, ekby, cilla, dag, contact, system_admin
) -> None:
    (unit,) = units(ekby, 1)
    fill(questions, asked, [unit], 1)
    for number in range(6):
        REPLIES.create(
            key=uuid.uuid5(uuid.NAMESPACE_OID, f"x{number}"), questions=questions, unit=unit,
            month=datetime.date(2026, 2, 1), answers={str(asked.pk): "no"},
        )  # fmt: skip
    key = uuid.uuid5(uuid.NAMESPACE_OID, "ond")
    facts = ReplyFacts(key, unit, TODAY.replace(day=1), {asked.pk: "yes"})
    for person in (cilla, dag, contact, system_admin):
        access = access_of(person)
        with clock.pretend(TODAY), pytest.raises(NotAllowed):
            enter_reply(access, questions, facts=facts)
        assert results_of_clients(access, questions, today=LATER).period is None
        client = log_in(Client(), person)
        for name in ("client_set", "client_set_edit", "client_entry", "client_results"):
            answer = client.get(reverse(f"surveys:{name}", args=[questions.pk]))
            assert answer.status_code == 404
            assert "hus 0" not in readable(answer)
    assert not REPLIES.filter(key=key).exists()
