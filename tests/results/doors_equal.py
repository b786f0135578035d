"""Who may open the comparison: everybody with a role; the figures are of what each may see."""

from typing import Any

from tests.doors import OPEN, Door

EVERYBODY: Any = {"cilla": OPEN, "system_admin": OPEN}
DOORS = {
    "results:equal": Door(**EVERYBODY),
    "results:equal_rows": Door(
        **EVERYBODY, kwargs=lambda world: {"line": "followed_up", "side": "private"}
    ),
}
