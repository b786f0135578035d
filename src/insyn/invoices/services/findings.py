"""A wrong line becomes a finding: on the provider, or on the commissioner who paid."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from insyn.delegations.rules import kronor
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind, Severity
from insyn.findings.services import FindingFacts, add_finding
from insyn.followups.models import Followup
from insyn.invoices.models import SampledLine
from insyn.invoices.rules import Refusal, WhoErred
from insyn.invoices.rules.refusing import finding_refusal
from insyn.invoices.services.locks import locked_sampled, raised, refuse, screened
from insyn.kernel.access import Access, Secrecy

AREA = "Pris och fakturering"
REQUIREMENT = "Fakturan ska stämma med avtalets pris och med det som har utförts."
RESULT = "Felet är krediterat och rutinen för fakturering är rättad."
REQUIREMENT_LENGTH, RESPONSIBLE_LENGTH = 300, 150


@dataclass(frozen=True, slots=True)
class LineFinding:
    """Whose shortcoming it is and what is said of it. ``requirement`` is only of the provider."""

    who: WhoErred
    text: str = ""
    requirement: str = REQUIREMENT
    responsible: str = ""
    due_on: date | None = None
    severity: Severity = Severity.MINOR


@transaction.atomic
def make_finding(
    access: Access, row: SampledLine, followup: Followup, *, facts: LineFinding, version: int
) -> Finding:
    """Write a wrong line down as a finding of a follow-up of the same provider.

    Raises:
        RuleViolation: the line is not wrong, has become such a finding, is under suspicion while
            the follow-up is not guarded, or the follow-up is of another provider or is sent.
        Outdated: somebody else changed the line first.
    """
    held = locked_sampled(access, row, version=version)
    is_ours = facts.who == WhoErred.COMMISSIONER
    known = held.own_finding_id if is_ours else held.finding_id
    refuse(finding_refusal(held.shown_verdict, has_finding=known is not None))
    refuse(_place_refusal(held, followup))
    finding = add_finding(access, followup, facts=_facts(held, facts))
    if is_ours:
        held.own_finding = finding
    else:
        held.finding = finding
    raised(held)
    return finding


def _place_refusal(row: SampledLine, followup: Followup) -> Refusal | None:
    if row.line.provider_id != followup.contract.provider_id:
        return Refusal.OTHER_PROVIDER
    if followup.authority_id != row.sample.authority_id:
        return Refusal.OTHER_PROVIDER
    if row.line.is_suspected and followup.secrecy < Secrecy.RESTRICTED:
        return Refusal.SUSPECTED
    return None


def said_of_line(row: SampledLine) -> str:
    """Return the wrong line in a sentence, for the text of a finding."""
    line = row.line
    assert row.right_amount is not None  # a wrong line has a right amount
    return _("Faktura %(invoice)s, %(text)s: fakturerat %(amount)s, rätt belopp %(right)s.") % {
        "invoice": line.invoice,
        "text": line.text,
        "amount": kronor(line.amount),
        "right": kronor(row.right_amount),
    }


def _facts(row: SampledLine, facts: LineFinding) -> FindingFacts:
    is_ours = facts.who == WhoErred.COMMISSIONER
    paid = _("Fakturan betalades trots att beloppet var fel.") + " " if is_ours else ""
    text = screened(facts.text) or paid + said_of_line(row)
    return FindingFacts(
        kind=FindingKind.COMMISSIONER_SHORTCOMING if is_ours else FindingKind.DEFICIENCY,
        area=AREA,
        text=text,
        requirement=screened(facts.requirement)[:REQUIREMENT_LENGTH],
        evidence=_("Fakturastickprov %(day)s: %(note)s")
        % {"day": localdate(row.sample.drawn_at), "note": row.note},
        required_result=RESULT,
        seen_on=row.reviewed_on,
        due_on=facts.due_on,
        responsible=screened(facts.responsible)[:RESPONSIBLE_LENGTH],
        severity=facts.severity,
    )
