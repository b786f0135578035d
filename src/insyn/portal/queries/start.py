"""How things stand: the figures of the start page, the lists behind them, and the year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Value

from insyn.accounts.models import Authority
from insyn.findings.models import Finding, FindingQuerySet
from insyn.followups.models import Followup
from insyn.followups.rules import ENDED, State
from insyn.kernel.access import Access
from insyn.measures.models import ActionPlan
from insyn.measures.rules import TO_REVIEW
from insyn.monitoring.queries import checks, of_standing
from insyn.monitoring.rules import Standing
from insyn.portal.rules import Bar, bar_of
from insyn.registry.models import Provider
from insyn.registry.rules.names import sort_key

MOST_BARS = 60
"""How many follow-ups the line of the year shows; the list behind shows all."""


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
        _counted("plans", plans.filter(state__in=TO_REVIEW)),
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
    "due": ("due_on",),
}
"""What the list of deficiencies can be sorted by."""


def deficiencies_list(
    access: Access, chosen: Mapping[str, Any], *, sort: str = ""
) -> FindingQuerySet:
    """Return the open deficiencies of the list page, the oldest first if nothing is chosen."""
    rows = open_deficiencies(access).select_related(
        "followup__contract__provider", "followup__authority__municipality", "unit"
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
