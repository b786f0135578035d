"""Findings are written, changed and taken away until the follow-up is sent."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.criteria.models import Question, Section
from insyn.findings.models import Finding
from insyn.findings.queries import units_of
from insyn.findings.rules import REMEDIABLE, FindingKind, Severity, check_due
from insyn.findings.rules.wordings import wording_said
from insyn.findings.services.bias import refuse_biased
from insyn.findings.services.wordings import check_wording
from insyn.followups.models import Followup
from insyn.followups.services import locked_unsent, trail
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row
from insyn.registry.models import Unit
from insyn.requirements.models import RequirementVersion


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """What is written about one finding.

    The requirement is what its ``wording`` says, word for word; in own words without one.
    ``responsible`` is who in the authority puts right what the commissioner itself lacks.
    """

    kind: FindingKind
    area: str
    text: str
    section: Section | None = None
    question: Question | None = None
    unit: Unit | None = None
    wording: RequirementVersion | None = None
    requirement: str = ""
    evidence: str = ""
    required_result: str = ""
    seen_on: date | None = None
    due_on: date | None = None
    responsible: str = ""
    severity: Severity = Severity.MINOR


def _before_sent(access: Access, followup: Followup) -> Followup:
    refusal = _("Uppföljningen är skickad, avslutad eller inställd. Resultatet ändras inte längre.")
    row = locked_unsent(access, followup, refusal=refusal)
    refuse_biased(access, row)
    return row


@transaction.atomic
def add_finding(access: Access, followup: Followup, *, facts: FindingFacts) -> Finding:
    """Write down what the follow-up found in one matter; until the follow-up is sent.

    Raises:
        RuleViolation: it says too little or belongs elsewhere, the wording of the requirement
            was not valid then, it is to be remedied before it was seen, or the asker has told
            of bias.
    """
    row = _before_sent(access, followup)
    finding = Finding(followup=row, **_fields(row, facts))
    finding.save()
    trail.note(access, "followup.finding_added", row, {"finding": finding.pk, "kind": finding.kind})
    return finding


@transaction.atomic
def change_finding(
    access: Access, finding: Finding, *, facts: FindingFacts, version: int | None = None
) -> Finding:
    """Write a finding anew; until the follow-up is sent. Errors as ``add_finding``."""
    followup = _before_sent(access, finding.followup)
    row = locked_row(Finding.objects.visible_to(access), pk=finding.pk, version=version)
    changed = {name: value for name, value in _fields(followup, facts).items()
               if getattr(row, name) != value}  # fmt: skip
    if facts.kind not in REMEDIABLE:
        changed |= {"remedied_on": None, "remedied_note": ""}
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*changed, "version"])
    said: Facts = {"finding": row.pk, "changed": ", ".join(sorted(changed))}
    trail.note(access, "followup.finding_changed", followup, said)
    return row


def _fields(followup: Followup, facts: FindingFacts) -> dict[str, object]:
    """Return the fields of the row; what its kind does not say is left out."""
    _check_places(followup, facts)
    fields = {name: getattr(facts, name) for name in FindingFacts.__slots__}
    fields["area"] = facts.area.strip() or (facts.section.name if facts.section else "")
    fields["text"], fields["evidence"] = facts.text.strip(), facts.evidence.strip()
    if not fields["area"] or not fields["text"]:
        raise RuleViolation(_("Skriv vilket område det gäller och vad som sågs."))
    if facts.wording is not None:
        fields["requirement"] = wording_said(facts.wording.number, facts.wording.text)
    if facts.kind != FindingKind.DEFICIENCY:
        fields |= {"requirement": "", "wording": None, "required_result": ""}
        fields["severity"] = Severity.MINOR
    if facts.kind not in REMEDIABLE:
        fields["due_on"] = None
    if facts.kind != FindingKind.COMMISSIONER_SHORTCOMING:
        fields["responsible"] = ""
    return fields


def _check_places(followup: Followup, facts: FindingFacts) -> None:
    """Refuse what belongs to another template, provider or agreement, or days out of order."""
    version = followup.template_version_id
    if facts.section is not None and facts.section.version_id != version:
        raise RuleViolation(_("Området hör inte till uppföljningens mall."))
    if facts.question is not None and facts.question.section.version_id != version:
        raise RuleViolation(_("Frågan hör inte till uppföljningens mall."))
    if facts.unit is not None and not units_of(followup).filter(pk=facts.unit.pk).exists():
        raise RuleViolation(_("Verksamheten drevs inte av utföraren när uppföljningen gjordes."))
    if facts.wording is not None:
        check_wording(followup, facts.wording)
    if facts.kind in REMEDIABLE:
        check_due(seen_on=facts.seen_on, due_on=facts.due_on)


@transaction.atomic
def remove_finding(access: Access, finding: Finding, *, version: int | None = None) -> None:
    """Take a finding away; until the follow-up is sent. The trail keeps what it said."""
    followup = _before_sent(access, finding.followup)
    row = locked_row(Finding.objects.visible_to(access), pk=finding.pk, version=version)
    facts: Facts = {"finding": row.pk, "kind": row.kind, "text": row.text}
    trail.note(access, "followup.finding_removed", followup, facts)
    row.delete()
