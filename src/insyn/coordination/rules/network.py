"""What may be done with a network meeting. Pure."""

from datetime import date

from insyn.coordination.rules.refusals import Refusal
from insyn.coordination.rules.states import NetworkState


def change_refusal(state: NetworkState) -> Refusal | None:
    """Return why a meeting cannot be replanned or called off."""
    return None if state == NetworkState.PLANNED else Refusal.HELD


def holding_refusal(state: NetworkState, *, held_on: date, today: date) -> Refusal | None:
    """Return why a meeting cannot be noted as held, or its notes changed."""
    if state == NetworkState.CANCELLED:
        return Refusal.CANCELLED
    return Refusal.HELD_LATER if held_on > today else None


def agreeing_refusal(state: NetworkState, *, due_on: date, held_on: date | None) -> Refusal | None:
    """Return why nothing can be noted as agreed."""
    if state != NetworkState.HELD or held_on is None:
        return Refusal.NOT_HELD
    return Refusal.DUE_FIRST if due_on < held_on else None
