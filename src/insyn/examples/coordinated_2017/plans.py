"""The action plan of one follow-up, taken through the events that the facts tell."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from insyn.examples.coordinated_2017.facts import day
from insyn.examples.coordinated_2017.people import Party
from insyn.followups.models import Followup
from insyn.kernel.errors import RuleViolation
from insyn.measures.models import ActionPlan, CorrectiveAction
from insyn.measures.rules import ItemState, PlanEvent
from insyn.measures.services import (
    Answer,
    answer_finding,
    approve_plan,
    ask_supplement,
    judge_answer,
    move_plan,
    request_plan,
    return_plan,
    submit_plan,
    warn_of_penalty,
)
from insyn.platform import clock

APART = timedelta(days=7)
Told = Mapping[str, Any]


def carry_out_plan(told: Told, row: Followup, party: Party, *, begins_on: date) -> None:
    """Let each event happen in order, dated where the facts tell the day.

    Raises:
        RuleViolation: the facts tell an event that the life cycle does not have there.
    """
    events: Sequence[Told] = told["action_plan"]
    for event, on in zip(events, _days(events, begins_on), strict=True):
        move = MOVES.get(event["event"])
        if move is None:
            raise RuleViolation(f"Händelsen ”{event['event']}” känns inte igen.")
        with clock.pretend(on, is_guessed="date" not in event):
            move(row, party)


def _days(events: Sequence[Told], begins_on: date) -> list[date]:
    """Return a day per event: the told one, else in order between those that are told."""
    days: list[date] = []
    for index, event in enumerate(events):
        earliest = days[-1] if days else begins_on
        ahead = [d for later in events[index:] if (d := day(later.get("date")))]
        latest = ahead[0] if ahead else earliest + APART
        days.append(day(event.get("date")) or min(earliest + APART, latest))
    return days


def _plan(row: Followup, party: Party) -> ActionPlan:
    return ActionPlan.objects.visible_to(party.access("ansvarig")).get(followup=row)


def _actions(row: Followup, party: Party) -> list[CorrectiveAction]:
    rows = CorrectiveAction.objects.visible_to(party.access("ansvarig"))
    return list(rows.filter(plan__followup=row).select_related("finding", "plan"))


def _request(row: Followup, party: Party) -> None:
    request_plan(party.access("ansvarig"), row)


def _submit(row: Followup, party: Party) -> None:
    """Enter what came in on paper: an answer to each finding that is not yet accepted."""
    access = party.access("uppfoljare1")
    for action in _actions(row, party):
        if action.state != ItemState.ACCEPTED:
            again = " Planen är kompletterad." if action.state == ItemState.RETURNED else ""
            answer = Answer(
                cause="Se den inlämnade åtgärdsplanen.",
                measure=f"Åtgärdas enligt den inlämnade åtgärdsplanen.{again}",
                responsible="Verksamhetschefen",
                done_by=clock.today() + APART,
                effect_check="Kontrolleras vid fortsatt uppföljning.",
            )
            answer_finding(access, action, answer=answer)
    submit_plan(access, _plan(row, party), submitted_on=clock.known_today())


def _judge(row: Followup, party: Party, *, is_accepted: bool) -> None:
    access = party.access("uppfoljare1")
    move_plan(access, _plan(row, party), PlanEvent.REVIEW)
    comment = "" if is_accepted else "Svaret visar inte att kravet kommer att uppfyllas."
    for action in _actions(row, party):
        if action.state != ItemState.ACCEPTED:
            judge_answer(access, action, is_accepted=is_accepted, comment=comment)


def _reject(row: Followup, party: Party) -> None:
    _judge(row, party, is_accepted=False)
    note = "Åtgärdsplanen kan inte godkännas."
    return_plan(party.access("ansvarig"), _plan(row, party), note=note)


def _supplement(row: Followup, party: Party) -> None:
    due = clock.today() + timedelta(days=28)
    ask_supplement(party.access("ansvarig"), _plan(row, party), due_on=due)


def _warn(row: Followup, party: Party) -> None:
    due = clock.today() + timedelta(days=28)
    warn_of_penalty(party.access("chef"), _plan(row, party), due_on=due)


def _approve(row: Followup, party: Party) -> None:
    _judge(row, party, is_accepted=True)
    approve_plan(party.access("chef"), _plan(row, party))


def _continue(row: Followup, party: Party) -> None:
    note = "Fortlöpande uppföljning av att kraven uppfylls."
    move_plan(party.access("ansvarig"), _plan(row, party), PlanEvent.CONTINUE, note=note)


MOVES: Mapping[str, Callable[[Followup, Party], None]] = {
    "requested": _request,
    "submitted": _submit,
    "rejected": _reject,
    "supplement_requested": _supplement,
    "penalty_warning": _warn,
    "approved": _approve,
    "continued_follow_up": _continue,
}
