"""Issuing the letters of a plan: Word and PDF, stored once and never made again."""

from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.documents.models import Document as StoredDocument
from insyn.documents.rules import Direction
from insyn.documents.services import Paper, store_document
from insyn.findings.models import Finding
from insyn.findings.rules import Severity
from insyn.followups.services import trail
from insyn.kernel import orgnr
from insyn.kernel.access import GRANTS, Access, Permission, Secrecy
from insyn.measures.letters import LetterFacts, LetterItem
from insyn.measures.models import ActionPlan, CorrectiveAction, Letter
from insyn.measures.rules import ItemState, LetterKind
from insyn.papers import pdf, word
from insyn.papers.content import Document
from insyn.registry.rules import AgreementForm, OperatingForm


def facts_of(access: Access, plan: ActionPlan, permission: Permission) -> LetterFacts:
    """Return what the letters about the plan have in common.

    The letter is signed by the role that gives the asker the permission.
    """
    followup = plan.followup
    authority, contract = followup.authority, followup.contract
    rows = CorrectiveAction.objects.visible_to(access).select_related("finding")
    return LetterFacts(
        authority=authority.name,
        municipality=authority.municipality.name,
        administration=authority.administration,
        signed_by=_signer(access, authority.pk, permission),
        provider=contract.provider.name,
        org_number=orgnr.show(contract.provider.org_number),
        operating_form=OperatingForm(contract.provider.operating_form),
        agreement=contract.agreement.title,
        agreement_form=AgreementForm(contract.agreement.form),
        lot=followup.lot.name if followup.lot else "",
        case_number=contract.agreement.case_number,
        followup=followup.number,
        carried_out_on=followup.carried_out_on,
        items=tuple(_item(row) for row in rows.filter(plan=plan)),
    )


def _signer(access: Access, authority_id: int, permission: Permission) -> str:
    roles = [
        mandate.role
        for mandate in access.mandates
        if mandate.authority_id == authority_id and permission in GRANTS[mandate.role]
    ]
    return roles[0].label


def _item(action: CorrectiveAction) -> LetterItem:
    finding: Finding = action.finding
    return LetterItem(
        area=finding.area,
        seen=finding.text,
        requirement=finding.requirement,
        required_result=finding.required_result,
        seen_on=finding.seen_on,
        is_serious=finding.severity == Severity.MAJOR,
        state=ItemState(action.state),
        comment=action.comment,
        measure=action.measure,
        responsible=action.responsible,
        done_by=action.done_by,
    )


def issue(access: Access, plan: ActionPlan, kind: LetterKind, letter: Document) -> Letter:
    """Store the letter as Word and PDF, outgoing to the provider, and keep it on the plan."""
    row = Letter(
        plan=plan,
        kind=kind,
        issued_on=letter.issued_on,
        word=_stored(access, plan, letter, word.render(letter), "docx"),
        pdf=_stored(access, plan, letter, pdf.render(letter), "pdf"),
    )
    row.save()
    facts: Facts = {"letter": row.pk, "kind": kind.value, "issued_on": letter.issued_on.isoformat()}
    trail.note(access, "plan.letter_issued", plan.followup, facts)
    return row


def _stored(
    access: Access, plan: ActionPlan, letter: Document, content: bytes, extension: str
) -> StoredDocument:
    followup = plan.followup
    paper = Paper(
        title=_("%(title)s, uppföljning %(number)s")
        % {"title": letter.title, "number": followup.number},
        file_name=f"{letter.title} {followup.number}.{extension}",
        content=content,
        secrecy=Secrecy(followup.secrecy),  # never more open than what it is about
        direction=Direction.OUTGOING,
        case_number=letter.case_number,
        counterpart=followup.contract.provider.name,
        dated_on=letter.issued_on,
    )
    return store_document(access, followup.authority, paper)
