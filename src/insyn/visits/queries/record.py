"""What was noted on the visits of a follow-up, as the note of them says it."""

from collections import defaultdict

from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.visits.models import Observation
from insyn.visits.queries.summary import InterviewShown, VisitSummary, summary_of
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import Side
from insyn.visits.rules.record import (
    CountedRole,
    Noted,
    RecordFacts,
    Sampled,
    Talked,
    Themed,
    VisitRecord,
)


def record_facts(access: Access, followup: Followup) -> RecordFacts:
    """Return all visits of the follow-up in words. Nine queries."""
    observed: dict[int | None, list[Noted]] = defaultdict(list)
    rows = Observation.objects.visible_to(access).filter(followup=followup)
    for row in rows.select_related("section"):
        observed[row.visit_id].append(Noted(row.section.name, row.text))
    contract = followup.contract
    return RecordFacts(
        authority=followup.authority.name,
        provider=contract.provider.name,
        agreement=contract.agreement.title,
        case_number=contract.agreement.case_number,
        followup=followup.number,
        visits=tuple(
            _record(summary, tuple(observed[summary.visit.pk]))
            for summary in summary_of(access, followup)
        ),
        elsewhere=tuple(observed[None]),
    )


def _record(summary: VisitSummary, observations: tuple[Noted, ...]) -> VisitRecord:
    visit = summary.visit
    return VisitRecord(
        heading=f"{VisitKind(visit.kind).label} {summary.on}",
        facts=_facts(summary),
        note=visit.note,
        participants=tuple(
            (Side(row.side).label, row.role, row.count) for row in summary.participants
        ),
        talks=tuple(map(_talked, summary.interviews)),
        samples=tuple(
            Sampled(
                looked_for=shown.row.looked_for,
                how_many=shown.how_many,
                share=shown.share,
                deviations=shown.row.deviations,
                question=str(shown.row.question or ""),
            )
            for shown in summary.samples
        ),
        staffing=tuple(
            CountedRole(
                at=f"{shown.row.counted_at:%H.%M}",
                role=shown.row.role,
                scheduled=shown.row.scheduled,
                present=shown.row.present,
                explanation=shown.row.explanation,
            )
            for shown in summary.staffing
        ),
        staffed=summary.sums,
        observations=observations,
        photos=tuple(photo.caption or "Utan beskrivning" for photo in summary.photos),
    )


def _facts(summary: VisitSummary) -> tuple[tuple[str, str], ...]:
    visit = summary.visit
    parts = ", ".join(part.label for part in summary.parts)
    pairs = (
        ("Läge", visit.shown_state.label),
        ("Skäl", visit.cancelled_reason),
        ("Dag", str(summary.on)),
        ("Klockan", summary.hours),
        ("Tid på dygnet", parts),
        ("Anmält", "Ja" if visit.is_announced else "Nej, oanmält"),
        ("Plats", visit.place),
        ("Verksamhet", visit.unit.name if visit.unit else ""),
        ("Syfte", visit.purpose),
        ("Deltagare från utföraren", visit.participants),
    )
    return tuple((label, value) for label, value in pairs if value)


def _talked(shown: InterviewShown) -> Talked:
    return Talked(
        people=shown.people,
        themes=tuple(
            Themed(
                theme=theme.row.theme,
                text=theme.row.text,
                said=theme.said,
                area=theme.row.section.name if theme.row.section else "",
            )
            for theme in shown.themes
        ),
    )
