"""Moving a follow-up through its life cycle."""

from datetime import date

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from insyn.followups.models import Followup, Reviewer
from insyn.followups.rules import (
    LIFECYCLE,
    MOVED_HERE,
    OF_SURVEYS,
    PERMISSIONS,
    STOPS,
    Event,
    Kind,
    Progress,
    State,
    lacks_before,
)
from insyn.followups.rules.forms import refusal_of
from insyn.followups.services.locks import locked_followup
from insyn.followups.services.trail import note
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock

SAVED = (
    "state",
    "version",
    "carried_out_on",
    "reported_on",
    "provider_name",
    "cancelled_reason",
)


@transaction.atomic
def move_followup(
    access: Access,
    followup: Followup,
    event: Event,
    *,
    version: int | None = None,
    reason: str = "",
    happened_on: date | None = None,
) -> Followup:
    """Let an event without facts of its own happen: prepare, start, write, fact check, stop.

    Raises:
        RuleViolation: the life cycle or the form has no such move, something is missing, or
            the event happens on another page; the sentence says which.
        Outdated: somebody else changed the follow-up first.
    """
    if event in STOPS:
        return _stop(access, followup, event, reason=reason, version=version)
    if event not in MOVED_HERE:
        access.require(PERMISSIONS[event], authority_id=followup.authority_id)
        raise RuleViolation(_elsewhere(event))
    return apply_event(access, followup, event, version=version, happened_on=happened_on)


def _elsewhere(event: Event) -> str:
    if event == Event.TAKE_BACK:
        return _("Bedömningen tas tillbaka när enkätsvaren öppnas igen under fliken Inkomna svar.")
    if event in OF_SURVEYS:
        return _("Uppföljningen följer enkäten: stäng eller öppna omgången under fliken Översikt.")
    if event == Event.SEND_FOR_FACT_CHECK:
        return _("Utkastet skickas för faktagranskning under fliken Faktagranskning.")
    if event in {Event.ASSESS, Event.SEND}:
        return _("Bedömningen fastställs och skickas under fliken Bedömning och resultat.")
    return _("Åtgärdsplanen begärs och uppföljningen avslutas under fliken Åtgärdsplan.")


@transaction.atomic
def apply_event(
    access: Access,
    followup: Followup,
    event: Event,
    *,
    version: int | None = None,
    happened_on: date | None = None,
) -> Followup:
    """Let the event happen for the service that has gathered and checked its facts.

    Stamps the day of the follow-up, unless a visit has dated it, at WRITE; the day of
    reporting and the provider's name that day at SEND. The passed follow-up is told its new
    state and version.

    Raises:
        RuleViolation: the life cycle has no such move, or two declared reviewers are missing.
        Outdated: somebody else changed the follow-up first.
    """
    row = _locked(access, followup, event, version)
    before = State(row.state)
    row.state = LIFECYCLE.after(before, event)
    _check_form(row, event, before)
    _check_reviewers(access, row, event, before)
    day = happened_on or clock.today()
    if event == Event.WRITE:  # a desk review has no visit that dates it
        row.carried_out_on = row.carried_out_on or day
    if event == Event.SEND:
        row.reported_on = day
        row.provider_name = row.provider_name or row.contract.provider.name
    facts = {"before": before.value, "after": row.state.value, "happened_on": day.isoformat()}
    return _saved(access, row, event, facts, told=followup)


def _stop(
    access: Access, followup: Followup, event: Event, *, reason: str, version: int | None
) -> Followup:
    """Cancel what has not begun, or abandon what has; what has been found is kept."""
    row = _locked(access, followup, event, version)
    before = State(row.state)
    row.state = LIFECYCLE.after(before, event)
    _check_form(row, event, before)
    row.cancelled_reason = reason.strip()
    if not row.cancelled_reason:
        raise RuleViolation(
            _("Ange varför uppföljningen ställs in.")
            if event is Event.CANCEL
            else _("Ange varför uppföljningen avbryts.")
        )
    facts = {"before": before.value, "after": row.state.value, "reason": row.cancelled_reason}
    return _saved(access, row, event, facts, told=followup)


def _locked(access: Access, followup: Followup, event: Event, version: int | None) -> Followup:
    access.require(PERMISSIONS[event], authority_id=followup.authority_id)
    return locked_followup(access, followup, version=version)


def _check_form(row: Followup, event: Event, before: State) -> None:
    if refusal := refusal_of(event, before, Kind(row.kind), row.stages):
        raise RuleViolation(_(refusal.label))


def _check_reviewers(access: Access, row: Followup, event: Event, before: State) -> None:
    active = Reviewer.objects.visible_to(access).filter(followup=row).active()
    counted = active.aggregate(
        reviewers=Count("pk"), declared=Count("pk", filter=Q(has_no_conflict=True))
    )
    needed = row.form.reviewers_needed if row.form else None
    progress = Progress(state=before, kind=Kind(row.kind), needed=needed, **counted)
    lacks = lacks_before(event, progress)
    if lacks:
        raise RuleViolation(
            _("”%(event)s” går inte ännu. Det saknas: %(lacks)s.")
            % {"event": _(event.label), "lacks": "; ".join(_(lack.label) for lack in lacks)}
        )


def _saved(
    access: Access, row: Followup, event: Event, facts: dict[str, str], *, told: Followup
) -> Followup:
    row.version += 1
    row.save(update_fields=SAVED)
    note(access, f"followup.{event.value}", row, facts)
    told.state, told.version = row.state, row.version
    told.reported_on, told.cancelled_reason = row.reported_on, row.cancelled_reason
    return row
