from typing import Any

from tests.doors import HIDDEN, OPEN, POST_ONLY, Door
from tests.world import World

MINE: dict[str, Any] = {"anna": HIDDEN, "bo": HIDDEN, "contact": OPEN}
EVERYBODY: dict[str, Any] = dict.fromkeys(
    ("anna", "bo", "cilla", "system_admin", "contact", "dag"), POST_ONLY
)


def of_plan(world: World) -> dict[str, int]:
    return {"pk": world.plan.pk}


DOORS = {
    "provider_portal:tasks": Door(**MINE),
    "provider_portal:plan": Door(kwargs=of_plan, **MINE),
    "provider_portal:submit": Door(kwargs=of_plan, **EVERYBODY),
    "provider_portal:answer": Door(kwargs=lambda w: {"pk": w.action.pk}, **MINE),
    "provider_portal:hand_in": Door(kwargs=lambda w: {"pk": w.client_request.pk}, **MINE),
    "provider_portal:result": Door(kwargs=lambda w: {"pk": w.followup.pk}, **MINE),
    "provider_portal:letter": Door(
        kwargs=lambda w: {"pk": w.letter.pk, "extension": "pdf"}, **MINE
    ),
}
