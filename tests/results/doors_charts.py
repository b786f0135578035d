"""Who may open the control charts: everybody with a role."""

from typing import Any

from tests.doors import OPEN, Door

EVERYBODY: Any = {"cilla": OPEN, "system_admin": OPEN}
DOORS = {
    "results:charts": Door(**EVERYBODY),
    "results:charts_rows": Door(**EVERYBODY, kwargs=lambda world: {"at": 0}),
}
