"""People who are known by the address they read."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, User
from insyn.accounts.services import change_password
from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.mailing.rules import Refusal, choose_password_refusal
from insyn.platform import clock
from insyn.platform.text import tidy_line
from insyn.registry.models import ProviderContact

LONGEST_NAME = 150


@transaction.atomic
def person_at(access: Access, authority_id: int, *, address: str, name: str) -> User:
    """Return the user who reads that address, else a new one without any password.

    An address that somebody has typed into an account proves nothing: another authority could
    have made that account in order to be let in. So the user is one who comes in by links to
    that very address, or one whom this authority itself has let in. Whoever calls has asked
    whether the asker may.
    """
    address = address.strip()
    Authority.objects.select_for_update().get(pk=authority_id)
    found = _known_at(authority_id, address)
    if found is not None:
        return found
    user = User(username=_free_name(address), email=address, comes_by_link=True)
    user.first_name, user.last_name = _names(name)
    user.set_unusable_password()
    user.save()
    record(access, "user.created", user, place=Place(authority_id))
    return user


def _known_at(authority_id: int, address: str) -> User | None:
    today = clock.today()
    contacts = ProviderContact.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today), authority_id=authority_id
    )
    members = (
        Q(memberships__authority_id=authority_id),
        Q(memberships__valid_to=None) | Q(memberships__valid_to__gte=today),
    )
    known = Q(comes_by_link=True) | Q(pk__in=contacts.values("user")) | Q(*members)
    rows = User.objects.filter(known, email__iexact=address, is_active=True)
    return rows.order_by("-comes_by_link", "pk").first()


def _free_name(address: str) -> str:
    """Return the address as a user name, with a number after it when it is taken."""
    wanted = address.casefold()[:LONGEST_NAME]
    name, number = wanted, 1
    while User.objects.filter(username__iexact=name).exists():
        number += 1
        name = f"{wanted[: LONGEST_NAME - 5]}-{number}"
    return name


def _names(name: str) -> tuple[str, str]:
    first, _space, last = tidy_line(name).partition(" ")
    return first[:LONGEST_NAME], last[:LONGEST_NAME]


@transaction.atomic
def choose_password(access: Access, user: User, *, new_password: str) -> None:
    """Give one who came by a personal link a password of their own choice.

    Raises:
        RuleViolation: the person has a role in a board.
    """
    if no := password_refusal(user):
        raise RuleViolation(_(no.label))
    change_password(access, user, new_password=new_password)


def password_refusal(user: User) -> Refusal | None:
    """Return why the person may not choose a password, or None."""
    held = user.memberships.filter(Q(valid_to=None) | Q(valid_to__gte=clock.today()))
    return choose_password_refusal(has_role=held.exists())
