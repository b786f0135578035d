"""Answers about what a follow-up found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insyn.criteria.models import Section
from insyn.findings.models import AreaAssessment, Finding
from insyn.findings.rules import BasisFacts, Readiness, overall_sentence
from insyn.followups.models import Basis, Followup
from insyn.followups.rules import BasisKind, Outcome
from insyn.kernel.access import Access
from insyn.visits.models import Observation


@dataclass(frozen=True, slots=True)
class Area:
    """One area of the template: what was seen in it, and how it was assessed."""

    section: Section
    assessment: AreaAssessment | None
    observations: Sequence[Observation]


def areas(access: Access, followup: Followup) -> list[Area]:
    """Return every area of the follow-up's template, in order. Three queries.

    One who sees the follow-up but not its template, such as another authority of the
    cooperation, gets the areas that were assessed or where something was seen.
    """
    assessments = AreaAssessment.objects.visible_to(access).filter(followup=followup)
    assessed = {row.section_id: row for row in assessments.select_related("section")}
    observations = list(
        Observation.objects.visible_to(access)
        .filter(followup=followup)
        .select_related("section", "question")
    )
    rows = Section.objects.visible_to(access).filter(version=followup.template_version_id)
    sections = {section.pk: section for section in rows}
    for row in (*assessed.values(), *observations):
        sections.setdefault(row.section_id, row.section)
    return [
        Area(
            section,
            assessed.get(section.pk),
            [seen for seen in observations if seen.section_id == section.pk],
        )
        for section in sorted(sections.values(), key=lambda section: section.number)
    ]


def findings_per_area(access: Access, followup: Followup) -> Mapping[str, list[Finding]]:
    """Return the follow-up's findings under the name of their area, in the order found."""
    found: dict[str, list[Finding]] = {}
    rows = Finding.objects.visible_to(access).select_related("section")  # type: ignore[attr-defined]
    for row in rows.filter(followup=followup):
        found.setdefault(row.area, []).append(row)
    return found


def bases_of(access: Access, followup: Followup) -> list[BasisFacts]:
    """Return what the follow-up's assessment stands on, in the order it was gathered."""
    rows = Basis.objects.visible_to(access).filter(followup=followup)
    return [BasisFacts(BasisKind(row.kind), row.dated_on) for row in rows]


def proposed_assessment(access: Access, followup: Followup, outcome: Outcome) -> str:
    """Return the standard sentence of the overall assessment for the outcome."""
    contract = followup.contract
    return overall_sentence(
        provider=contract.provider.name,
        agreement=contract.agreement.title,
        lot=followup.lot.name if followup.lot else "",
        bases=bases_of(access, followup),
        outcome=outcome,
    )


def readiness(access: Access, followup: Followup) -> Readiness:
    """Return what is left to do before the follow-up may be assessed and sent."""
    findings = Finding.objects.visible_to(access).filter(followup=followup)
    return Readiness(
        unassessed=tuple(
            area.section.name for area in areas(access, followup) if area.assessment is None
        ),
        has_conclusion=bool(followup.outcome and followup.overall_assessment),
        incomplete=tuple((row.text, tuple(row.lacks())) for row in findings if row.lacks()),
    )
