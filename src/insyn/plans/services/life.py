"""What happens to a plan as a whole: proposed, taken back, sent back, adopted."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import Plan, PlannedActivity, PlanParty
from insyn.plans.rules import PLAN_LIFECYCLE, ActivityState, PlanEvent, PlanState
from insyn.plans.rules.overlaps import day_refusal
from insyn.plans.rules.periods import Days
from insyn.plans.services.changes import locked_plan, trail
from insyn.plans.services.plans import require_no_other_plan
from insyn.platform import clock
from insyn.registry.services.changes import write


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What the board decided: the day, the paragraph, and what it added."""

    decided_on: date
    decision: str = ""
    conditions: str = ""
    reservations: str = ""

    @property
    def values(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in DecisionFacts.__slots__}


@transaction.atomic
def propose_plan(
    access: Access,
    plan: Plan,
    *,
    proposed_on: date,
    dated_on: date | None = None,
    version: int | None = None,
) -> Plan:
    """Lay the plan before the board. ``dated_on`` is what is printed on it; else the same day.

    Raises:
        RuleViolation: it is no draft, has nothing to do in it, or the day has not been yet.
        Outdated: somebody changed the plan after the page was read.
    """
    row = locked_plan(access, plan, version=version)
    after = PLAN_LIFECYCLE.after(row.plan_state, PlanEvent.PROPOSE)
    if proposed_on > clock.today():
        raise RuleViolation(_("Dagen har inte varit än. Skriv den dag då planen lämnas."))
    planned = PlannedActivity.objects.visible_to(access).filter(plan=row)
    if not planned.exclude(state=ActivityState.CANCELLED).exists():
        raise RuleViolation(
            _("Planen har inga aktiviteter. Lägg till minst en innan du föreslår planen.")
        )
    dated = dated_on or row.dated_on or proposed_on
    said = write(row, {"state": after, "proposed_on": proposed_on, "dated_on": dated})
    trail(access, "followup_plan.proposed", row, row, said)
    return row


@transaction.atomic
def withdraw_plan(access: Access, plan: Plan, *, version: int | None = None) -> Plan:
    """Take the plan back from the board; it is a draft again, and seen by those who see drafts.

    Raises:
        RuleViolation: it does not lie before the board.
        Outdated: somebody changed the plan after the page was read.
    """
    row = locked_plan(access, plan, version=version)
    after = PLAN_LIFECYCLE.after(row.plan_state, PlanEvent.WITHDRAW)
    said = write(row, {"state": after, "proposed_on": None})
    trail(access, "followup_plan.withdrawn", row, row, said)
    return row


@transaction.atomic
def send_back(
    access: Access,
    plan: Plan,
    *,
    reason: str,
    decided_on: date | None = None,
    decision: str = "",
    version: int | None = None,
) -> Plan:
    """Say that the board wants the plan reworked; it is a draft again.

    Raises:
        RuleViolation: it does not lie before the board, no reason is given, or the board cannot
            have decided that day.
        Outdated: somebody changed the plan after the page was read.
    """
    row = locked_plan(access, plan, permission=Permission.DECIDE_PLAN, version=version)
    after = PLAN_LIFECYCLE.after(row.plan_state, PlanEvent.SEND_BACK)
    if not reason.strip():
        raise RuleViolation(_("Skriv varför nämnden återremitterar planen."))
    day = decided_on or clock.today()
    _require_day(row, day)
    write(row, {"state": after, "proposed_on": None})
    facts = {"reason": reason.strip(), "decided_on": day.isoformat(), "decision": decision}
    trail(access, "followup_plan.sent_back", row, row, {**facts})
    return row


@transaction.atomic
def adopt_plan(
    access: Access, plan: Plan, *, facts: DecisionFacts, version: int | None = None
) -> Plan:
    """Register that the board has adopted the plan. One that it continues and covers is replaced.

    Raises:
        RuleViolation: it does not lie before the board, the board cannot have decided that day,
            or has a plan for the same time that this one does not continue.
        Outdated: somebody changed the plan after the page was read.
    """
    access.require(Permission.DECIDE_PLAN, authority_id=plan.authority_id)
    _hold_continued(access, plan)
    row = locked_plan(access, plan, permission=Permission.DECIDE_PLAN, version=version)
    after = PLAN_LIFECYCLE.after(row.plan_state, PlanEvent.ADOPT)
    _require_day(row, facts.decided_on)
    boards = list(PlanParty.objects.filter(plan=row).values_list("authority", flat=True))
    require_no_other_plan(access, row, Days(row.starts_on, row.ends_on), boards)
    said = write(row, {**facts.values, "state": after})
    trail(access, "followup_plan.adopted", row, row, said)
    _replace_continued(access, row)
    return row


def _require_day(plan: Plan, day: date) -> None:
    refusal = day_refusal(decided_on=day, proposed_on=plan.proposed_on or day, today=clock.today())
    if refusal:
        raise RuleViolation(_(refusal))


def _hold_continued(access: Access, plan: Plan) -> None:
    """Lock the plan before, ahead of this one: whoever makes an edition locks them so too."""
    rows = Plan.objects.visible_to(access).filter(continued_by=plan)
    list(rows.select_for_update(of=("self",)))


def _replace_continued(access: Access, plan: Plan) -> None:
    """Replace the plan before, when the two share days; else it has simply ended."""
    rows = Plan.objects.visible_to(access).filter(continued_by=plan, state=PlanState.ADOPTED)
    shared = rows.filter(ends_on__gte=plan.starts_on, starts_on__lte=plan.ends_on)
    before = shared.select_for_update(of=("self",)).first()
    if before is not None:
        after = PLAN_LIFECYCLE.after(before.plan_state, PlanEvent.REPLACE)
        said = write(before, {"state": after})
        trail(access, "followup_plan.replaced", before, before, said)
