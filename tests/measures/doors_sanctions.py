"""The addresses of sanctions: a reader sees no draft, and the provider never comes in here."""

from typing import Any

from insyn.measures.models import Sanction
from insyn.measures.rules.sanctions import SANCTION_LIFECYCLE, SanctionEvent, SanctionState
from insyn.registry.models import SanctionStep
from insyn.registry.rules import SanctionKind
from tests.doors import ELSEWHERE, FORBIDDEN, HIDDEN, OPEN, Door
from tests.factories import DAY
from tests.world import World


def of_agreement(world: World) -> dict[str, Any]:
    return {"pk": world.agreement.pk}


def of_contract(world: World) -> dict[str, Any]:
    return {"pk": world.contract.pk}


def of_sanction(world: World) -> dict[str, Any]:
    step, _made = SanctionStep.objects.unscoped(reason="one of it for the doors").get_or_create(
        agreement=world.agreement,
        number=1,
        defaults={"kind": SanctionKind.REMARK, "clause": "§ 12"},
    )
    row, _made = Sanction.objects.unscoped(reason="one of it for the doors").get_or_create(
        authority=world.authority,
        number="S-2026-001",
        defaults={
            "contract": world.contract,
            "followup": world.followup,
            "step": step,
            "kind": step.kind,
            "clause": step.clause or "§ 12",
            "reasons": "Rutinen saknas",
            "proposed_on": DAY,
        },
    )
    return {"pk": row.pk}


def of_move(event: SanctionEvent) -> Door:
    """A move that a proposal cannot make leads back to it."""
    can = SANCTION_LIFECYCLE.allows(SanctionState.PROPOSED, event)
    return Door(kwargs=of_sanction, anna=OPEN if can else ELSEWHERE, bo=HIDDEN)


EVENTS = [event for event in SanctionEvent if event != SanctionEvent.PROPOSE]
DOORS = {
    "measures:sanctions": Door(cilla=OPEN, system_admin=OPEN),
    "measures:ledger": Door(cilla=OPEN, system_admin=OPEN),
    "measures:ledger_sums": Door(cilla=OPEN, system_admin=OPEN),
    "measures:sanctions_of_agreement": Door(kwargs=of_agreement),
    "measures:sanctions_of_contract": Door(kwargs=of_contract),
    "measures:sanction_propose": Door(kwargs=of_contract, bo=FORBIDDEN),
    "measures:intake_lift": Door(kwargs=of_contract, bo=FORBIDDEN),
    "measures:sanction": Door(kwargs=of_sanction, bo=HIDDEN),
    "measures:sanction_proof": Door(kwargs=of_sanction, bo=HIDDEN),
    **{f"measures:sanction_{event.value}": of_move(event) for event in EVENTS},
}
