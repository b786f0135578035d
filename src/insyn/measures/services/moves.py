"""Moving an action plan through its life cycle, and the mark each move leaves."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.followups.services import trail
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.measures.models import ActionPlan, ActionPlanQuerySet, CorrectiveAction, PlanStep
from insyn.measures.queries.verifying import checked_items
from insyn.measures.rules import (
    MOVED_BY_NOTE,
    PLAN_LIFECYCLE,
    ItemFacts,
    PlanEvent,
    PlanState,
    permission_for,
)
from insyn.measures.rules.verifying import carry_out_gaps
from insyn.measures.services.telling import tell_reminder
from insyn.platform import clock
from insyn.platform.locking import locked_row


def locked_plan(
    access: Access, plan: ActionPlan, event: PlanEvent, *, version: int | None
) -> ActionPlan:
    """Return the plan locked, to one who may let the event happen and while it can.

    Raises:
        RuleViolation: the life cycle has no such move.
        Outdated: somebody else changed the plan first.
    """
    access.require(permission_for(event), authority_id=plan.followup.authority_id)
    return locked_for(ActionPlan.objects.visible_to(access), plan, event, version=version)


def locked_for(
    rows: ActionPlanQuerySet, plan: ActionPlan, event: PlanEvent, *, version: int | None
) -> ActionPlan:
    """Return the plan locked if the event can happen; a repeated event is told before a stale one.

    Whoever presses twice reads that it has been done, not that somebody else did it.
    """
    row: ActionPlan = locked_row(rows.with_followup(), pk=plan.pk)
    PLAN_LIFECYCLE.after(PlanState(row.state), event)
    if version is not None and version != row.version:
        locked_row(rows, pk=plan.pk, version=version)
    return row


def move(
    access: Access,
    row: ActionPlan,
    event: PlanEvent,
    *,
    happened_on: date | None = None,
    note: str = "",
    key: str = "",
) -> ActionPlan:
    """Let the event happen to the locked plan: its new state, a step and a line in the trail.

    Saves every field of the plan that a move may change. The step's day stays empty while a
    reconstruction does not know it.

    Raises:
        RuleViolation: the day lies before the plan was requested.
    """
    day = happened_on or clock.known_today()
    if day is not None and day < row.requested_on:
        raise RuleViolation(_("Det kan inte ha hänt innan åtgärdsplanen begärdes."))
    before = PlanState(row.state)
    row.state = PLAN_LIFECYCLE.after(before, event)
    row.version += 1
    row.save(update_fields=["state", "due_on", "submitted_on", "approved_on", "version"])
    on = happened_on or clock.known_today()
    add_step(access, row, event, happened_on=on, note=note, key=key)
    facts: Facts = {"before": before.value, "after": row.state.value}
    said = {**facts, "happened_on": day.isoformat() if day else None}
    trail.note(access, f"plan.{event.value}", row.followup, said)
    return row


@transaction.atomic
def move_plan(
    access: Access,
    plan: ActionPlan,
    event: PlanEvent,
    *,
    note: str = "",
    version: int | None = None,
    happened_on: date | None = None,
) -> ActionPlan:
    """Let an event happen that has no facts but a note.

    That is: remind, begin the review, continue the follow-up, note as carried out, escalate
    and close.

    Raises:
        RuleViolation: the life cycle has no such move, the event happens with facts of its
            own elsewhere, it demands a note, or a measure is not carried out.
        Outdated: somebody else changed the plan first.
    """
    row = locked_plan(access, plan, event, version=version)
    if event not in MOVED_BY_NOTE:
        raise RuleViolation(_("”%s” görs på en egen sida.") % _(event.label))
    if event == PlanEvent.CARRY_OUT:
        refuse(carry_out_gaps(checked_items(access, row)))
    wanted = _wanted_note(PlanState(row.state), event)
    said = demanded(note, wanted) if wanted else note
    move(access, row, event, happened_on=happened_on, note=said)
    if event == PlanEvent.REMIND:
        is_late = row.is_late(clock.today())
        tell_reminder(access, row, key=f"remind:{row.version}", is_late=is_late)
    return row


def _wanted_note(state: PlanState, event: PlanEvent) -> str:
    """Return the sentence that asks for the note, or nothing when it may be left out."""
    if event == PlanEvent.CONTINUE:
        return _("Skriv vad som följs upp och hur.")
    if event == PlanEvent.ESCALATE:
        return _("Skriv varför planen lyfts till beslutsfattare.")
    if (state, event) == (PlanState.ESCALATED, PlanEvent.CLOSE):
        return _("Skriv vad beslutsfattaren har kommit fram till.")
    return ""


def add_step(
    access: Access,
    plan: ActionPlan,
    event: PlanEvent,
    *,
    happened_on: date | None,
    note: str = "",
    key: str = "",
) -> PlanStep:
    """Write the step that stands on the plan's time line; None when the day is not known.

    ``key`` makes what happens by itself the only step of its kind.
    """
    step = PlanStep(
        plan=plan,
        event=event,
        happened_on=happened_on,
        by_id=access.user_id,
        by_name=access.name,
        note=note.strip(),
        key=key,
    )
    step.save()
    return step


def refuse(sentence: str) -> None:
    """Raise the sentence, if there is one.

    Raises:
        RuleViolation: the sentence is not empty.
    """
    if sentence:
        raise RuleViolation(sentence)


def demanded(text: str, sentence: str) -> str:
    """Return the text tidied.

    Raises:
        RuleViolation: it is empty; the message is the sentence.
    """
    if not text.strip():
        raise RuleViolation(sentence)
    return text.strip()


def items_of(access: Access, plan: ActionPlan) -> list[ItemFacts]:
    """Return the answers of the plan, in order, as the rules want them."""
    rows = CorrectiveAction.objects.visible_to(access).select_related("finding")
    return [row.facts() for row in rows.filter(plan=plan)]
