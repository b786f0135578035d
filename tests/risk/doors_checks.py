"""Who the plan checks and the backtest open for."""

from insyn.plans.models import Plan
from insyn.risk.models import AcceptedWarning, RiskAssessment
from tests.doors import ELSEWHERE, FORBIDDEN, POST_ONLY, Door
from tests.factories import DAY
from tests.risk.plans_under_check import assessment, plan_for
from tests.world import World


def _plan(world: World) -> Plan:
    """Return Ekby's proposed plan; the agreement of the world is not covered by it."""
    rows = Plan.objects.unscoped(reason="test").filter(title="Plan att kontrollera")
    found = rows.first()
    return found or plan_for(world.authority, title="Plan att kontrollera", proposed_on=DAY)


def _one(world: World) -> dict[str, int]:
    return {"pk": _plan(world).pk}


def _accepted(world: World) -> dict[str, int]:
    row, _ = AcceptedWarning.objects.unscoped(reason="test").get_or_create(
        plan=_plan(world),
        code="never_covered",
        key="agreement-0",
        defaults={"reason": "Avvecklas", "accepted_at": "2026-03-02T10:00:00Z"},
    )
    return {"pk": row.pk}


def _assessment(world: World) -> dict[str, int]:
    rows = RiskAssessment.objects.unscoped(reason="test").filter(title="Hösten 2025")
    found = rows.filter(authority=world.authority).first()
    return {"pk": (found or assessment(world.authority)).pk}


DOORS = {
    "risk:checks": Door(kwargs=_one),
    "risk:check_accept": Door(anna=ELSEWHERE, bo=FORBIDDEN, kwargs=_one),  # nothing is ticked
    "risk:check_take_back": Door(
        anna=POST_ONLY,
        bo=POST_ONLY,
        cilla=POST_ONLY,
        system_admin=POST_ONLY,
        kwargs=_accepted,
    ),
    "risk:backtest": Door(kwargs=_assessment),
}
