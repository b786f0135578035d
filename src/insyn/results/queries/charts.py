"""The points of a control chart: reported follow-ups, period by period. At most 9 queries."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from insyn.criteria.rules import Level
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup
from insyn.followups.rules import Kind, Reason
from insyn.kernel.access import Access
from insyn.registry.models import ProviderGroup
from insyn.results.queries import facts as fetch
from insyn.results.queries.equal import level_facts
from insyn.results.rules.charts import Point
from insyn.results.rules.charts_periods import Counted, Period, place_of
from insyn.results.rules.equal import LevelFact
from insyn.results.rules.facts import FindingFact, FollowupFact
from insyn.results.rules.scope import Scope, sees_working
from insyn.signals.models import Signal

Places = Mapping[int, list[FollowupFact]]
"""The follow-ups of each period."""


def points_of(
    access: Access,
    scope: Scope,
    counted: Counted,
    periods: Sequence[Period],
    *,
    group: ProviderGroup | None = None,
    area: str = "",
) -> list[Point]:
    """Return a point to each period. ``area`` is the name of an area of the template."""
    if counted is Counted.SIGNALS:
        return _signals(access, scope, periods, group)
    contracts = fetch.contracts_of(access, scope)
    places = fetch.areas_of_contracts(contracts)
    followups = _of_group(access, fetch.followup_facts(access, scope, places), group)
    by_period = _by_period(followups, periods)
    if counted is Counted.EVENTS:
        return _events(access, by_period, periods)
    if counted is Counted.MET:
        levels = level_facts(access, scope, {row.key for row in followups})
        return _met(by_period, periods, [row for row in levels if _is_area(row.area, area)])
    only = (FindingKind.DEFICIENCY,)
    findings, _earlier = fetch.finding_facts(access, scope, followups, kinds=only)
    return _deficiencies(by_period, periods, [row for row in findings if _is_area(row.area, area)])


def _is_area(name: str, wanted: str) -> bool:
    return not wanted or name.casefold() == wanted.casefold()


def _of_group(
    access: Access, followups: list[FollowupFact], group: ProviderGroup | None
) -> list[FollowupFact]:
    if group is None:
        return followups
    rows = Followup.objects.visible_to(access).filter(contract__provider__group=group)
    keys = set(rows.order_by().values_list("pk", flat=True))
    return [row for row in followups if row.key in keys]


def _by_period(followups: list[FollowupFact], periods: Sequence[Period]) -> Places:
    found: dict[int, list[FollowupFact]] = defaultdict(list)
    for row in followups:
        at = place_of(row.reported_on, periods)
        if at is not None:
            found[at].append(row)
    return found


def _keys(by_period: Places, at: int) -> tuple[int, ...]:
    return tuple(row.key for row in by_period.get(at, ()))


def _deficiencies(
    by_period: Places, periods: Sequence[Period], findings: list[FindingFact]
) -> list[Point]:
    counts = Counter(row.followup for row in findings if row.kind == FindingKind.DEFICIENCY)
    return [
        Point(period.label, sum(counts[key] for key in keys), len(keys), keys, len(keys))
        for at, period in enumerate(periods)
        for keys in [_keys(by_period, at)]
    ]


def _met(by_period: Places, periods: Sequence[Period], levels: list[LevelFact]) -> list[Point]:
    of: dict[int, list[Level]] = defaultdict(list)
    for row in levels:
        of[row.followup].append(row.level)
    found = []
    for at, period in enumerate(periods):
        everyone = _keys(by_period, at)
        keys = tuple(key for key in everyone if of.get(key))
        said = [level for key in keys for level in of[key]]
        found.append(Point(period.label, said.count(Level.MET), len(said), keys, len(everyone)))
    return found


def _signals(
    access: Access, scope: Scope, periods: Sequence[Period], group: ProviderGroup | None
) -> list[Point]:
    """Return how many signals there were, by the day it happened. One query.

    The same are counted as in the table of signals: none that only a named few may know of, and
    nothing is said to one who does not see what the boards work with.
    """
    if not all(sees_working(access, authority) for authority in scope.authority_ids):
        return []
    rows = Signal.objects.visible_to(access).filter(
        authority__in=scope.authority_ids,
        secrecy__lte=fetch.OPEN_ENOUGH,
        happened_on__range=(scope.starts_on, scope.ends_on),
    )
    if group is not None:
        rows = rows.filter(provider__group=group)
    if scope.service_area_id is not None:
        rows = rows.filter(unit__service_area=scope.service_area_id)
    found: dict[int, list[int]] = defaultdict(list)
    for key, day in rows.order_by("pk").values_list("pk", "happened_on"):
        at = place_of(day, periods)
        if at is not None:
            found[at].append(key)
    return [
        Point(period.label, len(keys), 1, keys, len(keys))
        for at, period in enumerate(periods)
        for keys in [tuple(found[at])]
    ]


def _events(access: Access, by_period: Places, periods: Sequence[Period]) -> list[Point]:
    """Return how many follow-ups nobody had planned: an event or a signal set them going."""
    signalled = set(
        fetch.reported_followups(access)
        .filter(reason=Reason.SIGNAL)
        .order_by()
        .values_list("pk", flat=True)
    )
    found = []
    for at, period in enumerate(periods):
        keys = tuple(
            row.key
            for row in by_period.get(at, ())
            if row.kind == Kind.EVENT or row.key in signalled
        )
        found.append(Point(period.label, len(keys), 1, keys, len(by_period.get(at, ()))))
    return found
