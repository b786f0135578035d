"""What earlier follow-ups of each contract found, and what came of it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Max, Q, QuerySet

from insyn.findings.models import Finding
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.measures.models import ActionPlan, CorrectiveAction
from insyn.measures.rules import ItemState, PlanState
from insyn.risk.queries.measures.frame import Frame, Values
from insyn.risk.rules.measuring import NEVER, months_between

THREE_YEARS = 36


def months_since_followup(frame: Frame) -> Values:
    """Return the months since the last follow-up; those never followed up have a value too."""
    last = dict(
        _made(frame).order_by().values("contract_id").annotate(last=Max("carried_out_on"))
        .values_list("contract_id", "last")
    )  # fmt: skip
    return {
        key: months_between(last[key], frame.as_of) if key in last else NEVER
        for key, *_rest in frame.pairs
    }


def open_deficiencies(frame: Frame) -> Values:
    """Return the deficiencies that were not remedied on the day.

    A contract that nobody has followed up has no value: there, nothing is known.
    """
    still = Q(remedied_on=None) | Q(remedied_on__gt=frame.as_of)
    return _counted(frame, since=None, only=still)


def recent_deficiencies(frame: Frame) -> Values:
    """Return the deficiencies of three years; none where nobody has looked during them."""
    return _counted(frame, since=frame.ago(THREE_YEARS), only=Q())


def late_measures(frame: Frame) -> Values:
    """Return the action plans that are late, and the measures not carried out in time.

    A contract that nobody has followed up has no value: nobody has asked it for anything.
    """
    plans = ActionPlan.objects.visible_to(frame.access).late(frame.as_of)
    actions = CorrectiveAction.objects.visible_to(frame.access).filter(
        done_by__lt=frame.as_of, plan__state=PlanState.APPROVED, state=ItemState.ACCEPTED
    )
    found: Counter[int] = Counter(dict.fromkeys(_looked_at(_made(frame)), 0))
    for rows, path in ((plans, "followup__contract"), (actions, "plan__followup__contract")):
        of_these = rows.filter(frame.within(path))
        found.update(of_these.values_list(f"{path}_id", flat=True))
    return found


def _made(frame: Frame) -> QuerySet[Followup]:
    rows = Followup.objects.visible_to(frame.access).exclude(state=State.CANCELLED)
    return rows.filter(frame.within("contract"), carried_out_on__lte=frame.as_of)


def _looked_at(made: QuerySet[Followup]) -> Iterable[int]:
    return made.order_by().values_list("contract_id", flat=True).distinct()


def _counted(frame: Frame, *, since: date | None, only: Q) -> Values:
    made = _made(frame)
    rows = Finding.objects.visible_to(frame.access).deficiencies()
    rows = rows.filter(
        only, frame.within("followup__contract"), followup__carried_out_on__lte=frame.as_of
    ).exclude(followup__state=State.CANCELLED)
    if since:
        made = made.filter(carried_out_on__gt=since)
        rows = rows.filter(followup__carried_out_on__gt=since)
    found = dict.fromkeys(_looked_at(made), 0)
    counted = rows.order_by().values("followup__contract_id").annotate(n=Count("pk"))
    found.update(counted.values_list("followup__contract_id", "n"))
    return found
