from datetime import timedelta

from insyn.measures.models import Verification
from insyn.measures.rules.verifying import VerifiedBy
from tests.doors import FORBIDDEN, POST_ONLY, Door
from tests.factories import DAY
from tests.world import World


def of_action(world: World) -> dict[str, int]:
    return {"pk": world.action.pk}


def of_check(world: World) -> dict[str, int]:
    row, _made = Verification.objects.unscoped(reason="set-up").get_or_create(
        action=world.action, method=VerifiedBy.VISIT, due_on=DAY + timedelta(days=30)
    )
    return {"pk": row.pk}


BUTTON = {"anna": POST_ONLY, "bo": POST_ONLY, "cilla": POST_ONLY, "system_admin": POST_ONLY}
DOORS = {
    "measures:carried_out": Door(kwargs=of_action, bo=FORBIDDEN),
    "measures:plan_check": Door(kwargs=of_action, bo=FORBIDDEN),
    "measures:effect": Door(kwargs=of_check, bo=FORBIDDEN),
    "measures:remove_check": Door(kwargs=of_check, **BUTTON),
}
