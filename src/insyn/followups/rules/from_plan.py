"""When an activity of a plan may become follow-ups, and of which sort they are. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from insyn.followups.rules.forms import Depth
from insyn.followups.rules.states import Kind
from insyn.kernel.choices import Choice
from insyn.plans.rules import ActivityState, FormKind, Method, PlanState, StageKind


class StartRefusal(Choice):
    """Why an activity cannot become follow-ups, and what to do about it."""

    NOT_ADOPTED = (
        "not_adopted",
        "Nämnden har inte antagit planen. Uppföljningar skapas först när den är antagen.",
    )
    REPLACED = (
        "replaced",
        "Planen är ersatt av en nyare. Skapa uppföljningarna från den nya planen.",
    )
    CANCELLED = (
        "cancelled",
        "Aktiviteten är inställd. Planera den igen i planen om den ändå ska göras.",
    )
    DONE = (
        "done",
        "Aktiviteten är markerad som genomförd. Planera den igen i planen om något återstår.",
    )
    OUTSIDE = (
        "outside",
        "Formen görs av andra och ger bara signaler. Den blir inga uppföljningar i Insyn.",
    )


def refusal_to_start(
    plan: PlanState, activity: ActivityState, *, is_outside: bool = False
) -> StartRefusal | None:
    """Return why follow-ups cannot be made from the activity; None when they can."""
    reasons = (
        (plan is PlanState.REPLACED, StartRefusal.REPLACED),
        (plan is not PlanState.ADOPTED, StartRefusal.NOT_ADOPTED),
        (activity is ActivityState.CANCELLED, StartRefusal.CANCELLED),
        (activity is ActivityState.DONE, StartRefusal.DONE),
        (is_outside, StartRefusal.OUTSIDE),
    )
    return next((refusal for is_so, refusal in reasons if is_so), None)


_VISITS = frozenset({Method.VISIT, Method.UNANNOUNCED_VISIT, Method.DIGITAL_VISIT})
_OF_FORM = {FormKind.EVENT_DRIVEN: Kind.EVENT, FormKind.THEME: Kind.THEME}
_CHECKS = frozenset({Method.REGISTER_CHECK, Method.INVOICE_SAMPLE})
_WITHOUT_VISIT = frozenset({FormKind.CONTINUOUS, FormKind.SURVEY})


def kind_of(form: FormKind, methods: Collection[str]) -> Kind:
    """Return how the follow-ups of an activity are done, by its form and its methods.

    Without methods only a continuous follow-up and a survey are done from the desk. One that
    only looks into registers or invoices is a check.
    """
    if form in _OF_FORM:
        return _OF_FORM[form]
    if methods and _CHECKS.issuperset(methods):
        return Kind.CHECK
    has_visit = bool(_VISITS.intersection(methods)) if methods else form not in _WITHOUT_VISIT
    return Kind.VISIT if has_visit or form is FormKind.DIALOGUE else Kind.DESK


_DEPTHS = {FormKind.IN_DEPTH: Depth.IN_DEPTH}
_STAGE_DEPTHS = {StageKind.OVERVIEW: Depth.OVERVIEW, StageKind.IN_DEPTH: Depth.IN_DEPTH}


def depth_of(form: FormKind, stage: StageKind | None) -> Depth:
    """Return how deep the follow-ups of an activity go, by the stage they are of, else the form."""
    if stage in _STAGE_DEPTHS:
        return _STAGE_DEPTHS[stage]
    return _DEPTHS.get(form, Depth.ORDINARY)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A form of the board that follow-ups of an activity might have."""

    key: int
    name: str
    kind: Kind
    depth: Depth


def fitting_form(
    candidates: Collection[Candidate], *, name: str, kind: Kind, depth: Depth
) -> int | None:
    """Return the form that is proposed: of the same name as the plan's, else the only that fits.

    None when none fits, or several do: then a person chooses.
    """
    named = [one for one in candidates if one.name.casefold() == name.strip().casefold()]
    fitting = [one for one in candidates if one.kind is kind and one.depth is depth]
    chosen = named or fitting
    return chosen[0].key if len(chosen) == 1 else None


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of an activity, or of one of its stages. Both days are included."""

    starts_on: date
    ends_on: date
    stage: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """What a follow-up remembers of the time it was made for; no day when it remembers none."""

    planned_for: date
    starts_on: date | None = None
    stage: int | None = None


def is_for(mark: Mark, slot: Slot, slots: Collection[Slot]) -> bool:
    """Tell whether the follow-up is the one of this time among the times of its activity.

    What it remembers counts, also when it has been planned for another day. When that time is
    no longer in the plan, the day it is planned for counts, and with one time only it is that.
    """
    known = {(one.starts_on, one.stage) for one in slots}
    if (mark.starts_on, mark.stage) in known:
        return (mark.starts_on, mark.stage) == (slot.starts_on, slot.stage)
    return len(slots) == 1 or slot.starts_on <= mark.planned_for <= slot.ends_on


def can_be_followed_up(stage: StageKind | None) -> bool:
    """Tell whether a stage is done of a provider; a decision is made at a desk of the board."""
    return stage is not StageKind.DECISION


def nearest_slot(slots: Iterable[Slot], today: date) -> int | None:
    """Return the place of the time to begin with: the first not passed, else the last."""
    rows = list(slots)
    coming = (place for place, slot in enumerate(rows) if slot.ends_on >= today)
    return next(coming, len(rows) - 1 if rows else None)
