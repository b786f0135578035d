from insyn.measures.rules import PLAN_LIFECYCLE, PlanEvent, PlanState
from tests.doors import ELSEWHERE, FORBIDDEN, OPEN, POST_ONLY, Door
from tests.world import World


def of_followup(world: World) -> dict[str, int]:
    return {"pk": world.followup.pk}


def of_plan(world: World) -> dict[str, int]:
    return {"pk": world.plan.pk}


def of_action(world: World) -> dict[str, int]:
    return {"pk": world.action.pk}


def of_move(event: PlanEvent) -> Door:
    """A move that the requested plan cannot make leads back to the plan."""
    can = PLAN_LIFECYCLE.allows(PlanState.REQUESTED, event)
    return Door(kwargs=of_plan, anna=OPEN if can else ELSEWHERE, bo=FORBIDDEN)


BUTTON = {"anna": POST_ONLY, "bo": POST_ONLY, "cilla": POST_ONLY, "system_admin": POST_ONLY}
DOORS = {
    "measures:list": Door(cilla=OPEN, system_admin=OPEN),
    "measures:followup": Door(kwargs=of_followup),
    "measures:request": Door(kwargs=of_followup, bo=FORBIDDEN),
    "measures:close_followup": Door(kwargs=of_followup, **BUTTON),
    "measures:answer": Door(kwargs=of_action, bo=FORBIDDEN),
    "measures:judge": Door(kwargs=of_action, bo=FORBIDDEN),
    **{
        f"measures:{event.value}": of_move(event)
        for event in PlanEvent
        if event != PlanEvent.REQUEST
    },
}
