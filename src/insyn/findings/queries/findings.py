"""Answers about what a follow-up found."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.db.models.expressions import OrderBy
from django.urls import reverse

from insyn.criteria.models import ScaleLevel, Section
from insyn.criteria.rules import Level
from insyn.findings.models import (
    AreaAssessment,
    Finding,
    FindingQuerySet,
    InspectorateQuestion,
    SharedExample,
)
from insyn.findings.queries.assessing import Assessing, assessing_of
from insyn.findings.queries.evidence import has_register_checks
from insyn.findings.queries.examples import examples_of
from insyn.findings.queries.fact_check import stands_in_way
from insyn.findings.queries.inspectorate import questions_of
from insyn.findings.queries.repeats import Repeats, repeats_of
from insyn.findings.queries.signals import has_signals, signals_behind
from insyn.findings.rules import (
    CONCLUDED_IN,
    REMEDIABLE,
    BasisFacts,
    FindingKind,
    Readiness,
    overall_sentence,
)
from insyn.findings.rules.assessing import outcome_words, word_sentence
from insyn.findings.rules.lists import Consent
from insyn.followups.models import Basis, Followup
from insyn.followups.rules import BEFORE_SENT, ENDED, LIFECYCLE, BasisKind, Event, Outcome, State
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.registry.models import Provider
from insyn.signals.models import Signal
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
    said = overall_sentence(
        provider=followup.provider_name or contract.provider.name,
        agreement=contract.agreement.title,
        lot=followup.lot.name if followup.lot else "",
        bases=bases_of(access, followup),
        outcome=outcome,
    )
    word = word_sentence(own_outcomes(access, followup).get(outcome, ""))
    return f"{said} {word}".strip()


def own_outcomes(access: Access, followup: Followup) -> Mapping[Outcome, str]:
    """Return what the board calls the outcomes on its own scale; empty without such words."""
    rows = levels_of(access, followup)
    return outcome_words([(Level(row.counts_as), row.label) for row in rows])


@dataclass(frozen=True, slots=True)
class StandsOn:
    """What an overall assessment stands on: the basis, the areas and the requirements."""

    bases: Sequence[BasisFacts]
    areas: Sequence[Area]
    assessing: Assessing
    deficiencies: int
    registers_lie_beside: bool
    """Whether registers have been looked into, and are not among the bases."""


def stands_on(access: Access, followup: Followup) -> StandsOn:
    """Return what the overall assessment of the follow-up stands on."""
    findings = Finding.objects.visible_to(access).filter(followup=followup)
    bases = bases_of(access, followup)
    is_named = any(basis.kind == BasisKind.REGISTERS for basis in bases)
    return StandsOn(
        bases=bases,
        areas=areas(access, followup),
        assessing=assessing_of(access, followup),
        deficiencies=findings.deficiencies().count(),
        registers_lie_beside=not is_named and has_register_checks(access, followup),
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
    findings = list(Finding.objects.visible_to(access).filter(followup=followup))
    answered = questions_of(access, findings)
    assessing = assessing_of(access, followup)
    return _readiness(followup, areas(access, followup), findings, answered, assessing)


def _readiness(
    followup: Followup,
    every: Sequence[Area],
    findings: Sequence[Finding],
    answered: Mapping[int, InspectorateQuestion],
    assessing: Assessing,
) -> Readiness:
    deficiencies = [row for row in findings if row.kind == FindingKind.DEFICIENCY]
    return Readiness(
        unassessed=tuple(area.section.name for area in every if area.assessment is None),
        has_result=bool(followup.result_text) or any(row.is_told for row in findings),
        has_conclusion=bool(followup.outcome and followup.overall_assessment),
        incomplete=tuple((row.text, tuple(row.lacks())) for row in findings if row.lacks()),
        past_due=tuple(
            (row.text, row.due_on)
            for row in deficiencies
            if row.due_on and row.due_on < clock.today() and row.remedied_on is None
        ),
        unasked=tuple(
            row.text
            for row in deficiencies
            if row.needs_inspectorate_question and row.pk not in answered
        ),
        unread=tuple(assessing.lacks(followup)),
    )


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding as the page shows it: what it lacks, and what may be done with it."""

    row: Finding
    lacks: Sequence[str]
    may_change: bool
    may_remedy: bool
    may_answer: bool = False
    may_ask: bool = False
    repeats: Repeats | None = None
    question: InspectorateQuestion | None = None
    example: SharedExample | None = None
    signals: Sequence[Signal] = ()
    may_stand_on_signals: bool = False
    propose_url: str = ""
    """Where a sanction on this deficiency is proposed; empty when the asker cannot."""


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Everything that the page about the result shows."""

    areas: Sequence[Area]
    assessing: Assessing
    groups: Sequence[tuple[FindingKind, Sequence[ShownFinding]]]
    bases: Sequence[BasisFacts]
    left_before_assess: Sequence[str]
    left_before_send: Sequence[str]
    may_change: bool
    may_conclude: bool
    may_assess: bool
    may_send: bool


def _left_of_check(access: Access, followup: Followup) -> list[str]:
    """Return why the fact check stops the assessment, if it does."""
    if followup.state != State.FACT_CHECK:
        return []
    sentence = stands_in_way(access, followup, clock.today())
    return [sentence] if sentence else []


def result_page(access: Access, followup: Followup, in_depth: Collection[str] = ()) -> ResultPage:
    """Return what the asker sees of the result, and which buttons are open to them.

    The areas with the names ``in_depth`` come first.
    """
    is_writer = access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    state = State(followup.state)
    may_change = is_writer and state in BEFORE_SENT
    rows = Finding.objects.visible_to(access).filter(followup=followup)
    findings = list(rows.select_related("unit", "wording", "question"))
    answered = questions_of(access, findings)
    every = areas(access, followup)
    assessing = assessing_of(access, followup)
    ready = _readiness(followup, every, findings, answered, assessing)
    shown = _shown(access, followup, findings, answered)
    return ResultPage(
        areas=sorted(every, key=lambda area: area.section.name not in in_depth),
        assessing=assessing,
        groups=[
            (kind, found)
            for kind in FindingKind
            if (found := [one for one in shown if one.row.kind == kind])
        ],
        bases=bases_of(access, followup),
        left_before_assess=[*ready.before_assess(), *_left_of_check(access, followup)],
        left_before_send=ready.before_send(),
        may_change=may_change,
        may_conclude=is_writer and state in CONCLUDED_IN,
        may_assess=is_writer and Event.ASSESS in followup.possible_events(),
        may_send=is_writer and LIFECYCLE.allows(state, Event.SEND),
    )


def _shown(
    access: Access,
    followup: Followup,
    findings: Sequence[Finding],
    answered: Mapping[int, InspectorateQuestion],
) -> list[ShownFinding]:
    """Return each finding with what stands beside it. Five queries however many there are."""
    is_writer = access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    is_unsent = State(followup.state) in BEFORE_SENT
    examples = examples_of(access, findings)
    repeats = repeats_of(access, findings)
    behind = signals_behind(access, findings) if findings else {}
    may_choose = is_writer and is_unsent and has_signals(access, followup)
    return [
        ShownFinding(
            row,
            row.lacks() if is_unsent else (),
            may_change=is_writer and is_unsent,
            may_remedy=is_writer and row.kind in REMEDIABLE,
            may_answer=is_writer and row.needs_inspectorate_question,
            may_ask=is_writer
            and followup.reported_on is not None
            and _may_be_shared(row, examples),
            repeats=repeats.get(row.pk),
            question=answered.get(row.pk),
            example=examples.get(row.pk),
            signals=behind.get(row.pk, ()),
            may_stand_on_signals=may_choose,
            propose_url=propose_url(access, followup, row),
        )
        for row in findings
    ]


def propose_url(access: Access, followup: Followup, finding: Finding) -> str:
    """Return where a sanction is proposed with the deficiency ticked; empty when it cannot be."""
    may_propose = access.may(Permission.REQUEST_MEASURES, authority_id=followup.authority_id)
    is_ground = finding.kind == FindingKind.DEFICIENCY and followup.reported_on is not None
    if not (may_propose and is_ground):
        return ""
    address = reverse("measures:sanction_propose", args=[followup.contract_id])
    return f"{address}?uppfoljning={followup.pk}&resultat={finding.pk}"


def _may_be_shared(row: Finding, examples: Mapping[int, SharedExample]) -> bool:
    """Tell whether the provider may be asked: nobody has, or it has not said yes."""
    example = examples.get(row.pk)
    is_agreed = example is not None and example.consent == Consent.GIVEN
    return row.kind == FindingKind.GOOD_PRACTICE and not is_agreed


OF_PROVIDER_SORTS: Mapping[str, tuple[str | OrderBy, ...]] = {
    "seen": ("seen_on", "pk"),
    "-seen": ("-seen_on", "-pk"),
    "area": ("area", "-seen_on", "-pk"),
    "-area": ("-area", "-seen_on", "-pk"),
    "severity": ("severity", "-seen_on", "-pk"),
    "-severity": ("-severity", "-seen_on", "-pk"),
    "due": (F("due_on").asc(nulls_last=True), "pk"),
    "-due": (F("due_on").desc(nulls_last=True), "-pk"),
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
    related = rows.select_related(
        "followup__authority__municipality", "followup__contract__provider", "unit"
    )
    return related.order_by(*OF_PROVIDER_SORTS.get(sort, OF_PROVIDER_SORTS["-seen"]))
