"""Which row of a list is which requirement of the agreement. Pure."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """What a requirement, or a row of a list, is recognised by."""

    number: str
    text: str
    origin: str = ""


_Key = Callable[[Known], str | tuple[str, str]]


def _tidy(text: str) -> str:
    return " ".join(text.split()).casefold()


_WAYS: tuple[_Key, ...] = (
    lambda known: (known.number, _tidy(known.text)),
    lambda known: known.origin,
    lambda known: _tidy(known.text),
    lambda known: known.number,
)
"""Nearest first: a requirement that was renumbered is known by its text, one that was reworded
by its number. What is not alone in its way of being known is left to the next way."""


def match(present: Mapping[int, Known], rows: Sequence[Known]) -> dict[int, int]:
    """Return, for the places of the rows that are in the agreement already, the requirement.

    No requirement is given to two rows, and no row to two requirements.
    """
    found: dict[int, int] = {}
    for way in _WAYS:
        left = {key: known for key, known in present.items() if key not in found.values()}
        waiting = {place: row for place, row in enumerate(rows) if place not in found}
        alone = _alone(left, way)
        keys = _alone(waiting, way)
        found |= {place: alone[key] for key, place in keys.items() if key in alone}
    return found


def _alone(known: Mapping[int, Known], way: _Key) -> dict[Hashable, int]:
    """Return the keys that exactly one has; an empty key tells nothing."""
    counts = Counter(way(one) for one in known.values())
    return {way(one): key for key, one in known.items() if counts[way(one)] == 1 and way(one)}


def doubles(numbers: Sequence[str]) -> list[str]:
    """Return the numbers that stand more than once, in order of appearance."""
    counts = Counter(numbers)
    return [number for number, count in counts.items() if count > 1]
