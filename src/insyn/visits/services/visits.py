"""Visits and meetings: booked, changed, carried out or cancelled."""

from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.followups.models import Basis, Followup
from insyn.followups.rules import BEFORE_START, State
from insyn.followups.services import add_basis, trail
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.registry.models import Unit
from insyn.visits.models import Visit, VisitLetter
from insyn.visits.rules import VisitKind, basis_of
from insyn.visits.rules.carrying_out import VisitLetterKind, VisitState
from insyn.visits.rules.life import (
    cancel_problem,
    carry_out_problem,
    change_problem,
    day_problem,
    unannouncing_problem,
)
from insyn.visits.rules.times import times_problem
from insyn.visits.services.letters import note_shown, tell_of_cancelling
from insyn.visits.services.locks import locked_for_visits, locked_visit, refuse, screened


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """When, where and why the reviewers and the provider meet.

    ``participants`` are those the reviewers want to meet, by role.
    """

    kind: VisitKind
    planned_on: date
    is_announced: bool = True
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    unit: Unit | None = None
    purpose: str = ""
    participants: str = ""


@dataclass(frozen=True, slots=True)
class CarriedOutFacts:
    """When the visit took place, who was there and what is to be remembered."""

    visited_on: date
    starts_at: time | None = None
    ends_at: time | None = None
    participants: str = ""
    note: str = ""


@transaction.atomic
def book_visit(access: Access, followup: Followup, *, facts: VisitFacts) -> Visit:
    """Book a visit or meeting with the provider.

    Raises:
        RuleViolation: the hours make no sense, the unit is another provider's, or a text holds
            a personal number.
    """
    row = locked_for_visits(access, followup)
    visit = Visit(followup=row)
    _fill(visit, facts)
    visit.save()
    noted: Facts = {
        "visit": visit.pk,
        "kind": facts.kind.value,
        "planned_on": facts.planned_on.isoformat(),
        "is_unannounced": not facts.is_announced,
    }
    trail.note(access, "visit.booked", row, noted)
    return visit


def _fill(visit: Visit, facts: VisitFacts) -> None:
    refuse(times_problem(facts.starts_at, facts.ends_at))
    contract = visit.followup.contract
    known = {visit.unit_id, visit.followup.unit_id}
    if facts.unit and facts.unit.provider_id != contract.provider_id and facts.unit.pk not in known:
        raise RuleViolation(_("Verksamheten drivs inte av utföraren. Välj en annan."))
    visit.kind, visit.planned_on = facts.kind, facts.planned_on
    visit.is_announced, visit.unit = facts.is_announced, facts.unit
    visit.starts_at, visit.ends_at = facts.starts_at, facts.ends_at
    texts = screened(facts.place, facts.purpose, facts.participants)
    visit.place, visit.purpose, visit.participants = texts


@transaction.atomic
def change_visit(access: Access, visit: Visit, *, facts: VisitFacts, version: int) -> Visit:
    """Change a booking.

    Raises:
        RuleViolation: the visit has taken place or is cancelled, or would become unannounced
            though the provider has been told of it.
        Outdated: somebody else changed it first.
    """
    row, visit = locked_visit(access, visit, version=version)
    if visit.shown_state == VisitState.CARRIED_OUT:
        raise RuleViolation(_("Besöket är genomfört. Ändra det som antecknades i stället."))
    refuse(
        change_problem(visit.shown_state),
        unannouncing_problem(
            is_announced=facts.is_announced, has_been_told=has_been_told(access, visit)
        ),
    )
    before = visit.planned_on
    _fill(visit, facts)
    visit.version += 1
    visit.save()
    noted: Facts = {
        "visit": visit.pk,
        "planned_on_before": before.isoformat(),
        "planned_on_after": visit.planned_on.isoformat(),
        "is_unannounced": not visit.is_announced,
    }
    trail.note(access, "visit.changed", row, noted)
    return visit


def has_been_told(access: Access, visit: Visit) -> bool:
    """Tell whether a letter about the visit has gone to the provider."""
    letters = VisitLetter.objects.visible_to(access).filter(visit=visit)
    return letters.filter(kind=VisitLetterKind.ANNOUNCEMENT).exists()


@transaction.atomic
def carry_out_visit(  # noqa: PLR0913  what was noted, each by its name
    access: Access,
    visit: Visit,
    *,
    visited_on: date,
    participants: str = "",
    note: str = "",
    starts_at: time | None = None,
    ends_at: time | None = None,
    followed_up_on: date | None = None,
    version: int | None = None,
) -> Visit:
    """Note that the visit took place: it becomes a basis of the assessment.

    The follow-up is dated ``followed_up_on``, or the day of the visit, unless it has a date.
    Those who were booked are kept unless others came, and so are the hours.

    Raises:
        RuleViolation: the follow-up has not started (two declared reviewers are needed for
            that), the day has not come, or the visit is noted as carried out or is cancelled.
    """
    row, visit = locked_visit(access, visit, version=version)
    if State(row.state) in BEFORE_START:
        raise RuleViolation(
            _("Uppföljningen är inte påbörjad. Påbörja den under fliken Översikt och anteckna "
              "sedan besöket.")
        )  # fmt: skip
    refuse(carry_out_problem(visit.shown_state, visited_on, clock.today()))
    starts_at, ends_at = starts_at or visit.starts_at, ends_at or visit.ends_at
    _write(visit, CarriedOutFacts(visited_on, starts_at, ends_at, participants, note))
    visit.state = VisitState.CARRIED_OUT
    visit.save()
    if row.carried_out_on is None:
        _date(row, followed_up_on or visited_on)
    add_basis(access, row, kind=basis_of(VisitKind(visit.kind)), dated_on=visited_on)
    trail.note(access, "visit.carried_out", row, {"visit": visit.pk, "on": visited_on.isoformat()})
    note_shown(access, row, visit)
    return visit


def _write(visit: Visit, facts: CarriedOutFacts) -> None:
    refuse(times_problem(facts.starts_at, facts.ends_at))
    participants, note = screened(facts.participants, facts.note)
    visit.visited_on, visit.note = facts.visited_on, note
    visit.participants = participants or visit.participants
    visit.starts_at, visit.ends_at = facts.starts_at, facts.ends_at
    visit.version += 1


def _date(followup: Followup, on: date) -> None:
    followup.carried_out_on = on
    followup.version += 1
    followup.save(update_fields=["carried_out_on", "version"])


@transaction.atomic
def correct_visit(access: Access, visit: Visit, *, facts: CarriedOutFacts, version: int) -> Visit:
    """Change what was noted of a visit that took place; until the follow-up is sent.

    What stands on the day moves along with it: the basis, and the follow-up's own date if it
    was the visit's.

    Raises:
        RuleViolation: it has not taken place, or the day has not come.
        Outdated: somebody else changed it first.
    """
    row, visit = locked_visit(access, visit, version=version)
    if visit.visited_on is None:
        raise RuleViolation(_("Besöket är inte antecknat som genomfört."))
    refuse(day_problem(facts.visited_on, clock.today()))
    before = visit.visited_on
    _write(visit, facts)
    visit.save()
    if before != facts.visited_on:
        _move(access, row, visit, before)
    noted: Facts = {
        "visit": visit.pk,
        "on_before": before.isoformat(),
        "on_after": facts.visited_on.isoformat(),
    }
    trail.note(access, "visit.facts_changed", row, noted)
    return visit


def _move(access: Access, followup: Followup, visit: Visit, before: date) -> None:
    """Let the basis and the follow-up's date go along, unless another visit holds the old day."""
    kind = basis_of(VisitKind(visit.kind))
    visits = Visit.objects.visible_to(access).filter(followup=followup, visited_on=before)
    others = list(visits.exclude(pk=visit.pk))
    if kind not in {basis_of(VisitKind(other.kind)) for other in others}:
        bases = Basis.objects.visible_to(access)
        bases.filter(followup=followup, kind=kind, dated_on=before).delete()
    add_basis(access, followup, kind=kind, dated_on=visit.visited_on)
    if followup.carried_out_on == before and not others and visit.visited_on:
        _date(followup, visit.visited_on)


@transaction.atomic
def cancel_visit(access: Access, visit: Visit, *, reason: str, version: int) -> int:
    """Cancel a booking and keep it, with the reason. Return how many at the provider were told.

    A provider that has been told of the visit is told that it is off; others hear nothing.

    Raises:
        RuleViolation: it took place, is cancelled already, or no reason is given.
        Outdated: somebody else changed it first.
    """
    row, visit = locked_visit(access, visit, version=version)
    refuse(cancel_problem(visit.shown_state, reason))
    (visit.cancelled_reason,) = screened(reason)
    visit.state = VisitState.CANCELLED
    visit.version += 1
    visit.save()
    noted: Facts = {
        "visit": visit.pk,
        "planned_on": visit.planned_on.isoformat(),
        "reason": visit.cancelled_reason,
    }
    trail.note(access, "visit.cancelled", row, noted)
    if not has_been_told(access, visit):
        return 0
    return tell_of_cancelling(access, row, visit)
