from datetime import date, timedelta

import pytest

from insyn.agenda.services import remind_providers
from insyn.kernel.access import Secrecy
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailKind
from insyn.measures.models import ActionPlan, CorrectiveAction, Sanction
from insyn.measures.rules import ItemState, PlanState
from insyn.measures.rules.sanctions import SanctionState
from insyn.registry.rules import SanctionKind
from tests.factories import DAY, ProviderContactFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
DUE = MONDAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def reachable(followup, ekby) -> None:
    ProviderContactFactory.create(
        provider=followup.contract.provider, authority=ekby, user__email="dag@utforare.example"
    )


@pytest.fixture
def notified(sanction: Sanction) -> Sanction:
    """A remark that the provider is to put right within a week."""
    Sanction.objects.unscoped(reason="set-up").filter(pk=sanction.pk).update(
        kind=SanctionKind.REMARK, state=SanctionState.NOTIFIED, notified_on=DAY,
        delivery="email", answer_due_on=DUE,
    )  # fmt: skip
    sanction.refresh_from_db()
    return sanction


@pytest.fixture
def measure(followup) -> CorrectiveAction:
    """An approved measure that is to be done within a week."""
    plan = ActionPlan.objects.create(
        followup=followup, state=PlanState.APPROVED, requested_on=DAY, due_on=DAY
    )
    finding = followup.findings.unscoped(reason="set-up").order_by("pk")[0]
    return CorrectiveAction.objects.create(
        plan=plan, finding=finding, measure="Utbilda alla", state=ItemState.ACCEPTED, done_by=DUE
    )


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.unscoped(reason="the tests look at all mail there is"))


def test_a_provider_is_reminded_of_what_it_is_to_put_right(notified) -> None:
    assert remind_providers(MONDAY) == 1
    (mail,) = mails()
    assert mail.kind == MailKind.SANCTION
    assert notified.number in mail.subject


def test_a_penalty_is_contested_by_choice_and_never_reminded_of(notified) -> None:
    notified.kind = SanctionKind.PENALTY
    notified.save()

    assert remind_providers(MONDAY) == 0


@pytest.mark.parametrize(
    "state", [state for state in SanctionState if state != SanctionState.NOTIFIED]
)
def test_only_what_the_provider_has_been_told_of_and_not_answered_is_reminded_of(
    notified, state
) -> None:
    notified.state = state
    notified.save()

    assert remind_providers(MONDAY) == 0


def test_a_guarded_sanction_is_not_mailed_about(notified) -> None:
    notified.secrecy = Secrecy.RESTRICTED
    notified.save()

    assert remind_providers(MONDAY) == 0


def test_a_provider_is_reminded_of_a_measure_before_and_after_its_day(measure) -> None:
    assert remind_providers(MONDAY) == 1
    assert remind_providers(DUE + timedelta(days=1)) == 1
    before, after = sorted(mails(), key=lambda mail: mail.pk)
    assert before.subject.startswith("Påminnelse")
    assert after.subject.startswith("Försenat")


def test_the_mail_does_not_say_what_the_measure_is(measure) -> None:
    remind_providers(MONDAY)

    assert measure.measure not in mails()[0].text + mails()[0].subject


def test_a_measure_that_is_done_is_not_reminded_of(measure) -> None:
    measure.carried_out_on = DAY
    measure.save()

    assert remind_providers(MONDAY) == 0


def test_a_measure_of_a_plan_that_is_not_approved_is_not_reminded_of(measure) -> None:
    measure.plan.state = PlanState.RETURNED
    measure.plan.save()

    assert remind_providers(MONDAY) == 0
