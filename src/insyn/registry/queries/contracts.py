"""Lists and pages about contracts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.utils.translation import gettext as _

from insyn.audit.models import AuditEvent, subject_of
from insyn.audit.queries import trail_of
from insyn.kernel.access import Access
from insyn.registry.models import Agreement, Contract, ContractPrice, Lot, Provider
from insyn.registry.queries.prices import prices_on
from insyn.registry.rules import ContractStatus
from insyn.registry.rules.names import sort_key
from insyn.registry.rules.statuses import HAMPERING, StatusPeriod, is_coming, is_overdue

SORTS: Mapping[str, tuple[Any, ...]] = {
    "provider": ("provider__sort_key", "pk"),
    "-provider": ("-provider__sort_key", "-pk"),
    "agreement": ("agreement__sort_key", "pk"),
    "-agreement": ("-agreement__sort_key", "-pk"),
    "rank": (F("rank").asc(nulls_last=True), "pk"),
    "-rank": (F("rank").desc(nulls_first=True), "-pk"),
    "ends_on": (F("ends_on").asc(nulls_last=True), "pk"),
    "-ends_on": (F("ends_on").desc(nulls_first=True), "-pk"),
}
"""Orders of the long list. No rank comes after every rank; no end is later than every end."""
MOST_NAMED = 2_000
"""Providers that a search is narrowed to one by one; beyond that it hardly narrows at all."""
HISTORY_SHOWN = 20
"""Changes of status that a contract's page shows, the latest first."""


def agreements_seen(access: Access) -> list[Agreement]:
    """Return the agreements that the asker may see, by title. One query.

    They are few, and what hangs on them may be many. A long list is asked for by their keys:
    the database then knows beforehand how many rows there are, and takes the right way.
    """
    return list(Agreement.objects.visible_to(access).order_by("sort_key", "pk"))


def listed_contracts(
    access: Access, agreements: Collection[Agreement], *, chosen: Mapping[str, Any], sort: str
) -> QuerySet[Contract]:
    """Return the contracts that the filters keep, in the order asked for, else by provider.

    ``agreements`` are those of ``agreements_seen``, or the one whose contracts are listed.
    """
    told = chosen.get("agreement")
    held = [row for row in agreements if told is None or row.pk == told.pk]
    rows = Contract.objects.visible_to(access).filter(agreement__in=[row.pk for row in held])
    if chosen["q"]:
        rows = rows.filter(_naming(chosen["q"], held))
    if chosen["lot"]:
        rows = rows.filter(lots=chosen["lot"])
    if chosen["status"]:
        rows = rows.filter(status=chosen["status"])
    if chosen["on"]:
        on = chosen["on"]
        rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)
    return rows.order_by(*SORTS.get(sort, SORTS["provider"]))


def shown_contracts(access: Access) -> QuerySet[Contract]:
    """Return how a row of the list is read: with its provider and agreement."""
    return Contract.objects.visible_to(access).select_related("provider", "agreement")


def _naming(text: str, agreements: Collection[Agreement]) -> Q:
    """Keep the contracts whose provider or agreement the text is a part of the name of."""
    key, plain = sort_key(text), text.casefold()
    named = [a.pk for a in agreements if key in a.sort_key or plain in a.case_number.casefold()]
    held = Q(provider__in=providers_named(text, is_wide=len(agreements) > 1))
    return held | Q(agreement__in=named) if named else held


def providers_named(text: str, *, is_wide: bool) -> Any:
    """Return the providers whose name or number the text is a part of, to look for in a list.

    For a wide list they are looked up first if they are not too many: how many contracts they
    have, the database can tell from their keys but not from the text. One query then, else none.
    """
    found = Provider.objects.matching(text).order_by().values("pk")
    if not is_wide:
        return found
    keys = list(found.values_list("pk", flat=True)[: MOST_NAMED + 1])
    return keys if len(keys) <= MOST_NAMED else found


def contracts_in_order(access: Access, today: date) -> QuerySet[Contract]:
    """Return the contracts that the asker may see, those that have ended last, then by name."""
    rows = Contract.objects.visible_to(access)
    return ended_last(rows.select_related("provider", "agreement__authority__municipality"), today)


def ended_last(contracts: QuerySet[Contract], today: date) -> QuerySet[Contract]:
    """Order the contracts of one agreement or provider: those that have ended last, by name."""
    has_ended = Q(status=ContractStatus.ENDED) | Q(ends_on__lt=today)
    last = Case(When(has_ended, then=1), default=0)
    return contracts.order_by(last, "provider__sort_key", "-starts_on", "pk")


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract in a list, with its lots in words: ”HVB: akutplatser, utredning”."""

    contract: Contract
    lots: tuple[str, ...]
    today: date
    prices: tuple[ContractPrice, ...] = ()

    @property
    def status(self) -> ContractStatus:
        return ContractStatus(self.contract.status)

    @property
    def _period(self) -> StatusPeriod:
        row = self.contract
        return StatusPeriod(self.status, row.status_reason, row.status_from, row.status_until)

    @property
    def is_hampered(self) -> bool:
        """Tell whether somebody who places a person must know of the status."""
        return self.status in HAMPERING

    @property
    def is_overdue(self) -> bool:
        return is_overdue(self._period, today=self.today)

    @property
    def has_run_out(self) -> bool:
        """Tell whether the last day has passed though nobody has said that it ended."""
        end = self.contract.ends_on
        return end is not None and end < self.today and self.status != ContractStatus.ENDED

    @property
    def status_days(self) -> str:
        """Return from when or until when a hampering status stands, in words."""
        if not self.is_hampered:
            return ""
        row = self.contract
        if is_overdue(self._period, today=self.today):
            return _("Skulle ha hävts %(day)s") % {"day": row.status_until}
        if is_coming(self._period, today=self.today):
            return _("Från %(day)s") % {"day": row.status_from}
        return _("Till %(day)s") % {"day": row.status_until} if row.status_until else ""


def contract_rows(access: Access, contracts: Iterable[Contract], today: date) -> list[ContractRow]:
    """Return the contracts with their lots, in the order of the agreement. One query."""
    listed = list(contracts)
    lots = Lot.objects.visible_to(access).select_related("parent__parent__parent")
    held = lots.filter(contracts__in=listed).annotate(held_by=F("contracts")).order_by()
    found: defaultdict[int, list[Lot]] = defaultdict(list)
    for lot in sorted(held, key=_path):
        found[getattr(lot, "held_by")].append(lot)  # noqa: B009  annotated above
    return [ContractRow(row, _said(found[row.pk]), today) for row in listed]


def _path(lot: Lot) -> tuple[tuple[int, int], ...]:
    """Return where the lot stands: the place of each lot around it, then its own."""
    around = _path(lot.parent) if lot.parent else ()
    return (*around, (lot.position, lot.pk))


def _said(lots: Iterable[Lot]) -> tuple[str, ...]:
    """Return one text for each lot around: its name, and the parts of it that are held."""
    parts: dict[str, list[str]] = {}
    for lot in lots:
        inside = parts.setdefault((lot.parent or lot).full_name, [])
        if lot.parent:
            inside.append(lot.name)
    said = parts.items()
    return tuple(f"{area}: {', '.join(inside)}" if inside else area for area, inside in said)


def rows_with_prices(
    access: Access, contracts: Iterable[Contract], today: date
) -> list[ContractRow]:
    """Return the rows with what is paid today. Two queries."""
    rows = contract_rows(access, contracts, today)
    prices = prices_on(access, [row.contract for row in rows], today)
    return [replace(row, prices=prices.get(row.contract.pk, ())) for row in rows]


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A line of the history of a contract's status, as the trail has it."""

    event: AuditEvent
    status: ContractStatus
    reason: str
    starts_on: str
    ends_on: str


def status_history(access: Access, contract: Contract) -> list[StatusChange]:
    """Return how the status has changed, the latest first. One query.

    Only what the asker may read of the trail: nothing of another authority's contract.
    """
    events = trail_of(access, subject=subject_of(contract)).filter(facts__has_key="status_after")
    return [_change(event) for event in events[:HISTORY_SHOWN]]


def _change(event: AuditEvent) -> StatusChange:
    facts = event.facts
    return StatusChange(
        event,
        ContractStatus(facts["status_after"]),
        str(facts.get("status_reason_after") or ""),
        str(facts.get("status_from_after") or ""),
        str(facts.get("status_until_after") or ""),
    )
