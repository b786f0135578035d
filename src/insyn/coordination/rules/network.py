"""What may be done with a network meeting. Pure."""

from datetime import date

from insyn.coordination.rules.refusals import Refusal
from insyn.coordination.rules.states import NetworkState


def change_refusal(state: NetworkState) -> Refusal | None:
    """Return why a meeting cannot be replanned or called off."""
    return None if state == NetworkState.PLANNED else Refusal.HELD


def noting_refusal(state: NetworkState) -> Refusal | None:
    """Return why nothing can be noted of a meeting."""
    return Refusal.CANCELLED if state == NetworkState.CANCELLED else None


def holding_refusal(state: NetworkState, *, held_on: date, today: date) -> Refusal | None:
    """Return why a meeting cannot be noted as held that day, or its notes changed."""
    if refusal := noting_refusal(state):
        return refusal
    return Refusal.HELD_LATER if held_on > today else None


def points_refusal(state: NetworkState) -> Refusal | None:
    """Return why no point can be noted as agreed at a meeting."""
    return None if state == NetworkState.HELD else Refusal.NOT_HELD


def agreeing_refusal(state: NetworkState, *, due_on: date, held_on: date | None) -> Refusal | None:
    """Return why nothing can be noted as agreed to be done by that day."""
    if refusal := points_refusal(state):
        return refusal
    return Refusal.DUE_FIRST if held_on and due_on < held_on else None
