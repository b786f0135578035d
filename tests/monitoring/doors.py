"""Who the pages about register checks open for. Providers are public facts, shared by all."""

from tests.doors import FORBIDDEN, OPEN, Door


def provider(world) -> dict[str, int]:
    return {"pk": world.provider.pk}


DOORS = {
    "monitoring:list": Door(cilla=OPEN, system_admin=OPEN),
    "monitoring:new": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "monitoring:bulk": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN),
    "monitoring:detail": Door(kwargs=lambda world: {"pk": world.check.pk}),
    "monitoring:of_provider": Door(cilla=OPEN, system_admin=OPEN, kwargs=provider),
    "monitoring:note": Door(bo=FORBIDDEN, cilla=OPEN, system_admin=FORBIDDEN, kwargs=provider),
}
