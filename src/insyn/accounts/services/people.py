"""What happens to people and their accounts."""

import secrets
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import ColorMode, Membership, User
from insyn.accounts.rules import check_account_has_a_keeper, check_password_may_be_renewed
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission, Role
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform import clock

EASY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that nobody mixes up when they are read aloud."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is to have an account."""

    username: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account that was opened, and the password to hand over: it is stored nowhere."""

    user: User
    one_time_password: str


@transaction.atomic
def note_log_in(access: Access, user: User) -> None:
    """Say in the installation's trail that somebody logged in."""
    record(access, "user.logged_in", user, place=Place())


@transaction.atomic
def note_log_out(access: Access, user: User) -> None:
    """Say in the installation's trail that somebody logged out."""
    record(access, "user.logged_out", user, place=Place())


@transaction.atomic
def note_failed_log_in(access: Access, *, username: str, is_locked: bool) -> None:
    """Say in the installation's trail that a log-in failed.

    A name that nobody has is not written down: it may be a password in the wrong field.
    """
    user = User.objects.filter(username=username).first()
    unknown = User(first_name=_("Okänd användare"))
    facts = {"is_locked": is_locked}
    record(access, "user.log_in_failed", user or unknown, place=Place(), facts=facts)


def choose_language(user: User, language: str) -> None:
    """Remember which language the user reads. Concerns nobody else, so the trail is silent."""
    user.language = language
    user.save(update_fields=["language"])


def choose_color_mode(user: User, color_mode: ColorMode) -> None:
    """Remember which colours the user wants. Concerns nobody else, so the trail is silent."""
    user.color_mode = color_mode
    user.save(update_fields=["color_mode"])


@transaction.atomic
def change_password(access: Access, user: User, *, new_password: str) -> None:
    """Give the asker a password of their own choice; the form has checked it."""
    if access.user_id != user.pk:
        raise NotAllowed
    user.set_password(new_password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record(access, "user.password_changed", user, place=Place())


@transaction.atomic
def open_account(access: Access, authority_id: int, *, person: Person) -> NewAccount:
    """Create an account without any role, for one who is to answer for a provider.

    Raises:
        RuleViolation: the user name is taken, or is not a user name.
    """
    access.require(Permission.EDIT_REGISTER, authority_id=authority_id)
    return create_account(access, authority_id, person=person)


@transaction.atomic
def renew_password_without_role(access: Access, authority_id: int, *, user: User) -> str:
    """Return a new one-time password for somebody without any role; their log-ins end.

    Raises:
        RuleViolation: the person has a role, so those who manage members answer for it.
    """
    access.require(Permission.EDIT_REGISTER, authority_id=authority_id)
    return set_one_time_password(access, authority_id, user=user, managed=frozenset())


def create_account(access: Access, authority_id: int, *, person: Person) -> NewAccount:
    """Create an account with a one-time password, for services that have asked who may.

    Raises:
        RuleViolation: the user name is taken, or is not a user name.
    """
    password = _one_time_password()
    user = User(
        username=person.username,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        must_change_password=True,
    )
    user.set_password(password)
    if User.objects.filter(username__iexact=person.username).exists():
        raise RuleViolation(
            _("Användarnamnet ”%(name)s” är upptaget. Välj ett annat.") % {"name": person.username}
        )
    try:
        user.full_clean()
    except ValidationError as error:
        raise RuleViolation(" ".join(error.messages)) from error
    user.save()
    record(access, "user.created", user, place=Place(authority_id))
    return NewAccount(user, password)


def set_one_time_password(
    access: Access,
    authority_id: int,
    *,
    user: User,
    managed: frozenset[int],
    answers_to: frozenset[int] = frozenset(),
) -> str:
    """Replace a password, for services that have asked who may; the user's log-ins end.

    Raises:
        RuleViolation: the user has a role, or answers for a provider (``answers_to``), outside
            the authorities in ``managed``.
    """
    row = User.objects.select_for_update().get(pk=user.pk)
    check_account_has_a_keeper(comes_by_link=row.comes_by_link)
    held = Membership.objects.filter(user=row).not_ended(clock.today())
    check_password_may_be_renewed(
        [(role.authority_id, Role(role.role)) for role in held],
        managed=managed,
        answers_to=answers_to,
    )
    password = _one_time_password()
    row.set_password(password)
    row.must_change_password = True
    row.save(update_fields=["password", "must_change_password"])
    record(access, "user.password_renewed", row, place=Place(authority_id))
    return password


def _one_time_password() -> str:
    groups = ("".join(secrets.choice(EASY_LETTERS) for _place in range(4)) for _group in range(4))
    return "-".join(groups)
