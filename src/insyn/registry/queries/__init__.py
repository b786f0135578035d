"""Answers built from several tables of the register."""

from django.db.models import Q

from insyn.accounts.models import User
from insyn.accounts.queries import mandates_of
from insyn.kernel.access import Access, Contact
from insyn.platform import clock
from insyn.registry.models import ProviderContact


def access_of(user: User, *, origin: str = "") -> Access:
    """Return the asker behind a logged-in user: roles, cooperations and providers."""
    today = clock.today()
    contacts = ProviderContact.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), user=user)
    return Access(
        user_id=user.pk,
        name=str(user),
        mandates=mandates_of(user, today=today),
        contacts=frozenset(
            Contact(*keys) for keys in contacts.values_list("provider_id", "authority_id")
        ),
        origin=origin,
    )
