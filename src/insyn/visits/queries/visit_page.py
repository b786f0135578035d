"""One visit as its own page shows it, and the visits made there before."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from insyn.followups.models import Followup
from insyn.followups.rules import BEFORE_START, State
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.visits.models import Observation, StaffingCheck, Visit, VisitQuerySet
from insyn.visits.queries.summary import VisitSummary, summaries
from insyn.visits.queries.visits import may_note
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import VisitLetterKind, VisitState
from insyn.visits.rules.life import facts_problem, is_secret, letter_problem
from insyn.visits.rules.staffing import staffed, staffed_in_words

EARLIER = 10
"""How many earlier visits are listed."""


@dataclass(frozen=True, slots=True)
class EarlierVisit:
    """A visit made at the same unit before, and how the staffing then agreed with the schedule."""

    visit: Visit
    staffing: str
    is_short: bool


@dataclass(frozen=True, slots=True)
class VisitPage:
    """What the page of a visit shows, and which of its buttons."""

    summary: VisitSummary
    observations: tuple[Observation, ...]
    earlier: tuple[EarlierVisit, ...]
    earlier_at: str
    letters: tuple[VisitLetterKind, ...]
    is_own: bool
    may_write: bool
    may_carry_out: bool
    may_note_facts: bool
    is_secret: bool


def visit_page(access: Access, followup: Followup, visit: Visit) -> VisitPage:
    """Return a visit with all that is noted on it. Eleven queries."""
    state, may_write = visit.shown_state, may_note(access, followup)
    is_open = may_write and state != VisitState.CANCELLED
    has_started = State(followup.state) not in BEFORE_START
    is_booked = state == VisitState.BOOKED
    has_come = not facts_problem(state, visit.planned_on, clock.today())
    observations = Observation.objects.visible_to(access).filter(visit=visit)
    unit = visit.unit or followup.unit
    return VisitPage(
        summary=summaries(access, [visit])[0],
        observations=tuple(observations.select_related("section", "noted_by")),
        earlier=earlier_visits(access, followup, visit),
        earlier_at=str(unit or followup.contract.provider),
        letters=possible_letters(visit) if is_open else (),
        is_own=followup.authority_id in access.authority_ids,
        may_write=is_open,
        may_carry_out=is_open and has_started and is_booked,
        may_note_facts=is_open and has_started and has_come,
        is_secret=is_secret(state, is_announced=visit.is_announced),
    )


def possible_letters(visit: Visit) -> tuple[VisitLetterKind, ...]:
    """Return the letters that go with how the visit stands."""
    return tuple(
        kind
        for kind in VisitLetterKind
        if not letter_problem(
            kind,
            state=visit.shown_state,
            is_announced=visit.is_announced,
            visit_kind=VisitKind(visit.kind),
        )
    )


def earlier_visits(access: Access, followup: Followup, visit: Visit) -> tuple[EarlierVisit, ...]:
    """Return the latest visits made before, at the same unit. Two queries.

    A unit keeps its visits when it gets a new operator. Without a unit it is the provider's.
    """
    unit = visit.unit or followup.unit
    same = (
        Q(unit=unit) | Q(unit=None, followup__unit=unit)
        if unit
        else Q(followup__contract__provider=followup.contract.provider_id)
    )
    rows = _carried_out_before(access, visit.visited_on or visit.planned_on)
    rows = rows.filter(same).exclude(followup=followup)[:EARLIER]
    visits = list(rows)
    counted: dict[int, list[StaffingCheck]] = {}
    for check in StaffingCheck.objects.visible_to(access).filter(visit__in=visits):
        counted.setdefault(check.visit_id, []).append(check)
    return tuple(_earlier(row, counted.get(row.pk, [])) for row in visits)


def _carried_out_before(access: Access, day: date) -> VisitQuerySet:
    rows = Visit.objects.visible_to(access).filter(state=VisitState.CARRIED_OUT, visited_on__lt=day)
    return rows.select_related("followup").order_by("-visited_on", "-pk")


def _earlier(visit: Visit, checks: list[StaffingCheck]) -> EarlierVisit:
    sums = staffed(checks)
    return EarlierVisit(visit, staffed_in_words(sums) if checks else "", sums.is_short)
