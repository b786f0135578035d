"""Asking the provider for what is missing of a form's list: requests, one letter, one mail."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.followups.letters.requests import RequestFacts, request_letter, request_mail
from insyn.followups.models import DocumentRequest, Followup, FormDocument
from insyn.followups.queries.listed_documents import listed_documents
from insyn.followups.rules.listed_documents import Need
from insyn.followups.services.documents import basis_of, request_document
from insyn.followups.services.locks import locked_followup
from insyn.followups.services.post import LetterFiling, file_letter
from insyn.followups.services.telling import tell_provider
from insyn.kernel import orgnr
from insyn.kernel.access import GRANTS, Access, Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.mailing.rules import MailKind
from insyn.platform import clock


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, and how many at the provider were mailed; 0: nobody to tell."""

    requests: list[DocumentRequest]
    told: int


@transaction.atomic
def request_listed(
    access: Access, followup: Followup, *, chosen: Collection[int], due_on: date
) -> Asked:
    """Ask for the chosen lines of the form's list, with a letter and a mail to the provider.

    ``chosen`` are keys of the form's documents; what is asked for here already is passed over,
    so that the same form sent twice asks once.

    Raises:
        RuleViolation: nothing is chosen or left to ask for, the follow-up has ended, or the
            last day lies before today.
    """
    access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    row = locked_followup(access, followup)
    lines = listed_documents(access, row, clock.today())
    left = [
        line.document
        for line in lines
        if line.document.pk in chosen and line.standing.need is not Need.ASKED
    ]
    if not left:
        raise RuleViolation(_("Kryssa för minst en handling som inte redan är begärd här."))
    requests = [_ask(access, row, document, due_on) for document in left]
    facts = _facts(access, row, left, due_on)
    letter = request_letter(facts, issued_on=clock.today())
    filing = LetterFiling(row.authority, letter, facts.provider, followup=row, about=row)
    file_letter(access, filing)
    return Asked(requests, _tell(access, row, facts, requests[-1]))


def _ask(
    access: Access, followup: Followup, document: FormDocument, due_on: date
) -> DocumentRequest:
    secrecy = Secrecy.CLIENT_DOCUMENT if document.is_about_clients else Secrecy.INTERNAL
    return request_document(access, followup, title=document.title, due_on=due_on, secrecy=secrecy)


def _facts(
    access: Access, followup: Followup, documents: list[FormDocument], due_on: date
) -> RequestFacts:
    authority, contract = followup.authority, followup.contract
    return RequestFacts(
        authority=authority.name,
        municipality=authority.municipality.name,
        administration=authority.administration,
        signed_by=_role(access, authority.pk),
        provider=contract.provider.name,
        org_number=orgnr.show(contract.provider.org_number),
        agreement=contract.agreement.title,
        unit=followup.unit.name if followup.unit else "",
        case_number=contract.agreement.case_number,
        followup=followup.number,
        basis=basis_of(followup, clock.today()),
        due_on=due_on,
        titles=[document.title for document in documents],
        has_client_documents=any(document.is_about_clients for document in documents),
    )


def _role(access: Access, authority_id: int) -> str:
    """Return the role that gives the asker the permission; the letter is signed by it."""
    return next(
        mandate.role.label
        for mandate in access.mandates
        if mandate.authority_id == authority_id
        and Permission.CARRY_OUT_FOLLOWUP in GRANTS[mandate.role]
    )


def _tell(access: Access, followup: Followup, facts: RequestFacts, last: DocumentRequest) -> int:
    subject, text = request_mail(facts)
    return tell_provider(
        access,
        authority=followup.authority,
        provider=followup.contract.provider,
        kind=MailKind.REQUEST,
        key=f"request:{followup.pk}:{last.pk}",
        subject=subject,
        text=text,
        about=followup,
        leads_to=reverse("provider_portal:tasks"),
    )
