"""Who has been asked to answer which responses."""

from insyn.accounts.models import User
from insyn.surveys.models import Addressee
from insyn.surveys.rules import ResponseState


def invitations_of(user: User) -> frozenset[int]:
    """Return the responses that the user in person may answer, whole or in part. One query."""
    rows = Addressee.objects.unscoped(
        reason="What somebody is asked to answer decides what they see."
    )
    mine = rows.current().filter(user=user).exclude(response__state=ResponseState.WAITING)
    return frozenset(mine.values_list("response_id", flat=True))
