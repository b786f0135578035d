"""What a joint report knows: the year as values, read once and then pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from insyn.findings.rules import BasisFacts, FindingKind
from insyn.followups.rules import Outcome
from insyn.measures.rules import PlanEvent, PlanState
from insyn.reports.rules.states import ReportText


@dataclass(frozen=True, slots=True)
class FindingFacts:
    """One finding as the report tells it."""

    kind: FindingKind
    area: str
    text: str
    remedied: str = ""


@dataclass(frozen=True, slots=True)
class SupplementFacts:
    """What the provider handed in after the visit, and how it was judged."""

    about: str
    judged: str


@dataclass(frozen=True, slots=True)
class PlanStepFacts:
    """One step of an action plan; ``on`` is None when the day is not known."""

    event: PlanEvent
    on: date | None
    by: str = ""


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """An action plan and its steps in order."""

    state: PlanState
    steps: tuple[PlanStepFacts, ...]


@dataclass(frozen=True, slots=True)
class FollowupFacts:
    """One follow-up as the report tells it."""

    followup_id: int
    provider_id: int
    provider: str
    org_number: str
    lot: str
    sub_lots: tuple[str, ...]
    made_by: str
    carried_out_on: date | None
    bases: tuple[BasisFacts, ...]
    findings: tuple[FindingFacts, ...]
    outcome: Outcome | None
    overall_assessment: str
    result_text: str = ""
    listed_as: str = ""
    supplements: tuple[SupplementFacts, ...] = ()
    plan: PlanFacts | None = None

    @property
    def visit_dates(self) -> tuple[date, ...]:
        """Return the days of the visits and meetings the assessment stands on."""
        return tuple(b.dated_on for b in self.bases if b.dated_on and b.kind in VISITS)


VISITS = frozenset({"meeting", "visit"})


@dataclass(frozen=True, slots=True)
class LotFacts:
    """A lot of the agreement, who followed it up, and the follow-ups in order."""

    name: str
    made_by: str
    followups: tuple[FollowupFacts, ...]


@dataclass(frozen=True, slots=True)
class ShareFacts:
    """What one authority took on, and what became of it."""

    authority_id: int
    municipality: str
    lot: str
    promised: int
    done: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CheckRemark:
    """A remark of the financial check and how it was judged."""

    provider: str
    remark: str
    judgement: str


@dataclass(frozen=True, slots=True)
class TemplateArea:
    """An area of the template with its questions, for the appendix."""

    name: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """Everything a joint report says."""

    title: str
    organisation: str
    case_number: str
    agreement: str
    agreement_case_number: str
    agreement_starts_on: date
    year: int
    municipalities: tuple[str, ...]
    lots: tuple[LotFacts, ...]
    shares: tuple[ShareFacts, ...] = ()
    selection_order: tuple[str, ...] = ()
    lots_are_drawn: bool = False
    requested_documents: tuple[str, ...] = ()
    check_sources: tuple[str, ...] = ()
    checked_providers: int = 0
    check_remarks: tuple[CheckRemark, ...] = ()
    unchecked_providers: tuple[str, ...] = ()
    template_name: str = ""
    template_areas: tuple[TemplateArea, ...] = ()
    texts: Mapping[ReportText, str] | None = None

    @property
    def followups(self) -> tuple[FollowupFacts, ...]:
        """Return every follow-up, in the order of the report."""
        return tuple(f for lot in self.lots for f in lot.followups)

    def text(self, place: ReportText) -> str:
        return (self.texts or {}).get(place, "")
