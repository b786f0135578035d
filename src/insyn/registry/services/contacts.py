"""Who answers for a provider: contact persons and their accounts, in the trail of the asker."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority, Membership, User
from insyn.accounts.services import Person, open_account, renew_password_without_role
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.registry.models import Provider, ProviderContact
from insyn.registry.services.providers import require_standing


@dataclass(frozen=True, slots=True)
class NewContact:
    """A contact person with a new account, and the password to hand over."""

    contact: ProviderContact
    one_time_password: str


@transaction.atomic
def add_contact(
    access: Access,
    provider: Provider,
    *,
    authority: Authority,
    user: User,
    works_for_authority: bool = False,
) -> ProviderContact:
    """Let a user answer for the provider: see what the authority has sent to it, and reply.

    What other authorities send they do not see: each lets its own contacts in.
    ``works_for_authority`` says that the asker knows that the user has a role in a board.

    Raises:
        RuleViolation: the user is one already, or has a role and the asker did not know; the
            provider has been merged into another.
    """
    access.require(Permission.EDIT_REGISTER, authority_id=authority.pk)
    require_standing(provider)
    has_role = Membership.objects.filter(user=user).not_ended(clock.today()).exists()
    if has_role and not works_for_authority:
        raise RuleViolation(
            _(
                "%(user)s har en roll i en nämnd. Kontrollera att det är rätt person. Är det det, "
                "kryssa för att personen arbetar åt en nämnd och spara igen."
            )
            % {"user": user}
        )
    contact, is_new = ProviderContact.objects.select_for_update().get_or_create(
        provider=provider, user=user, authority=authority
    )
    if not is_new:
        if contact.is_current(clock.today()):
            raise RuleViolation(_("%(user)s är redan kontaktperson.") % {"user": user})
        contact.valid_to = None
        contact.save(update_fields=["valid_to"])
    record(access, "contact.added", provider, place=Place(authority.pk),
           facts={"user": user.pk, "name": str(user), "has_role": has_role})  # fmt: skip
    return contact


@transaction.atomic
def add_new_contact(
    access: Access, provider: Provider, *, authority: Authority, person: Person
) -> NewContact:
    """Create an account without any role, and let its owner answer for the provider.

    Raises:
        RuleViolation: the user name is taken, or is not a user name.
    """
    account = open_account(access, authority.pk, person=person)
    contact = add_contact(access, provider, authority=authority, user=account.user)
    return NewContact(contact, account.one_time_password)


@transaction.atomic
def renew_contact_password(access: Access, contact: ProviderContact) -> str:
    """Return a new one-time password for a contact person; the old one and their log-ins end.

    Raises:
        RuleViolation: the person is no longer a contact, has a role in a board, or has been
            let in by an authority whose register the asker does not keep.
    """
    access.require(Permission.EDIT_REGISTER, authority_id=contact.authority_id)
    row = ProviderContact.objects.select_for_update().select_related("user").get(pk=contact.pk)
    if not row.is_current(clock.today()):
        raise RuleViolation(_("%(user)s är inte längre kontaktperson.") % {"user": row.user})
    kept = access.authorities_where(Permission.EDIT_REGISTER)
    if ProviderContact.objects.filter(user=row.user).exclude(authority__in=kept).exists():
        raise RuleViolation(
            _("En annan nämnd har också gett %(user)s tillgång. Be den som driver installationen "
              "att ge ett nytt lösenord.")
            % {"user": row.user}
        )  # fmt: skip
    return renew_password_without_role(access, row.authority_id, user=row.user)


@transaction.atomic
def end_contact(
    access: Access, contact: ProviderContact, *, valid_to: date | None = None
) -> ProviderContact:
    """Say which day is the contact's last; without a day they lose their access at once."""
    access.require(Permission.EDIT_REGISTER, authority_id=contact.authority_id)
    row = ProviderContact.objects.select_for_update().get(pk=contact.pk)
    place = Place(row.authority_id)
    row.valid_to = valid_to or clock.today() - date.resolution
    row.save(update_fields=["valid_to"])
    record(access, "contact.ended", row.provider, place=place,
           facts={"user": row.user_id, "name": str(row.user),
                  "last_day": row.valid_to.isoformat()})  # fmt: skip
    return row
