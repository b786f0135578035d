"""How sure a figure is: intervals for shares and rates, and for their differences. Pure.

A share has Wilson's score interval and a rate Garwood's exact one. A difference has the
interval that Newcombe made of the two (1998, method 10), in the form that Donner and Zou (2012)
showed to hold for any pair of intervals.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Protocol

CONFIDENCE = 0.95
_STEPS = 60
"""Steps of a search at the most. Sixty halvings leave nothing that a figure could show."""

_HALVINGS_OF_P = 24
_SERIES = 10_000
"""Terms at the most: about eight to each root of the events, so enough for a million of them."""

_TINY = 1e-300
_CLOSE = 1e-15


@dataclass(frozen=True, slots=True)
class Interval:
    """From and to, both included."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


class Estimate(Protocol):
    """A figure that knows how sure it is."""

    @property
    def value(self) -> float: ...

    def interval(self, confidence: float = CONFIDENCE) -> Interval: ...


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; the value lies between 0 and 1."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        return self.hits / self.total

    def interval(self, confidence: float = CONFIDENCE) -> Interval:
        """Return Wilson's score interval, without correction for continuity."""
        return wilson(self.hits, self.total, confidence)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many events over so much: follow-ups, or years of contract.

    ``spread`` is how much more than chance the events come together, at least 1: deficiencies
    are found in clusters, and an interval that passed over it would be too narrow.
    """

    events: int
    exposure: float
    spread: float = 1.0

    @property
    def value(self) -> float:
        return self.events / self.exposure

    def interval(self, confidence: float = CONFIDENCE) -> Interval:
        """Return Garwood's exact interval, of fewer events when they come together."""
        found = garwood(self.events / self.spread, confidence)
        per_event = self.spread / self.exposure
        return Interval(found.low * per_event, found.high * per_event)


def wilson(hits: int, total: int, confidence: float = CONFIDENCE) -> Interval:
    """Return the score interval of a share. Wilson 1927.

    Raises:
        ValueError: there is nothing to be a share of, or more hits than there are of it.
    """
    if not 0 <= hits <= total or total == 0:
        raise ValueError("a share is of at least one, and of no more than all")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, square = hits / total, z * z
    middle = share + square / (2 * total)
    half = z * math.sqrt(share * (1 - share) / total + square / (4 * total * total))
    below = 1 + square / total
    low = 0.0 if hits == 0 else (middle - half) / below
    high = 1.0 if hits == total else (middle + half) / below
    return Interval(max(low, 0.0), min(high, 1.0))


def garwood(events: float, confidence: float = CONFIDENCE) -> Interval:
    """Return the exact interval of a number that chance spreads as Poisson says. Garwood 1936."""
    if events < 0:
        raise ValueError("there cannot be fewer events than none")
    tail = (1 - confidence) / 2
    low = _gamma_point(events, tail) if events else 0.0
    return Interval(low, _gamma_point(events + 1, 1 - tail))


def _gamma_point(shape: float, chance: float) -> float:
    """Return where the gamma distribution of that shape and scale 1 reaches the chance.

    By Newton's steps from the place that Wilson and Hilferty give (1931); a step that leaves
    what is known to hold the place is a halving instead.
    """
    z = NormalDist().inv_cdf(chance)
    near = shape * max(1 - 1 / (9 * shape) + z / (3 * math.sqrt(shape)), 0) ** 3
    low, high = 0.0, math.inf
    at = near or shape / 2
    for _step in range(_STEPS):
        over = gamma_share(shape, at) - chance
        if over < 0:
            low = at
        else:
            high = at
        slope = math.exp((shape - 1) * math.log(at) - at - math.lgamma(shape))
        reached = at - over / slope if slope else at
        if not low < reached < high:
            reached = (low + high) / 2 if high < math.inf else at * 2
        if abs(reached - at) <= _CLOSE * at:
            return reached
        at = reached
    return at


def gamma_share(shape: float, at: float) -> float:
    """Return the regularised lower incomplete gamma function P(shape, at).

    By its series where that is short, else by its continued fraction (Lentz).
    """
    if at <= 0:
        return 0.0
    front = math.exp(shape * math.log(at) - at - math.lgamma(shape))
    if at < shape + 1:
        part = total = 1 / shape
        for step in range(1, _SERIES):
            part *= at / (shape + step)
            total += part
            if part < total * _CLOSE:
                break
        return min(front * total, 1.0)
    return max(1 - front * _fraction(shape, at), 0.0)


def _fraction(shape: float, at: float) -> float:
    b = at + 1 - shape
    c, d = 1 / _TINY, 1 / b
    found = d
    for step in range(1, _SERIES):
        a = -step * (step - shape)
        b += 2
        d = 1 / (a * d + b or _TINY)
        c = b + a / c or _TINY
        found *= d * c
        if abs(d * c - 1) < _CLOSE * 10:
            break
    return found


def difference(one: Estimate, other: Estimate, confidence: float = CONFIDENCE) -> Interval:
    """Return the interval of the first less the second. Newcombe 1998, Donner and Zou 2012."""
    first, second = one.interval(confidence), other.interval(confidence)
    middle = one.value - other.value
    down = math.hypot(one.value - first.low, second.high - other.value)
    up = math.hypot(first.high - one.value, other.value - second.low)
    return Interval(middle - down, middle + up)


def chance_of(one: Estimate, other: Estimate) -> float:
    """Return how small a doubt keeps the two apart: 1 less the surest interval without 0 in it.

    It is a p-value that says the same as the interval that is shown.
    """
    if one.value == other.value:
        return 1.0
    low, high = 0.0, 1.0
    for _step in range(_HALVINGS_OF_P):
        middle = (low + high) / 2
        if difference(one, other, middle).holds(0):
            high = middle
        else:
            low = middle
    return 1 - low


def holm(chances: Sequence[float]) -> list[float]:
    """Return the chances as they count when all are looked at together. Holm 1979."""
    order = sorted(range(len(chances)), key=chances.__getitem__)
    found = [1.0] * len(chances)
    reached = 0.0
    for place, at in enumerate(order):
        reached = max(reached, min(1.0, chances[at] * (len(chances) - place)))
        found[at] = reached
    return found


def spread_of(counts: Sequence[int]) -> float:
    """Return the variance of the counts over their mean, never under 1; of one or none it is 1."""
    if len(counts) < 2 or not any(counts):  # noqa: PLR2004  a variance needs two
        return 1.0
    mean = math.fsum(counts) / len(counts)
    variance = math.fsum((count - mean) ** 2 for count in counts) / (len(counts) - 1)
    return max(variance / mean, 1.0)
