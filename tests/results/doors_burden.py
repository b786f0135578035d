"""Who may open the burden: everybody with a role; of other boards only numbers are shown."""

from typing import Any

from tests.doors import OPEN, Door

EVERYBODY: Any = {"cilla": OPEN, "system_admin": OPEN}
DOORS = {
    "results:burden": Door(**EVERYBODY),
    "results:burden_of_provider": Door(**EVERYBODY, kwargs=lambda world: {"pk": world.provider.pk}),
}
