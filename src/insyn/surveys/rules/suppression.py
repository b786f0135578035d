"""Small groups are not shown, and cannot be worked out from what is shown. Pure.

A group under five is hidden. So is as much more as it takes for the hidden groups of a table
with a total to be at least two, and so many together that none of them follows from the sum.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

LEAST = 5
"""The smallest group that is shown."""
ANY_UNDER = LEAST - 2
"""The least distance between the lowest and the highest that a small number could be."""
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
    together is shown. ``are_sides``: the sums of the two columns are hidden.
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

    No hidden number under five can be worked out from what is left, whichever sums are compared,
    also by one who knows which cells are empty: that an area has no private provider is public.
    """
    rows = {group: 0 for group, _side in sizes}
    for (group, _side), size in sizes.items():
        rows[group] += size
    whole = hidden_in(rows)
    of_sides = hidden_in({side: sum(_column(sizes, rows, side)) for side in (True, False)})
    small = {row for row in _two_sided(sizes, rows) if row not in whole.groups} & {
        group for (group, _side), size in sizes.items() if is_small(size)
    }
    divided = _divided(sizes, rows, small, whole.groups)
    if whole.is_total or of_sides.groups or divided is None:
        return HiddenSplit(
            whole.groups, frozenset(small), are_sides=True,
            is_total=whole.is_total or of_sides.is_total,
        )  # fmt: skip
    return HiddenSplit(whole.groups, divided)


def _column(sizes: Split[K], groups: Iterable[K], side: bool) -> list[int]:  # noqa: FBT001
    """Return the cells of the column that hold somebody."""
    return [size for group in groups if (size := sizes.get((group, side), 0))]


def _two_sided(sizes: Split[K], groups: Iterable[K]) -> list[K]:
    return [row for row in groups if sizes.get((row, True)) and sizes.get((row, False))]


def _divided(
    sizes: Split[K], rows: Mapping[K, int], small: Collection[K], hidden: Collection[K]
) -> frozenset[K] | None:
    """Return the groups whose two sides are hidden: the small, and those that guard them.

    Only a group with somebody on both sides can guard. None: the sums of the columns give
    something away however many guards there are, and must be hidden instead.
    """
    found = set(small)
    both = frozenset(_two_sided(sizes, rows))
    guards = (row for row in _rising(rows, but=[*small, *hidden]) if row in both)
    while not all(_is_column_safe(sizes, found, hidden, side) for side in (True, False)):
        guard = next(guards, None)
        if guard is None:
            return None
        found.add(guard)
    return frozenset(found)


def _is_column_safe(
    sizes: Split[K],
    divided: Collection[K],
    hidden: Collection[K],
    side: bool,  # noqa: FBT001
) -> bool:
    """Tell whether each small cell of the column could hold any number under five.

    The reader knows which cells are empty, the sum of each column's hidden cells, of the hidden
    rows together, and of each divided row.
    """
    mine, theirs = _column(sizes, hidden, side), _column(sizes, hidden, not side)
    parts = {row: sizes[row, side] for row in divided}
    room = {row: parts[row] + sizes[row, not side] - 1 for row in divided}
    column = sum(mine) + sum(parts.values())
    # The least and the most that the divided rows can hold of the column.
    least = most = sum(parts.values())
    if mine and theirs:
        least = max(len(parts), column - sum(mine) - sum(theirs) + len(theirs))
        most = min(sum(room.values()), column - len(mine))
    cells = [
        (parts[row], max(1, least - sum(room.values()) + room[row]),
         min(room[row], most - len(parts) + 1))
        for row in divided
    ]  # fmt: skip
    fewest = column - most if len(mine) == 1 else 1
    cells += [(cell, fewest, column - least - len(mine) + 1) for cell in mine]
    return all(high - low >= ANY_UNDER for cell, low, high in cells if is_small(cell))


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
