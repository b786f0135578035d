"""Making the follow-ups of an activity in an adopted plan."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import User
from insyn.audit.services import Place, record
from insyn.criteria.models import TemplateVersion
from insyn.followups.models import Followup, FollowupForm
from insyn.followups.queries.from_plan import is_held, made_in, periods_of
from insyn.followups.rules import Reason
from insyn.followups.rules.from_plan import depth_of, kind_of
from insyn.followups.services.planning import PlanPlace, plan_followup
from insyn.followups.services.reviewers import assign_reviewer
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import ActivityPeriod, PlannedActivity
from insyn.plans.rules import FormKind, Scope, StageKind
from insyn.plans.rules.spans import words_of
from insyn.platform.locking import locked_row
from insyn.registry.models import Contract

LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class PlannedFacts:
    """One follow-up to make: of which contract, on which day and by whom."""

    contract: Contract
    planned_for: date
    reviewers: Sequence[User] = ()


@dataclass(frozen=True, slots=True)
class StartFacts:
    """The follow-ups to make of an activity at one of its times."""

    period: ActivityPeriod
    template_version: TemplateVersion
    planned: Sequence[PlannedFacts] = field(default_factory=tuple)
    form: FollowupForm | None = None


@transaction.atomic
def start_activity(
    access: Access, activity: PlannedActivity, *, facts: StartFacts
) -> list[Followup]:
    """Plan a follow-up of each contract, with day and reviewers; return those that were made.

    A contract that has one of this activity and time already is passed over, so that asking
    twice makes nothing twice.

    Raises:
        RuleViolation: the plan is not adopted, the activity is cancelled or done, no contract
            is chosen, a day lies outside the time or when a contract is not in force, or a
            reviewer cannot carry out follow-ups in the board.
        Outdated: the activity or the time is not in the plan any longer.
    """
    access.require(Permission.PLAN_FOLLOWUP, authority_id=activity.responsible_authority_id)
    row = _locked(access, activity)
    period = locked_row(ActivityPeriod.objects.visible_to(access).filter(activity=row),
                        pk=facts.period.pk)  # fmt: skip
    if not facts.planned:
        raise RuleViolation(_("Kryssa för minst en utförare att följa upp."))
    waiting = _waiting(access, row, period, facts)
    _require_days(waiting, period)
    _require_held(waiting)
    stored = replace(facts, period=period)
    made = [_make(access, row, stored, one) for one in waiting]
    if made:
        _note(access, row, period, len(made))
    return made


def _locked(access: Access, activity: PlannedActivity) -> PlannedActivity:
    rows = PlannedActivity.objects.visible_to(access)
    told = rows.select_related("plan", "form", "lot", "responsible_authority")
    return locked_row(told, pk=activity.pk)


def _waiting(
    access: Access, activity: PlannedActivity, period: ActivityPeriod, facts: StartFacts
) -> list[PlannedFacts]:
    made = made_in(access, activity, period, periods_of(access, activity))
    return [one for one in facts.planned if one.contract.pk not in made]


def _require_days(planned: Sequence[PlannedFacts], period: ActivityPeriod) -> None:
    for one in planned:
        if not period.starts_on <= one.planned_for <= period.ends_on:
            raise RuleViolation(
                _(
                    "%(day)s för %(provider)s ligger utanför perioden %(period)s. Välj en dag i "
                    "perioden, eller senarelägg aktiviteten i planen."
                )
                % {
                    "day": one.planned_for.isoformat(),
                    "provider": one.contract.provider,
                    "period": words_of(period.starts_on, period.ends_on),
                }
            )


def _require_held(planned: Sequence[PlannedFacts]) -> None:
    not_held = [one for one in planned if not is_held(one.contract, one.planned_for)]
    if not_held:
        named = ", ".join(
            f"{one.contract.provider} {one.planned_for.isoformat()}" for one in not_held
        )
        raise RuleViolation(
            _(
                "Kontraktet gäller inte den dag som är vald: %(named)s. Välj en annan dag eller "
                "ta bort krysset."
            )
            % {"named": named}
        )


def _make(
    access: Access, activity: PlannedActivity, facts: StartFacts, one: PlannedFacts
) -> Followup:
    """Plan one follow-up. A form decides its kind and depth, else the plan does."""
    plan_kind = FormKind(activity.form.kind)
    stage = facts.period.stage
    depth = depth_of(plan_kind, StageKind(stage.kind) if stage else None)
    followup = plan_followup(
        access,
        authority=activity.responsible_authority,
        contract=one.contract,
        lot=activity.lot if activity.scope == Scope.LOT else None,
        template_version=facts.template_version,
        planned_for=one.planned_for,
        form=facts.form,
        kind=None if facts.form else kind_of(plan_kind, activity.methods),
        depth=None if facts.form else depth,
        reason=Reason.DECISION,
        reason_note=f"{activity.plan}: {activity}"[:LONGEST_NOTE],
        place=PlanPlace(activity, facts.period),
    )
    for user in one.reviewers:
        assign_reviewer(access, followup, user=user, has_no_conflict=False)
    return followup


def _note(access: Access, activity: PlannedActivity, period: ActivityPeriod, count: int) -> None:
    record(
        access,
        "activity.followups_started",
        activity,
        place=Place(activity.responsible_authority_id),
        facts={"count": count, "period": words_of(period.starts_on, period.ends_on)},
    )
