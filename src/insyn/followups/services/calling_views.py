"""Views asked of a person in a calling unit, and the answer they write themselves."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.accounts.models import Membership, User
from insyn.followups.letters.calling_views import ViewAsked, question_mail
from insyn.followups.models import CallingUnitView, Followup
from insyn.followups.rules import BEFORE_SENT, BasisKind, State
from insyn.followups.rules.calling_views import Refusal, person_refusal
from insyn.followups.services.locks import locked_unsent
from insyn.followups.services.preparation import add_basis
from insyn.followups.services.trail import note
from insyn.kernel.access import Access, Permission, Role, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.kernel.texts import personal_number_problem
from insyn.mailing.rules import MailKind
from insyn.mailing.services import MailFacts, queue_mail, stop_mails
from insyn.platform import clock
from insyn.platform.locking import locked_row


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """Which unit is asked, who answers for it, what is asked and by when.

    Without a person it is only noted that the unit has been asked in another way.
    """

    unit_name: str
    question: str = ""
    asked_of: User | None = None
    due_on: date | None = None
    asked_on: date | None = None


@transaction.atomic
def ask_for_view(access: Access, followup: Followup, facts: QuestionFacts) -> CallingUnitView:
    """Ask a unit what it thinks of the provider; a person with an address is mailed.

    Raises:
        RuleViolation: the person cannot be asked or may not know of the follow-up, the last day
            lies before the question, the question holds a personal number, or the follow-up has
            been sent.
    """
    row = _locked(access, followup)
    day = facts.asked_on or clock.today()
    _check_question(row, facts, day)
    view = CallingUnitView(
        followup=row,
        unit_name=facts.unit_name.strip(),
        question=facts.question.strip(),
        asked_of=facts.asked_of,
        due_on=facts.due_on,
        asked_on=day,
    )
    view.save()
    person = str(facts.asked_of) if facts.asked_of else ""
    note(access, "followup.view_asked", row, {"unit": view.unit_name, "person": person})
    if facts.asked_of and facts.asked_of.email:
        _mail(access, view, facts.asked_of)
    return view


def _check_question(followup: Followup, facts: QuestionFacts, asked_on: date) -> None:
    if facts.due_on is not None and facts.due_on < asked_on:
        raise RuleViolation(_(Refusal.DUE_BEFORE.label))
    if problem := personal_number_problem(f"{facts.unit_name} {facts.question}"):
        raise RuleViolation(problem)
    if facts.asked_of is None:
        return
    held = Membership.objects.current(clock.today()).filter(
        user=facts.asked_of, authority_id=followup.authority_id
    )
    roles = [Role(role) for role in held.values_list("role", flat=True)]
    active = roles if facts.asked_of.is_active else []
    if no := person_refusal(active, Secrecy(followup.secrecy)):
        raise RuleViolation(_(no.label) % {"person": facts.asked_of})


def _mail(access: Access, view: CallingUnitView, person: User) -> None:
    """Mail the question with a plain address: one who has a role logs in as always."""
    contract = view.followup.contract
    path = reverse("followups:asked_view", args=[view.pk])
    mail = question_mail(
        ViewAsked(
            provider=contract.provider.name,
            agreement=contract.agreement.title,
            unit_name=view.unit_name,
            due_on=view.due_on,
            asked_by=access.name,
            address=f"{settings.BASE_ADDRESS}{path}",
        )
    )
    queue_mail(
        access,
        MailFacts(
            authority=view.followup.authority,
            kind=MailKind.VIEWS,
            key=f"views:{view.pk}:{person.pk}",
            user=person,
            to_name=str(person),
            to_address=person.email,
            subject=mail.subject,
            text=mail.text,
            about=view,
            secrecy=Secrecy(view.followup.secrecy),
        ),
    )


@transaction.atomic
def withdraw_question(access: Access, view: CallingUnitView) -> None:
    """Take a question back; only while nobody has answered it. Mail that waits is stopped."""
    row = _locked(access, view.followup)
    asked = locked_row(CallingUnitView.objects.visible_to(access), pk=view.pk)
    if asked.received_on is not None:
        raise RuleViolation(_(Refusal.ANSWERED.label))
    if asked.asked_of is not None:
        stop_mails(access, row.authority_id, user=asked.asked_of, about=asked)
    note(access, "followup.view_withdrawn", row, {"unit": asked.unit_name})
    asked.delete()


@transaction.atomic
def answer_question(
    access: Access, view: CallingUnitView, *, text: str, version: int
) -> CallingUnitView:
    """Let the person who was asked answer, or change the answer, until the follow-up is sent.

    The answer counts among what the assessment stands on.

    Raises:
        RuleViolation: nothing is written, the text holds a personal number, or it is too late.
        Outdated: the answer was changed, or the question taken back, after the page was read.
    """
    access.require(Permission.GIVE_VIEWS, authority_id=view.followup.authority_id)
    rows = CallingUnitView.objects.asked_of(access).select_related("followup__contract__provider")
    row = locked_row(rows, pk=view.pk, version=version)
    if State(row.followup.state) not in BEFORE_SENT:
        raise RuleViolation(_(Refusal.CLOSED.label))
    said = text.strip()
    if not said:
        raise RuleViolation(_(Refusal.EMPTY.label))
    if problem := personal_number_problem(said):
        raise RuleViolation(problem)
    row.text, row.received_on = said, row.received_on or clock.today()
    row.version += 1
    row.save(update_fields=["text", "received_on", "version"])
    add_basis(access, row.followup, kind=BasisKind.SOCIAL_WORKERS)
    note(access, "followup.view_received", row.followup, {"unit": row.unit_name})
    return row


def _locked(access: Access, followup: Followup) -> Followup:
    refusal = _("Uppföljningen är skickad, avslutad eller inställd. Då frågas inga fler.")
    return locked_unsent(access, followup, refusal=refusal)
