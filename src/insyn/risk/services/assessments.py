"""Risk assessments: made, changed, frozen and removed, and the meetings behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models, transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import Plan, PlanParty
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Agreement
from insyn.registry.services.changes import write
from insyn.risk.models import (
    AssessmentOccasion,
    AssessmentParticipant,
    FocusArea,
    RiskAssessment,
    RiskModelVersion,
    RiskScore,
    Selection,
)
from insyn.risk.queries.measures import of_board
from insyn.risk.queries.risk_models import model_facts
from insyn.risk.rules.kinds import AssessmentScope, AssessmentState, ModelState
from insyn.risk.services.computing import compute


@dataclass(frozen=True, slots=True)
class AssessmentFacts:
    """What an assessment is of, with which model, and as it stood on which day."""

    title: str
    scope: AssessmentScope
    agreements: Sequence[Agreement]
    model_version: RiskModelVersion
    as_of: date
    plan: Plan | None = None
    inputs: str = ""
    conclusion: str = ""


DECIDING = frozenset({"scope", "model_version", "as_of"})
"""What the scores follow from, beside the agreements."""


@transaction.atomic
def create_assessment(
    access: Access, authority: Authority, *, facts: AssessmentFacts
) -> RiskAssessment:
    """Start an assessment of the authority, and measure at once what Insyn can measure.

    Raises:
        RuleViolation: the model, plan, day or some agreement cannot be used.
    """
    access.require(Permission.ASSESS_RISK, authority_id=authority.pk)
    row = RiskAssessment(authority=authority)
    _check(access, row, facts)
    write(row, _values(facts))
    _set_agreements(row, facts.agreements)
    made = compute(access, row)
    said: Facts = {"agreements": len(facts.agreements), "model": str(facts.model_version)}
    note(access, "risk_assessment.created", row, {**said, "scores": made})
    return row


def _values(facts: AssessmentFacts) -> dict[str, object]:
    return {
        "title": facts.title.strip(),
        "scope": facts.scope,
        "model_version": facts.model_version,
        "as_of": facts.as_of,
        "plan": facts.plan,
        "inputs": facts.inputs,
        "conclusion": facts.conclusion,
    }


def _set_agreements(row: RiskAssessment, agreements: Sequence[Agreement]) -> None:
    links = RiskAssessment.agreements.through.objects
    links.filter(riskassessment=row).delete()
    links.bulk_create(
        links.model(riskassessment=row, agreement=agreement) for agreement in agreements
    )


def _check(access: Access, row: RiskAssessment, facts: AssessmentFacts) -> None:
    mine = of_board(access, row.authority_id)
    if facts.as_of > clock.today():
        raise RuleViolation(
            _("Dagen ligger framåt i tiden. Välj i dag eller en tidigare dag: det som mäts ska "
              "ha hänt.")
        )  # fmt: skip
    if not facts.agreements:
        raise RuleViolation(_("Välj minst ett avtal att bedöma."))
    keys = {agreement.pk for agreement in facts.agreements}
    if Agreement.objects.visible_to(mine).filter(pk__in=keys).count() < len(keys):
        raise RuleViolation(
            _("Nämnden deltar inte i alla valda avtal. Välj bara avtal som nämnden deltar i.")
        )
    _check_model(row, facts.model_version)
    if facts.plan and not PlanParty.objects.filter(plan=facts.plan, authority=row.authority):
        raise RuleViolation(_("Nämnden är inte med i planen. Välj en plan som nämnden är med i."))


def _check_model(row: RiskAssessment, version: RiskModelVersion) -> None:
    if version.model.authority_id != row.authority_id:
        raise RuleViolation(_("Riskmodellen är en annan nämnds. Kopiera den till nämnden först."))
    is_kept = version.pk == row.model_version_id
    if version.state != ModelState.PUBLISHED and not is_kept:
        raise RuleViolation(
            _("Riskmodellen ”%s” är inte publicerad. Publicera den, eller välj en annan.") % version
        )


@transaction.atomic
def change_assessment(
    access: Access,
    assessment: RiskAssessment,
    *,
    facts: AssessmentFacts,
    version: int | None = None,
) -> RiskAssessment:
    """Change an assessment. What was judged stays; what is measured is measured anew if needed.

    Raises:
        RuleViolation: it is frozen, or the model, plan, day or some agreement cannot be used.
        Outdated: somebody changed it after the page was read.
    """
    row = locked_assessment(access, assessment, version)
    _check(access, row, facts)
    before = model_facts(access, row.model_version)
    old = set(row.agreements.visible_to(access).values_list("pk", flat=True))
    said = write(row, _values(facts))
    _set_agreements(row, facts.agreements)
    is_other = old != {agreement.pk for agreement in facts.agreements}
    if is_other or any(f"{name}_after" in said for name in DECIDING):
        said["scores"] = compute(access, row, judged_with=before)
    if said:
        note(access, "risk_assessment.changed", row, said)
    return row


@transaction.atomic
def compute_assessment(
    access: Access, assessment: RiskAssessment, *, version: int | None = None
) -> RiskAssessment:
    """Measure anew; what people have judged, and changed classes, stay.

    Raises:
        RuleViolation: it is frozen.
        Outdated: somebody changed it after the page was read.
    """
    row = locked_assessment(access, assessment, version)
    made = compute(access, row)
    note(access, "risk_assessment.computed", row, {"scores": made})
    return row


@transaction.atomic
def freeze_assessment(
    access: Access, assessment: RiskAssessment, *, version: int | None = None
) -> RiskAssessment:
    """Close the assessment: from now on neither scores nor figures change.

    Raises:
        RuleViolation: it is frozen already, or has no scores.
        Outdated: somebody changed it after the page was read.
    """
    row = locked_assessment(access, assessment, version)
    scores = RiskScore.objects.visible_to(access).filter(assessment=row)
    if not scores.exists():
        raise RuleViolation(
            _("Bedömningen är tom: inga kontrakt gällde den dagen i de valda avtalen. Välj fler "
              "avtal eller en annan dag.")
        )  # fmt: skip
    write(row, {"state": AssessmentState.FROZEN, "frozen_on": clock.today()})
    note(access, "risk_assessment.frozen", row, {"scores": scores.count()})
    return row


@transaction.atomic
def remove_assessment(
    access: Access, assessment: RiskAssessment, *, version: int | None = None
) -> None:
    """Throw an assessment away that is not frozen and that nothing stands on.

    Raises:
        RuleViolation: it is frozen, or a focus area or a selection stands on it.
        Outdated: somebody changed it after the page was read.
    """
    row = locked_assessment(access, assessment, version)
    if Selection.objects.filter(assessment=row).exists():
        raise RuleViolation(_("Ett urval bygger på bedömningen. Den kan inte tas bort."))
    if FocusArea.objects.filter(assessment=row).exists():
        raise RuleViolation(_("Ett fokusområde bygger på bedömningen. Ta bort fokusområdet först."))
    note(access, "risk_assessment.removed", row)
    RiskScore.objects.visible_to(access).filter(assessment=row).delete()
    row.delete()


@transaction.atomic
def add_occasion(
    access: Access, assessment: RiskAssessment, *, held_on: date | None, said: str, note_: str
) -> AssessmentOccasion:
    """Note when risk was judged.

    Raises:
        RuleViolation: it is frozen, or neither day nor words say when.
    """
    row = locked_assessment(access, assessment)
    occasion = AssessmentOccasion(assessment=row)
    write(occasion, {"held_on": held_on, "said": said.strip(), "note": note_.strip()})
    note(access, "risk_assessment.occasion_added", row, {"occasion": str(occasion)})
    return occasion


@transaction.atomic
def add_participant(
    access: Access,
    assessment: RiskAssessment,
    *,
    role: str,
    number: int | None = None,
    brings: str = "",
) -> AssessmentParticipant:
    """Note who took part, by role.

    Raises:
        RuleViolation: it is frozen.
    """
    row = locked_assessment(access, assessment)
    participant = AssessmentParticipant(assessment=row)
    write(participant, {"role": role.strip(), "number": number, "brings": brings.strip()})
    note(access, "risk_assessment.participant_added", row, {"role": participant.role})
    return participant


@transaction.atomic
def remove_behind(access: Access, behind: AssessmentOccasion | AssessmentParticipant) -> None:
    """Take an occasion or a participant away.

    Raises:
        RuleViolation: the assessment is frozen.
    """
    row = locked_assessment(access, behind.assessment)
    is_occasion = isinstance(behind, AssessmentOccasion)
    event = "occasion_removed" if is_occasion else "participant_removed"
    note(access, f"risk_assessment.{event}", row, {"what": str(behind)})
    behind.delete()


def locked_assessment(
    access: Access, assessment: RiskAssessment, version: int | None = None
) -> RiskAssessment:
    """Return the assessment, locked, when it still may be changed.

    Raises:
        NotAllowed: the asker may not assess risk in its board.
        RuleViolation: it is frozen.
        Outdated: somebody changed it after the page was read.
    """
    access.require(Permission.ASSESS_RISK, authority_id=assessment.authority_id)
    rows = RiskAssessment.objects.visible_to(access).select_related(
        "authority__municipality", "model_version__model"
    )
    row = locked_row(rows, pk=assessment.pk, version=version)
    if not row.is_draft:
        raise RuleViolation(
            _("Bedömningen är fryst och ändras aldrig. Gör en ny bedömning om något har ändrats.")
        )
    return row


def note(access: Access, event: str, row: models.Model, facts: Facts | None = None) -> None:
    """Write in the trail of the assessment's board what happened to it."""
    assessment = row.assessment if isinstance(row, RiskScore) else row
    assert isinstance(assessment, RiskAssessment)
    record(access, event, row, place=Place(assessment.authority_id), facts=facts)
