"""Where a matter is on its way, for the line of steps."""

from collections.abc import Sequence
from dataclasses import dataclass

from insyn.board.rules.kinds import ItemState


@dataclass(frozen=True, slots=True)
class Step:
    """A state on the line of steps: done, now or next."""

    label: str
    state: str


def steps_of(state: ItemState) -> Sequence[Step]:
    """Return the states in order; a decided matter has gone through them all."""
    order = list(ItemState)
    now = order.index(state) + (state == ItemState.DECIDED)
    return [
        Step(one.label, "now" if at == now else "done" if at < now else "next")
        for at, one in enumerate(order)
    ]
