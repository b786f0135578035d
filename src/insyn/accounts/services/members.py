"""What happens to memberships: who has which role in which authority."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, Membership, User
from insyn.accounts.rules import (
    check_an_admin_remains,
    check_role_may_be_given,
    last_day_when_ended,
)
from insyn.accounts.services.people import Person, create_account, set_one_time_password
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission, Role
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock


@dataclass(frozen=True, slots=True)
class NewMember:
    """A membership that was given, and the password to hand over if the account is new."""

    membership: Membership
    one_time_password: str = ""


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
    return give_role(access, authority, user, role)


@transaction.atomic
def add_person(access: Access, authority: Authority, *, role: Role, person: Person) -> NewMember:
    """Create an account with a one-time password and give it a role in the authority.

    Raises:
        RuleViolation: the user name is taken, or is not a user name.
    """
    access.require(Permission.MANAGE_MEMBERS, authority_id=authority.pk)
    check_role_may_be_given(role)
    new = create_account(access, authority.pk, person=person)
    return NewMember(give_role(access, authority, new.user, role), new.one_time_password)


@transaction.atomic
def change_role(access: Access, membership: Membership, *, role: Role) -> Membership:
    """End the membership and give the same person another role in its place, from today."""
    access.require(Permission.MANAGE_MEMBERS, authority_id=membership.authority_id)
    check_role_may_be_given(role)
    _end(access, membership, last_day=None)
    return give_role(access, membership.authority, membership.user, role)


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
def renew_password(access: Access, membership: Membership, *, whose: Access) -> str:
    """Return a new one-time password for a member; the old one and their log-ins end.

    ``whose`` is what the member may see: all that a new password opens.

    Raises:
        RuleViolation: another authority has let the person in too.
    """
    access.require(Permission.MANAGE_MEMBERS, authority_id=membership.authority_id)
    managed = access.authorities_where(Permission.MANAGE_MEMBERS)
    return set_one_time_password(
        access,
        membership.authority_id,
        user=membership.user,
        managed=managed,
        answers_to=frozenset(contact.authority_id for contact in whose.contacts),
    )


def give_role(access: Access, authority: Authority, user: User, role: Role) -> Membership:
    """Give a role from today, for services that have asked who may."""
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
