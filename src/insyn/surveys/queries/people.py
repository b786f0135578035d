"""Who has been asked to answer which responses."""

from insyn.accounts.models import User
from insyn.surveys.models import Addressee
from insyn.surveys.models.responses import AddresseeQuerySet
from insyn.surveys.rules import ResponseState


def invitations_of(user: User) -> frozenset[int]:
    """Return the responses that the user in person may answer, whole or in part. One query."""
    return frozenset(_asked(user).values_list("response_id", flat=True))


def answers_something(user: User, *, authority_id: int) -> bool:
    """Tell whether the user has been asked to answer anything, whole or in part, by the board."""
    return _asked(user).filter(response__round__authority=authority_id).exists()


def _asked(user: User) -> AddresseeQuerySet:
    rows = Addressee.objects.unscoped(
        reason="What somebody is asked to answer decides what they see."
    )
    return rows.current().filter(user=user).exclude(response__state=ResponseState.WAITING)
