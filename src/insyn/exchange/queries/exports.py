"""Lists given out: the rows of one kind that the asker sees, as they are taken in again."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from insyn.criteria.models import TemplateVersion
from insyn.exchange.queries.tables.agreements import agreement_cells, option_cells, step_cells
from insyn.exchange.queries.tables.catalogues import requirement_cells
from insyn.exchange.queries.tables.contracts import contract_cells, price_cells, usage_cells
from insyn.exchange.queries.tables.lots import lot_cells
from insyn.exchange.queries.tables.providers import provider_cells
from insyn.exchange.queries.tables.questions import question_rows
from insyn.exchange.queries.tables.units import operation_cells, permit_cells, unit_cells
from insyn.exchange.rules.kinds import ListKind, Table
from insyn.exchange.rules.saying import writers
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.registry.models import (
    Agreement,
    AgreementOption,
    Contract,
    ContractPrice,
    Lot,
    Permit,
    SanctionStep,
    UnitOperation,
)
from insyn.registry.queries.lots import lots_in_order
from insyn.requirements.models import RequirementVersion

AT_A_TIME = 2_000
"""Rows that are held in memory at once."""

Cells = Mapping[str, object]
Rows = QuerySet[Any]

_AGREEMENT = ("agreement__authority__municipality",)
_UNIT = ("unit__provider", "unit__service_area", "unit__municipality")


def exported(access: Access, table: Table, rows: Rows) -> Iterator[dict[str, object]]:
    """Give each row as a file holds it, a few thousand rows in memory at a time.

    The numbers of sole traders are whole only for those who may take them in again.
    """
    is_whole = access.may_somewhere(Permission.IMPORT_REGISTER)
    write = writers(table.exported, is_whole=is_whole).items()
    for cells in _CELLS[table.kind](access, rows):
        row = dict(cells)
        for key, text_of in write:
            if row[key] is not None:
                row[key] = text_of(row[key])
        yield row


def all_rows(access: Access, kind: ListKind) -> Rows:
    """Return all rows of one kind that the asker sees, in the order of a list."""
    return _ALL[kind](access)


def _shown_requirements(access: Access) -> Rows:
    """Return the requirements as they read on the day that their agreement is shown for."""
    rows = RequirementVersion.objects.visible_to(access)
    shown = Q(pk__in=rows.as_shown(clock.today()).order_by().values("pk"))
    return rows.filter(shown | Q(requirement__pack__isnull=False)).order_by(
        "requirement__agreement__sort_key",
        "requirement__agreement",
        "requirement__pack__name",
        "requirement__position",
        "requirement",
    )


_ALL: Mapping[ListKind, Callable[[Access], Rows]] = {
    ListKind.OPERATIONS: lambda _: UnitOperation.objects.order_by(
        "unit__sort_key", "unit", "starts_on", "pk"
    ),
    ListKind.PERMITS: lambda _: Permit.objects.order_by("unit__sort_key", "unit", "-valid_from"),
    ListKind.OPTIONS: lambda access: AgreementOption.objects.visible_to(access).order_by(
        "agreement__sort_key", "agreement", "number"
    ),
    ListKind.LOTS: lambda access: Lot.objects.visible_to(access).order_by(
        "agreement__sort_key", "agreement", "position", "pk"
    ),
    ListKind.SANCTIONS: lambda access: SanctionStep.objects.visible_to(access).order_by(
        "agreement__sort_key", "agreement", "number"
    ),
    ListKind.REQUIREMENTS: _shown_requirements,
    ListKind.TEMPLATES: lambda access: TemplateVersion.objects.visible_to(access).order_by(
        "template__name", "template", "-number"
    ),
    ListKind.PRICES: lambda access: ContractPrice.objects.visible_to(access).order_by(
        "contract__provider__sort_key", "contract", "item", "unit", "-valid_from", "pk"
    ),
}


def _plainly(
    cells: Callable[[Any], Cells], *related: str, prefetched: tuple[str, ...] = ()
) -> Callable[[Access, Rows], Iterator[Cells]]:
    """Return what reads the rows with what they point at, and nothing more."""

    def read(access: Access, rows: Rows) -> Iterator[Cells]:
        del access
        found = rows.select_related(*related).prefetch_related(*prefetched)
        return map(cells, found.iterator(chunk_size=AT_A_TIME))

    return read


def _lots(access: Access, rows: Rows) -> Iterator[Cells]:
    """Give lots in the order of their trees, agreement by agreement."""
    agreements = list(dict.fromkeys(rows.values_list("agreement", flat=True)))
    kept = set(rows.values_list("pk", flat=True))
    known = Agreement.objects.visible_to(access).select_related("authority__municipality")
    by_pk = known.in_bulk(agreements)
    wanted = Lot.objects.visible_to(access).select_related("service_area").in_bulk(kept)
    for key in agreements:
        for lot in lots_in_order(access, [key]):
            if lot.pk in kept:
                lot.agreement = by_pk[key]
                lot.service_area = wanted[lot.pk].service_area
                yield lot_cells(lot)


def _agreements_told(access: Access, rows: Rows) -> Iterator[Cells]:
    """Give agreements. Who answers for them, by user name, stays in the authority."""
    related = rows.select_related("authority__municipality", "responsible", "cooperation")
    for agreement in related.iterator(chunk_size=AT_A_TIME):
        cells = agreement_cells(agreement)
        is_own = agreement.authority_id in access.authority_ids
        yield cells if is_own else {**cells, "responsible": None}


def _contracts(access: Access, rows: Rows) -> Iterator[Cells]:
    """Give contracts with the names of their lots and units, some thousand at a time."""
    agreements = _agreements(access, rows.order_by().values_list("agreement", flat=True))
    names = _names_of_lots(access, agreements)
    found = rows.select_related(None).select_related("provider")
    for some in _some(found.iterator(chunk_size=AT_A_TIME)):
        keys = [contract.pk for contract in some]
        lots, units = _held_lots(keys, names), _held_units(keys)
        for contract in some:
            contract.agreement = agreements[contract.agreement_id]
            yield contract_cells(contract, lots[contract.pk], units[contract.pk])


def _agreements(access: Access, keys: QuerySet[Any, Any]) -> dict[int, Agreement]:
    """Return the agreements that many rows belong to, each read once."""
    seen = Agreement.objects.visible_to(access).select_related("authority__municipality")
    return seen.in_bulk(list(keys.distinct()))


def _usage(access: Access, rows: Rows) -> Iterator[Cells]:
    agreements = _agreements(access, rows.order_by().values_list("agreement", flat=True))
    found = rows.select_related(None).select_related("contract__provider")
    for one in found.iterator(chunk_size=AT_A_TIME):
        one.contract.agreement = agreements[one.agreement_id]
        yield usage_cells(one)


def _names_of_lots(access: Access, agreements: Iterable[int]) -> dict[int, str]:
    return {lot.pk: lot.full_name for lot in lots_in_order(access, list(agreements))}


def _held_lots(keys: list[int], names: Mapping[int, str]) -> dict[int, list[str]]:
    held: defaultdict[int, list[str]] = defaultdict(list)
    links = Contract.lots.through.objects.filter(contract__in=keys)
    for contract_id, lot_id in links.values_list("contract_id", "lot_id"):
        if lot_id in names:
            held[contract_id].append(names[lot_id])
    return held


def _held_units(keys: list[int]) -> dict[int, list[str]]:
    held: defaultdict[int, list[str]] = defaultdict(list)
    links = Contract.units.through.objects.filter(contract__in=keys)
    for contract_id, name in links.values_list("contract_id", "unit__name"):
        held[contract_id].append(name)
    return held


def _some(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while some := list(islice(rows, AT_A_TIME)):
        yield some


def _prices(access: Access, rows: Rows) -> Iterator[Cells]:
    keys = rows.order_by().values_list("contract__agreement", flat=True)
    agreements = _agreements(access, keys)
    names = _names_of_lots(access, agreements)
    for price in rows.select_related("contract__provider").iterator(chunk_size=AT_A_TIME):
        price.contract.agreement = agreements[price.contract.agreement_id]
        yield price_cells(price, names.get(price.lot_id or 0))


def _templates(access: Access, rows: Rows) -> Iterator[Cells]:
    """Give the questions of the highest version of each template among the rows."""
    newest: dict[int, TemplateVersion] = {}
    related = rows.select_related("template__authority__municipality", "template__service_area")
    for version in related:
        known = newest.get(version.template_id)
        if known is None or version.number > known.number:
            newest[version.template_id] = version
    return question_rows(access, list(newest.values()))


_CELLS: Mapping[ListKind, Callable[[Access, Rows], Iterator[Cells]]] = {
    ListKind.PROVIDERS: _plainly(
        provider_cells,
        "group",
        prefetched=("other_names",),
    ),
    ListKind.UNITS: _plainly(
        unit_cells, "provider", "service_area", "municipality", prefetched=("operations",)
    ),
    ListKind.OPERATIONS: _plainly(operation_cells, *_UNIT, "provider"),
    ListKind.PERMITS: _plainly(permit_cells, *_UNIT, "holder"),
    ListKind.AGREEMENTS: _agreements_told,
    ListKind.OPTIONS: _plainly(option_cells, *_AGREEMENT),
    ListKind.LOTS: _lots,
    ListKind.SANCTIONS: _plainly(step_cells, *_AGREEMENT),
    ListKind.CONTRACTS: _contracts,
    ListKind.PRICES: _prices,
    ListKind.USAGE: _usage,
    ListKind.REQUIREMENTS: _plainly(
        requirement_cells,
        "area",
        "requirement__pack",
        "requirement__authority__municipality",
        "requirement__agreement__authority__municipality",
    ),
    ListKind.TEMPLATES: _templates,
}

EXPORTED_KINDS: tuple[ListKind, ...] = tuple(_CELLS)
"""The lists that are given out; the mixed list is only taken in."""
