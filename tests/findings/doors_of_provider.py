"""The address of a provider's tab: open to all with a role, and shows what each may see."""

from tests.doors import OPEN, Door

DOORS = {
    "findings:of_provider": Door(
        cilla=OPEN, system_admin=OPEN, kwargs=lambda world: {"pk": world.provider.pk}
    ),
}
