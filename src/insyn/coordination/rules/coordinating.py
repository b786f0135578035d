"""Who may coordinate whom. Pure."""

from collections.abc import Collection

Pair = tuple[int, int]
"""The one who coordinates, and the one who is coordinated."""


def makes_circle(known: Collection[Pair], coordinator: int, coordinated: int) -> bool:
    """Tell whether the pair would let an authority coordinate itself, by however many steps."""
    reached, waiting = set(), {coordinated}
    while waiting:
        one = waiting.pop()
        if one == coordinator:
            return True
        reached.add(one)
        waiting |= {below for above, below in known if above == one} - reached
    return False
