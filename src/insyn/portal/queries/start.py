"""What the start page says: how things stand, what waits for the asker, and the year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Value
from django.urls import reverse

from insyn.accounts.models import Authority
from insyn.findings.models import Finding, FindingQuerySet
from insyn.followups.models import DocumentRequest, Followup, Reviewer
from insyn.followups.rules import BEFORE_SENT, ENDED, State
from insyn.kernel.access import Access, Permission
from insyn.measures.models import ActionPlan
from insyn.measures.rules import WAITS_FOR_PROVIDER, PlanState
from insyn.monitoring.queries import checks, of_standing
from insyn.monitoring.rules import Standing
from insyn.portal.rules import ENDS_WITHIN, Bar, TurnKind, bar_of
from insyn.registry.models import Agreement, Provider
from insyn.registry.rules.names import sort_key
from insyn.reports.models import Report
from insyn.reports.rules import ReportState

MOST_TURNS = 8
MOST_AGREEMENTS = 6
MOST_BARS = 60
"""How many lines each part of the page shows; the lists behind show all."""

TO_REVIEW = frozenset({PlanState.SUBMITTED, PlanState.UNDER_REVIEW})


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of the tiles. Each counts what the list behind it shows."""

    ongoing: int = 0
    late: int = 0
    deficiencies: int = 0
    plans: int = 0
    checks: int = 0


def figures(access: Access, *, today: date) -> Figures:
    """Return the numbers of the tiles, over the rows the asker may see. One query."""
    followups = Followup.objects.visible_to(access)
    plans = ActionPlan.objects.visible_to(access)
    first, *others = [
        _counted("ongoing", followups.filter(state=State.ONGOING)),
        _counted("late", followups.late(today)),
        _counted("deficiencies", open_deficiencies(access)),
        _counted("plans", plans.filter(state=PlanState.SUBMITTED)),
        _counted("checks", of_standing(checks(access), Standing.EXPIRED, today=today)),
    ]
    return Figures(**dict(first.union(*others, all=True)))


def _counted(tile: str, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    named = rows.order_by().annotate(tile=Value(tile, output_field=CharField())).values("tile")
    pairs: QuerySet[Any, Any] = named.annotate(counted=Count("pk")).values_list("tile", "counted")
    return pairs


def open_deficiencies(access: Access) -> FindingQuerySet:
    """Return the deficiencies that nobody has remedied, of follow-ups that have not ended."""
    return Finding.objects.visible_to(access).unremedied().exclude(followup__state__in=ENDED)


DEFICIENCY_ORDERS: Mapping[str, tuple[str, ...]] = {
    "provider": ("followup__contract__provider__sort_key",),
    "area": ("area",),
    "severity": ("severity",),
    "seen": ("seen_on",),
}
"""What the list of deficiencies can be sorted by."""


def deficiencies_list(
    access: Access, chosen: Mapping[str, Any], *, sort: str = ""
) -> FindingQuerySet:
    """Return the open deficiencies of the list page, the oldest first if nothing is chosen."""
    rows = open_deficiencies(access).select_related(
        "followup__contract__provider", "followup__authority__municipality"
    )
    for name, path in (("authority", "followup__authority"), ("severity", "severity")):
        if chosen[name]:
            rows = rows.filter(**{path: chosen[name]})
    if chosen["q"]:
        key = sort_key(chosen["q"])
        provider = Q(followup__contract__provider__sort_key__contains=key)
        rows = rows.filter(provider | Q(text__icontains=chosen["q"]))
    columns = DEFICIENCY_ORDERS.get(sort.removeprefix("-"), DEFICIENCY_ORDERS["seen"])
    sign = "-" if sort.startswith("-") else ""
    return rows.order_by(*(f"{sign}{column}" for column in columns), "pk")


def authorities_with_deficiencies(access: Access) -> QuerySet[Authority]:
    """Return the authorities whose open deficiencies the asker sees some of."""
    owners = open_deficiencies(access).values("followup__authority")
    return Authority.objects.select_related("municipality").filter(pk__in=owners)


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that waits for the asker, or that the asker waits for in vain."""

    kind: TurnKind
    name: str
    detail: str
    url: str
    due: date
    is_late: bool


def turns(access: Access, *, today: date) -> list[Turn]:
    """Return what waits for the asker, the most urgent first. Four queries at most."""
    found = [
        *_my_followups(access, today),
        *_requests(access, today),
        *_plans(access, today),
        *_reports(access),
    ]
    return sorted(found, key=lambda turn: (turn.due, turn.name))[:MOST_TURNS]


def _my_followups(access: Access, today: date) -> list[Turn]:
    mine = Reviewer.objects.visible_to(access).filter(user=access.user_id).values("followup")
    rows = Followup.objects.visible_to(access).for_list().filter(pk__in=mine)
    waiting = rows.filter(state__in=BEFORE_SENT).order_by("planned_for", "pk")[:MOST_TURNS]
    return [
        Turn(
            kind=TurnKind.FOLLOWUP,
            name=str(row),
            detail=State(row.state).label,
            url=reverse("followups:detail", args=[row.pk]),
            due=row.planned_for,
            is_late=row.is_late(today),
        )
        for row in waiting
    ]


def _requests(access: Access, today: date) -> list[Turn]:
    where = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    rows = DocumentRequest.objects.visible_to(access).filter(followup__authority__in=where)
    late = rows.overdue(today).select_related("followup__contract__provider")
    return [
        Turn(
            kind=TurnKind.REQUEST,
            name=row.title,
            detail=str(row.followup),
            url=reverse("followups:preparation", args=[row.followup_id]),
            due=row.due_on,
            is_late=True,
        )
        for row in late.order_by("due_on", "pk")[:MOST_TURNS]
    ]


def _plans(access: Access, today: date) -> list[Turn]:
    where = access.authorities_where(Permission.REQUEST_MEASURES)
    raised_to = access.authorities_where(Permission.DECIDE_MEASURES) - where
    late = Q(state__in=WAITS_FOR_PROVIDER, due_on__lt=today)
    to_handle = Q(followup__authority__in=where) & (Q(state__in=TO_REVIEW) | late)
    to_decide = Q(followup__authority__in=raised_to, state=PlanState.ESCALATED)
    rows = ActionPlan.objects.visible_to(access).filter(to_handle | to_decide)
    rows = rows.select_related("followup__contract__provider")
    return [
        Turn(
            kind=_kind_of(PlanState(row.state)),
            name=str(row.followup),
            detail=PlanState(row.state).label,
            url=reverse("measures:followup", args=[row.followup_id]),
            due=row.submitted_on or row.due_on,
            is_late=row.is_late(today),
        )
        for row in rows.order_by("due_on", "pk")[:MOST_TURNS]
    ]


def _kind_of(state: PlanState) -> TurnKind:
    if state == PlanState.ESCALATED:
        return TurnKind.PLAN_TO_DECIDE
    return TurnKind.PLAN_TO_REVIEW if state in TO_REVIEW else TurnKind.PLAN_LATE


def _reports(access: Access) -> list[Turn]:
    where = access.authorities_where(Permission.DECIDE_REPORT)
    rows = Report.objects.visible_to(access).filter(authority__in=where, state=ReportState.PROPOSED)
    return [
        Turn(
            kind=TurnKind.REPORT_TO_DECIDE,
            name=row.title,
            detail=ReportState.PROPOSED.label,
            url=reverse("reports:detail", args=[row.pk]),
            due=row.ends_on,
            is_late=False,
        )
        for row in rows.order_by("ends_on", "pk")[:MOST_TURNS]
    ]


def ending_agreements(access: Access, *, today: date) -> list[Agreement]:
    """Return the agreements that end within half a year, the first to end first."""
    ending = Agreement.objects.visible_to(access).filter(
        ends_on__gte=today, ends_on__lte=today + ENDS_WITHIN
    )
    return list(ending.order_by("ends_on", "pk")[:MOST_AGREEMENTS])


@dataclass(frozen=True, slots=True)
class YearRow:
    """A provider and its follow-ups on the line of the year."""

    provider: Provider
    bars: list[tuple[Followup, State, Bar]]


def year_rows(access: Access, *, year: int) -> list[YearRow]:
    """Return the year's follow-ups by the asker's own authorities, one row per provider."""
    rows = (
        Followup.objects.visible_to(access)
        .for_list()
        .filter(authority__in=access.authority_ids, planned_for__year=year)
    )
    shown: dict[int, YearRow] = {}
    in_order = rows.exclude(state=State.CANCELLED).order_by("planned_for", "pk")[:MOST_BARS]
    for row in in_order:
        provider = row.contract.provider
        starts = min(row.planned_for, row.carried_out_on or row.planned_for)
        state = State(row.state)
        bar = bar_of(starts=starts, ends=row.reported_on, state=state, year=year)
        shown.setdefault(provider.pk, YearRow(provider, [])).bars.append((row, state, bar))
    return list(shown.values())
