"""An end of a contract is open to the provider it has been told to, and to nobody else."""

from typing import Any

from insyn.measures.models import Termination, TerminationLetter
from insyn.measures.rules.terminations import TerminationEvent, TerminationKind, TerminationState
from tests.doors import HIDDEN, OPEN, Door
from tests.factories import DAY
from tests.world import World

MINE: dict[str, Any] = {"anna": HIDDEN, "bo": HIDDEN, "contact": OPEN}


def told(world: World) -> Termination:
    rows = Termination.objects.unscoped(reason="one of it for the doors")
    row, _made = rows.get_or_create(
        authority=world.authority,
        contract=world.contract,
        kind=TerminationKind.TERMINATION,
        notice_on=DAY,
        defaults={
            "state": TerminationState.CLOSED,
            "reason": "Rutinen saknas",
            "prepared_on": DAY,
            "ends_on": DAY,
        },
    )
    return row


def of_letter(world: World) -> dict[str, Any]:
    rows = TerminationLetter.objects.unscoped(reason="one of it for the doors")
    row, _made = rows.get_or_create(
        termination=told(world),
        event=TerminationEvent.NOTIFY,
        defaults={"issued_on": DAY, "word": world.document, "pdf": world.document},
    )
    return {"pk": row.pk, "extension": "pdf"}


DOORS = {
    "provider_portal:termination": Door(kwargs=lambda world: {"pk": told(world).pk}, **MINE),
    "provider_portal:termination_letter": Door(kwargs=of_letter, **MINE),
}
