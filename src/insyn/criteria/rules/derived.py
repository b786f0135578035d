"""A template made of requirements: an area for each quality area, a question for each. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from insyn.criteria.rules.facts import QuestionFacts, SectionFacts
from insyn.criteria.rules.findings import usual_rules
from insyn.criteria.rules.states import AnswerType, Respondent, TemplateKind
from insyn.criteria.rules.wording import question_about

REST = "Övriga krav"
LONGEST_EVIDENCE = 200


@dataclass(frozen=True, slots=True)
class Demand:
    """A requirement to ask about, with the quality area it belongs to."""

    requirement_id: int
    text: str
    evidence: str = ""
    legal_source: str = ""
    weight: int = 2
    is_critical: bool = False
    area_id: int | None = None
    area: str = ""
    ready: QuestionFacts | None = None
    """A question of the product that asks about exactly this requirement, if there is one."""


def sections_of(demands: Sequence[Demand], kind: TemplateKind) -> tuple[SectionFacts, ...]:
    """Return the areas in the order they first come, those without area last."""
    ordered = sorted(demands, key=lambda demand: not demand.area)
    grouped: dict[tuple[str, int | None], list[QuestionFacts]] = {}
    for demand in ordered:
        place = (demand.area or REST, demand.area_id)
        grouped.setdefault(place, []).append(question_of(demand, kind))
    return tuple(
        SectionFacts(name=name, questions=tuple(asked), area_id=area_id)
        for (name, area_id), asked in grouped.items()
    )


def question_of(demand: Demand, kind: TemplateKind) -> QuestionFacts:
    """Return the question that tests the requirement.

    The provider is asked about itself, by the ready question if there is one; the reviewer is
    asked whether the requirement is met.
    """
    is_survey = kind == TemplateKind.SURVEY
    if is_survey and demand.ready is not None:
        return _fitted(demand.ready, demand)
    text = question_about(demand.text) if is_survey else _to_reviewer(demand.text)
    made = QuestionFacts(
        text=text,
        met_when=demand.text,
        evidence=shortened(demand.evidence),
        help=f"Lagstöd: {demand.legal_source}" if demand.legal_source else "",
        answer_type=AnswerType.YES_PARTLY_NO,
        weight=demand.weight,
        is_critical=demand.is_critical,
        respondent=Respondent.PROVIDER if is_survey else Respondent.REVIEWER,
        requirement_ids=(demand.requirement_id,),
    )
    return replace(made, finding_rules=tuple(usual_rules(made)))


def _fitted(ready: QuestionFacts, demand: Demand) -> QuestionFacts:
    """Return the ready question with what the authority itself makes of the requirement."""
    return replace(
        ready,
        code="",
        condition=None,
        weight=demand.weight,
        is_critical=demand.is_critical,
        requirement_codes=(),
        requirement_ids=(demand.requirement_id,),
    )


def _to_reviewer(text: str) -> str:
    return f"Uppfylls kravet ”{' '.join(text.split()).removesuffix('.')}”?"


def shortened(text: str, longest: int = LONGEST_EVIDENCE) -> str:
    """Return the text, cut between two words with ”…” where it is too long."""
    if len(text) <= longest:
        return text
    return f"{text[: longest - 1].rsplit(' ', 1)[0]}…"
