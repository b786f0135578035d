"""Counts over a sample that give no single service away. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAST = 5
"""The fewest services that a figure is shown for."""
FEWEST_HIDDEN = 2


@dataclass(frozen=True, slots=True)
class Pattern:
    """How many services of the sample were seen with what, in one area or for one requirement.

    ``counts`` are by code; ``services`` is how many they were counted over.
    """

    heading: str
    services: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ShownPattern:
    """A pattern as it is shown: None stands for a figure that is held back."""

    heading: str
    services: int | None
    counts: Mapping[str, int | None]


def is_small(services: int) -> bool:
    """Tell whether a figure is over so few services that it is held back. None at all is not."""
    return 0 < services < LEAST


def shown(services: int | None) -> int | None:
    """Return the figure, or None when it is over fewer than five services."""
    return None if services is None or is_small(services) else services


def shown_split(pattern: Pattern) -> ShownPattern:
    """Return a pattern whose counts add up to its services, with no count that can be worked out.

    The small are held back, then the next smallest, until what is hidden could be shared in more
    than one way; where that does not suffice the sum is held back too.
    """
    counts = pattern.counts
    if is_small(pattern.services):
        return ShownPattern(pattern.heading, None, dict.fromkeys(counts))
    hidden = {code for code, count in counts.items() if is_small(count)}
    rising = sorted((code for code in counts if counts[code]), key=counts.__getitem__)
    others = [code for code in rising if code not in hidden]
    while hidden and not _is_safe(counts, hidden) and others:
        hidden.add(others.pop(0))
    is_safe = not hidden or _is_safe(counts, hidden)
    left = {code: None if code in hidden else count for code, count in counts.items()}
    return ShownPattern(pattern.heading, pattern.services if is_safe else None, left)


def _is_safe(counts: Mapping[str, int], hidden: set[str]) -> bool:
    together = sum(counts[code] for code in hidden)
    return len(hidden) >= FEWEST_HIDDEN and together - (len(hidden) - 1) >= LEAST


def shown_each(pattern: Pattern) -> ShownPattern:
    """Return a pattern whose counts overlap: each is shown by itself or held back."""
    if is_small(pattern.services):
        return ShownPattern(pattern.heading, None, dict.fromkeys(pattern.counts))
    left = {code: shown(count) for code, count in pattern.counts.items()}
    return ShownPattern(pattern.heading, pattern.services, left)


def without_hidden(patterns: Sequence[ShownPattern]) -> list[ShownPattern]:
    """Return the patterns that show any figure at all."""
    return [row for row in patterns if any(count is not None for count in row.counts.values())]
