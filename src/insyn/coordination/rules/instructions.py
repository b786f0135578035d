"""When an instruction may be issued, and when a follow-up in depth is due. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.coordination.rules.refusals import Refusal
from insyn.coordination.rules.states import InstructionState


def times_refusal(starts_on: date, ends_on: date, report_by: date) -> Refusal | None:
    """Return why the days of an instruction cannot be right; None when they can."""
    if ends_on < starts_on:
        return Refusal.PERIOD
    return Refusal.REPORT_BY if report_by < starts_on else None


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of an instruction that is to be issued."""

    text: str
    areas: int
    shares: Sequence[int]
    report_by: date
    unpublished_templates: int = 0


def change_refusal(state: InstructionState) -> Refusal | None:
    """Return why an instruction, its parts and its sample cannot be changed."""
    return None if state == InstructionState.DRAFT else Refusal.FROZEN


def reporting_refusal(state: InstructionState) -> Refusal | None:
    """Return why nothing can be reported in on an instruction."""
    return None if state == InstructionState.PUBLISHED else Refusal.NOT_PUBLISHED


def contact_refusal(state: InstructionState) -> Refusal | None:
    """Return why nobody can be asked to report in by a link."""
    return Refusal.NOT_PUBLISHED if state == InstructionState.REPLACED else None


def publish_refusal(draft: Draft, *, today: date) -> Refusal | None:
    """Return why an instruction cannot be issued; None when it can."""
    checks = (
        (not draft.text.strip(), Refusal.NO_TEXT),
        (not draft.areas, Refusal.NO_AREAS),
        (not any(draft.shares), Refusal.NO_SHARES),
        (draft.unpublished_templates > 0, Refusal.TEMPLATE_DRAFT),
        (draft.report_by < today, Refusal.PASSED),
    )
    return next((refusal for is_so, refusal in checks if is_so), None)


def in_depth_due(*, deficiencies: int, bound: int | None, asked_for: bool = False) -> bool:
    """Tell whether a unit is to be followed up in depth: so many deficiencies, or it was asked for.

    Without a bound only the district's own judgement counts.
    """
    return asked_for or (bound is not None and deficiencies >= bound)
