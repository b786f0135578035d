"""The addresses of the end of contracts: a reader sees no draft, the provider never comes in."""

from typing import Any

from insyn.measures.models import Termination, TerminationTask
from insyn.measures.rules.terminations import (
    TERMINATION_LIFECYCLE,
    TaskPart,
    TerminationEvent,
    TerminationKind,
    TerminationState,
    kind_problem,
)
from tests.doors import ELSEWHERE, FORBIDDEN, HIDDEN, OPEN, POST_ONLY, Door
from tests.factories import DAY
from tests.world import World


def of_contract(world: World) -> dict[str, Any]:
    return {"pk": world.contract.pk}


def row_of(world: World) -> Termination:
    rows = Termination.objects.unscoped(reason="one of it for the doors")
    known = rows.filter(authority=world.authority, contract=world.contract).first()
    return known or rows.create(
        contract=world.contract,
        authority=world.authority,
        kind=TerminationKind.TERMINATION,
        reason="Bristerna är inte avhjälpta",
        prepared_on=DAY,
        ends_on=DAY,
    )


def of_termination(world: World) -> dict[str, Any]:
    return {"pk": row_of(world).pk}


def of_task(world: World) -> dict[str, Any]:
    task, _made = TerminationTask.objects.unscoped(reason="one of it for the doors").get_or_create(
        termination=row_of(world), defaults={"part": TaskPart.OTHER, "title": "Ring kommunen"}
    )
    return {"pk": task.pk}


def of_move(event: TerminationEvent) -> Door:
    """A move that the row cannot make leads back to it."""
    can = TERMINATION_LIFECYCLE.allows(TerminationState.PREPARED, event)
    can = can and not kind_problem(event, TerminationKind.TERMINATION)
    return Door(kwargs=of_termination, anna=OPEN if can else ELSEWHERE, bo=HIDDEN)


DOORS = {
    "measures:termination_list": Door(cilla=OPEN, system_admin=OPEN),
    "measures:terminations_of_contract": Door(kwargs=of_contract),
    "measures:termination_start": Door(kwargs=of_contract, bo=FORBIDDEN),
    "measures:termination": Door(kwargs=of_termination, bo=HIDDEN),
    "measures:termination_task_add": Door(kwargs=of_termination, bo=HIDDEN),
    "measures:termination_task": Door(kwargs=of_task, bo=HIDDEN),
    "measures:termination_task_done": Door(
        kwargs=of_task, anna=POST_ONLY, bo=POST_ONLY, cilla=POST_ONLY, system_admin=POST_ONLY,
    ),
    "measures:termination_package": Door(
        kwargs=of_termination, anna=POST_ONLY, bo=POST_ONLY, cilla=POST_ONLY,
        system_admin=POST_ONLY,
    ),
    **{f"measures:termination_{event.value}": of_move(event) for event in TerminationEvent},
}  # fmt: skip
