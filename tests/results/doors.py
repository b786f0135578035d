"""Who the pages of statistics open for: everybody with a role, over what they see themselves."""

from typing import Any

from tests.doors import OPEN, Door

LIST: dict[str, Any] = {"cilla": OPEN, "system_admin": OPEN}

DOORS = {
    "results:start": Door(**LIST),
    "results:contracts": Door(**LIST),
    "results:ages": Door(**LIST),
    "results:table": Door(**LIST, kwargs=lambda world: {"table": "coverage"}),
    "results:rows": Door(
        **LIST, kwargs=lambda world: {"table": "coverage", "line": "all", "column": 0}
    ),
}
