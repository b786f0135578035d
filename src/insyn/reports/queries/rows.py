"""The rows under the figures of a report, named without telling what was seen."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from insyn.coordination.models import BoardMatter, SampledUnit
from insyn.findings.rules import FindingKind
from insyn.kernel.access import SHARED_AT_MOST, Access
from insyn.reports.models import Report
from insyn.reports.rules.rows import RowSaid, RowsSaid
from insyn.results.queries.rows import seen
from insyn.results.rules.tables import RowKind, Table

AT_A_TIME = 500
"""Keys in one question to the database; SQLite takes no more than so many."""


def rows_said(access: Access, tables: Sequence[Table]) -> RowsSaid:
    """Return every row under the figures that the asker may see, by kind and key."""
    keys: dict[RowKind, set[int]] = defaultdict(set)
    for table in tables:
        for _address, cell in table.cells():
            if cell.row_kind is not None:
                keys[cell.row_kind].update(cell.rows)
    return {
        (kind, row.pk): said_of(kind, row)
        for kind, wanted in keys.items()
        for row in rows_of(access, kind, sorted(wanted))
    }


def rows_of(access: Access, kind: RowKind, keys: Sequence[int]) -> Iterable[Any]:
    """Yield the rows of those keys that the asker may see."""
    rows = _visible(access, kind)
    for start in range(0, len(keys), AT_A_TIME):
        yield from rows.filter(pk__in=keys[start : start + AT_A_TIME])


def _visible(access: Access, kind: RowKind) -> QuerySet[Any]:
    """Return the rows of the kind that the asker sees and a report may name."""
    at_most = {f"{path}__lte": SHARED_AT_MOST for path in LEVELS.get(kind, ())}
    rows = _READ[kind](access) if kind in _READ else seen(access, kind)
    return rows.filter(**at_most)


def _sampled(access: Access) -> QuerySet[Any]:
    return SampledUnit.objects.visible_to(access).select_related("unit", "authority")


def _matters(access: Access) -> QuerySet[Any]:
    return BoardMatter.objects.visible_to(access).select_related("authority")


def _reports(access: Access) -> QuerySet[Any]:
    return Report.objects.visible_to(access).select_related("authority")


_READ: Mapping[RowKind, Callable[[Access], QuerySet[Any]]] = {
    RowKind.SAMPLED: _sampled,
    RowKind.MATTER: _matters,
    RowKind.REPORT: _reports,
}
"""The kinds that only reports count; the statistics read the others."""


LEVELS: Mapping[RowKind, Sequence[str]] = {
    RowKind.FOLLOWUP: ["secrecy"],
    RowKind.FINDING: ["followup__secrecy"],
    RowKind.PLAN: ["followup__secrecy"],
    RowKind.SANCTION: ["secrecy"],
    RowKind.CHECK: ["secrecy"],
    RowKind.SIGNAL: ["secrecy"],
}
"""Where the level of a row stands; what has none is as guarded as the report."""


def said_of(kind: RowKind, row: Any) -> RowSaid:  # noqa: PLR0911  one answer a kind
    """Return what the row is called: which one it is, never what was seen."""
    match kind:
        case RowKind.FOLLOWUP:
            return RowSaid(row.number, str(row.contract.provider), row.carried_out_on)
        case RowKind.FINDING:
            word = FindingKind(row.kind).label
            followup = row.followup
            return RowSaid(f"{followup.number}: {word}", row.area, followup.carried_out_on)
        case RowKind.CONTRACT:
            return RowSaid(row.agreement.title, str(row.provider))
        case RowKind.PLAN:
            followup = row.followup
            return RowSaid(f"Åtgärdsplan i {followup.number}", str(followup.contract.provider))
        case RowKind.SANCTION:
            return RowSaid("Sanktion", str(row.contract.provider))
        case RowKind.SIGNAL:
            return RowSaid("Signal", str(row.provider), row.happened_on)
        case RowKind.SAMPLED | RowKind.MATTER | RowKind.REPORT:
            return _of_city(kind, row)
        case _:
            return RowSaid(row.source or "Registerkontroll", str(row.provider), row.checked_on)


def _of_city(kind: RowKind, row: Any) -> RowSaid:
    board = row.authority.name
    if kind == RowKind.SAMPLED:
        return RowSaid(str(row.unit), board)
    if kind == RowKind.REPORT:
        return RowSaid(row.title, board, row.decided_on)
    return RowSaid(row.reference or kind.label, board, row.told_on)


_PAGES: Mapping[RowKind, str] = {
    RowKind.FOLLOWUP: "followups:detail",
    RowKind.CONTRACT: "registry:contract",
    RowKind.SAMPLED: "coordination:reported",
    RowKind.REPORT: "reports:detail",
}


def page_of(kind: RowKind, row: Model) -> str:
    """Return the address of the row's own page, or of its follow-up's; empty when it has none."""
    if kind in {RowKind.FINDING, RowKind.PLAN}:
        return reverse("followups:detail", args=[row.followup_id])  # type: ignore[attr-defined]
    if kind == RowKind.MATTER:
        return reverse("coordination:instruction", args=[row.instruction_id])  # type: ignore[attr-defined]
    return reverse(_PAGES[kind], args=[row.pk]) if kind in _PAGES else ""
