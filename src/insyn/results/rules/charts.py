"""Control charts: is it chance or a pattern? Pure.

A p-chart of shares, a u-chart of a number per follow-up, an XmR chart of plain numbers. Limits by
the standard formulae; the tests are the first two of Nelson (1984), with eight in a row.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from insyn.kernel.choices import Choice

FEWEST = 12
"""Points. With fewer the limits are made of chance themselves."""

SIGMAS = 3
RUN = 8
"""Points in a row on one side of the middle. By chance about once in 128 for a given place."""

SPREAD = 2.66
"""3 / d2 for moving ranges of two (d2 = 1.128): from the mean range to the limits of XmR."""

LARGEST_RANGE = 3.267
"""D4 for moving ranges of two."""


class ChartKind(Choice):
    """Which chart fits what is counted."""

    SHARE = "share", "Andel (p-diagram)"
    RATE = "rate", "Antal per uppföljning (u-diagram)"
    SINGLE = "single", "Antal (XmR-diagram)"


class Sign(Choice):
    """What a point stands out by."""

    OUTSIDE = "outside", "Utanför gränsen"
    RUN = "run", "Åtta i rad på samma sida"


EXPLAINED: Mapping[Sign, str] = {
    Sign.OUTSIDE: "En punkt utanför gränserna händer av en slump ungefär 3 gånger på 1 000, om "
    "inget har ändrats. Ta reda på vad som hände den gången.",
    Sign.RUN: "Åtta punkter i rad på samma sida om mittlinjen händer av en slump ungefär 8 gånger "
    "på 1 000, om inget har ändrats. Det tyder på att nivån har flyttat sig.",
}
"""What each sign means, in plain words. Eight in a row: twice a half to the power of eight."""


@dataclass(frozen=True, slots=True)
class Point:
    """A period: what is counted, out of how many, and the rows behind.

    ``of_all`` is how many follow-ups of any kind there were: before the first one nobody counted.
    """

    label: str
    count: float
    size: float = 1.0
    rows: tuple[int, ...] = ()
    of_all: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A point of the chart, with its own limits and what it stands out by.

    ``value`` is None for a period with nothing to count among; nothing is said of it.
    """

    point: Point
    value: float | None
    low: float | None
    high: float | None
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True, slots=True)
class ControlChart:
    """The points, and the middle that they vary around. No middle: too few points to say."""

    kind: ChartKind
    points: tuple[Drawn, ...]
    middle: float | None

    @property
    def measured(self) -> int:
        return sum(1 for one in self.points if one.value is not None)

    @property
    def lacking(self) -> int:
        """Return how many points are lacking before limits can be drawn."""
        return max(FEWEST - self.measured, 0)

    @property
    def signs(self) -> tuple[Sign, ...]:
        """Return what some point stands out by, each once."""
        found = {sign for one in self.points for sign in one.signs}
        return tuple(sign for sign in Sign if sign in found)


def chart(kind: ChartKind, points: Sequence[Point]) -> ControlChart:
    """Return the chart; with too few points or nothing counted, the values without limits."""
    values = [_value(kind, point) for point in points]
    known = [value for value in values if value is not None]
    if len(known) < FEWEST:
        bare = tuple(Drawn(p, v, None, None) for p, v in zip(points, values, strict=True))
        return ControlChart(kind, bare, None)
    middle, limits = _limits(kind, points, known)
    runs = _runs(values, middle)
    drawn = tuple(
        Drawn(point, value, low, high, tuple(_signs(value, low, high, is_run=at in runs)))
        for at, (point, value, (low, high)) in enumerate(zip(points, values, limits, strict=True))
    )
    return ControlChart(kind, drawn, middle)


def _value(kind: ChartKind, point: Point) -> float | None:
    if kind is ChartKind.SINGLE:
        return point.count
    return point.count / point.size if point.size else None


def _limits(
    kind: ChartKind, points: Sequence[Point], known: Sequence[float]
) -> tuple[float, list[tuple[float | None, float | None]]]:
    """Return the middle, and the limits of each point; none where nothing was measured."""
    if kind is ChartKind.SINGLE:
        middle = math.fsum(known) / len(known)
        ranges = [abs(b - a) for a, b in pairwise(known)]
        half = SPREAD * math.fsum(ranges) / len(ranges)
        return middle, [(max(middle - half, 0.0), middle + half)] * len(points)
    middle = math.fsum(p.count for p in points if p.size) / math.fsum(p.size for p in points)
    variance = middle * (1 - middle) if kind is ChartKind.SHARE else middle
    top = 1.0 if kind is ChartKind.SHARE else math.inf
    return middle, [_around(middle, variance, top, point.size) for point in points]


def _around(
    middle: float, variance: float, top: float, size: float
) -> tuple[float | None, float | None]:
    if not size:
        return None, None
    half = SIGMAS * math.sqrt(variance / size)
    return max(middle - half, 0.0), min(middle + half, top)


_NOISE = 1e-9
"""What arithmetic may add to a value that lies exactly on its limit."""


def _signs(
    value: float | None, low: float | None, high: float | None, *, is_run: bool
) -> Iterator[Sign]:
    if value is None or low is None or high is None:
        return
    if value > high + _NOISE or value < low - _NOISE:
        yield Sign.OUTSIDE
    if is_run:
        yield Sign.RUN


def _runs(values: Sequence[float | None], middle: float) -> set[int]:
    """Return the places of the points that end or make up a run. One on the middle breaks it."""
    found: set[int] = set()
    run: list[int] = []
    side = 0
    for at, value in enumerate(values):
        if value is None:
            continue
        here = 0 if abs(value - middle) <= _NOISE else (1 if value > middle else -1)
        run = [*run, at] if here and here == side else ([at] if here else [])
        side = here
        if len(run) >= RUN:
            found.update(run)
    return found
