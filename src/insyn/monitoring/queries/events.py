"""Providers that something has happened to: the checks that the bundle for events asks for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Q
from django.utils import timezone

from insyn.kernel.access import Access, Permission
from insyn.monitoring.queries.due import BoardsBundles, bundles_of, latest_of
from insyn.monitoring.rules import SHIPPED, BundleStage, CheckKind
from insyn.monitoring.rules.checks import is_asked
from insyn.monitoring.rules.due import unchecked_since
from insyn.registry.models import Provider
from insyn.signals.models import Signal
from insyn.signals.rules import Severity, SignalCategory, SignalState

REMEMBERED = timedelta(days=30)
"""How long something that has happened is shown in the list of checks to make."""
LINES_AT_MOST = 20

_MATTERS = Q(severity__in=(Severity.SERIOUS, Severity.CRITICAL)) | Q(
    category=SignalCategory.REGISTER
)
"""Signals that are events before anyone has judged them."""
_JUDGED = Q(state__in=(SignalState.PROPOSED, SignalState.LINKED))


@dataclass(frozen=True, slots=True)
class EventLine:
    """A provider that something has happened to, and the kinds not checked since."""

    provider_id: int
    name: str
    authority_id: int
    noted_on: date
    kinds: Sequence[CheckKind]


def kinds_at(access: Access, stage: BundleStage) -> frozenset[CheckKind]:
    """Return what the asker's authorities ask for at the stage; what is shipped if none has said.

    One query.
    """
    bundles = bundles_of(access, access.authorities_where(Permission.CHECK_REGISTERS))
    chosen = {kind for mine in bundles.values() for kind in mine.kinds.get(stage, {})}
    return frozenset(chosen or SHIPPED[stage])


def event_lines(access: Access, *, today: date) -> list[EventLine]:
    """Return the providers with a signal of weight lately and checks that it asks for.

    The latest comes first. Only authorities that use a bundle for events have any; the asker
    reads nothing of signals that they may not see. Four queries.
    """
    found = bundles_of(access, access.authorities_where(Permission.CHECK_REGISTERS))
    asking = {key: mine for key, mine in found.items() if mine.kinds.get(BundleStage.EVENT)}
    days = _days(access, asking.keys(), today) if asking else {}
    if not days:
        return []
    providers = Provider.objects.standing().filter(pk__in={provider for _board, provider in days})
    said = providers.values_list("pk", "name", "operating_form")
    names = {pk: (name, form) for pk, name, form in said}
    latest = latest_of(access, asking.keys(), providers)
    lines = [
        EventLine(provider, names[provider][0], board, on, kinds)
        for (board, provider), on in days.items()
        if provider in names
        and (
            kinds := unchecked_since(
                _asked(asking, board, names[provider][1]),
                latest.get((board, provider), {}),
                since=on,
            )
        )
    ]
    lines.sort(key=lambda line: (line.name, line.authority_id))
    lines.sort(key=lambda line: line.noted_on, reverse=True)
    return lines[:LINES_AT_MOST]


def _asked(bundles: Mapping[int, BoardsBundles], board: int, form: str) -> Collection[CheckKind]:
    return [kind for kind in bundles[board].kinds[BundleStage.EVENT] if is_asked(kind, form)]


def _days(
    access: Access, authority_ids: Collection[int], today: date
) -> dict[tuple[int, int], date]:
    rows = (
        Signal.objects.visible_to(access)
        .filter(_MATTERS | _JUDGED, authority__in=authority_ids)
        .filter(noted_at__date__gt=today - REMEMBERED, noted_at__date__lte=today)
        .exclude(state=SignalState.DISMISSED)
        .order_by()
    )
    last = rows.values_list("authority", "provider").annotate(last=Max("noted_at"))
    return {(board, provider): timezone.localdate(at) for board, provider, at in last}
