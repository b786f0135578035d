"""The first page of a follow-up: how far it has come, what comes next, its buttons."""

from dataclasses import dataclass

from django.db.models import Count, Q

from insyn.audit.models import AuditEvent
from insyn.followups.models import (
    Basis,
    DocumentRequest,
    Followup,
    Reviewer,
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
    RequestState,
    State,
    dates_disagree,
    is_planned_outside,
    next_step,
    step_line,
    taken_elsewhere,
)
from insyn.kernel.access import Access, Permission
from insyn.platform import clock

MET = frozenset({BasisKind.MEETING, BasisKind.VISIT})


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step of the line on the first page."""

    label: State
    state: str
    note: Passage


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


def overview_of(access: Access, followup: Followup) -> Overview:
    """Return how far the follow-up has come and what comes next. Four queries."""
    reviewers = tuple(
        Reviewer.objects.visible_to(access).filter(followup=followup).select_related("user")
    )
    bases = tuple(Basis.objects.visible_to(access).filter(followup=followup))
    met_on = {basis.dated_on for basis in bases if basis.kind in MET and basis.dated_on}
    contract = followup.contract
    return Overview(
        next_step=next_step(progress_of(access, followup, reviewers)),
        steps=_steps(access, followup),
        elsewhere=taken_elsewhere(State(followup.state)),
        reviewers=reviewers,
        bases=bases,
        has_two_dates=dates_disagree(followup.carried_out_on, met_on),
        is_planned_outside=is_planned_outside(
            followup.planned_for, contract.starts_on, contract.ends_on
        ),
        is_late=followup.is_late(clock.today()),
    )


def progress_of(access: Access, followup: Followup, reviewers: tuple[Reviewer, ...]) -> Progress:
    """Return the facts that decide what may happen next; only what the asker may see counts."""
    requests = DocumentRequest.objects.visible_to(access).filter(followup=followup)
    counted = requests.aggregate(
        open_requests=Count("pk", filter=Q(state=RequestState.REQUESTED)),
        unreviewed_requests=Count("pk", filter=Q(state=RequestState.RECEIVED)),
    )
    return Progress(
        state=State(followup.state),
        kind=Kind(followup.kind),
        reviewers=len(reviewers),
        declared=sum(reviewer.has_no_conflict for reviewer in reviewers),
        is_carried_out=followup.carried_out_on is not None,
        **counted,
    )


def _steps(access: Access, followup: Followup) -> tuple[StepShown, ...]:
    looks = {Passage.DONE: "done", Passage.NOW: "now"}
    line = step_line(State(followup.state), _passed(access, followup))
    return tuple(StepShown(state, looks.get(p, "next"), p) for state, p in line)


def _passed(access: Access, followup: Followup) -> set[State]:
    """Return the optional states that the trail, as far as the asker sees it, has a line of."""
    marks = {
        f"followup.{Event.SEND_FOR_FACT_CHECK.value}": State.FACT_CHECK,
        f"followup.{Event.REQUEST_MEASURES.value}": State.MEASURES,
    }
    events = AuditEvent.objects.visible_to(access).about(followup).filter(event__in=marks)
    return {marks[event] for event in events.values_list("event", flat=True)}


def possible_events(access: Access, followup: Followup) -> list[Event]:
    """Return the events that the first page has buttons for: possible, permitted, done there."""
    from_here = {Event.PREPARE, Event.START, Event.WRITE, Event.SEND_FOR_FACT_CHECK}
    may = access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=followup.authority_id)
    return [event for event in followup.possible_events() if event in from_here and may]


def may_replan(access: Access, followup: Followup) -> bool:
    """Tell whether to show the way to another day."""
    may = access.may(Permission.PLAN_FOLLOWUP, authority_id=followup.authority_id)
    return may and State(followup.state) in BEFORE_START
