"""Batches and their lines as the pages show them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Abs

from insyn.accounts.models import Authority
from insyn.invoices.models import InvoiceBatch, InvoiceDeviation, InvoiceLine, InvoiceSample
from insyn.invoices.queries.left_out import guarded_contracts
from insyn.invoices.rules import DeviationCode, Standing
from insyn.invoices.rules.states import SURE
from insyn.kernel.access import Access, Permission
from insyn.platform.ordering import in_order_of
from insyn.platform.scoping import visible_along
from insyn.registry.models import Agreement, Provider

_KEY = re.compile(r"\d{1,9}", re.ASCII)

BATCH_SORTS: Mapping[str, tuple[str, ...]] = {
    "uploaded": ("uploaded_at", "pk"),
    "-uploaded": ("-uploaded_at", "-pk"),
    "lines": ("seen_count", "pk"),
    "-lines": ("-seen_count", "-pk"),
    "total": ("seen_total", "pk"),
    "-total": ("-seen_total", "-pk"),
}
LINE_SORTS: Mapping[str, tuple[str, ...]] = {
    "date": ("invoice_date", "pk"),
    "-date": ("-invoice_date", "-pk"),
    "provider": ("provider__sort_key", "invoice", "pk"),
    "-provider": ("-provider__sort_key", "-invoice", "-pk"),
    "amount": ("amount", "pk"),
    "-amount": ("-amount", "-pk"),
}


def batches_seen(access: Access) -> QuerySet[InvoiceBatch]:
    """Return the batches that the asker may see, without the files that wait."""
    rows = InvoiceBatch.objects.visible_to(access).defer("content", "differences")
    return rows.select_related("authority__municipality", "agreement", "uploaded_by", "taken_in_by")


def listed_batches(
    access: Access, chosen: Mapping[str, Any], *, sort: str
) -> QuerySet[InvoiceBatch]:
    """Return the batches that the filters keep, those that wait first, with counts of lines."""
    rows = batches_seen(access)
    if chosen["q"]:
        rows = rows.filter(Q(name__icontains=chosen["q"]) | Q(file_name__icontains=chosen["q"]))
    for name in ("state", "authority"):
        if chosen[name]:
            rows = rows.filter(**{name: chosen[name]})
    seen = visible_along(access, InvoiceBatch, "lines")
    rows = rows.annotate(
        seen_count=Count("lines", filter=seen),
        seen_total=Sum("lines__amount", filter=seen, default=Decimal()),
        deviating=Count("lines", filter=seen & Q(lines__standing=Standing.DEVIATES)),
        unchecked=Count("lines", filter=seen & Q(lines__standing=Standing.UNKNOWN)),
    )
    order = BATCH_SORTS.get(sort)
    return rows.order_by(*order) if order else rows.order_by("-state", "-uploaded_at", "-pk")


def authorities_with_batches(access: Access) -> QuerySet[Authority]:
    """Return the authorities that have batches that the asker sees."""
    seen = InvoiceBatch.objects.visible_to(access).values("authority")
    return Authority.objects.select_related("municipality").filter(pk__in=seen)


def authorities_that_check(access: Access) -> QuerySet[Authority]:
    """Return the authorities whose invoices the asker checks."""
    where = access.authorities_where(Permission.CHECK_INVOICES)
    return Authority.objects.select_related("municipality").filter(pk__in=where)


def agreements_to_check(access: Access) -> QuerySet[Agreement]:
    """Return the agreements that a batch may be limited to."""
    where = access.authorities_where(Permission.CHECK_INVOICES)
    return Agreement.objects.visible_to(access).filter(authority__in=where)


@dataclass(frozen=True, slots=True)
class OfCode:
    """How many lines of a batch the control says something of, and what it comes to."""

    code: DeviationCode
    count: int
    difference: Decimal | None

    @property
    def is_sure(self) -> bool:
        return self.code in SURE


@dataclass(frozen=True, slots=True)
class OfStanding:
    """How many lines have one outcome, and their sum."""

    standing: Standing
    count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class BatchPage:
    """The figures of a batch."""

    codes: list[OfCode]
    standings: list[OfStanding]
    of_contracts: list[InvoiceDeviation]
    samples: list[InvoiceSample]
    too_much: Decimal

    @property
    def checked(self) -> int:
        return sum(one.count for one in self.standings)

    @property
    def total(self) -> Decimal:
        """Return the sum of the lines that the asker sees; of the whole it would tell the rest."""
        return sum((one.total for one in self.standings), Decimal())


def batch_page(access: Access, batch: InvoiceBatch) -> BatchPage:
    """Return the figures of a batch, over the lines that the asker sees. At most five queries."""
    found = InvoiceDeviation.objects.visible_to(access).filter(batch=batch)
    found = found.exclude(line=None, contract__in=guarded_contracts(access, batch))
    counted = found.order_by().values_list("code").annotate(Count("pk"), Sum("difference"))
    by_code = {code: OfCode(DeviationCode(code), n, total) for code, n, total in counted}
    lines = InvoiceLine.objects.visible_to(access).filter(batch=batch)
    summed = lines.order_by().values_list("standing").annotate(Count("pk"), Sum("amount"))
    by_standing = {code: OfStanding(Standing(code), n, total) for code, n, total in summed}
    none = {one: OfStanding(one, 0, Decimal()) for one in Standing}
    codes = [by_code[code] for code in DeviationCode if code in by_code]
    positive = [one.difference for one in codes if one.is_sure and (one.difference or 0) > 0]
    return BatchPage(
        codes=codes,
        standings=[by_standing.get(one, none[one]) for one in Standing],
        of_contracts=list(
            found.filter(line=None).select_related("contract__provider", "contract__agreement")
        ),
        samples=list(InvoiceSample.objects.visible_to(access).filter(batch=batch)),
        too_much=sum((one for one in positive if one is not None), Decimal()),
    )


def lines_seen(access: Access) -> QuerySet[InvoiceLine]:
    """Return the lines that the asker may see, each with its provider."""
    return InvoiceLine.objects.visible_to(access).select_related("provider")


def listed_lines(
    access: Access, batch: InvoiceBatch, chosen: Mapping[str, Any], *, sort: str
) -> QuerySet[InvoiceLine]:
    """Return the lines of a batch that the filters keep; the most deviating first."""
    rows = lines_seen(access).filter(batch=batch)
    if chosen["q"]:
        words = chosen["q"]
        named = Q(provider__in=Provider.objects.matching(words).values("pk"))
        rows = rows.filter(named | Q(invoice__icontains=words) | Q(text__icontains=words))
    if chosen["standing"]:
        rows = rows.filter(standing=chosen["standing"])
    if chosen["code"]:
        of_line = InvoiceDeviation.objects.visible_to(access).filter(line=OuterRef("pk"))
        rows = rows.filter(Exists(of_line.filter(code=chosen["code"])))
    order = LINE_SORTS.get(sort)
    if order:
        return rows.order_by(*order)
    worst_first = in_order_of("standing", Standing)
    return rows.order_by(worst_first.desc(), Abs("amount").desc(), "pk")


def with_deviations(access: Access, lines: list[InvoiceLine]) -> list[InvoiceLine]:
    """Return the lines, each with ``found``: what the control found on it. One query."""
    rows = InvoiceDeviation.objects.visible_to(access).filter(line__in=[row.pk for row in lines])
    found: dict[int | None, list[InvoiceDeviation]] = {}
    for row in rows:
        found.setdefault(row.line_id, []).append(row)
    for line in lines:
        line.found = found.get(line.pk, [])  # type: ignore[attr-defined]
    return lines


def lines_of_provider(
    access: Access, provider: Provider, *, contract: str = ""
) -> QuerySet[InvoiceLine]:
    """Return the lines of a provider, or only those of one contract, the latest first."""
    rows = lines_seen(access).filter(provider=provider).select_related("provider", "batch")
    if _KEY.fullmatch(contract):
        rows = rows.filter(contract=int(contract))
    return rows.order_by("-invoice_date", "-pk")
