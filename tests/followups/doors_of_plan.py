from tests.doors import FORBIDDEN, Door
from tests.plans.doors_activities import activity_of, plan_of

DOORS = {
    "followups:of_plan": Door(kwargs=lambda world: {"pk": plan_of(world).pk}),
    "followups:start_activity": Door(
        bo=FORBIDDEN, kwargs=lambda world: {"pk": activity_of(world).pk}
    ),
}
