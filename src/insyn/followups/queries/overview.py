"""The first page of a follow-up: how far it has come, what comes next, its buttons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from insyn.audit.models import AuditEvent
from insyn.followups.models import (
    Basis,
    Followup,
    Reviewer,
)
from insyn.followups.queries.changes import changes_of
from insyn.followups.queries.checklist import (
    Counted,
    Known,
    reviewers_with_role,
    what_is_asked,
    whole_checklist,
)
from insyn.followups.rules import (
    BEFORE_START,
    BasisKind,
    Elsewhere,
    Event,
    Kind,
    NextStep,
    Passage,
    Progress,
    State,
    dates_disagree,
    is_planned_outside,
    next_step,
    step_line,
    taken_elsewhere,
)
from insyn.followups.rules.changes import Change
from insyn.followups.rules.checklist import CheckItem
from insyn.kernel.access import Access, Permission
from insyn.platform import clock

MET = frozenset({BasisKind.MEETING, BasisKind.VISIT})


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step of the line on the first page."""

    label: str
    state: str
    note: Passage


@dataclass(frozen=True, slots=True)
class CheckShown:
    """A line of the checklist, and whether its day has passed."""

    item: CheckItem
    is_late: bool


@dataclass(frozen=True, slots=True)
class ChecklistShown:
    """The checklist: what is left, and what is done."""

    left: tuple[CheckShown, ...]
    done: tuple[CheckShown, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """What the first page of a follow-up says besides the follow-up itself."""

    next_step: NextStep
    steps: tuple[StepShown, ...]
    elsewhere: Elsewhere | None
    reviewers: tuple[Reviewer, ...]
    bases: tuple[Basis, ...]
    has_two_dates: bool
    is_planned_outside: bool
    is_late: bool
    checks: ChecklistShown
    changes: tuple[Change, ...]


def overview_of(access: Access, followup: Followup) -> Overview:
    """Return how far the follow-up has come, what comes next and what has changed around it."""
    today = clock.today()
    changes = tuple(changes_of(access, followup, today))
    reviewers = reviewers_with_role(access, followup, today)
    asked = what_is_asked(access, followup)
    bases = tuple(Basis.objects.visible_to(access).filter(followup=followup))
    met_on = {basis.dated_on for basis in bases if basis.kind in MET and basis.dated_on}
    contract = followup.contract
    return Overview(
        next_step=next_step(progress_of(followup, reviewers, asked.documents)),
        steps=_steps(access, followup),
        elsewhere=taken_elsewhere(State(followup.state)),
        reviewers=reviewers,
        bases=bases,
        has_two_dates=dates_disagree(followup.carried_out_on, met_on),
        is_planned_outside=is_planned_outside(
            followup.planned_for, contract.starts_on, contract.ends_on
        ),
        is_late=followup.is_late(today),
        checks=_shown(
            whole_checklist(access, followup, today, Known(reviewers, asked, changes)), today
        ),
        changes=changes,
    )


def _shown(items: Iterable[CheckItem], today: date) -> ChecklistShown:
    rows = [CheckShown(item, item.is_late(today)) for item in items]
    return ChecklistShown(
        left=tuple(row for row in rows if not row.item.is_done),
        done=tuple(row for row in rows if row.item.is_done),
    )


def progress_of(followup: Followup, reviewers: Iterable[Reviewer], requests: Counted) -> Progress:
    """Return the facts that decide what may happen next; only what the asker may see counts."""
    active = [reviewer for reviewer in reviewers if reviewer.is_active]
    return Progress(
        state=State(followup.state),
        kind=Kind(followup.kind),
        needed=followup.form.reviewers_needed if followup.form else None,
        reviewers=len(active),
        declared=sum(reviewer.has_no_conflict for reviewer in active),
        is_carried_out=followup.carried_out_on is not None,
        open_requests=requests.waiting,
        unreviewed_requests=requests.to_review,
    )


def _steps(access: Access, followup: Followup) -> tuple[StepShown, ...]:
    looks = {Passage.DONE: "done", Passage.NOW: "now"}
    line = step_line(State(followup.state), _passed(access, followup), followup.stages)
    return tuple(StepShown(followup.label_of(state), looks.get(p, "next"), p) for state, p in line)


def _passed(access: Access, followup: Followup) -> set[State]:
    """Return the optional states that the trail, as far as the asker sees it, has a line of.

    One query, none when it cannot have passed any.
    """
    if State(followup.state) in {*BEFORE_START, State.FACT_CHECK}:
        return set()
    marks = {
        f"followup.{Event.SEND_FOR_FACT_CHECK.value}": State.FACT_CHECK,
        f"followup.{Event.REQUEST_MEASURES.value}": State.MEASURES,
    }
    events = AuditEvent.objects.visible_to(access).about(followup).filter(event__in=marks)
    return {marks[event] for event in events.values_list("event", flat=True)}


def possible_events(access: Access, followup: Followup) -> list[Event]:
    """Return the events that the first page has buttons for: possible, permitted, done there."""
    from_here = {Event.PREPARE, Event.START, Event.WRITE}
    may = access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    return [event for event in followup.possible_events() if event in from_here and may]


def may_replan(access: Access, followup: Followup) -> bool:
    """Tell whether to show the way to another day."""
    may = access.may(Permission.PLAN_FOLLOWUP, authority_id=followup.authority_id)
    return may and State(followup.state) in BEFORE_START
