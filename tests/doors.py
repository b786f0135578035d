"""How a door is written down."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.world import World

PEOPLE = ("anonymous", "dag", "contact", "system_admin", "anna", "bo", "cilla")
OPEN, ELSEWHERE, FORBIDDEN, HIDDEN, POST_ONLY = 200, 302, 403, 404, 405


@dataclass(frozen=True)
class Door:
    """What each person gets on a GET. ``kwargs`` finds the address in Ekby's world.

    Anna owns the plan in Ekby, Bo reads there, Cilla works in another municipality without
    cooperation, Dag has no role, the contact answers for the provider that is followed up,
    the system administrator runs the installation.
    """

    anna: int = OPEN
    bo: int = OPEN
    cilla: int = HIDDEN
    system_admin: int = HIDDEN
    contact: int = HIDDEN
    dag: int = HIDDEN
    anonymous: int = ELSEWHERE
    kwargs: Callable[[World], dict[str, Any]] = lambda world: {}

    def expected(self) -> dict[str, int]:
        return {person: getattr(self, person) for person in PEOPLE}
