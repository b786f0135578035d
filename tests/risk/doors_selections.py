"""Who the pages about selections by steps open for."""

from insyn.risk.models import Selection
from insyn.risk.rules.states import StepKind
from tests.doors import FORBIDDEN, HIDDEN, OPEN, POST_ONLY, Door
from tests.factories import PlanFactory


def by_steps(world) -> Selection:
    """Return Ekby's selection by steps."""
    return Selection.objects.unscoped(reason="test").get_or_create(
        authority=world.authority,
        title="Urval efter regel",
        defaults={
            "year": 2026,
            "is_by_steps": True,
            "agreement": world.agreement,
            "steps": [{"kind": StepKind.QUOTA, "count": 2}, {"kind": StepKind.ALL}],
        },
    )[0]


def one(world) -> dict[str, object]:
    return {"pk": by_steps(world).pk}


def step(world) -> dict[str, object]:
    return {**one(world), "place": 0}


def kind(world) -> dict[str, object]:
    return {**one(world), "kind": "coverage"}


def plan(world) -> dict[str, object]:
    return {"pk": PlanFactory.create(authority=world.authority, title="Plan för urval").pk}


POSTED = {"anna": POST_ONLY, "bo": POST_ONLY, "cilla": POST_ONLY, "system_admin": POST_ONLY}

DOORS = {
    "risk:create_by_steps": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "risk:edit": Door(bo=FORBIDDEN, kwargs=one),
    "risk:pool": Door(kwargs=one),
    "risk:fetch": Door(**POSTED, kwargs=one),
    "risk:steps": Door(kwargs=one),
    "risk:step_add": Door(bo=FORBIDDEN, kwargs=kind),
    "risk:step_edit": Door(bo=FORBIDDEN, kwargs=step),
    "risk:step_move": Door(**POSTED, kwargs=step),
    "risk:step_remove": Door(**POSTED, kwargs=step),
    "risk:trial": Door(kwargs=one),
    "risk:result": Door(kwargs=one),
    "risk:selections_of_plan": Door(bo=HIDDEN, kwargs=plan),  # a draft of a plan
}
