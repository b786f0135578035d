"""The letters about the end of a contract: made, stored, noted for the diary, and mailed."""

from collections.abc import Mapping

from django.urls import reverse

from insyn.followups.services.post import LetterFiling, file_letter
from insyn.followups.services.telling import tell_provider
from insyn.kernel import orgnr
from insyn.kernel.access import GRANTS, Access, Permission, Secrecy
from insyn.mailing.rules import MailKind
from insyn.measures.letters.terminations import EndingFacts
from insyn.measures.models import Termination, TerminationLetter
from insyn.measures.rules.terminations import TerminationEvent
from insyn.papers.content import Document
from insyn.platform import clock


def facts_of_termination(access: Access, row: Termination) -> EndingFacts:
    """Return what the letters about the end of the contract have in common."""
    authority, contract, decision = row.authority, row.contract, row.decision
    assert row.notice_on is not None  # a letter is sent first when notice has been given
    assert row.ends_on is not None
    return EndingFacts(
        authority=authority.name,
        municipality=authority.municipality.name,
        administration=authority.administration,
        signed_by=_signed_by(access, authority.pk),
        provider=contract.provider.name,
        org_number=orgnr.show(contract.provider.org_number),
        agreement=contract.agreement.title,
        case_number=contract.agreement.case_number,
        kind=row.shown_kind,
        clause=row.clause,
        reason=row.reason,
        at_once=row.at_once,
        decision=(decision.board_reference or decision.number) if decision else "",
        decided_on=decision.decided_on if decision else None,
        sanction=row.sanction.number if row.sanction else "",
        notice_months=contract.agreement.notice_months,
        notice_on=row.notice_on,
        ends_on=row.ends_on,
        issued_on=clock.today(),
    )


def _signed_by(access: Access, authority_id: int) -> str:
    """Return the role that the asker signs in; one that decides before one that prepares."""
    roles = [mandate.role for mandate in access.mandates if mandate.authority_id == authority_id]
    for permission in (Permission.DECIDE_MEASURES, Permission.REQUEST_MEASURES):
        for role in roles:
            if permission in GRANTS[role]:
                return role.label
    return roles[0].label


def send_letter(
    access: Access, row: Termination, event: TerminationEvent, letter: Document
) -> tuple[int, TerminationLetter]:
    """Store the letter and note it for the diary; return how many were mailed, and the letter.

    A guarded termination is told of on paper only.
    """
    filing = LetterFiling(
        authority=row.authority,
        letter=letter,
        party=row.contract.provider.name,
        contract=row.contract,
        about=row,
        title=f"{letter.title}, {row.contract.agreement.title}",
        secrecy=Secrecy(row.secrecy),
    )
    made, fixed = file_letter(access, filing)
    sent = TerminationLetter(
        termination=row, event=event, issued_on=letter.issued_on, word=made, pdf=fixed
    )
    sent.save()
    mailed = _mail(access, row, event, letter) if row.secrecy <= Secrecy.INTERNAL else 0
    return mailed, sent


_SAID: Mapping[TerminationEvent, str] = {
    TerminationEvent.NOTIFY: "Nämnden har beslutat att avtalet med er upphör {day}.",
    TerminationEvent.RECEIVE: "Vi har tagit emot er uppsägning. Avtalet upphör {day}.",
    TerminationEvent.STOP: "Avtalet med er upphör inte. Det gäller som förut.",
}


def _mail(access: Access, row: Termination, event: TerminationEvent, letter: Document) -> int:
    text = (
        f"Hej!\n\n{_SAID[event].format(day=row.ends_on)} Brevet med skälen finns i Insyn.\n\n"
        f"Avtal: {row.contract.agreement.title}\nNämnd: {row.authority}"
    )
    return tell_provider(
        access,
        authority=row.authority,
        provider=row.contract.provider,
        kind=MailKind.SANCTION,
        key=f"termination:{row.pk}:{event.value}:{row.version}",
        subject=letter.title,
        text=text,
        about=row,
        leads_to=reverse("provider_portal:termination", args=[row.pk]),
    )
