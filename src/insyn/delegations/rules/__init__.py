"""Who may decide what by the board's delegation. Pure."""

from insyn.delegations.rules.deciding import (
    Grant,
    Lack,
    described,
    holds,
    kronor,
    lacks_delegation,
    next_number,
    reaches,
)
from insyn.delegations.rules.matters import DecidedHow, Matter

__all__ = [
    "DecidedHow",
    "Grant",
    "Lack",
    "Matter",
    "described",
    "holds",
    "kronor",
    "lacks_delegation",
    "next_number",
    "reaches",
]
