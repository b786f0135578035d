"""Who answers for a provider: contact persons and their accounts, in the trail of the asker."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Membership, User
from insyn.accounts.services import Person, open_account, renew_password_without_role
from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.registry.models import Provider, ProviderContact
from insyn.registry.services.changes import authority_behind


@dataclass(frozen=True, slots=True)
class NewContact:
    """A contact person with a new account, and the password to hand over."""

    contact: ProviderContact
    one_time_password: str


@transaction.atomic
def add_contact(
    access: Access, provider: Provider, *, user: User, works_for_authority: bool = False
) -> ProviderContact:
    """Let a user answer for the provider: see what has been sent to it, and reply.

    ``works_for_authority`` says that the asker knows that the user has a role in a board.

    Raises:
        RuleViolation: the user is one already, or has a role and the asker did not know.
    """
    place = Place(authority_behind(access))
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
        provider=provider, user=user
    )
    if not is_new:
        if contact.is_current(clock.today()):
            raise RuleViolation(_("%(user)s är redan kontaktperson.") % {"user": user})
        contact.valid_to = None
        contact.save(update_fields=["valid_to"])
    record(access, "contact.added", provider, place=place,
           facts={"user": user.pk, "name": str(user), "has_role": has_role})  # fmt: skip
    return contact


@transaction.atomic
def add_new_contact(access: Access, provider: Provider, *, person: Person) -> NewContact:
    """Create an account without any role, and let its owner answer for the provider.

    Raises:
        RuleViolation: the user name is taken, or is not a user name.
    """
    account = open_account(access, authority_behind(access), person=person)
    contact = add_contact(access, provider, user=account.user)
    return NewContact(contact, account.one_time_password)


@transaction.atomic
def renew_contact_password(access: Access, contact: ProviderContact) -> str:
    """Return a new one-time password for a contact person; the old one and their log-ins end.

    Raises:
        RuleViolation: the person is no longer a contact, or has a role in a board.
    """
    authority_id = authority_behind(access)
    row = ProviderContact.objects.select_for_update().select_related("user").get(pk=contact.pk)
    if not row.is_current(clock.today()):
        raise RuleViolation(_("%(user)s är inte längre kontaktperson.") % {"user": row.user})
    return renew_password_without_role(access, authority_id, user=row.user)


@transaction.atomic
def end_contact(
    access: Access, contact: ProviderContact, *, valid_to: date | None = None
) -> ProviderContact:
    """Say which day is the contact's last; without a day they lose their access at once."""
    place = Place(authority_behind(access))
    row = ProviderContact.objects.select_for_update().get(pk=contact.pk)
    facts = {"user": row.user_id, "name": str(row.user)}
    row.valid_to = valid_to or clock.today() - date.resolution
    row.save(update_fields=["valid_to"])
    record(access, "contact.ended", row.provider, place=place,
           facts=facts | {"last_day": row.valid_to.isoformat()})  # fmt: skip
    return row
