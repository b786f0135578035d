"""What the pages of assessment show beside each requirement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insyn.criteria.models import Section
from insyn.criteria.rules import Level
from insyn.findings.models import AreaAssessment, Finding
from insyn.findings.queries.assessing import AreaOfRequirements, Asked, Assessing
from insyn.findings.queries.evidence import Known, evidence_of, findings_about, known_of
from insyn.findings.rules.assessing import difference_said, level_of_worth
from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.kernel.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Beside:
    """A requirement with what is known of it, and how the provider's view and ours compare."""

    asked: Asked
    known: Known
    difference: str

    @property
    def provider_level(self) -> Level | None:
        return level_of_worth(row.worth for row in self.known.provider)


def beside(
    access: Access, followup: Followup, rows: Sequence[Asked]
) -> tuple[list[Beside], Sequence[Evidence]]:
    """Return each requirement with what is known of it alone, and what is known around them.

    The queries do not grow with the requirements.
    """
    lines, around, _findings = _beside(access, followup, rows, None)
    return lines, around


def _beside(
    access: Access, followup: Followup, rows: Sequence[Asked], section_pk: int | None
) -> tuple[list[Beside], Sequence[Evidence], Sequence[Finding]]:
    """Return the same, and what the follow-up itself found in the area."""
    ids = [key for asked in rows for key in asked.question_ids]
    found = evidence_of(access, followup, ids)
    wordings = [asked.wording for asked in rows]
    earlier, findings = findings_about(access, followup, wordings, section_pk)
    made = []
    for asked in rows:
        known = known_of(
            found,
            question_ids=asked.question_ids,
            section_id=asked.section_id,
            earlier=earlier.get(asked.wording.requirement_id, ()),
        )
        said = level_of_worth(row.worth for row in known.provider)
        made.append(Beside(asked, known, difference_said(said, asked.level)))
    sections = {asked.section_id for asked in rows} | {section_pk}
    around = [row for row in found.get(None, ()) if row.section_id in {None, *sections}]
    return made, around, findings


@dataclass(frozen=True, slots=True)
class AssessAreaPage:
    """One area to assess: its requirements, what is known, and the area that comes after it."""

    section: Section
    assessment: AreaAssessment | None
    rows: Sequence[Beside]
    around: Sequence[Evidence]
    findings: Sequence[Finding]
    following: Section | None
    is_in_depth: bool


def assess_area_page(
    access: Access, followup: Followup, section_pk: int, assessing: Assessing
) -> AssessAreaPage | None:
    """Return the area with its requirements and what is known; None when there is none such.

    The queries do not grow with the requirements.
    """
    sections = list(Section.objects.visible_to(access).filter(version=followup.template_version_id))
    in_depth = assessing.scope
    sections.sort(key=lambda row: not in_depth.holds(row))
    here = next((place for place, row in enumerate(sections) if row.pk == section_pk), None)
    if here is None:
        return None
    rows = AreaAssessment.objects.visible_to(access).filter(followup=followup)
    assessed = {row.section_id: row for row in rows.select_related("scale_level")}
    by_section = assessing.by_section
    left = [
        row
        for row in sections[here + 1 :] + sections[:here]
        if row.pk not in assessed or _has_left(by_section, row.pk)
    ]
    found = by_section.get(section_pk)
    section = sections[here]
    lines, around, findings = _beside(access, followup, found.rows if found else (), section_pk)
    return AssessAreaPage(
        section=section,
        assessment=assessed.get(section_pk),
        rows=lines,
        around=around,
        findings=findings,
        following=left[0] if left else None,
        is_in_depth=in_depth.holds(section),
    )


def _has_left(by_section: Mapping[int | None, AreaOfRequirements], key: int) -> bool:
    found = by_section.get(key)
    return found is not None and found.left > 0
