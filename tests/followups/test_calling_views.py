from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.followups.models import Basis, CallingUnitView, Followup
from insyn.followups.rules import BasisKind, State
from insyn.followups.rules.calling_views import Refusal, person_refusal, views_due
from insyn.followups.services import note_calling_view
from insyn.followups.services.calling_views import (
    QuestionFacts,
    answer_question,
    ask_for_view,
    withdraw_question,
)
from insyn.kernel.access import CLEARANCES, Role, Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.kernel.workdays import is_workday
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailState
from insyn.registry.queries import access_of
from tests.factories import DAY, MembershipFactory

pytestmark = pytest.mark.django_db
DUE = date(2026, 3, 16)


@pytest.fixture
def access(anna):
    return access_of(anna)


@pytest.fixture
def worker(ekby):
    return MembershipFactory.create(
        authority=ekby,
        role=Role.CASE_WORKER,
        user__username="handlaggare",
        user__email="handlaggare@ekby.se",
    ).user


def facts(worker=None, **said) -> QuestionFacts:
    known: dict[str, Any] = {
        "unit_name": "Barn och unga",
        "asked_of": worker,
        "due_on": DUE,
        "asked_on": DAY,
    }
    return QuestionFacts(**(known | said))


@pytest.fixture
def asked(access, followup, worker) -> CallingUnitView:
    return ask_for_view(access, followup, facts(worker))


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.unscoped(reason="Provet läser kön."))


def test_the_person_who_is_asked_gets_a_mail_with_a_plain_address(asked, worker) -> None:
    (mail,) = mails()

    assert mail.to_address == worker.email
    assert f"/synpunkter/{asked.pk}/" in mail.text
    assert "[personlig länk]" not in mail.text


def test_a_unit_without_a_person_is_only_noted(access, followup) -> None:
    view = ask_for_view(access, followup, facts())

    assert (view.asked_of, mails()) == (None, [])


def test_a_person_without_address_is_asked_without_mail(access, followup, worker) -> None:
    worker.email = ""
    worker.save()

    assert ask_for_view(access, followup, facts(worker)).asked_of == worker
    assert mails() == []


def test_the_last_day_cannot_lie_before_the_question(access, followup, worker) -> None:
    with pytest.raises(RuleViolation, match="inte ligga före"):
        ask_for_view(access, followup, facts(worker, due_on=date(2026, 3, 1)))


def test_nobody_outside_the_authority_is_asked(access, followup, cilla) -> None:
    with pytest.raises(RuleViolation, match="kan inte tillfrågas"):
        ask_for_view(access, followup, facts(cilla))


def test_a_reader_is_not_asked(access, followup, bo) -> None:
    with pytest.raises(RuleViolation, match="kan inte tillfrågas"):
        ask_for_view(access, followup, facts(bo))


def test_nobody_learns_of_what_is_too_guarded_for_them(access, followup, worker) -> None:
    followup.secrecy = Secrecy.RESTRICTED
    followup.save()

    with pytest.raises(RuleViolation, match="begränsad krets"):
        ask_for_view(access, followup, facts(worker))


@given(st.lists(st.sampled_from(Role)), st.sampled_from(Secrecy))
def test_one_who_may_be_asked_always_may_read_so_guarded(roles, secrecy) -> None:
    if person_refusal(roles, secrecy) is None:
        assert max(CLEARANCES[role] for role in roles) >= secrecy


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_the_last_day_to_answer_is_never_a_day_off(day) -> None:
    assert is_workday(views_due(day))
    assert (views_due(day) - day).days >= 14


def test_the_answer_counts_as_a_basis(asked, worker, followup) -> None:
    answer_question(access_of(worker), asked, text="Fungerar bra.", version=asked.version)

    asked.refresh_from_db()
    assert asked.text == "Fungerar bra."
    assert asked.received_on is not None
    assert Basis.objects.unscoped(reason="Provet läser raden.").get().kind == (
        BasisKind.SOCIAL_WORKERS
    )


def test_the_answer_can_be_changed_until_the_follow_up_is_sent(asked, worker, followup) -> None:
    access = access_of(worker)
    row = answer_question(access, asked, text="Bra.", version=asked.version)
    row = answer_question(access, row, text="Mycket bra.", version=row.version)
    assert row.text == "Mycket bra."

    Followup.objects.unscoped(reason="Provet ändrar raden.").update(state=State.SENT)
    with pytest.raises(RuleViolation, match="hann inte"):
        answer_question(access, row, text="Sämre.", version=row.version)


@pytest.mark.parametrize(("text", "says"), [(" ", "Skriv vad"), ("Om 19900101-2384", "personn")])
def test_an_answer_that_cannot_be_kept_is_refused(asked, worker, text, says) -> None:
    with pytest.raises(RuleViolation, match=says):
        answer_question(access_of(worker), asked, text=text, version=asked.version)


def test_an_answer_changed_meanwhile_is_not_overwritten(asked, worker) -> None:
    with pytest.raises(Outdated):
        answer_question(access_of(worker), asked, text="Bra.", version=asked.version + 1)


def test_nobody_answers_for_another(asked, anna, bo, cilla) -> None:
    with pytest.raises(Outdated):
        answer_question(access_of(anna), asked, text="Bra.", version=asked.version)
    for person in (bo, cilla):
        with pytest.raises(NotAllowed):
            answer_question(access_of(person), asked, text="Bra.", version=asked.version)


def test_what_the_person_wrote_is_not_rewritten_by_the_reviewer(access, asked, worker) -> None:
    answer_question(access_of(worker), asked, text="Bra.", version=asked.version)
    asked.refresh_from_db()

    with pytest.raises(RuleViolation, match="skrivet av"):
        note_calling_view(access, asked, text="Dåligt.")


def test_a_question_taken_back_stops_its_mail(access, asked) -> None:
    withdraw_question(access, asked)

    assert not CallingUnitView.objects.unscoped(reason="Provet läser raden.").exists()
    assert mails()[0].state == MailState.CANCELLED


def test_what_is_answered_is_not_taken_back(access, asked, worker) -> None:
    answer_question(access_of(worker), asked, text="Bra.", version=asked.version)

    with pytest.raises(RuleViolation, match=Refusal.ANSWERED.label):
        withdraw_question(access, asked)


def test_the_one_who_is_asked_sees_nothing_else_of_the_draft(asked, worker) -> None:
    access = access_of(worker)

    assert CallingUnitView.objects.asked_of(access).count() == 1
    assert CallingUnitView.objects.visible_to(access).count() == 0
    assert Followup.objects.visible_to(access).count() == 0


def test_one_who_has_left_the_authority_no_longer_sees_the_question(asked, worker) -> None:
    worker.memberships.update(valid_to=date(2020, 1, 1))

    assert CallingUnitView.objects.asked_of(access_of(worker)).count() == 0
