"""Numbers of persons under five are not told, and cannot be worked out from what is told. Pure.

Numbers stand in a tree: all, each service area, each provider in it. A parent is the sum of its
parts. What is told, in pages and in open data, is the tree less what is withheld. A reader knows
every told number, that counts are whole, and which groups are empty. A group of one to four is
protected when, for all that the reader knows, it can be five or more, and its lowest and highest
possible numbers lie at least three apart. Decision: docs/decisions/0050.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

LEAST = 5
"""The smallest group of persons that is told."""
LEAST_ROOM = 3
"""The least distance between the lowest and the highest that a protected group can be."""

Path = tuple[str | int, ...]
"""Where in the tree: ``()`` is all, ``(area,)`` an area, ``(area, provider)`` a provider."""
Sizes = Mapping[Path, int]
Bounds = tuple[float, float]


def totals(leaves: Sizes) -> dict[Path, int]:
    """Return the number of every group of the tree, its leaves and all their sums."""
    sizes: dict[Path, int] = {(): 0}
    for leaf, size in leaves.items():
        for depth in range(len(leaf) + 1):
            sizes[leaf[:depth]] = sizes.get(leaf[:depth], 0) + size
    return sizes


def is_small(size: int) -> bool:
    """Tell whether a group of so many is protected. An empty one says nothing of anybody."""
    return 0 < size < LEAST


def withheld(leaves: Sizes) -> frozenset[Path]:
    """Return the groups whose numbers must not be told, so that every small one is protected.

    More and more is withheld, until nothing is exposed. It ends: when all is
    withheld nothing is told.
    """
    sizes = totals(leaves)
    held = _with_parts({path for path, size in sizes.items() if is_small(size)}, sizes)
    while found := exposed(leaves, held):
        held = _with_parts({*held, _next_to_hold(found[0], sizes, held)}, sizes)
    return frozenset(held)


def exposed(leaves: Sizes, held: Iterable[Path]) -> list[Path]:
    """Return the small groups that a reader can work out too much about from what is told."""
    sizes, hidden = totals(leaves), frozenset(held)
    known = bounds(sizes, hidden)
    return [
        path
        for path in sorted(sizes, key=_order)
        if is_small(sizes[path]) and not _is_protected(known[path])
    ]


def _is_protected(known: Bounds) -> bool:
    lowest, highest = known
    return highest >= LEAST and highest - lowest >= LEAST_ROOM


def bounds(sizes: Sizes, held: frozenset[Path]) -> dict[Path, Bounds]:
    """Return between which numbers a reader knows that each group lies. Exact for a tree.

    From the leaves up each group is at least and at most the sum of its parts; from the root
    down each is what the others leave of their parent.
    """
    parts = _parts(sizes)
    from_below: dict[Path, Bounds] = {}
    for path in sorted(sizes, key=len, reverse=True):
        from_below[path] = _from_below(path, sizes, held, [from_below[p] for p in parts[path]])
    known: dict[Path, Bounds] = {(): from_below[()]}
    for path in sorted(sizes, key=len):
        least = sum(from_below[part][0] for part in parts[path])
        highs = [from_below[part][1] for part in parts[path]]
        for part in parts[path]:
            low, high = from_below[part]
            known[part] = (
                max(low, known[path][0] - _others(high, highs)),
                min(high, known[path][1] - (least - low)),
            )
    return known


def _from_below(path: Path, sizes: Sizes, held: frozenset[Path], parts: Sequence[Bounds]) -> Bounds:
    size = sizes[path]
    if path not in held or not size:
        return size, size
    if not parts:
        return 1, math.inf
    return sum(low for low, _high in parts), sum(high for _low, high in parts)


def _others(one: float, every: Sequence[float]) -> float:
    """Return the sum of all but the one, also where some have no upper bound."""
    unbounded = sum(1 for high in every if math.isinf(high)) - math.isinf(one)
    if unbounded:
        return math.inf
    finite = sum(high for high in every if not math.isinf(high))
    return finite - (0 if math.isinf(one) else one)


def _parts(sizes: Sizes) -> dict[Path, list[Path]]:
    parts: dict[Path, list[Path]] = {path: [] for path in sizes}
    for path in sizes:
        if path:
            parts[path[:-1]].append(path)
    return parts


def _with_parts(held: set[Path], sizes: Sizes) -> set[Path]:
    """Return what is withheld with all its parts: nothing is told inside a withheld group."""
    return {path for path in sizes if any(path[:depth] in held for depth in range(len(path) + 1))}


def _next_to_hold(path: Path, sizes: Sizes, held: Iterable[Path]) -> Path:
    """Return what to withhold to protect the group: a told sibling, else higher up."""
    hidden = frozenset(held)
    while path:
        siblings = [
            other
            for other in sizes
            if len(other) == len(path)
            and other[:-1] == path[:-1]
            and sizes[other]
            and other not in hidden
        ]
        if siblings:  # the next one in turn, whatever its number: the choice gives nothing away
            later = [other for other in siblings if _order(other) > _order(path)]
            return min(later or siblings, key=_order)
        path = path[:-1]
        if path not in hidden:
            return path
    return ()


def _order(path: Path) -> tuple[int, str]:
    return len(path), str(path)


@dataclass(frozen=True, slots=True)
class ToldTable:
    """Numbers of persons as they have been told: of which days, and how many in which group."""

    first_on: date
    last_on: date
    told: Mapping[Path, int]

    def overlaps(self, other: "ToldTable") -> bool:
        return self.first_on <= other.last_on and other.first_on <= self.last_on

    def repeats(self, other: "ToldTable") -> bool:
        """Tell whether it says nothing that the other did not."""
        same_days = (self.first_on, self.last_on) == (other.first_on, other.last_on)
        return same_days and dict(self.told) == dict(other.told)


def may_be_told(new: ToldTable, earlier: Iterable[ToldTable]) -> bool:
    """Tell whether the table can stand beside what the board has told before.

    Persons of the same day are told once. A second table over some of the same days could be
    subtracted from the first, so it is told only when it is the first, to the number. What has
    been withdrawn or replaced counts: whoever has read it still knows it.
    """
    return not new.told or all(
        new.repeats(table) for table in earlier if table.told and table.overlaps(new)
    )
