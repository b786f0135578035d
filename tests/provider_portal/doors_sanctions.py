"""What a provider has been told of is open to those who answer for it, and to nobody else."""

from typing import Any

from insyn.measures.models import Sanction, SanctionLetter
from insyn.measures.rules.sanctions import Delivery, SanctionEvent, SanctionState
from insyn.registry.models import SanctionStep
from insyn.registry.rules import SanctionKind
from tests.doors import HIDDEN, OPEN, Door
from tests.factories import DAY
from tests.world import World

MINE: dict[str, Any] = {"anna": HIDDEN, "bo": HIDDEN, "contact": OPEN}


def told(world: World) -> Sanction:
    step, _made = SanctionStep.objects.unscoped(reason="one of it for the doors").get_or_create(
        agreement=world.agreement,
        number=2,
        defaults={"kind": SanctionKind.WARNING, "clause": "§ 13"},
    )
    row, _made = Sanction.objects.unscoped(reason="one of it for the doors").get_or_create(
        authority=world.authority,
        number="S-2026-002",
        defaults={
            "contract": world.contract,
            "step": step,
            "kind": step.kind,
            "clause": step.clause,
            "reasons": "Rutinen saknas",
            "state": SanctionState.NOTIFIED,
            "proposed_on": DAY,
            "decided_on": DAY,
            "notified_on": DAY,
            "delivery": Delivery.PORTAL,
        },
    )
    return row


def of_letter(world: World) -> dict[str, Any]:
    row, _made = SanctionLetter.objects.unscoped(reason="one of it for the doors").get_or_create(
        sanction=told(world),
        event=SanctionEvent.NOTIFY,
        defaults={"issued_on": DAY, "word": world.document, "pdf": world.document},
    )
    return {"pk": row.pk, "extension": "pdf"}


DOORS = {
    "provider_portal:sanction": Door(kwargs=lambda world: {"pk": told(world).pk}, **MINE),
    "provider_portal:sanction_letter": Door(kwargs=of_letter, **MINE),
}
