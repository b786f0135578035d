"""What an activity of a plan becomes: of which contracts, when, with what and by whom."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from insyn.accounts.models import Authority, CooperationMember, Membership, User
from insyn.criteria.models import TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.followups.models import Followup, FollowupForm
from insyn.followups.rules import CARRIES_OUT, Kind, State
from insyn.followups.rules.forms import Depth
from insyn.followups.rules.from_plan import (
    Candidate,
    Mark,
    Slot,
    StartRefusal,
    can_be_followed_up,
    depth_of,
    fitting_form,
    is_for,
    kind_of,
    nearest_slot,
    refusal_to_start,
)
from insyn.kernel.access import Access
from insyn.plans.models import ActivityPeriod, ActivityTarget, PlannedActivity, PlanParty
from insyn.plans.queries.editions import Successor, successors_in
from insyn.plans.rules import ActivityState, FormKind, StageKind
from insyn.platform import clock
from insyn.registry.models import Contract, Lot
from insyn.registry.rules import is_in_force
from insyn.registry.rules.lots import inside


@dataclass(frozen=True, slots=True)
class Startable:
    """A contract that the activity can be done of, at one of its times.

    ``followup`` is the one that has been made already. ``is_proposed`` says that it is meant:
    a target of the activity, with a contract in force during the time.
    """

    contract: Contract
    followup: Followup | None
    is_in_force: bool
    is_proposed: bool


@dataclass(frozen=True, slots=True)
class Startables:
    """The contracts, by the provider's name, and the targets that have none to follow up.

    A target may be a name that is not in the register.
    """

    rows: list[Startable]
    missing: list[ActivityTarget]

    @property
    def made(self) -> list[Startable]:
        """Return those that have their follow-up."""
        return [row for row in self.rows if row.followup is not None]


def refusal_of(activity: PlannedActivity) -> StartRefusal | None:
    """Return why the activity cannot become follow-ups; needs its plan and its form."""
    state = ActivityState(activity.state)
    return refusal_to_start(activity.plan.plan_state, state, is_outside=activity.form.is_outside)


def periods_of(access: Access, activity: PlannedActivity) -> list[ActivityPeriod]:
    """Return the times at which providers are followed up, in order; no decisions of boards."""
    rows = ActivityPeriod.objects.visible_to(access).filter(activity=activity)
    return [row for row in rows.select_related("stage") if can_be_followed_up(_stage_kind(row))]


def _stage_kind(period: ActivityPeriod) -> StageKind | None:
    return StageKind(period.stage.kind) if period.stage else None


def slot_of(period: ActivityPeriod) -> Slot:
    """Return the time as the rules know it."""
    return Slot(period.starts_on, period.ends_on, period.stage_id)


@dataclass(frozen=True, slots=True)
class Start:
    """What stands before the making of follow-ups: the times, and the one that is chosen."""

    refusal: StartRefusal | None
    periods: list[ActivityPeriod]
    period: ActivityPeriod | None


def start_of(access: Access, activity: PlannedActivity, chosen: str, *, today: date) -> Start:
    """Return the times of the activity; the chosen one, or the first that has not passed."""
    periods = periods_of(access, activity)
    asked = next((row for row in periods if str(row.pk) == chosen), None)
    place = nearest_slot([slot_of(row) for row in periods], today)
    nearest = None if place is None else periods[place]
    return Start(refusal_of(activity), periods, asked or nearest)


def startables(
    access: Access,
    activity: PlannedActivity,
    period: ActivityPeriod,
    periods: Sequence[ActivityPeriod],
) -> Startables:
    """Return the contracts that the activity can be done of in the period. Five queries."""
    targets = ActivityTarget.objects.visible_to(access).filter(activity=activity)
    meant = list(targets.select_related("provider"))
    contracts = list(_contracts(access, activity, meant))
    made = made_in(access, activity, period, periods)
    aim = _Aim.of(activity, meant, contracts)
    held = {contract.provider_id for contract in contracts}
    missing = {
        row.listed_as or row.provider_id: row for row in meant if row.provider_id not in held
    }
    return Startables(
        rows=[_startable(row, made.get(row.pk), period, aim) for row in contracts],
        missing=list(missing.values()),
    )


def _startable(
    contract: Contract, followup: Followup | None, period: ActivityPeriod, aim: "_Aim"
) -> Startable:
    days = (contract.starts_on, contract.ends_on)
    holds = _overlaps(*days, period.starts_on, period.ends_on)
    is_proposed = followup is None and holds and aim.takes(contract)
    return Startable(contract, followup, holds, is_proposed)


def _overlaps(starts_on: date, ends_on: date | None, first: date, last: date) -> bool:
    return starts_on <= last and (ends_on is None or ends_on >= first)


@dataclass(frozen=True, slots=True)
class _Aim:
    """Whom the activity is about: the providers named, or all when it names none."""

    names_any: bool
    providers: frozenset[int | None]
    ambiguous: frozenset[int]

    @classmethod
    def of(
        cls,
        activity: PlannedActivity,
        targets: Sequence[ActivityTarget],
        contracts: Sequence[Contract],
    ) -> "_Aim":
        """Return the aim; a provider with several contracts is left to the asker to choose."""
        held = [contract.provider_id for contract in contracts]
        several = {key for key in held if held.count(key) > 1}
        named = frozenset(target.provider_id for target in targets)
        ambiguous = frozenset() if activity.agreement_id else frozenset(several)
        return cls(bool(targets), named, ambiguous)

    def takes(self, contract: Contract) -> bool:
        is_named = not self.names_any or contract.provider_id in self.providers
        return is_named and contract.provider_id not in self.ambiguous


def _contracts(
    access: Access, activity: PlannedActivity, targets: Sequence[ActivityTarget]
) -> QuerySet[Contract]:
    rows = Contract.objects.visible_to(access).usable().filter(_usable_by(activity))
    if activity.agreement_id:
        rows = rows.filter(agreement=activity.agreement_id)
        rows = rows.filter(_in_lot(access, activity)) if activity.lot_id else rows
    elif targets:
        rows = rows.filter(provider__in=[row.provider_id for row in targets if row.provider_id])
    else:
        rows = rows.filter(lots__service_area=activity.service_area_id or 0)
    told = rows.select_related("provider", "agreement").distinct()
    return told.order_by("provider__sort_key", "agreement__sort_key", "pk")


def _usable_by(activity: PlannedActivity) -> Q:
    """Keep the agreements of the board that answers for the activity, own and shared."""
    board = activity.responsible_authority_id
    shared = CooperationMember.objects.filter(authority=board).values("cooperation")
    return Q(agreement__authority=board) | Q(agreement__cooperation__in=shared)


def _in_lot(access: Access, activity: PlannedActivity) -> Q:
    """Keep the contracts in the lot or in a part of it; one without lots holds them all."""
    lots = Lot.objects.visible_to(access).filter(agreement=activity.agreement_id)
    parents: dict[int | None, int | None] = dict(lots.values_list("pk", "parent_id"))
    return Q(lots__in=inside(activity.lot_id, parents)) | Q(lots=None)


def made_in(
    access: Access,
    activity: PlannedActivity,
    period: ActivityPeriod,
    periods: Sequence[ActivityPeriod],
) -> dict[int, Followup]:
    """Return the follow-ups made of the activity for the period, by contract. Two queries."""
    slots = [slot_of(one) for one in periods]
    return {
        row.contract_id: row
        for row in _made(access, activity)
        if is_for(_mark_of(row), slot_of(period), slots)
    }


def _made(access: Access, activity: PlannedActivity) -> QuerySet[Followup]:
    """Return the follow-ups of the activity, also from before its plan got a new edition."""
    itself = PlannedActivity.objects.visible_to(access).filter(pk=activity.pk)
    before = made_before(successors_in(access, itself))
    rows = Followup.objects.visible_to(access).filter(Q(activity=activity) | before)
    return rows.exclude(state=State.CANCELLED).order_by("-pk")


def made_before(successors: Mapping[int, Successor]) -> Q:
    """Return the filter on follow-ups of activities that have successors, for their plan's days."""
    by_day: defaultdict[date, list[int]] = defaultdict(list)
    for key, successor in successors.items():
        by_day[successor.since].append(key)
    found = Q(pk__in=())
    for since, keys in by_day.items():
        found |= Q(activity__in=keys, planned_for__gte=since)
    return found


def period_on(periods: Sequence[ActivityPeriod], day: date) -> ActivityPeriod | None:
    """Return the first of the times that the day lies in."""
    return next((row for row in periods if row.starts_on <= day <= row.ends_on), None)


def made_on(
    access: Access, activity: PlannedActivity, day: date, periods: Sequence[ActivityPeriod]
) -> list[Followup]:
    """Return the follow-ups made of the activity for the time that the day lies in. Two queries.

    An activity with one time has no other, whatever the day; one without any has them all.
    """
    if not periods:
        return list(_made(access, activity))
    period = periods[0] if len(periods) == 1 else period_on(periods, day)
    if period is None:
        return []
    slots = [slot_of(one) for one in periods]
    rows = _made(access, activity)
    return [row for row in rows if is_for(_mark_of(row), slot_of(period), slots)]


def _mark_of(followup: Followup) -> Mark:
    return Mark(followup.planned_for, followup.activity_starts_on, followup.activity_stage_id)


def is_held(contract: Contract, day: date) -> bool:
    """Tell whether the contract is in force on the day."""
    return is_in_force(contract.starts_on, contract.ends_on, day)


def versions_for(access: Access, activity: PlannedActivity) -> QuerySet[TemplateVersion]:
    """Return the published versions to follow up with; of the activity's template, if it has."""
    rows = TemplateVersion.objects.visible_to(access).filter(state=TemplateState.PUBLISHED)
    if activity.template_id:
        rows = rows.filter(template=activity.template_id)
    return rows.select_related("template").order_by("template__name", "-number")


def who_can_carry_out(authority_id: int) -> QuerySet[User]:
    """Return those who may be reviewers of the authority's follow-ups today, by name."""
    members = Membership.objects.current(clock.today()).filter(
        authority=authority_id, role__in=CARRIES_OUT
    )
    users = User.objects.filter(is_active=True, pk__in=members.values("user"))
    return users.order_by("first_name", "last_name", "username")


def activity_for(
    access: Access, activity: PlannedActivity | None, authority: Authority
) -> PlannedActivity | None:
    """Return the activity when the authority is one of its plan's boards; else None.

    A coordinated selection may belong to the plan of one board and be carried out by several.
    """
    if activity is None:
        return None
    parties = PlanParty.objects.filter(authority=authority).values("plan")
    rows = PlannedActivity.objects.visible_to(access).filter(plan__in=parties, pk=activity.pk)
    return rows.select_related("plan", "form").first()


def activity_of(access: Access, followup: Followup) -> PlannedActivity | None:
    """Return the activity that the follow-up was made from, if the asker may see its plan."""
    if followup.activity_id is None:
        return None
    rows = PlannedActivity.objects.visible_to(access).select_related("plan", "form")
    return rows.filter(pk=followup.activity_id).first()


def forms_for(access: Access, activity: PlannedActivity) -> list[FollowupForm]:
    """Return the forms of the board that is to follow up, in its order. One query."""
    rows = FollowupForm.objects.visible_to(access).filter(
        authority=activity.responsible_authority_id, retired_on=None
    )
    return list(rows)


def proposed_form(
    activity: PlannedActivity, period: ActivityPeriod, forms: Iterable[FollowupForm]
) -> int | None:
    """Return the key of the form that is proposed for the activity; None when none or many fit."""
    kind = FormKind(activity.form.kind)
    stage = StageKind(period.stage.kind) if period.stage else None
    candidates = [Candidate(row.pk, row.name, Kind(row.kind), Depth(row.depth)) for row in forms]
    return fitting_form(
        candidates,
        name=period.stage.name if period.stage else activity.form.name,
        kind=kind_of(kind, activity.methods),
        depth=depth_of(kind, stage),
    )
