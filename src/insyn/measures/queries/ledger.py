"""The ledger: amounts per unit, ground and period, summed by the database and never typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, DecimalField, F, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

from insyn.kernel.access import Access
from insyn.measures.models import SanctionLine
from insyn.measures.rules.amounts import CENT
from insyn.measures.rules.ledger import Figure, Grouping
from insyn.measures.rules.sanctions import SanctionState
from insyn.registry.models import Provider

_MONEY: Any = DecimalField(max_digits=14, decimal_places=2)
_NOTHING = Value(Decimal(), output_field=_MONEY)


_WITHDRAWN = Q(sanction__settled_on__isnull=False) & (
    Q(sanction__state=SanctionState.WITHDRAWN)
    | Q(sanction__state=SanctionState.CLOSED, sanction__carried_out_on=None)
)
_DECIDED = Q(decided__isnull=False)
COUNTED: Mapping[Figure, Q] = {
    Figure.PROPOSED: Q(proposed__isnull=False),
    Figure.DECIDED: _DECIDED,
    Figure.CONTESTED: _DECIDED & Q(sanction__contested_on__isnull=False),
    Figure.SETTLED: Q(settled__isnull=False),
    Figure.REDUCED: Q(settled__lt=F("decided")) & ~_WITHDRAWN,
    Figure.WITHDRAWN: _DECIDED & _WITHDRAWN,
    Figure.CARRIED_OUT: _DECIDED & Q(sanction__carried_out_on__isnull=False),
}
"""Which lines each figure is made of: the page behind a figure shows exactly these."""

_AMOUNT: Mapping[Figure, Any] = {
    Figure.PROPOSED: F("proposed"),
    Figure.DECIDED: F("decided"),
    Figure.CONTESTED: F("decided"),
    Figure.SETTLED: F("settled"),
    Figure.REDUCED: F("decided") - F("settled"),
    Figure.WITHDRAWN: F("decided"),
    Figure.CARRIED_OUT: Coalesce("settled", "decided"),
}
"""What each of those lines adds to the figure."""

ABOUT = (
    "sanction__contract__provider",
    "sanction__contract__agreement",
    "sanction__authority__municipality",
    "unit",
)
SORTS: Mapping[str, tuple[str | OrderBy, ...]] = {
    "provider": ("sanction__contract__provider__sort_key", "period_from", "pk"),
    "-provider": ("-sanction__contract__provider__sort_key", "-period_from", "-pk"),
    "period": ("period_from", "pk"),
    "-period": ("-period_from", "-pk"),
    "ground": ("ground", "pk"),
    "-ground": ("-ground", "-pk"),
    "proposed": ("proposed", "pk"),
    "-proposed": ("-proposed", "-pk"),
    "decided": (F("decided").asc(nulls_first=True), "pk"),
    "-decided": (F("decided").desc(nulls_last=True), "-pk"),
}
"""What the rows may be sorted by."""

_FILTERS: Mapping[str, str] = {
    "authority": "sanction__authority",
    "agreement": "sanction__contract__agreement",
    "provider": "sanction__contract__provider",
    "unit": "unit",
    "kind": "sanction__kind",
    "state": "sanction__state",
    "year": "period_from__year",
    "ground": "ground",
}


def ledger_lines(
    access: Access, chosen: Mapping[str, Any], *, sort: str = ""
) -> QuerySet[SanctionLine]:
    """Return the lines that the asker sees and the filters keep, the latest period first."""
    rows = SanctionLine.objects.visible_to(access).select_related(*ABOUT)
    if said := chosen.get("q"):
        named = Provider.objects.matching(said).values("pk")
        rows = rows.filter(
            Q(sanction__contract__provider__in=named)
            | Q(sanction__number__icontains=said)
            | Q(ground__icontains=said)
        )
    for name, path in _FILTERS.items():
        if chosen.get(name):
            rows = rows.filter(**{path: chosen[name]})
    if chosen.get("no_unit"):
        rows = rows.filter(unit=None)
    if chosen.get("figure"):
        rows = rows.filter(COUNTED[Figure(chosen["figure"])])
    return rows.order_by(*SORTS.get(sort, SORTS["-period"]))


@dataclass(frozen=True, slots=True)
class Totals:
    """A sum for each figure, in the order of the list."""

    sums: Mapping[Figure, Decimal]

    @property
    def pairs(self) -> Sequence[tuple[Figure, Decimal]]:
        return list(self.sums.items())


def _sums() -> dict[str, Any]:
    return {
        f"sum_{figure.value}": Coalesce(
            Sum(Case(When(COUNTED[figure], then=_AMOUNT[figure]), default=_NOTHING,
                     output_field=_MONEY)),
            _NOTHING,
            output_field=_MONEY,
        )
        for figure in Figure
    }  # fmt: skip


def _totals(found: Mapping[str, Any]) -> Totals:
    """Return the sums in whole öre: a database may add decimals as floating numbers."""
    return Totals({figure: found[f"sum_{figure.value}"].quantize(CENT) for figure in Figure})


def ledger_totals(lines: QuerySet[SanctionLine]) -> Totals:
    """Return what the lines come to. One query."""
    return _totals(lines.order_by().aggregate(**_sums()))


@dataclass(frozen=True, slots=True)
class LedgerGroup:
    """What the lines of one provider, agreement, unit, year or ground come to.

    ``key`` is what the filter of the rows is set to; empty for lines without a unit.
    """

    key: str
    name: str
    totals: Totals
    lines: int


_KEYS: Mapping[Grouping, tuple[str, str, str]] = {
    Grouping.PROVIDER: (
        "sanction__contract__provider",
        "sanction__contract__provider__name",
        "sanction__contract__provider__sort_key",
    ),
    Grouping.AGREEMENT: (
        "sanction__contract__agreement",
        "sanction__contract__agreement__title",
        "sanction__contract__agreement__sort_key",
    ),
    Grouping.UNIT: ("unit", "unit__name", "unit__sort_key"),
    Grouping.YEAR: ("period_from__year", "period_from__year", "period_from__year"),
    Grouping.GROUND: ("ground", "ground", "ground"),
}
"""What the lines are gathered by: the key, the name and what the groups are sorted by."""


def ledger_groups(lines: QuerySet[SanctionLine], by: Grouping) -> QuerySet[Any, Any]:
    """Return a row for each group, in the order of its name, made for a paginator. One query."""
    key, name, order = _KEYS[by]
    grouped = lines.order_by().values(group_key=F(key), group_name=F(name), group_order=F(order))
    return grouped.annotate(line_count=Count("pk"), **_sums()).order_by(
        F(order).asc(nulls_last=True), F(key)
    )


def shown_groups(found: Iterable[Mapping[str, Any]]) -> list[LedgerGroup]:
    """Return the groups of a page as they are shown."""
    return [
        LedgerGroup(
            key="" if row["group_key"] is None else str(row["group_key"]),
            name="" if row["group_name"] is None else str(row["group_name"]),
            totals=_totals(row),
            lines=row["line_count"],
        )
        for row in found
    ]
