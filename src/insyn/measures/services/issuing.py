"""Issuing the letters of a plan: Word and PDF, stored once and never made again."""

from insyn.audit.rules import Facts
from insyn.findings.models import Finding
from insyn.findings.rules.inspectorate import SERIOUS
from insyn.followups.services import trail
from insyn.followups.services.post import LetterFiling, file_letter
from insyn.kernel import orgnr
from insyn.kernel.access import GRANTS, Access, Permission
from insyn.measures.letters import LetterFacts, LetterItem
from insyn.measures.models import ActionPlan, CorrectiveAction, Letter
from insyn.measures.rules import ItemState, LetterKind
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
        severity=finding.shown_severity.label if finding.severity in SERIOUS else "",
        due_on=finding.due_on,
        state=ItemState(action.state),
        comment=action.comment,
        measure=action.measure,
        responsible=action.responsible,
        done_by=action.done_by,
    )


def issue(access: Access, plan: ActionPlan, kind: LetterKind, letter: Document) -> Letter:
    """Store the letter as Word and PDF, outgoing to the provider, and keep it on the plan."""
    followup = plan.followup
    filing = LetterFiling(
        authority=followup.authority,
        letter=letter,
        party=followup.contract.provider.name,
        followup=followup,
        about=plan,
    )
    made, fixed = file_letter(access, filing)
    row = Letter(plan=plan, kind=kind, issued_on=letter.issued_on, word=made, pdf=fixed)
    row.save()
    facts: Facts = {"letter": row.pk, "kind": kind.value, "issued_on": letter.issued_on.isoformat()}
    trail.note(access, "plan.letter_issued", followup, facts)
    return row
