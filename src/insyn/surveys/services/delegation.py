"""Giving areas of a response to somebody else to answer, and taking them back."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from insyn.accounts.models import User
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.kernel.access import Access
from insyn.kernel.errors import NotAllowed, Outdated
from insyn.mailing.rules import LINK_PLACE, MailKind
from insyn.mailing.services import MailFacts, person_at, queue_mail
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import ProviderContact
from insyn.surveys.letters.delegation import DelegationFacts, delegation_mail
from insyn.surveys.models import Addressee, SurveyResponse
from insyn.surveys.models.responses import AddresseeQuerySet
from insyn.surveys.queries import legal_ground, questions_of
from insyn.surveys.queries.delegation import answers_whole
from insyn.surveys.rules import ResponseState, RoundState
from insyn.surveys.rules.delegation import check_delegation
from insyn.surveys.rules.operations import locked_because
from insyn.surveys.services.links import close_links


@dataclass(frozen=True, slots=True)
class NewDelegate:
    """Somebody who is to answer some areas, by the keys of the areas."""

    name: str
    address: str
    section_ids: Collection[int]


@transaction.atomic
def delegate(access: Access, response_pk: int, *, facts: NewDelegate) -> Addressee:
    """Let somebody at the provider answer some areas, and mail a personal link to them.

    One who has areas already gets these instead, and a new mail.

    Raises:
        NotAllowed: the asker answers only a part, or nothing.
        RuleViolation: no area is chosen, the survey cannot be answered now, or the person
            answers the whole already.
    """
    response = _locked(access, response_pk)
    sections = {area.pk: area for area in questions_of(response.round)}
    chosen = [area for key, area in sections.items() if key in facts.section_ids]
    locked = locked_because(ResponseState(response.state), RoundState(response.round.state))
    user = person_at(access, response.round.authority_id, address=facts.address, name=facts.name)
    before = _current(access, response).filter(user=user).first()
    has_whole = _has_whole(response, user, before) or user.pk == access.user_id
    check_delegation(locked=locked, is_chosen=bool(chosen), has_whole=has_whole)
    row = before or Addressee(
        response=response,
        user=user,
        is_delegate=True,
        given_by_id=access.user_id,
        given_at=clock.now(),
    )
    row.name = facts.name.strip()
    row.save()
    row.sections.clear()
    row.sections.add(*(area.pk for area in chosen))
    said = ", ".join(area.name for area in chosen)
    queue_mail(access, _mail(access, response, row, facts, said))
    _note(access, "survey_response.delegated", response, {"to": str(row), "areas": said})
    return row


@transaction.atomic
def take_back(access: Access, response_pk: int, *, addressee_pk: int) -> Addressee:
    """End somebody's right to answer areas of the response; their personal links to it go out.

    What they have answered stays. Only those who answer the whole can take back, and only what
    was delegated: nobody can lock out one that the authority has asked.

    Raises:
        Addressee.DoesNotExist: nobody answers the response by that key.
        NotAllowed: the asker answers only a part, or nothing.
        Outdated: the areas were taken back already, or nothing was delegated.
    """
    response = _locked(access, response_pk)
    rows = Addressee.objects.shown_to_provider(access).filter(response=response)
    row = rows.select_related("user").get(pk=addressee_pk)
    if row.ended_at is not None or not row.is_delegate:
        raise Outdated("Personen svarar inte längre för någon del. Läs in sidan igen.")
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    close_links(access, response, row.user)
    _note(access, "survey_response.taken_back", response, {"from": str(row)})
    return row


def _has_whole(response: SurveyResponse, user: User, before: Addressee | None) -> bool:
    """Tell whether the person answers the whole: asked by the authority, or let in by it."""
    contacts = ProviderContact.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=clock.today()),
        user=user,
        provider=response.contract.provider_id,
        authority=response.round.authority_id,
    )
    return (before is not None and not before.is_delegate) or contacts.exists()


def _current(access: Access, response: SurveyResponse) -> AddresseeQuerySet:
    rows = Addressee.objects.shown_to_provider(access).current()
    return rows.filter(response=response).select_related("user")


def _locked(access: Access, response_pk: int) -> SurveyResponse:
    rows = SurveyResponse.objects.shown_to_provider(access).select_related(
        "round__authority__municipality", "contract__provider", "unit", "service_area"
    )
    response = locked_row(rows, pk=response_pk)
    if not answers_whole(access, response):
        raise NotAllowed("answer-whole")
    return response


def _mail(
    access: Access, response: SurveyResponse, row: Addressee, facts: NewDelegate, said: str
) -> MailFacts:
    told = delegation_mail(
        DelegationFacts(
            survey=response.round.title,
            subject=str(response.unit or response.contract.provider),
            authority=str(response.round.authority),
            given_by=access.name,
            areas=said,
            due_on=response.due_on,
            ground=legal_ground(response),
            contact=response.round.contact,
            link=LINK_PLACE,
        )
    )
    return MailFacts(
        authority=response.round.authority,
        kind=MailKind.DELEGATION,
        key=f"delegation:{row.pk}:{_mark(facts.section_ids)}",
        user=row.user,
        to_name=facts.name,
        to_address=row.user.email,
        subject=told.subject,
        text=told.text,
        about=response,
        leads_to=reverse("provider_portal:survey", args=[response.pk]),
    )


def _mark(section_ids: Collection[int]) -> str:
    """Return the same short text for the same areas: asking twice for them sends one mail."""
    said = ",".join(map(str, sorted(set(section_ids))))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _note(access: Access, event: str, response: SurveyResponse, facts: Facts) -> None:
    record(access, event, response, place=Place(response.round.authority_id), facts=facts)
