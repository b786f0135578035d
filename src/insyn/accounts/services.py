"""What happens to people and their memberships."""

import secrets
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, ColorMode, Membership, Municipality, User
from insyn.accounts.rules import (
    check_an_admin_remains,
    check_password_may_be_renewed,
    check_role_may_be_given,
    last_day_when_ended,
)
from insyn.audit.rules import Facts
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
class NewMember:
    """A membership that was given, and the password to hand over if the account is new."""

    membership: Membership
    one_time_password: str = ""


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
def add_member(access: Access, authority: Authority, *, role: Role, username: str) -> Membership:
    """Give somebody who already has an account a role in the authority, from today.

    Raises:
        RuleViolation: nobody has the user name, or has the role already.
    """
    access.require(Permission.MANAGE_MEMBERS, authority_id=authority.pk)
    check_role_may_be_given(role)
    user = User.objects.filter(username__iexact=username, is_active=True).first()
    if user is None:
        raise RuleViolation(
            _(
                "Ingen har användarnamnet ”%(name)s”. Kontrollera stavningen eller välj att lägga "
                "upp en ny person."
            )
            % {"name": username}
        )
    return _give(access, authority, user, role)


@transaction.atomic
def add_person(access: Access, authority: Authority, *, role: Role, person: Person) -> NewMember:
    """Create an account with a one-time password and give it a role in the authority.

    Raises:
        RuleViolation: the user name is taken, or is not a user name.
    """
    access.require(Permission.MANAGE_MEMBERS, authority_id=authority.pk)
    check_role_may_be_given(role)
    user, password = _create(person)
    return NewMember(_give(access, authority, user, role), password)


@transaction.atomic
def change_role(access: Access, membership: Membership, *, role: Role) -> Membership:
    """End the membership and give the same person another role in its place, from today."""
    access.require(Permission.MANAGE_MEMBERS, authority_id=membership.authority_id)
    check_role_may_be_given(role)
    _end(access, membership, last_day=None)
    return _give(access, membership.authority, membership.user, role)


@transaction.atomic
def end_membership(access: Access, membership: Membership, *, last_day: date | None = None) -> None:
    """End a membership, at once or after ``last_day``.

    Raises:
        RuleViolation: it has ended, it is the authority's last administrator's, or the
            installation gave it.
    """
    access.require(Permission.MANAGE_MEMBERS, authority_id=membership.authority_id)
    _end(access, membership, last_day=last_day)


@transaction.atomic
def renew_password(access: Access, membership: Membership) -> str:
    """Return a new one-time password for a member; the old one and their log-ins end.

    Raises:
        RuleViolation: the person has a role that the asker does not manage.
    """
    access.require(Permission.MANAGE_MEMBERS, authority_id=membership.authority_id)
    user = User.objects.select_for_update().get(pk=membership.user_id)
    held = Membership.objects.filter(user=user).not_ended(clock.today())
    check_password_may_be_renewed(
        [(row.authority_id, Role(row.role)) for row in held],
        managed=access.authorities_where(Permission.MANAGE_MEMBERS),
    )
    password = _one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    record(access, "user.password_renewed", user, place=Place(membership.authority_id))
    return password


@transaction.atomic
def found_authority(
    access: Access, *, municipality: str, name: str, role: Role, person: Person
) -> NewMember:
    """Create a municipality and an authority that are missing, and somebody with a role there.

    For the one who runs the installation: only the system itself may ask.
    """
    if access.user_id is not None:
        raise NotAllowed
    place, _created = Municipality.objects.get_or_create(name=municipality)
    authority, is_new = Authority.objects.get_or_create(municipality=place, name=name)
    if is_new:
        record(access, "authority.founded", authority, place=Place(authority.pk))
    user, password = User.objects.filter(username=person.username).first(), ""
    if user is None:
        user, password = _create(person)
    return NewMember(_give(access, authority, user, role), password)


def _create(person: Person) -> tuple[User, str]:
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
    return user, password


def _one_time_password() -> str:
    groups = ("".join(secrets.choice(EASY_LETTERS) for _place in range(4)) for _group in range(4))
    return "-".join(groups)


def _give(access: Access, authority: Authority, user: User, role: Role) -> Membership:
    today = clock.today()
    Authority.objects.select_for_update().get(pk=authority.pk)
    held = Membership.objects.filter(user=user, authority=authority, role=role)
    if held.not_ended(today).exists():
        raise RuleViolation(_("%(person)s har redan den rollen i nämnden.") % {"person": user})
    membership = Membership.objects.create(
        user=user, authority=authority, role=role, valid_from=today
    )
    facts: Facts = {"user": user.pk, "role": str(role)}
    record(access, "membership.given", membership, place=Place(authority.pk), facts=facts)
    return membership


def _end(access: Access, membership: Membership, *, last_day: date | None) -> None:
    today, role = clock.today(), Role(membership.role)
    Authority.objects.select_for_update().get(pk=membership.authority_id)
    check_role_may_be_given(role)
    if not Membership.objects.filter(pk=membership.pk).not_ended(today).exists():
        raise RuleViolation(_("Uppdraget är redan avslutat."))
    others = Membership.objects.filter(
        authority=membership.authority_id, valid_to=None, user__is_active=True
    ).exclude(user=membership.user_id)
    check_an_admin_remains(role, other_admins=others.current(today).admins().count())
    ends = last_day_when_ended(membership.valid_from, today, last_day)
    facts: Facts = {
        "user": membership.user_id,
        "role": str(role),
        "last_day": ends.isoformat() if ends else None,
    }
    record(
        access, "membership.ended", membership, place=Place(membership.authority_id), facts=facts
    )
    _write_end(membership, ends)


def _write_end(membership: Membership, ends: date | None) -> None:
    if ends is None:  # it was in force no whole day; the trail keeps what happened
        membership.delete()
        return
    membership.valid_to = ends
    membership.save(update_fields=["valid_to"])
