"""The letters of a sanction: made, stored, noted for the diary, and mailed to the provider."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.findings.models import Finding
from insyn.followups.services.post import LetterFiling, file_letter
from insyn.followups.services.telling import tell_provider
from insyn.kernel import orgnr
from insyn.kernel.access import GRANTS, Access, Permission, Secrecy
from insyn.mailing.rules import MailKind
from insyn.measures.letters.sanctions import Ground, Line, SanctionFacts
from insyn.measures.models import Sanction, SanctionLetter, SanctionLine
from insyn.measures.rules.sanctions import SanctionEvent
from insyn.papers.content import Document
from insyn.registry.rules import AgreementForm, SanctionKind


def facts_of_sanction(access: Access, row: Sanction, lines: list[SanctionLine]) -> SanctionFacts:
    """Return what the letters about the sanction have in common, with the amounts that hold now."""
    authority, contract, decision = row.authority, row.contract, row.decision
    findings = Finding.objects.visible_to(access).filter(sanctions=row).select_related("followup")
    assert row.decided_on is not None  # only a decision is told of
    assert decision is not None
    return SanctionFacts(
        authority=authority.name,
        municipality=authority.municipality.name,
        administration=authority.administration,
        signed_by=_signed_by(access, authority.pk),
        provider=contract.provider.name,
        org_number=orgnr.show(contract.provider.org_number),
        agreement=contract.agreement.title,
        case_number=contract.agreement.case_number,
        number=row.number,
        kind=SanctionKind(row.kind),
        clause=row.clause,
        is_in_house=contract.agreement.form == AgreementForm.MISSION,
        decided_on=row.decided_on,
        decision=decision.board_reference or decision.number,
        reasons=row.reasons,
        proportionality=row.proportionality,
        grounds=tuple(_ground(finding) for finding in findings),
        lines=tuple(_line(line) for line in lines),
    )


def _signed_by(access: Access, authority_id: int) -> str:
    """Return the role that the asker signs in; one that decides before one that prepares."""
    roles = [mandate.role for mandate in access.mandates if mandate.authority_id == authority_id]
    for permission in (Permission.DECIDE_MEASURES, Permission.REQUEST_MEASURES):
        for role in roles:
            if permission in GRANTS[role]:
                return role.label
    return roles[0].label


def _ground(finding: Finding) -> Ground:
    return Ground(
        text=finding.text,
        requirement=finding.requirement,
        followup=finding.followup.number,
        seen_on=finding.seen_on,
        remedied_on=finding.remedied_on,
    )


def _line(line: SanctionLine) -> Line:
    decided = line.proposed if line.decided is None else line.decided
    return Line(
        unit=str(line.unit or ""),
        ground=line.ground,
        period_from=line.period_from,
        period_to=line.period_to,
        quantity=line.quantity,
        rate=line.rate,
        amount=decided if line.settled is None else line.settled,
        earlier=decided if line.settled is not None else None,
    )


def send_letter(access: Access, row: Sanction, event: SanctionEvent, letter: Document) -> int:
    """Store the letter, note it for the diary and mail the provider; return how many were mailed.

    A guarded sanction is told on paper only.
    """
    filing = LetterFiling(
        authority=row.authority,
        letter=letter,
        party=row.contract.provider.name,
        followup=row.followup,
        contract=row.contract,
        about=row,
        title=f"{letter.title}, {row.number}",
        secrecy=Secrecy(row.secrecy),
    )
    made, fixed = file_letter(access, filing)
    SanctionLetter(
        sanction=row, event=event, issued_on=letter.issued_on, word=made, pdf=fixed
    ).save()
    return _mail(access, row, event, letter) if row.secrecy <= Secrecy.INTERNAL else 0


_SAID: Mapping[SanctionEvent, str] = {
    SanctionEvent.NOTIFY: "Nämnden har fattat ett beslut som gäller er: {title}.",
    SanctionEvent.UPHOLD: "Nämnden har prövat ert bestridande och vidhåller beslutet.",
    SanctionEvent.REDUCE: "Nämnden har prövat ert bestridande och satt ned beloppet.",
    SanctionEvent.WITHDRAW: "Nämnden har prövat ert bestridande och återkallat beslutet.",
}


def _mail(access: Access, row: Sanction, event: SanctionEvent, letter: Document) -> int:
    said = _SAID[event].format(title=letter.title.lower())
    due = row.answer_due_on
    until = f" Ni kan bestrida det senast {due}." if event == SanctionEvent.NOTIFY and due else ""
    text = (
        f"Hej!\n\n{said}{until}\n\nÄrende: {row.number}\nAvtal: {row.contract.agreement.title}\n"
        f"Nämnd: {row.authority}\n\nLäs brevet och svara här:"
    )
    return tell_provider(
        access,
        authority=row.authority,
        provider=row.contract.provider,
        kind=MailKind.SANCTION,
        key=f"sanction:{row.pk}:{event.value}",
        subject=_("%(title)s, %(number)s") % {"title": letter.title, "number": row.number},
        text=text,
        about=row,
        leads_to=reverse("provider_portal:sanction", args=[row.pk]),
    )
