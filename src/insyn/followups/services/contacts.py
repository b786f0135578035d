"""The contact log of a follow-up."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.followups.models import ContactNote, Followup
from insyn.followups.rules import ENDED, State
from insyn.followups.rules.correspondence import Medium, Refusal, contact_refusal
from insyn.followups.services.locks import locked_followup
from insyn.followups.services.trail import note
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.kernel.texts import personal_number_problem
from insyn.platform import clock
from insyn.platform.locking import locked_row


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """When somebody was in touch, how, with whom by role, and what was said."""

    made_on: date
    medium: Medium
    with_whom: str
    text: str


@transaction.atomic
def note_contact(access: Access, followup: Followup, facts: ContactFacts) -> ContactNote:
    """Write down a talk or a message about the follow-up.

    Raises:
        RuleViolation: the follow-up has ended, the day lies ahead, or the text holds a personal
            number.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    row = locked_followup(access, followup)
    _check(row, facts)
    contact = ContactNote(followup=row, noted_by_id=access.user_id, noted_at=clock.now())
    return _saved(access, contact, facts, "followup.contact_noted")


@transaction.atomic
def change_contact(
    access: Access, contact: ContactNote, facts: ContactFacts, *, version: int
) -> ContactNote:
    """Change what one has written oneself.

    Raises:
        RuleViolation: somebody else wrote it, or as ``note_contact``.
        Outdated: it was changed after the page was read.
    """
    authority_id = contact.followup.authority_id
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id)
    rows = ContactNote.objects.visible_to(access).select_related("followup")
    row = locked_row(rows, pk=contact.pk, version=version)
    if row.noted_by_id != access.user_id:
        raise RuleViolation(_(Refusal.NOT_YOURS.label))
    _check(row.followup, facts)
    row.version += 1
    return _saved(access, row, facts, "followup.contact_changed")


def _check(followup: Followup, facts: ContactFacts) -> None:
    has_ended = State(followup.state) in ENDED
    if no := contact_refusal(facts.made_on, today=clock.today(), has_ended=has_ended):
        raise RuleViolation(_(no.label))
    if problem := personal_number_problem(f"{facts.with_whom}\n{facts.text}"):
        raise RuleViolation(problem)


def _saved(access: Access, row: ContactNote, facts: ContactFacts, event: str) -> ContactNote:
    row.made_on, row.medium = facts.made_on, facts.medium
    row.with_whom, row.text = facts.with_whom.strip(), facts.text.strip()
    row.save()
    said: Facts = {
        "contact": row.pk,
        "dated_on": row.made_on.isoformat(),
        "with_whom": row.with_whom,
    }
    note(access, event, row.followup, said)
    return row
