"""What a unit may say of itself. Pure."""

from collections.abc import Mapping
from datetime import date

SENTENCES: Mapping[str, str] = {
    "manager": (
        "Chefen kan inte ha tillträtt i framtiden. Ange en dag som har varit eller är i dag."
    ),
    "first_client": (
        "Den första placeringen kan inte ligga i framtiden. Ange en dag som har varit eller är i "
        "dag, eller lämna fältet tomt tills någon har placerats."
    ),
}
"""Why a unit's dates are refused; on a page, in a list that is read in, and by a service."""


def date_refusal(*, manager_since: date | None, first_client_on: date | None, today: date) -> str:
    """Return why the dates are refused, or an empty string: both tell of what has happened."""
    if manager_since is not None and manager_since > today:
        return SENTENCES["manager"]
    if first_client_on is not None and first_client_on > today:
        return SENTENCES["first_client"]
    return ""
