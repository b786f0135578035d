"""The list of signals, and the page of one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet

from insyn.accounts.models import Authority
from insyn.followups.models import Followup, FollowupProposal
from insyn.followups.rules import State
from insyn.kernel.access import Access, Permission
from insyn.platform.ordering import in_order_of, ranked
from insyn.registry.models import Contract, Provider, ProviderGroup, ServiceArea, Unit
from insyn.registry.rules.names import sort_key
from insyn.signals.models import (
    DeviationImport,
    DeviationImportQuerySet,
    Signal,
    SignalProposal,
    SignalQuerySet,
)
from insyn.signals.queries.origins import Origin, origin_of
from insyn.signals.rules import (
    LIFECYCLE,
    Severity,
    SignalEvent,
    SignalState,
)

SORTS: Mapping[str, tuple[str, ...]] = {
    "noted": ("noted_at",),
    "day": ("happened_on",),
    "provider": ("provider__sort_key", "happened_on"),
    "severity": ("severity_place", "happened_on"),
    "state": ("state_place", "noted_at"),
}
FILTERS: Mapping[str, str] = {
    "state": "state",
    "source": "source",
    "severity": "severity",
    "category": "category",
    "authority": "authority",
    "group": "provider__group",
    "imported_in": "imported_in",
    "service_area": "unit__service_area",
    "since": "happened_on__gte",
    "until": "happened_on__lte",
}
"""What each field of the filter narrows."""


def signals_seen(access: Access) -> SignalQuerySet:
    """Return the signals that the asker may read, with what a page names them by.

    The follow-up of a signal is None to one who may not see it: a draft, or a guarded one.
    """
    rows = Signal.objects.visible_to(access).select_related(
        "authority__municipality", "provider", "unit__service_area", "reporter", "settled_by"
    )
    return rows.prefetch_related(Prefetch("followup", _followups(access)))


def _followups(access: Access) -> QuerySet[Followup]:
    """Return the follow-ups that a signal or a proposal may name to the asker."""
    return Followup.objects.visible_to(access).select_related("contract__provider")


def listed_signals(access: Access, chosen: Mapping[str, Any], *, sort: str) -> SignalQuerySet:
    """Return the signals of the list: the most serious that wait first, then the latest."""
    rows = signals_seen(access).annotate(
        severity_place=in_order_of("severity", Severity),
        state_place=in_order_of("state", SignalState),
    )
    return _sorted(_narrowed(rows, access, chosen), sort)


def _narrowed(rows: SignalQuerySet, access: Access, chosen: Mapping[str, Any]) -> SignalQuerySet:
    if words := chosen.get("q"):
        rows = rows.filter(provider__sort_key__contains=sort_key(words))
    paths = {name: path for name, path in FILTERS.items() if chosen.get(name)}
    rows = rows.filter(**{path: chosen[name] for name, path in paths.items()})
    if chosen.get("mine"):
        rows = rows.filter(reporter=access.user_id)
    return rows


def _sorted(rows: SignalQuerySet, sort: str) -> SignalQuerySet:
    names = SORTS.get(sort.removeprefix("-"))
    if names is None:
        waits = ranked(Q(state=SignalState.NEW, closed_on=None), Q(state=SignalState.PARKED))
        return rows.order_by(waits, F("severity_place").desc(), "-noted_at", "-pk")
    if sort.startswith("-"):
        return rows.order_by(*(F(name).desc(nulls_last=True) for name in (*names, "pk")))
    return rows.order_by(*(F(name).asc(nulls_first=True) for name in (*names, "pk")))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many signals there are, as the tiles above the list say."""

    waiting: int
    to_take_up: int
    parked: int
    proposed: int


def ticked_signals(access: Access, keys: Iterable[int]) -> list[Signal]:
    """Return the signals that were ticked and that the asker may see, in the order of the list."""
    return list(listed_signals(access, {}, sort="").filter(pk__in=list(keys)))


def counts_of(access: Access, *, today: date) -> Counts:
    """Return how many signals wait, are parked and have given proposals. One query."""
    found = Signal.objects.visible_to(access).aggregate(
        waiting=Count("pk", filter=Q(state=SignalState.NEW, closed_on=None)),
        to_take_up=Count("pk", filter=Q(state=SignalState.PARKED, review_on__lte=today)),
        parked=Count("pk", filter=Q(state=SignalState.PARKED)),
        proposed=Count("pk", filter=Q(state=SignalState.PROPOSED)),
    )
    return Counts(**found)


def authorities_of(access: Access, permission: Permission) -> QuerySet[Authority]:
    """Return the authorities in which the asker has the permission."""
    where = access.authorities_where(permission)
    return Authority.objects.select_related("municipality").filter(pk__in=where)


def authorities_read(access: Access) -> QuerySet[Authority]:
    """Return the authorities that the asker has a role in."""
    return Authority.objects.select_related("municipality").filter(pk__in=access.authority_ids)


def groups_with_signals(access: Access) -> QuerySet[ProviderGroup]:
    """Return the groups of providers that there are signals about."""
    seen = Signal.objects.visible_to(access).order_by()
    return ProviderGroup.objects.filter(pk__in=seen.values("provider__group"))


def areas_with_signals(access: Access) -> QuerySet[ServiceArea]:
    """Return the service areas of the units that there are signals about."""
    seen = Signal.objects.visible_to(access).order_by()
    return ServiceArea.objects.filter(pk__in=seen.values("unit__service_area"))


def imports_with_signals(access: Access) -> DeviationImportQuerySet:
    """Return the lists from deviation systems that have been taken in, the latest first."""
    rows = DeviationImport.objects.visible_to(access).exclude(done_at=None)
    return rows.defer("content", "mapping").order_by("-done_at", "-pk")


def signals_of_provider(access: Access, provider: Provider) -> SignalQuerySet:
    """Return a provider's signals, in the order of the list."""
    return listed_signals(access, {}, sort="").filter(provider=provider)


def signals_of_followup(access: Access, followup: Followup) -> SignalQuerySet:
    """Return the signals linked to a follow-up, and those behind the proposal it came from."""
    behind = SignalProposal.objects.visible_to(access).filter(proposal__followup=followup)
    rows = signals_seen(access)
    return rows.filter(Q(followup=followup) | Q(pk__in=behind.values("signal"))).order_by(
        "happened_on", "pk"
    )


def units_to_report(provider: Provider, today: date) -> QuerySet[Unit]:
    """Return the units of a provider that are open, or were within a year."""
    recent = Q(closed_on=None) | Q(closed_on__gte=today - timedelta(days=365))
    return Unit.objects.filter(recent, provider=provider).order_by("sort_key", "pk")


def contracts_to_report(access: Access, provider: Provider) -> QuerySet[Contract]:
    """Return the provider's contracts that have not ended."""
    rows = Contract.objects.visible_to(access).usable().filter(provider=provider)
    return rows.select_related("provider", "agreement__authority").order_by("-starts_on", "pk")


def providers_named(text: str) -> QuerySet[Provider]:
    """Return the providers of which the text is a part of the name or number, by name."""
    rows = Provider.objects.standing()
    return (rows.matching(text) if text else rows).order_by("sort_key", "pk")


def followups_to_link(access: Access, signal: Signal) -> QuerySet[Followup]:
    """Return the follow-ups of the signal's provider that are not called off, the latest first."""
    rows = Followup.objects.visible_to(access).filter(
        contract__provider=signal.provider_id, authority=signal.authority_id
    )
    rows = rows.exclude(state=State.CANCELLED)
    return rows.select_related("contract__provider", "contract__agreement").order_by("-pk")


@dataclass(frozen=True, slots=True)
class SignalPage:
    """One signal: what it has led to, and what can be done with it."""

    signal: Signal
    proposals: Sequence[FollowupProposal]
    others: Sequence[Signal]
    may_handle: bool
    sees_all: bool
    origin: Origin | None = None
    findings: Sequence[Any] = ()
    """The findings that stand on it; they belong to a floor above."""

    @property
    def may_link(self) -> bool:
        return self._may(SignalEvent.LINK)

    @property
    def may_park(self) -> bool:
        return self._may(SignalEvent.PARK)

    @property
    def may_dismiss(self) -> bool:
        return self._may(SignalEvent.DISMISS)

    @property
    def may_propose(self) -> bool:
        return self._may(SignalEvent.PROPOSE)

    @property
    def may_reopen(self) -> bool:
        return self._may(SignalEvent.REOPEN) and not any(
            row.state == "proposed" for row in self.proposals
        )

    @property
    def is_settled(self) -> bool:
        return self.signal.shown_state != SignalState.NEW

    def _may(self, event: SignalEvent) -> bool:
        return self.may_handle and LIFECYCLE.allows(self.signal.shown_state, event)


OTHERS = 10


def signal_page(access: Access, signal: Signal) -> SignalPage:
    """Return everything on the page of a signal. At most six queries.

    One who left the signal and has no other right to it reads what became of it, nothing more.
    """
    sees_all = any(
        mandate.authority_id == signal.authority_id and mandate.sees_drafts
        for mandate in access.mandates
    )
    if not sees_all:
        return SignalPage(signal, (), (), may_handle=False, sees_all=False)
    behind = SignalProposal.objects.visible_to(access).filter(signal=signal)
    proposals = FollowupProposal.objects.visible_to(access).filter(pk__in=behind.values("proposal"))
    others = listed_signals(access, {}, sort="-day").filter(
        provider=signal.provider_id, authority=signal.authority_id
    )
    return SignalPage(
        signal=signal,
        proposals=list(
            proposals.select_related("contract__agreement").prefetch_related(
                Prefetch("followup", _followups(access))
            )
        ),
        others=list(others.exclude(pk=signal.pk)[:OTHERS]),
        may_handle=access.may(Permission.HANDLE_SIGNALS, authority_id=signal.authority_id),
        sees_all=True,
        origin=origin_of(signal),
        findings=_findings(access, signal),
    )


def _findings(access: Access, signal: Signal) -> list[Any]:
    """Return what stands on the signal: it belongs to a floor above, and says who sees it."""
    links: Any = signal.findings  # a relation from above
    rows = links.visible_to(access).select_related("finding__followup__contract__provider")
    return [row.finding for row in rows]


def signals_of_event(access: Access, authority_id: int, start: str) -> SignalQuerySet:
    """Return the signals that the system noted of an event, by how their keys begin."""
    rows = Signal.objects.visible_to(access).select_related("provider")
    return rows.filter(authority=authority_id, key__startswith=start).order_by("pk")
