"""Small groups are not shown, and cannot be worked out from what is shown. Pure.

A group under five is hidden. So is as much more as it takes for the hidden groups of a table
with a total to be at least two, and so many together that none of them follows from the sum.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

LEAST = 5
"""The smallest group that is shown."""
FEWEST_HIDDEN = 2
"""Groups that must be hidden together, so that none is the total less the others."""


def is_small(number: int) -> bool:
    """Tell whether a group of that many is hidden. An empty one says nothing of anybody."""
    return 0 < number < LEAST


@dataclass(frozen=True, slots=True)
class Hidden(Generic[K]):
    """The groups of a table that are hidden, and whether the total is too."""

    groups: frozenset[K] = frozenset()
    is_total: bool = False


def hidden_in(sizes: Mapping[K, int]) -> Hidden[K]:
    """Return what must be hidden of groups that are shown with their total.

    From the smallest and up groups are added until no hidden one follows from the rest. Where
    that takes them all and their sum still gives them away, the total is hidden too.
    """
    hidden = {group for group, size in sizes.items() if is_small(size)}
    others = iter(_rising(sizes, but=hidden))
    while hidden and not _is_safe(sizes, hidden):
        following = next(others, None)
        if following is None:
            return Hidden(frozenset(hidden), is_total=_gives_away(sizes, hidden))
        hidden.add(following)
    return Hidden(frozenset(hidden))


def _rising(sizes: Mapping[K, int], *, but: Iterable[K]) -> list[K]:
    """Return the groups that hold somebody, the smallest first; equals in the table's order."""
    taken = set(but)
    return sorted((key for key in sizes if sizes[key] and key not in taken), key=sizes.__getitem__)


def _is_safe(sizes: Mapping[K, int], hidden: set[K]) -> bool:
    """Tell whether each hidden group could be five or more, for all that the sum says."""
    together = sum(sizes[group] for group in hidden)
    return len(hidden) >= FEWEST_HIDDEN and together - (len(hidden) - 1) >= LEAST


def _gives_away(sizes: Mapping[K, int], hidden: set[K]) -> bool:
    """Tell whether the sum of all is small itself, or leaves each hidden group one possibility."""
    together = sum(sizes[group] for group in hidden)
    return together < LEAST or together == len(hidden)


Split = Mapping[tuple[K, bool], int]
"""The number in each group, in-house (True) and others (False) apart."""


@dataclass(frozen=True, slots=True)
class HiddenSplit(Generic[K]):
    """What is hidden of groups that are shown with in-house and others side by side.

    ``groups`` are hidden whole; in ``divided`` only the two sides are, and what they are
    together is shown. ``are_sides``: the two sides of the total are hidden.
    """

    groups: frozenset[K] = frozenset()
    divided: frozenset[K] = frozenset()
    are_sides: bool = False
    is_total: bool = False

    def hides(self, group: K) -> bool:
        return group in self.groups

    def hides_side(self, group: K) -> bool:
        return group in self.divided or group in self.groups


def hidden_in_split(sizes: Split[K]) -> HiddenSplit[K]:
    """Return what must be hidden of a table with two columns, the sums of both, and the total.

    No hidden number under five can be worked out from what is left, whichever sums are compared.
    """
    rows = {group: 0 for group, _side in sizes}
    for (group, _side), size in sizes.items():
        rows[group] += size
    whole = hidden_in(rows)
    sides = {side: _of_side(sizes, rows, side) for side in (True, False)}
    found = hidden_in(sides)
    if found.groups:
        return HiddenSplit(
            whole.groups, frozenset(rows), are_sides=True,
            is_total=whole.is_total or found.is_total,
        )  # fmt: skip
    return HiddenSplit(whole.groups, _divided(sizes, rows, whole.groups), is_total=whole.is_total)


def _of_side(sizes: Split[K], groups: Iterable[K], side: bool) -> int:  # noqa: FBT001  a column
    return sum(sizes.get((group, side), 0) for group in groups)


def _divided(sizes: Split[K], rows: Mapping[K, int], hidden: frozenset[K]) -> frozenset[K]:
    """Return the groups whose two sides are hidden: the small, and those that guard them."""
    small = {
        group
        for group in rows
        if any(is_small(sizes.get((group, side), 0)) for side in (True, False))
    }
    found = small | hidden
    for group in _rising(rows, but=found):
        if not found or _is_split_safe(sizes, found):
            break
        found.add(group)
    return frozenset(found)


def _is_split_safe(sizes: Split[K], found: set[K]) -> bool:
    """Tell whether the hidden parts of both columns are nothing or five and more."""
    together = (_of_side(sizes, found, side) for side in (True, False))
    return len(found) >= FEWEST_HIDDEN and not any(map(is_small, together))


def periods_of_five(numbers: Iterable[tuple[K, int]]) -> list[tuple[list[K], int]]:
    """Return the periods rolled up, in order, until each holds five or more.

    What is left at the end waits for more and is not shown. So what has been shown is never
    shown in another division, from which one under five would be the difference.
    """
    filled: list[tuple[list[K], int]] = []
    waiting: list[K] = []
    count = 0
    for period, number in numbers:
        waiting.append(period)
        count += number
        if count >= LEAST:
            filled.append((waiting, count))
            waiting, count = [], 0
    return filled


G = TypeVar("G", bound=Hashable)


@dataclass(frozen=True, slots=True)
class HiddenParts(Generic[G, K]):
    """What is hidden of groups with parts, where the sums of both are shown."""

    groups: frozenset[G] = frozenset()
    parts: frozenset[tuple[G, K]] = frozenset()
    is_total: bool = False


def hidden_parts(sizes: Mapping[tuple[G, K], int]) -> HiddenParts[G, K]:
    """Return what must be hidden of groups and their parts, such as quarters and months.

    Nothing is shown of the parts of a hidden group.
    """
    of_group: dict[G, dict[K, int]] = {}
    for (group, part), size in sizes.items():
        of_group.setdefault(group, {})[part] = size
    whole = hidden_in({group: sum(parts.values()) for group, parts in of_group.items()})
    parts = frozenset(
        (group, part)
        for group, inside in of_group.items()
        for part in (inside if group in whole.groups else hidden_in(inside).groups)
    )
    return HiddenParts(whole.groups, parts, is_total=whole.is_total)
