"""Which units the instruction selects for each district: chosen first, then drawn. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from insyn.kernel.lottery import drawn


@dataclass(frozen=True, slots=True)
class Pool:
    """A district's units: how many are wanted, which are chosen already, which may be drawn.

    The keys are such that anybody can repeat the lottery with them.
    """

    district: int
    wanted: int
    chosen: Sequence[str]
    others: Sequence[str]


def draw_shares(pools: Iterable[Pool], seed: str) -> dict[int, list[str]]:
    """Return which units are drawn for each district; never more than are wanted or left.

    The same seed and pools give the same units on any machine.
    """
    return {
        pool.district: drawn(
            seed, set(pool.others) - set(pool.chosen), max(pool.wanted - len(pool.chosen), 0)
        )
        for pool in pools
    }


def unit_key(unit_id: int, name: str) -> str:
    """Return what a unit is called in the lottery."""
    return f"{unit_id} {name}"
