"""Who the selection pages open for."""

from tests.doors import FORBIDDEN, HIDDEN, OPEN, POST_ONLY, Door


def one(world) -> dict[str, int]:
    return {"pk": world.selection.pk}


DOORS = {
    "risk:selections": Door(cilla=OPEN, system_admin=OPEN),
    "risk:create": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "risk:detail": Door(kwargs=one),
    "risk:candidates": Door(bo=FORBIDDEN, kwargs=one),
    "risk:seed": Door(bo=FORBIDDEN, kwargs=one),
    "risk:draw": Door(
        anna=POST_ONLY, bo=POST_ONLY, cilla=POST_ONLY, system_admin=POST_ONLY, kwargs=one
    ),
    "risk:elsewhere": Door(bo=FORBIDDEN, kwargs=one),
    "risk:proof": Door(kwargs=one),
    "risk:record": Door(anna=HIDDEN, bo=HIDDEN, kwargs=one),  # a draft has no record
    "risk:start": Door(bo=FORBIDDEN, kwargs=one),
    "risk:shortfall": Door(bo=FORBIDDEN, kwargs=lambda world: {"pk": world.share.pk}),
}
