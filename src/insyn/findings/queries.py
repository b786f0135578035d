"""Answers about what a follow-up found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from insyn.criteria.models import ScaleLevel, Section
from insyn.findings.models import AreaAssessment, Finding, FindingQuerySet
from insyn.findings.rules import (
    CONCLUDED_IN,
    BasisFacts,
    FindingKind,
    Readiness,
    overall_sentence,
)
from insyn.followups.models import Basis, Followup
from insyn.followups.rules import BEFORE_SENT, ENDED, LIFECYCLE, BasisKind, Event, Outcome, State
from insyn.kernel.access import Access, Permission
from insyn.registry.models import Provider
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
    assessed = {row.section_id: row for row in assessments.select_related("section", "scale_level")}
    observations = list(
        Observation.objects.visible_to(access)
        .filter(followup=followup)
        .select_related("section", "question")
    )
    rows = Section.objects.visible_to(access).filter(version=followup.template_version_id)
    sections = {section.pk: section for section in rows}
    for row in assessed.values():
        sections.setdefault(row.section_id, row.section)
    for seen in observations:
        sections.setdefault(seen.section_id, seen.section)
    return [
        Area(
            section,
            assessed.get(section.pk),
            [seen for seen in observations if seen.section_id == section.pk],
        )
        for section in sorted(sections.values(), key=lambda section: section.number)
    ]


def levels_of(access: Access, followup: Followup) -> list[ScaleLevel]:
    """Return the levels of the scale that the follow-up's template version is assessed on.

    Best first; empty when the version has no scale of its own, or the asker does not see it.
    """
    scale = followup.template_version.scale_id
    if scale is None:
        return []
    return list(ScaleLevel.objects.visible_to(access).filter(scale=scale))


def findings_per_area(access: Access, followup: Followup) -> Mapping[str, list[Finding]]:
    """Return the follow-up's findings under the name of their area, in the order found."""
    found: dict[str, list[Finding]] = {}
    rows = Finding.objects.visible_to(access).select_related("section")
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
        provider=followup.provider_name or contract.provider.name,
        agreement=contract.agreement.title,
        lot=followup.lot.name if followup.lot else "",
        bases=bases_of(access, followup),
        outcome=outcome,
    )


def with_standard_sentence(access: Access, followup: Followup, outcome: Outcome, typed: str) -> str:
    """Return the standard sentence of the outcome, then what was typed beside any such sentence."""
    sentences = {other: proposed_assessment(access, followup, other) for other in Outcome}
    own = typed.replace("\r\n", "\n")
    for sentence in sentences.values():
        own = own.replace(sentence, "")
    return "\n\n".join(part for part in (sentences[outcome], own.strip()) if part)


def readiness(access: Access, followup: Followup) -> Readiness:
    """Return what is left to do before the follow-up may be assessed and sent."""
    findings = Finding.objects.visible_to(access).filter(followup=followup)
    return _readiness(followup, areas(access, followup), list(findings))


def _readiness(followup: Followup, every: Sequence[Area], findings: Sequence[Finding]) -> Readiness:
    return Readiness(
        unassessed=tuple(area.section.name for area in every if area.assessment is None),
        has_result=bool(followup.result_text) or any(row.is_told for row in findings),
        has_conclusion=bool(followup.outcome and followup.overall_assessment),
        incomplete=tuple((row.text, tuple(row.lacks())) for row in findings if row.lacks()),
    )


@dataclass(frozen=True, slots=True)
class AreaPage:
    """One area to assess, its findings so far, and the area that comes after it."""

    area: Area
    findings: Sequence[Finding]
    following: Section | None


def area_page(access: Access, followup: Followup, section: Section) -> AreaPage:
    """Return the area with what was seen and found in it, and the next one that is left."""
    every = areas(access, followup)
    here = next(place for place, area in enumerate(every) if area.section.pk == section.pk)
    left = [area.section for area in every[here + 1 :] + every[:here] if area.assessment is None]
    findings = Finding.objects.visible_to(access).filter(followup=followup, section=section)
    return AreaPage(every[here], list(findings), left[0] if left else None)


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding as the page shows it: what it lacks, and what may be done with it."""

    row: Finding
    lacks: Sequence[str]
    may_change: bool
    may_remedy: bool


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Everything that the page about the result shows."""

    areas: Sequence[Area]
    groups: Sequence[tuple[FindingKind, Sequence[ShownFinding]]]
    bases: Sequence[BasisFacts]
    left_before_assess: Sequence[str]
    left_before_send: Sequence[str]
    may_change: bool
    may_conclude: bool
    may_assess: bool
    may_send: bool


def result_page(access: Access, followup: Followup) -> ResultPage:
    """Return what the asker sees of the result, and which buttons are open to them."""
    is_writer = access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    state = State(followup.state)
    may_change = is_writer and state in BEFORE_SENT
    findings = list(Finding.objects.visible_to(access).filter(followup=followup))
    every = areas(access, followup)
    ready = _readiness(followup, every, findings)
    return ResultPage(
        areas=every,
        groups=_grouped(findings, may_change=may_change, may_remedy=is_writer),
        bases=bases_of(access, followup),
        left_before_assess=ready.before_assess(),
        left_before_send=ready.before_send(),
        may_change=may_change,
        may_conclude=is_writer and state in CONCLUDED_IN,
        may_assess=is_writer and LIFECYCLE.allows(state, Event.ASSESS),
        may_send=is_writer and LIFECYCLE.allows(state, Event.SEND),
    )


def _grouped(
    findings: Sequence[Finding], *, may_change: bool, may_remedy: bool
) -> list[tuple[FindingKind, Sequence[ShownFinding]]]:
    shown = [
        ShownFinding(
            row,
            row.lacks(),
            may_change=may_change,
            may_remedy=may_remedy and row.kind == FindingKind.DEFICIENCY,
        )
        for row in findings
    ]
    groups = [(kind, [one for one in shown if one.row.kind == kind]) for kind in FindingKind]
    return [(kind, rows) for kind, rows in groups if rows]


OF_PROVIDER_SORTS: Mapping[str, tuple[str, ...]] = {
    "seen": ("seen_on", "pk"),
    "-seen": ("-seen_on", "-pk"),
    "area": ("area", "-seen_on", "-pk"),
    "-area": ("-area", "-seen_on", "-pk"),
    "severity": ("severity", "-seen_on", "-pk"),
    "-severity": ("-severity", "-seen_on", "-pk"),
}
"""What the list of a provider's findings may be sorted by."""


def findings_of_provider(
    access: Access, provider: Provider, chosen: Mapping[str, Any], *, sort: str
) -> FindingQuerySet:
    """Return what follow-ups of the provider found, as far as the asker sees; the latest first.

    An open deficiency is one that nobody has remedied, of a follow-up that has not ended.
    """
    rows = Finding.objects.visible_to(access).filter(followup__contract__provider=provider)
    if chosen["q"]:
        rows = rows.filter(Q(text__icontains=chosen["q"]) | Q(area__icontains=chosen["q"]))
    for name in ("kind", "severity"):
        if chosen[name]:
            rows = rows.filter(**{name: chosen[name]})
    if chosen["is_open"]:
        rows = rows.unremedied().exclude(followup__state__in=ENDED)
    related = rows.select_related("followup__authority__municipality")
    return related.order_by(*OF_PROVIDER_SORTS.get(sort, OF_PROVIDER_SORTS["-seen"]))
