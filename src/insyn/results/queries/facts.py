"""The rows that the tables of a period are counted from, in a fixed number of queries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, ExtractYear

from insyn.accounts.models import CooperationMember
from insyn.findings.models import FactCheck, Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup, FollowupQuerySet
from insyn.followups.rules import REPORTED
from insyn.kernel.access import Access, Secrecy
from insyn.measures.models import ActionPlan, PlanStep, Sanction
from insyn.measures.rules import PlanEvent, PlanState
from insyn.monitoring.models import RegisterCheck
from insyn.registry.models import Contract, ServiceArea
from insyn.registry.models.contracts import ContractQuerySet
from insyn.registry.rules import ContractStatus
from insyn.results.rules.facts import (
    CheckFact,
    ContractFact,
    FindingFact,
    FollowupFact,
    PlanFact,
    SanctionFact,
    SignalFact,
)
from insyn.results.rules.found import TOLD
from insyn.results.rules.scope import Scope, sees_working
from insyn.signals.models import Signal

OPEN_ENOUGH = Secrecy.INTERNAL
"""The most guarded level that is counted: what is more guarded is in no figure."""

_DAY = Coalesce("followup__carried_out_on", "followup__planned_for")


@dataclass(frozen=True, slots=True)
class Places:
    """Which kinds of service each contract is about."""

    of_contract: Mapping[int, frozenset[int]]

    def of(self, contract: int | None) -> frozenset[int]:
        return frozenset() if contract is None else self.of_contract.get(contract, frozenset())

    def area(self, unit_area: int | None, lot_area: int | None, contract: int) -> int | None:
        """Return the unit's kind of service, else the lot's, else the only one of the contract."""
        if unit_area is not None or lot_area is not None:
            return unit_area if unit_area is not None else lot_area
        areas = self.of(contract)
        return next(iter(areas)) if len(areas) == 1 else None


def contracts_of(access: Access, scope: Scope) -> ContractQuerySet:
    """Return the contracts of the boards, and those of the cooperations they take part in."""
    shared = CooperationMember.objects.filter(authority__in=scope.authority_ids)
    return Contract.objects.visible_to(access).filter(
        Q(agreement__authority__in=scope.authority_ids)
        | Q(agreement__cooperation__in=shared.values("cooperation"))
    )


def reported_followups(access: Access) -> FollowupQuerySet:
    """Return the follow-ups that may be told of: reported, and not too guarded."""
    return Followup.objects.visible_to(access).filter(
        state__in=REPORTED, reported_on__isnull=False, secrecy__lte=OPEN_ENOUGH
    )


def areas_of_contracts(contracts: QuerySet[Contract]) -> Places:
    """Return which kinds of service the contracts are about, by lots and units. One query."""
    keys = contracts.order_by().values("pk")
    lots = Contract.lots.through.objects.filter(contract__in=keys).values_list(
        "contract_id", Coalesce("lot__service_area", "lot__parent__service_area")
    )
    units = Contract.units.through.objects.filter(contract__in=keys).values_list(
        "contract_id", "unit__service_area"
    )
    found: dict[int, set[int]] = {}
    for contract, area in lots.union(units):
        if area is not None:
            found.setdefault(contract, set()).add(area)
    return Places({contract: frozenset(areas) for contract, areas in found.items()})


def contract_facts(
    access: Access, contracts: QuerySet[Contract], places: Places, scope: Scope
) -> list[ContractFact]:
    """Return the contracts, and when each was latest followed up in the period or before."""
    latest = dict(
        reported_followups(access)
        .filter(contract__in=contracts.order_by().values("pk"), reported_on__lte=scope.ends_on)
        .order_by()
        .values_list("contract")
        .annotate(latest=Max("reported_on"))
    )
    rows = contracts.filter(starts_on__lte=scope.ends_on).order_by("pk").values_list(
        "pk", "provider", "provider__operating_form", "starts_on", "ends_on",
        "agreement__starts_on", "agreement__ends_on", "status", "status_from",
    )  # fmt: skip
    return [
        ContractFact(
            key=key,
            provider=provider,
            operating_form=form,
            areas=places.of(key),
            starts_on=max(starts_on, agreed_from),
            ends_on=_ends(ends_on, agreed_to, left_on if status == ContractStatus.ENDED else None),
            latest_on=latest.get(key),
        )
        for key, provider, form, starts_on, ends_on, agreed_from, agreed_to, status, left_on in rows
        if scope.takes(places.of(key), form)
    ]


def _ends(*days: date | None) -> date | None:
    return min((day for day in days if day is not None), default=None)


_PROVIDER = "contract__provider__operating_form"
_UNIT_AREA = "unit__service_area"
_LOT_AREA = "lot_area"
_DECIDED = "reports__decided_on"
"""When the board decided on the report about the follow-up; it has one at the most."""


def _of_scope(access: Access, scope: Scope) -> FollowupQuerySet:
    own = reported_followups(access).filter(authority__in=scope.authority_ids)
    return own.filter(reported_on__lte=scope.ends_on)


def followup_facts(access: Access, scope: Scope, places: Places) -> list[FollowupFact]:
    """Return the boards' follow-ups that were reported in the period. Two queries."""
    rows = _of_scope(access, scope).filter(reported_on__gte=scope.starts_on).order_by("pk")
    sent = dict(
        FactCheck.objects.visible_to(access)
        .filter(followup__in=rows.order_by().values("pk"))
        .order_by()
        .values_list("followup")
        .annotate(first=Min("sent_on"))
    )
    values = rows.annotate(
        lot_area=Coalesce("lot__service_area", "lot__parent__service_area")
    ).values_list(
        "pk", "contract", "kind", "outcome", _PROVIDER, _UNIT_AREA, _LOT_AREA, "carried_out_on",
        "reported_on", _DECIDED,
    )  # fmt: skip
    found = []
    for (
        key, contract, kind, outcome, form, unit_area, lot_area, made_on, reported_on, decided_on,
    ) in values:  # fmt: skip
        area = places.area(unit_area, lot_area, contract)
        if scope.takes(_only(area), form):
            found.append(
                FollowupFact(
                    key=key,
                    contract=contract,
                    kind=kind,
                    outcome=outcome,
                    operating_form=form,
                    area=area,
                    carried_out_on=made_on,
                    reported_on=reported_on,
                    fact_check_on=sent.get(key),
                    decided_on=decided_on,
                )
            )
    return found


def _only(area: int | None) -> frozenset[int]:
    return frozenset() if area is None else frozenset({area})


_FINDING = ("pk", "followup", "kind", "severity", "area", "due_on", "remedied_on", "year")
_REQUIREMENT = "wording__requirement"
_COMPARED = (
    "followup__reported_on", f"{_REQUIREMENT}__pk", f"{_REQUIREMENT}__same_as",
    f"{_REQUIREMENT}__origin", "unit", "followup__unit", "followup__contract__provider",
    "followup__contract__provider__group",
)  # fmt: skip
"""What tells whether two deficiencies are of the same demand in the same place."""

_KINDS = {kind.value: kind for kind in FindingKind}


def finding_facts(
    access: Access,
    scope: Scope,
    followups: list[FollowupFact],
    *,
    with_earlier: bool = False,
    kinds: Collection[FindingKind] = TOLD,
) -> tuple[list[FindingFact], list[FindingFact]]:
    """Return the findings of the follow-ups, and the earlier deficiencies of demands. One query.

    The demand and the places of a finding are read only with the earlier ones, for comparing.
    """
    mine = {row.key for row in followups}
    told = Finding.objects.visible_to(access).filter(kind__in=kinds)
    in_period = Q(followup__reported_on__gte=scope.starts_on)
    of_demands = Q(kind=FindingKind.DEFICIENCY, wording__isnull=False)
    rows = (
        told.filter(
            in_period | of_demands if with_earlier else in_period,
            followup__in=_of_scope(access, scope).values("pk"),
        )
        .annotate(year=ExtractYear(_DAY))
        .order_by("pk")
        .values_list(*_FINDING, *(_COMPARED if with_earlier else ()))
    )
    found, earlier = [], []
    for row in rows:
        if row[1] in mine:
            found.append(_finding(row))
        elif with_earlier and row[len(_FINDING)] < scope.starts_on:
            earlier.append(_finding(row))
    return found, earlier


def _finding(row: tuple[Any, ...]) -> FindingFact:
    key, followup, kind, severity, area, due_on, remedied_on, year, *compared = row
    roots, places = _standing(*compared) if compared else ((), ())
    return FindingFact(
        key, followup, _KINDS[kind], severity, area, due_on, remedied_on, year, roots, places
    )


def _standing(
    _reported_on: date, demand: int | None, *about: int | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the demand, and of the places it was seen in; none without a demand."""
    if demand is None:
        return (), ()
    same_as, origin, own_unit, unit, provider, group = about
    unit = own_unit or unit
    roots = (f"r{same_as or demand}", f"o{origin}" if origin else "")
    places = (f"u{unit}" if unit else "", f"p{provider}", f"g{group}" if group else "")
    return tuple(filter(None, roots)), tuple(filter(None, places))


def plan_facts(access: Access, scope: Scope, places: Places, as_of: date) -> list[PlanFact]:
    """Return the action plans that were requested in the period. Two queries."""
    own = reported_followups(access).filter(authority__in=scope.authority_ids)
    rows = ActionPlan.objects.visible_to(access).filter(
        followup__in=own.values("pk"), requested_on__range=(scope.starts_on, scope.ends_on)
    )
    returned, verified = _steps_of(access, rows, as_of)
    values = rows.order_by("pk").annotate(
        lot_area=Coalesce("followup__lot__service_area", "followup__lot__parent__service_area")
    ).values_list(
        "pk", "followup", "followup__reported_on", "requested_on", "approved_on", "state",
        "followup__contract", f"followup__{_PROVIDER}", f"followup__{_UNIT_AREA}", _LOT_AREA,
    )  # fmt: skip
    found = []
    for (
        key, followup, reported_on, requested_on, approved_on, state, contract, form, unit_area,
        lot_area,
    ) in values:  # fmt: skip
        if scope.takes(_only(places.area(unit_area, lot_area, contract)), form):
            found.append(
                PlanFact(
                    key=key,
                    followup=followup,
                    reported_on=reported_on,
                    requested_on=requested_on,
                    approved_on=approved_on,
                    is_returned=key in returned,
                    is_verified=key in verified,
                    is_closed=state == PlanState.CLOSED,
                )
            )
    return found


def _steps_of(
    access: Access, plans: QuerySet[ActionPlan], as_of: date
) -> tuple[set[int], set[int]]:
    """Return the plans that came back before they were approved, and those that were verified."""
    steps = PlanStep.objects.visible_to(access).filter(
        plan__in=plans.order_by().values("pk"),
        event__in=(PlanEvent.RETURN, PlanEvent.APPROVE, PlanEvent.VERIFY),
    )
    approved: set[int] = set()
    returned: set[int] = set()
    verified: set[int] = set()
    for plan, event, day in steps.order_by("pk").values_list("plan", "event", "happened_on"):
        if event == PlanEvent.APPROVE:
            approved.add(plan)
        elif event == PlanEvent.RETURN and plan not in approved:
            returned.add(plan)
        elif event == PlanEvent.VERIFY and (day is None or day <= as_of):
            verified.add(plan)
    return returned, verified


def sanction_facts(access: Access, scope: Scope, places: Places) -> list[SanctionFact] | None:
    """Return the boards' sanctions; None for one who does not see what the boards work with."""
    if not all(sees_working(access, authority) for authority in scope.authority_ids):
        return None
    rows = (
        Sanction.objects.visible_to(access)
        .filter(
            authority__in=scope.authority_ids,
            secrecy__lte=OPEN_ENOUGH,
            proposed_on__lte=scope.ends_on,
        )
        .order_by("pk")
        .annotate(sum_decided=Sum("lines__decided"), sum_settled=Sum("lines__settled"))
        .values_list(
            "pk", "contract", _PROVIDER, "proposed_on", "decided_on", "contested_on",
            "carried_out_on", "sum_decided", "sum_settled",
        )
    )  # fmt: skip
    return [SanctionFact(*row) for row in rows if scope.takes(places.of(row[1]), row[2])]


def check_facts(access: Access, scope: Scope, contracts: list[ContractFact]) -> list[CheckFact]:
    """Return the register checks made up to the period's end of the providers that are meant.

    Without a kind of service or a form of operation every check of the boards is meant.
    """
    rows = RegisterCheck.objects.visible_to(access).filter(
        authority__in=scope.authority_ids,
        secrecy__lte=OPEN_ENOUGH,
        checked_on__lte=scope.ends_on,
    )
    values = rows.order_by("pk").values_list("pk", "provider", "kind", "checked_on", "result")
    is_all = scope.service_area_id is None and not scope.operating_form
    meant = {row.provider for row in contracts}
    return [CheckFact(*row) for row in values if is_all or row[1] in meant]


def signal_facts(access: Access, scope: Scope, places: Places) -> list[SignalFact] | None:
    """Return the signals of the period; None for one who does not see what the boards work with."""
    if not all(sees_working(access, authority) for authority in scope.authority_ids):
        return None
    rows = (
        Signal.objects.visible_to(access)
        .filter(
            authority__in=scope.authority_ids,
            secrecy__lte=OPEN_ENOUGH,
            noted_at__date__range=(scope.starts_on, scope.ends_on),
        )
        .order_by("pk")
        .values_list(
            "pk", "source", "state", "closed_on", "provider__operating_form", _UNIT_AREA, "contract"
        )
    )
    return [
        SignalFact(key, source, state, closed_on is not None)
        for key, source, state, closed_on, form, unit_area, contract in rows
        if scope.takes(_only(unit_area) or places.of(contract), form)
    ]


def area_names() -> dict[int, str]:
    """Return what the kinds of service are called."""
    return dict(ServiceArea.objects.values_list("pk", "name"))
