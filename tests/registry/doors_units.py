"""The addresses of units, their operators and their permits."""

from tests.factories import DAY
from tests.registry.doors import of, post_only, shared, shared_edit
from tests.world import World


def operation(world: World) -> dict[str, int]:
    """Return the time that goes on, of the unit in the world."""
    rows = world.unit.operations
    return {"pk": rows.get_or_create(provider=world.unit.provider, ends_on=None)[0].pk}


def permit(world: World) -> dict[str, int]:
    return {"pk": world.unit.permits.get_or_create(valid_from=DAY)[0].pk}


DOORS = {
    "registry:units": shared(),
    "registry:unit": shared(of("unit")),
    "registry:unit_operator": shared_edit(of("unit")),
    "registry:unit_operation_add": shared_edit(of("unit")),
    "registry:unit_operation_edit": shared_edit(operation),
    "registry:unit_operation_remove": post_only(operation),
    "registry:unit_permit_add": shared_edit(of("unit")),
    "registry:unit_permit_edit": shared_edit(permit),
    "registry:unit_permit_end": shared_edit(permit),
    "registry:unit_permit_remove": post_only(permit),
}
