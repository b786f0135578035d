"""The dates to watch, gathered from agreements, options, contracts, prices and permits."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from insyn.accounts.models import User
from insyn.kernel.access import Access
from insyn.registry.models import Agreement, AgreementOption, Contract, ContractPrice, Permit
from insyn.registry.models.contracts import ContractQuerySet
from insyn.registry.queries.units import COUNTING
from insyn.registry.rules import ContractStatus, OperatingForm
from insyn.registry.rules.names import sort_key
from insyn.registry.rules.permits import PermitFacts, covered_to, needs_permit
from insyn.registry.rules.terms import LONGEST_NOTICE
from insyn.registry.rules.watch import (
    COMING,
    KEPT_AFTER,
    Dated,
    WatchDate,
    WatchKind,
    notice_day,
    reach,
    watched,
)

NEAREST = 5
"""How many dates a card shows."""

_LONGEST_MONTH = timedelta(days=31)
_STOPPED = [ContractStatus.INTAKE_STOP, ContractStatus.UNDER_INVESTIGATION, ContractStatus.BLOCKED]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose dates to gather: those of one agreement, one provider or one person, or all."""

    agreement_id: int | None = None
    provider_id: int | None = None
    responsible_id: int | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for, as the sources need it."""

    access: Access
    scope: Scope
    today: date
    until: date

    @property
    def since(self) -> date:
        """Return the first day of those that pass by themselves."""
        return self.today - KEPT_AFTER

    def agreements(self) -> QuerySet[Agreement]:
        rows = Agreement.objects.visible_to(self.access)
        if self.scope.agreement_id is not None:
            rows = rows.filter(pk=self.scope.agreement_id)
        if self.scope.responsible_id is not None:
            rows = rows.filter(responsible=self.scope.responsible_id)
        return rows

    def contracts(self) -> ContractQuerySet:
        rows = Contract.objects.visible_to(self.access).usable()
        if self.scope.agreement_id is not None or self.scope.responsible_id is not None:
            rows = rows.filter(agreement__in=self.agreements().values("pk"))
        if self.scope.provider_id is not None:
            rows = rows.filter(provider=self.scope.provider_id)
        return rows


def watch_dates(
    access: Access, *, today: date, until: date | None = None, scope: Scope | None = None,
    kind: str = "",
) -> list[WatchDate]:  # fmt: skip
    """Return the dates that the asker may watch, those that have passed first. Two queries.

    Until half a year from today if nothing else is said. Several contracts, or prices of
    several contracts, that end the same day in one agreement are one date. One more query when
    a permit ends.
    """
    search = Search(access, scope or Scope(), today, until or today + COMING)
    wanted = [WatchKind(kind)] if kind else list(WatchKind)
    found = [*_of_agreements(search, wanted), *_permits(search, wanted)]
    kept = [one for one in found if one.kind in wanted]
    return watched(kept, today=today, until=search.until)


def nearest_dates(access: Access, *, today: date, scope: Scope | None = None) -> list[WatchDate]:
    """Return the first few dates to watch, within half a year. Two queries."""
    return watch_dates(access, today=today, scope=scope)[:NEAREST]


_COLUMNS = (
    "w_kind", "w_on", "w_key", "w_revision", "w_agreement", "w_title", "w_responsible",
    "w_provider", "w_name", "w_count", "w_number",
)  # fmt: skip


def _of_agreements(search: Search, wanted: list[WatchKind]) -> list[Dated]:
    """Return what agreements, options, contracts and prices say, in one query."""
    sources = list(dict.fromkeys(_SOURCES[kind] for kind in wanted if kind in _SOURCES))
    if not sources:
        return []
    first, *others = [source(search).order_by().values_list(*_COLUMNS) for source in sources]
    rows = first.union(*others, all=True)
    return [dated for row in rows for dated in _dated(*row)]


def _dated(  # noqa: PLR0913, PLR0917  the columns of the union
    kind: str, on: date, key: int, revision: int, agreement_id: int, title: str,
    responsible_id: int, provider_id: int, name: str, count: int, number: int,
) -> list[Dated]:  # fmt: skip
    """Return the date of a row; of an agreement with notice also the last day to give it."""
    one = Dated(
        WatchKind(kind), on, str(key), revision, agreement_id, title, responsible_id,
        provider_id, name, count=count, number=number,
    )  # fmt: skip
    if one.kind in _GROUPED:
        one = replace(one, key=f"{agreement_id}-{on:%Y%m%d}")
    if one.kind == WatchKind.AGREEMENT_END and number:
        day = notice_day(on, number)
        return [replace(one, number=0), replace(one, kind=WatchKind.NOTICE, on=day)]
    return [one]


_GROUPED = frozenset({WatchKind.CONTRACT_END, WatchKind.PRICE_END})


def _said(rows: QuerySet[Any], kind: WatchKind, on: str, to_agreement: str) -> QuerySet[Any]:
    """Return the rows with the columns that every source has: what, when and which agreement."""
    said: QuerySet[Any] = rows.annotate(
        w_kind=Value(kind.value, output_field=CharField()),
        w_on=F(on),
        w_agreement=F(f"{to_agreement}pk"),
        w_title=F(f"{to_agreement}title"),
        w_responsible=Coalesce(F(f"{to_agreement}responsible"), 0),
    )
    return said


def _alone(rows: QuerySet[Any], **own: Any) -> QuerySet[Any]:
    """Return the rows with the columns of one row that stands for itself."""
    nobody: Mapping[str, Any] = {
        "w_provider": Value(0, output_field=IntegerField()),
        "w_name": Value("", output_field=CharField()),
        "w_number": Value(0, output_field=IntegerField()),
    }
    one = Value(1, output_field=IntegerField())
    columns = {**nobody, **own}
    alone: QuerySet[Any] = rows.annotate(
        w_key=F("pk"), w_revision=F("version"), w_count=one, **columns
    )
    return alone


def _together(rows: QuerySet[Any], to_contract: str) -> QuerySet[Any]:
    """Return one row for each agreement and day, with how many contracts share it."""
    keys = ("w_kind", "w_on", "w_agreement", "w_title", "w_responsible")
    together: QuerySet[Any] = rows.values(*keys).annotate(
        w_key=Min("pk"),
        w_revision=Max("version"),
        w_provider=Min(f"{to_contract}provider"),
        w_name=Min(f"{to_contract}provider__name"),
        w_count=Count(f"{to_contract}provider", distinct=True),
        w_number=Value(0, output_field=IntegerField()),
    )
    return together


def _agreement_ends(search: Search) -> QuerySet[Any]:
    """Return the ends, so far ahead that the last day of notice may be near.

    A provider's own dates say when its contract ends, and leave these out.
    """
    rows = search.agreements().filter(ends_on__gte=search.since)
    far = search.until + LONGEST_NOTICE * _LONGEST_MONTH
    near = Q(ends_on__lte=search.until) | Q(notice_months__gt=0, ends_on__lte=far)
    if search.scope.provider_id is not None:
        near = Q(pk__in=())
    said = _said(rows.filter(near), WatchKind.AGREEMENT_END, "ends_on", "")
    return _alone(said, w_number=Coalesce(F("notice_months"), 0))


def waiting_options(search: Search) -> QuerySet[AgreementOption]:
    """Return the options that nobody has used or declined, with a last day near."""
    rows = AgreementOption.objects.visible_to(search.access).open()
    waiting = rows.filter(agreement__in=search.agreements().values("pk"))
    if search.scope.provider_id is not None:
        mine = search.contracts().filter(ends_on=F("agreement__ends_on"))
        waiting = waiting.filter(agreement__in=mine.values("agreement"))
    return waiting.filter(call_by__lte=search.until)


def _options(search: Search) -> QuerySet[Any]:
    said = _said(waiting_options(search), WatchKind.OPTION, "call_by", "agreement__")
    return _alone(said, w_number=F("number"))


def _contract_ends(search: Search) -> QuerySet[Any]:
    """Return the ends of contracts, but for those that only follow their agreement."""
    rows = search.contracts().filter(ends_on__gte=search.since, ends_on__lte=search.until)
    if search.scope.provider_id is None:
        rows = rows.exclude(ends_on=F("agreement__ends_on"), agreement__ends_on__isnull=False)
    return _together(_said(rows, WatchKind.CONTRACT_END, "ends_on", "agreement__"), "")


def ending_statuses(search: Search) -> ContractQuerySet:
    """Return the contracts under a stop or an investigation whose last day is near."""
    rows = search.contracts().filter(status__in=_STOPPED, status_until__lte=search.until)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=search.today))


def _status_ends(search: Search) -> QuerySet[Any]:
    said = _said(ending_statuses(search), WatchKind.STATUS_END, "status_until", "agreement__")
    return _alone(said, w_provider=F("provider"), w_name=F("provider__name"))


def ending_prices(search: Search) -> QuerySet[ContractPrice]:
    """Return the prices that end soon and that nothing follows, while the contract goes on."""
    rows = ContractPrice.objects.visible_to(search.access).annotate(place=Coalesce("lot", 0))
    next_one = rows.filter(
        contract=OuterRef("contract"),
        place=OuterRef("place"),
        item=OuterRef("item"),
        unit=OuterRef("unit"),
        valid_from__gt=OuterRef("valid_to"),
    )
    lasting = Q(contract__ends_on=None) | Q(
        contract__ends_on__gt=F("valid_to"), contract__ends_on__gte=search.today
    )
    return rows.filter(
        lasting,
        ~Exists(next_one),
        contract__in=search.contracts().values("pk"),
        valid_to__lte=search.until,
    )


def _price_ends(search: Search) -> QuerySet[Any]:
    said = _said(ending_prices(search), WatchKind.PRICE_END, "valid_to", "contract__agreement__")
    return _together(said, "contract__")


_SOURCES: Mapping[WatchKind, Callable[[Search], QuerySet[Any]]] = {
    WatchKind.AGREEMENT_END: _agreement_ends,
    WatchKind.NOTICE: _agreement_ends,
    WatchKind.OPTION: _options,
    WatchKind.CONTRACT_END: _contract_ends,
    WatchKind.STATUS_END: _status_ends,
    WatchKind.PRICE_END: _price_ends,
}


def _permits(search: Search, wanted: list[WatchKind]) -> list[Dated]:
    """Return the last day with a permit of each open unit that the contracts are about."""
    if WatchKind.PERMIT_END not in wanted:
        return []
    standing = Permit.objects.filter(COUNTING)
    ending = standing.filter(unit=OuterRef("unit"), valid_to__lte=search.until)
    rows = standing.filter(
        Exists(ending), Q(unit__closed_on=None) | Q(unit__closed_on__gt=search.today)
    ).annotate(w_agreement=Subquery(_contract_about_unit(search).values("agreement")[:1]))
    of_unit: defaultdict[int, list[Permit]] = defaultdict(list)
    seen = rows.filter(w_agreement__isnull=False)
    for permit in seen.select_related("unit__service_area", "unit__provider"):
        of_unit[permit.unit_id].append(permit)
    last = [found for permits in of_unit.values() if (found := _last_of(permits, search.today))]
    about = search.agreements().in_bulk([_agreement_of(permit) for permit in last])
    return [_permit_end(permit, about[_agreement_of(permit)]) for permit in last]


def _contract_about_unit(search: Search) -> ContractQuerySet:
    """Return contracts in force that name the unit, or its provider and no unit at all."""
    rows = search.contracts().filter(Q(ends_on=None) | Q(ends_on__gte=search.today))
    about = Q(units=OuterRef("unit")) | Q(units=None)
    return rows.filter(about, provider=OuterRef("unit__provider")).order_by("agreement")


def _last_of(permits: list[Permit], today: date) -> Permit | None:
    """Return the permit that the unit's unbroken time ends with; None if it never ends.

    Without one today: the latest, if the unit cannot do without.
    """
    unit = permits[0].unit
    facts = [PermitFacts(p.valid_from, p.valid_to, is_valid_status=True) for p in permits]
    last = covered_to(facts, today)
    if last is None:
        form = OperatingForm(unit.provider.operating_form)
        if not needs_permit(area_needs=unit.service_area.needs_permit, operating_form=form):
            return None
        last = max((p.valid_to for p in permits if p.valid_to and p.valid_to < today), default=None)
    return next((permit for permit in permits if permit.valid_to == last), None) if last else None


def _agreement_of(permit: Permit) -> int:
    return int(getattr(permit, "w_agreement"))  # noqa: B009  annotated by the caller


def _permit_end(permit: Permit, agreement: Agreement) -> Dated:
    assert permit.valid_to is not None
    return Dated(
        WatchKind.PERMIT_END,
        permit.valid_to,
        str(permit.pk),
        permit.version,
        agreement.pk,
        agreement.title,
        agreement.responsible_id or 0,
        permit.unit.provider_id,
        permit.unit.provider.name,
        permit.unit_id,
        permit.unit.name,
    )


def listed_dates(
    access: Access, *, chosen: Mapping[str, Any], sort: str, today: date
) -> list[WatchDate]:
    """Return the dates that the filters keep, in the order asked for; else by day."""
    scope = Scope(
        agreement_id=chosen["agreement"].pk if chosen["agreement"] else None,
        responsible_id=access.user_id if chosen["is_mine"] else None,
    )
    until = today + reach(chosen["horizon"] or "")
    dates = watch_dates(access, today=today, until=until, scope=scope, kind=chosen["kind"] or "")
    key = _SORTS.get(sort.removeprefix("-"))
    return sorted(dates, key=key, reverse=sort.startswith("-")) if key else dates


_SORTS: Mapping[str, Callable[[WatchDate], Any]] = {
    "on": lambda one: one.on,
    "agreement": lambda one: sort_key(one.what.agreement),
}


@dataclass(frozen=True, slots=True)
class WatchRow:
    """A date in the list, and who answers for its agreement."""

    one: WatchDate
    responsible: User | None


def watch_rows(dates: Iterable[WatchDate]) -> list[WatchRow]:
    """Return the dates with those who answer for them. One query."""
    listed = list(dates)
    people = User.objects.in_bulk({one.what.responsible_id for one in listed} - {0})
    return [WatchRow(one, people.get(one.what.responsible_id)) for one in listed]
