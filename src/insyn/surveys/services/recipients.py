"""Who is asked to answer: named one by one, from a list, or from what is known already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import record
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.mailing.rules import MailKind
from insyn.mailing.services import person_at, queue_mail
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import ProviderContact
from insyn.surveys.letters.invitations import invitation
from insyn.surveys.models import Addressee, SurveyResponse, SurveyRound
from insyn.surveys.queries.readiness import lacking_addressee
from insyn.surveys.queries.words import words_of
from insyn.surveys.rules import AWAITED, HANDED_IN, ResponseState
from insyn.surveys.rules.recipient_lists import LONGEST_NAME
from insyn.surveys.services.links import close_links
from insyn.surveys.services.locks import locked_response, locked_round, place_of
from insyn.surveys.services.mails import mail_to


@dataclass(frozen=True, slots=True)
class Recipient:
    """A response and who is to answer it."""

    response: SurveyResponse
    name: str
    address: str


def fill_in(access: Access, survey_round: SurveyRound) -> int:
    """Name recipients where there are none; return how many were named.

    Those of the same unit in the round that answers are carried over from, else the contact
    persons of the provider. Inside the transaction that locked the round. Five queries.
    """
    waiting = list(lacking_addressee(access, survey_round).select_related("contract"))
    if not waiting:
        return 0
    earlier = _earlier(access, survey_round)
    contacts = _contacts(survey_round)
    now = clock.now()
    made = [
        Addressee(response=row, user_id=user, name=name, given_by_id=access.user_id, given_at=now)
        for row in waiting
        for user, name in earlier.get(_place(row)) or contacts.get(row.contract.provider_id) or ()
    ]
    return len(Addressee.objects.bulk_create(made, batch_size=1000))


Place = tuple[int, int | None]


def _place(response: SurveyResponse) -> Place:
    """Return what the response is about, whatever contract it comes through now.

    Who answered for a unit that another provider ran then is not asked about it now.
    """
    return response.contract.provider_id, response.unit_id


Named = tuple[int, str]
"""A user, and what the one who named the person wrote."""


def _earlier(access: Access, survey_round: SurveyRound) -> Mapping[Place, list[Named]]:
    found: dict[Place, list[Named]] = {}
    if survey_round.prefilled_from_id is None:
        return found
    rows = (
        Addressee.objects.visible_to(access)
        .current()
        .filter(
            response__round=survey_round.prefilled_from_id, is_delegate=False, user__is_active=True
        )
    )
    told = rows.exclude(user__email="").order_by("pk")
    for unit, provider, user, name in told.values_list(
        "response__unit", "response__contract__provider", "user", "name"
    ):
        found.setdefault((provider, unit), []).append((user, name))
    return found


def _contacts(survey_round: SurveyRound) -> Mapping[int, list[Named]]:
    found: dict[int, list[Named]] = {}
    rows = ProviderContact.objects.current(clock.today()).filter(
        authority=survey_round.authority_id, user__is_active=True
    )
    told = rows.exclude(user__email="").order_by("pk")
    for provider, user in told.values_list("provider", "user"):
        found.setdefault(provider, []).append((user, ""))
    return found


@transaction.atomic
def fill_in_addressees(access: Access, survey_round: SurveyRound) -> int:
    """Name recipients where there are none from what is known; return how many were named."""
    row = locked_round(access, survey_round)
    count = fill_in(access, row)
    if count:
        record(access, "survey_round.recipients_added", row, place=place_of(row),
               facts={"count": count})  # fmt: skip
    return count


@transaction.atomic
def add_addressee(
    access: Access, response: SurveyResponse, *, name: str, address: str
) -> Addressee:
    """Name somebody who is to answer the whole; invite them at once if the survey is out.

    Raises:
        RuleViolation: the address is none, the person is a recipient already, the answers are
            handed in, or the round is closed.
    """
    row = locked_response(access, response)
    _require_named(name, address)
    if row.state in HANDED_IN and row.state != ResponseState.RETURNED:
        raise RuleViolation(_("Svaren är redan inlämnade. Ingen ny mottagare behövs."))
    if row.round.closed_on is not None:
        raise RuleViolation(_("Omgången är stängd. Öppna den igen för att bjuda in någon."))
    made = _named(access, row, name, address)
    facts = {"name": str(made), "address": made.user.email}
    record(access, "survey_response.addressee_added", row, place=place_of(row.round), facts=facts)
    if row.state in AWAITED:
        _invite(access, row, made)
    return made


def _require_named(name: str, address: str) -> None:
    if not name.strip():
        raise RuleViolation(_("Skriv mottagarens namn."))
    if len(name.strip()) > LONGEST_NAME:
        raise RuleViolation(_("Namnet får ha högst 150 tecken."))
    try:
        validate_email(address.strip())
    except ValidationError as error:
        raise RuleViolation(
            _("”%(address)s” är ingen e-postadress. Skriv den som namn@exempel.se.")
            % {"address": address.strip()}
        ) from error


def _named(access: Access, response: SurveyResponse, name: str, address: str) -> Addressee:
    """Return the new addressee; a delegate who is named becomes one who answers the whole."""
    authority = response.round.authority_id
    user = person_at(access, authority, address=address.strip(), name=name.strip())
    rows = Addressee.objects.visible_to(access).current().filter(response=response, user=user)
    present = rows.first()
    if present is not None and not present.is_delegate:
        raise RuleViolation(_("%(name)s är redan mottagare av enkäten.") % {"name": present})
    if present is not None:
        present.is_delegate, present.name = False, name.strip()
        present.save(update_fields=["is_delegate", "name"])
        present.sections.clear()
        return present
    return Addressee.objects.create(
        response=response, user=user, name=name.strip(), given_by_id=access.user_id,
        given_at=clock.now(),
    )  # fmt: skip


def _invite(access: Access, response: SurveyResponse, addressee: Addressee) -> None:
    letter = invitation(words_of(response))
    mark = str(addressee.pk)  # one who was taken away and named anew is invited anew
    queue_mail(access, mail_to(addressee, response, MailKind.INVITATION, letter, mark=mark))


@transaction.atomic
def end_addressee(access: Access, addressee: Addressee) -> Addressee:
    """Take the survey away from a person: the links to it, the page, and mail not yet sent.

    A contact person of the provider loses this survey too, until the authority names them anew.

    Raises:
        RuleViolation: the survey is out, and nobody else is there to answer it.
    """
    response = locked_response(access, addressee.response)
    rows = Addressee.objects.visible_to(access).current().filter(response=response)
    row = locked_row(rows.select_related("user"), pk=addressee.pk)
    others = rows.filter(is_delegate=False).exclude(pk=row.pk)
    if response.state in AWAITED and not row.is_delegate and not others.exists():
        raise RuleViolation(
            _("Ingen annan kan svara på enkäten. Lägg till den nya mottagaren först.")
        )
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    close_links(access, response, row.user)
    facts = {"name": str(row), "address": row.user.email}
    record(access, "survey_response.addressee_ended", response, place=place_of(response.round),
           facts=facts)  # fmt: skip
    return row


@transaction.atomic
def import_addressees(
    access: Access, survey_round: SurveyRound, *, recipients: Sequence[Recipient]
) -> int:
    """Name the recipients of a list, in place of those who were there; return how many.

    All of it or nothing. Responses that the list does not name keep theirs.

    Raises:
        RuleViolation: the list is empty or names a response of another round, an address is
            none, or the round is out already.
    """
    row = locked_round(access, survey_round)
    if row.sent_at is not None:
        raise RuleViolation(_("Enkäten är skickad. Byt mottagare en i taget."))
    if not recipients:
        raise RuleViolation(_("Listan har ingen rad med mottagare."))
    for one in recipients:
        _require_named(one.name, one.address)
    named = {one.response.pk for one in recipients}
    known = SurveyResponse.objects.visible_to(access).filter(round=row, pk__in=named)
    if known.count() != len(named):
        raise RuleViolation(_("Listan har en mottagare som inte hör till omgången."))
    current = Addressee.objects.visible_to(access).current()
    current.filter(response__in=named).delete()
    made = _made(access, row, recipients)
    count = len(Addressee.objects.bulk_create(made, batch_size=1000))
    record(access, "survey_round.recipients_imported", row, place=place_of(row),
           facts={"count": count})  # fmt: skip
    return count


def _made(
    access: Access, survey_round: SurveyRound, recipients: Iterable[Recipient]
) -> list[Addressee]:
    now, people = clock.now(), {}
    made: dict[tuple[int, int], Addressee] = {}
    for one in recipients:
        address = one.address.strip().casefold()
        if address not in people:
            people[address] = person_at(
                access, survey_round.authority_id, address=address, name=one.name.strip()
            )
        user = people[address]
        made[one.response.pk, user.pk] = Addressee(
            response=one.response, user=user, name=one.name.strip(), given_by_id=access.user_id,
            given_at=now,
        )  # fmt: skip
    return list(made.values())
