"""The tree of an agreement's lots: no loops, not too deep, and the order it is read in. Pure."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

DEEPEST = 4
"""How many levels of lots an agreement may have."""

SENTENCES: Mapping[str, str] = {
    "loop": "Ett avtalsområde kan inte ingå i sig självt eller i något som ingår i det.",
    "deep": "Avtalsområden kan ligga i högst fyra nivåer. Välj ett som ligger högre upp.",
    "elsewhere": "Välj ett avtalsområde i samma avtal att ingå i.",
}
"""What is wrong, for the reader."""


def loop_in(parents: Mapping[K, K | None]) -> tuple[K, ...]:
    """Return the keys of a loop, each followed by what it is inside; () when there is none.

    ``parents`` says what each lot is inside; a parent that is no key itself counts as a top.
    """
    free: set[K] = set()
    for start in parents:
        path: dict[K, None] = {}
        at: K | None = start
        while at is not None and at not in free:
            if at in path:
                keys = list(path)
                return tuple(keys[keys.index(at) :])
            path[at] = None
            at = parents.get(at)
        free |= path.keys()
    return ()


def depth_of(key: K, parents: Mapping[K, K | None]) -> int:
    """Return on which level the lot stands; a top stands on the first.

    Raises:
        ValueError: it is inside itself.
    """
    passed: set[K] = set()
    at: K | None = key
    while at is not None:
        if at in passed:
            raise ValueError(f"{key!r} is inside itself")
        passed.add(at)
        at = parents.get(at)
    return len(passed)


def inside(key: K, parents: Mapping[K, K | None]) -> frozenset[K]:
    """Return the lot and everything inside it, on all levels."""
    parts = _parts(parents)
    found: set[K] = set()
    waiting = [key]
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += parts[at]
    return frozenset(found)


def in_tree_order(parents: Mapping[K, K | None]) -> list[K]:
    """Return the keys with each lot before what is inside it, siblings in the order given.

    A lot whose parent is not among the keys stands as a top. Keys of a loop are left out.
    """
    parts = _parts(parents)
    ordered: list[K] = []
    waiting = [key for key, parent in reversed(list(parents.items())) if parent not in parents]
    while waiting:
        at = waiting.pop()
        ordered.append(at)
        waiting += reversed(parts[at])
    return ordered


def tree_problem(parents: Mapping[K, K | None]) -> str:
    """Return why the lots cannot stand so, as a Swedish sentence, or an empty string."""
    if loop_in(parents):
        return SENTENCES["loop"]
    if any(depth_of(key, parents) > DEEPEST for key in parents):
        return SENTENCES["deep"]
    return ""


def _parts(parents: Mapping[K, K | None]) -> defaultdict[K, list[K]]:
    parts: defaultdict[K, list[K]] = defaultdict(list)
    for key, parent in _with_parent(parents.items()):
        parts[parent].append(key)
    return parts


def _with_parent(items: Iterable[tuple[K, K | None]]) -> Iterable[tuple[K, K]]:
    return ((key, parent) for key, parent in items if parent is not None)
