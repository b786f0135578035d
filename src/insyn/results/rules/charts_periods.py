"""The periods that the points of a control chart stand for. Pure."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.kernel.choices import Choice
from insyn.results.rules.charts import ChartKind

MONTHS_BACK = 24
QUARTERS_BACK = 20
_MONTHS_OF_QUARTER = 3


class Counted(Choice):
    """What a chart counts."""

    DEFICIENCIES = "deficiencies", "Brister per uppföljning"
    MET = "met", "Andel uppfyllda områden"
    EVENTS = "events", "Händelsestyrda uppföljningar"
    SIGNALS = "signals", "Signaler"


KINDS = {
    Counted.DEFICIENCIES: ChartKind.RATE,
    Counted.MET: ChartKind.SHARE,
    Counted.EVENTS: ChartKind.SINGLE,
    Counted.SIGNALS: ChartKind.SINGLE,
}
"""The chart that fits each."""


class Step(Choice):
    """How long a point is."""

    MONTH = "month", "Månad"
    QUARTER = "quarter", "Kvartal"


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a point, both included."""

    label: str
    starts_on: date
    ends_on: date


def periods_back(step: Step, today: date) -> list[Period]:
    """Return the whole periods before the present one, the oldest first.

    The present one is left out: it is not over, and would always look low.
    """
    length = 1 if step is Step.MONTH else _MONTHS_OF_QUARTER
    number = MONTHS_BACK if step is Step.MONTH else QUARTERS_BACK
    this = (today.year * 12 + today.month - 1) // length
    return [_period(at * length, length) for at in range(this - number, this)]


def _period(first: int, length: int) -> Period:
    year, month = divmod(first, 12)
    last = first + length - 1
    end = date(last // 12, last % 12 + 1, monthrange(last // 12, last % 12 + 1)[1])
    label = f"{year % 100:02d}-{month + 1:02d}"
    if length == _MONTHS_OF_QUARTER:
        label = f"{year % 100:02d} k{month // _MONTHS_OF_QUARTER + 1}"
    return Period(label, date(year, month + 1, 1), end)


def place_of(day: date, periods: Sequence[Period]) -> int | None:
    """Return which of the periods the day lies in."""
    for at, period in enumerate(periods):
        if period.starts_on <= day <= period.ends_on:
            return at
    return None
