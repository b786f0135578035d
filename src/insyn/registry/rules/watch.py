"""Which dates of agreements, contracts, prices and permits to watch, and how near they are. Pure.

Some dates wait for somebody: an option to call, a stop of intake that has run out, a permit or
a price without a successor. They stay until it is done. The others pass by themselves and are
kept for a month.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from insyn.kernel.choices import Choice

SOON = timedelta(days=30)
COMING = timedelta(days=183)
KEPT_AFTER = timedelta(days=30)
"""How long a date that passed by itself is still shown."""


class WatchKind(Choice):
    """What happens on a watched date."""

    OPTION = "option", "Sista dag att avropa option"
    NOTICE = "notice", "Sista dag att säga upp"
    AGREEMENT_END = "agreement_end", "Avtalet slutar"
    CONTRACT_END = "contract_end", "Kontrakt slutar"
    STATUS_END = "status_end", "Kontraktets läge upphör"
    PRICE_END = "price_end", "Pris slutar gälla"
    PERMIT_END = "permit_end", "Tillstånd går ut"


WAITS = frozenset(
    {WatchKind.OPTION, WatchKind.STATUS_END, WatchKind.PRICE_END, WatchKind.PERMIT_END}
)
"""What stays until somebody has done something about it."""


class Urgency(Choice):
    """How near a watched date is."""

    OVERDUE = "overdue", "Har passerat"
    SOON = "soon", "Inom 30 dagar"
    COMING = "coming", "Inom ett halvår"
    LATER = "later", "Senare"


class Horizon(Choice):
    """How far ahead to look, when not half a year."""

    MONTH = "month", "30 dagar"
    YEAR = "year", "Ett år"
    TWO_YEARS = "two_years", "Två år"


_DAYS: Mapping[Horizon, timedelta] = {
    Horizon.MONTH: SOON,
    Horizon.YEAR: timedelta(days=366),
    Horizon.TWO_YEARS: timedelta(days=731),
}


def reach(horizon: str) -> timedelta:
    """Return how far ahead a horizon lies; half a year for what is none."""
    return _DAYS[Horizon(horizon)] if horizon in Horizon.codes() else COMING


@dataclass(frozen=True, slots=True)
class Dated:
    """Something with a date, and the agreement or the provider that it belongs to.

    ``key`` tells it apart from the others of its kind; ``revision`` goes up when the row behind
    it is changed. ``count`` is how many rows share the date: with one, ``provider`` is whose it
    is. ``number`` is that of the option, or the months of notice.
    """

    kind: WatchKind
    on: date
    key: str
    revision: int = 1
    agreement_id: int = 0
    agreement: str = ""
    responsible_id: int = 0
    provider_id: int = 0
    provider: str = ""
    unit_id: int = 0
    unit: str = ""
    count: int = 1
    number: int = 0


@dataclass(frozen=True, slots=True)
class WatchDate:
    """A date to watch and how near it is."""

    what: Dated
    urgency: Urgency

    @property
    def on(self) -> date:
        return self.what.on

    @property
    def is_overdue(self) -> bool:
        return self.urgency == Urgency.OVERDUE

    @property
    def month(self) -> date | None:
        """Return the first day of its month; None for all that has passed."""
        return None if self.is_overdue else self.on.replace(day=1)


def notice_day(ends_on: date, notice_months: int) -> date:
    """Return the last day to give notice so that the agreement can end when it does.

    The same day of the month that many months before, or the last one of a shorter month.
    """
    months = ends_on.year * 12 + ends_on.month - 1 - notice_months
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(ends_on.day, monthrange(year, month)[1]))


def urgency_of(on: date, *, today: date) -> Urgency:
    """Return how near the day is; today itself is soon."""
    if on < today:
        return Urgency.OVERDUE
    if on <= today + SOON:
        return Urgency.SOON
    return Urgency.COMING if on <= today + COMING else Urgency.LATER


def is_watched(kind: WatchKind, on: date, *, today: date, until: date) -> bool:
    """Tell whether the date is shown: not too far ahead, and not passed and done with."""
    return on <= until and (kind in WAITS or on >= today - KEPT_AFTER)


def watched(dated: Iterable[Dated], *, today: date, until: date) -> list[WatchDate]:
    """Return the dates to watch, those that have passed first, then the nearest."""
    kept = [
        WatchDate(one, urgency_of(one.on, today=today))
        for one in dated
        if is_watched(one.kind, one.on, today=today, until=until)
    ]
    return sorted(
        kept, key=lambda one: (one.on, list(WatchKind).index(one.what.kind), one.what.key)
    )
