"""Making a publication, writing its texts and gathering what it tells."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.kernel.texts import personal_number_problem
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.platform.text import tidy_line, tidy_text
from insyn.publication.models import ProviderNote, Publication, Snapshot
from insyn.publication.queries.frozen import frozen_of
from insyn.publication.rules import Licence, Refusal
from insyn.registry.models import Contract, Provider, ServiceArea
from insyn.registry.rules.addresses import is_sheltered, looks_like_address

AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class PublicationFacts:
    """What is told, of which days and services, and on what terms. No areas means all."""

    title: str
    first_on: date
    last_on: date
    title_en: str = ""
    text: str = ""
    text_en: str = ""
    service_areas: list[ServiceArea] = field(default_factory=list)
    licence: str = Licence.CC0
    email: str = ""
    change_note: str = ""
    change_note_en: str = ""


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """Whether a provider is left out and why, or the board's own sentence about it."""

    is_left_out: bool = False
    reason: str = ""
    sentence: str = ""
    sentence_en: str = ""


def refuse(no: Refusal, **said: object) -> None:
    """Raise the refusal as a sentence.

    Raises:
        RuleViolation: always.
    """
    raise RuleViolation(_(no.label) % said if said else _(no.label))


def screen(*texts: str) -> None:
    """Refuse texts that hold a personal number.

    Raises:
        RuleViolation: the sentence shows only the date of birth.
    """
    for text in texts:
        if problem := personal_number_problem(text):
            raise RuleViolation(problem)


def locked(access: Access, publication: Publication, version: int | None = None) -> Publication:
    """Return the publication, locked until the transaction ends."""
    rows = Publication.objects.visible_to(access).select_related("authority__municipality")
    return locked_row(rows, pk=publication.pk, version=version)


def noted(access: Access, event: str, row: Publication, facts: Facts | None = None) -> None:
    """Save the publication as a new version and write the event in the trail."""
    row.version += 1
    row.full_clean(validate_unique=False)
    row.save()
    record(access, f"publication.{event}", row, place=Place(row.authority_id), facts=facts)


@transaction.atomic
def create_publication(
    access: Access, authority: Authority, *, facts: PublicationFacts
) -> Publication:
    """Begin a publication and gather what it would tell today.

    Raises:
        RuleViolation: the period is not over, or a text holds a personal number.
    """
    access.require(Permission.PREPARE_PUBLICATION, authority_id=authority.pk)
    row = Publication(authority=authority, prepared_by_id=access.user_id)
    _fill(row, facts)
    row.full_clean()
    row.save()
    row.service_areas.set(facts.service_areas)
    keep_maker(access, row)
    freeze(access, row)
    row.save()
    said: Facts = {"title": row.title, **_period(row)}
    record(access, "publication.created", row, place=Place(authority.pk), facts=said)
    return row


@transaction.atomic
def change_publication(
    access: Access, publication: Publication, *, facts: PublicationFacts, version: int
) -> Publication:
    """Change the texts, the period or the services of a draft, and gather anew."""
    row = draft_at(access, publication, version)
    _fill(row, facts)
    row.save()
    row.service_areas.set(facts.service_areas)
    freeze(access, row)
    noted(access, "changed", row, {"title": row.title, **_period(row)})
    return row


@transaction.atomic
def gather(access: Access, publication: Publication, *, version: int) -> Publication:
    """Gather anew what the draft tells, as it stands today."""
    row = draft_at(access, publication, version)
    freeze(access, row)
    noted(access, "gathered", row, {"fingerprint": row.fingerprint})
    return row


@transaction.atomic
def note_provider(
    access: Access,
    publication: Publication,
    *,
    provider: Provider,
    facts: NoteFacts,
    version: int,
) -> Publication:
    """Leave a provider out with a reason, or write the board's own sentence about it.

    Nothing of either takes the note away. The draft is gathered anew.

    Raises:
        RuleViolation: the reason is missing, the sentence stands in one language only, or a text
            holds a personal number or an address of sheltered housing.
    """
    row = draft_at(access, publication, version)
    reason, sentence, english = (
        tidy_line(text) for text in (facts.reason, facts.sentence, facts.sentence_en)
    )
    if facts.is_left_out and not reason:
        refuse(Refusal.NO_LEFT_OUT_REASON)
    if bool(sentence) != bool(english):
        refuse(Refusal.HALF_A_SENTENCE)
    screen(reason, sentence, english)
    if _is_sheltered(access, row, provider) and any(map(looks_like_address, (sentence, english))):
        refuse(Refusal.ADDRESS)
    ProviderNote.objects.visible_to(access).filter(publication=row, provider=provider).delete()
    if facts.is_left_out or sentence:
        ProviderNote.objects.create(
            publication=row,
            provider=provider,
            is_left_out=facts.is_left_out,
            reason=reason if facts.is_left_out else "",
            sentence=sentence,
            sentence_en=english,
        )
    freeze(access, row)
    event = "provider_left_out" if facts.is_left_out else "provider_noted"
    noted(access, event, row, {"provider": provider.name, "reason": reason})
    return row


def draft_at(access: Access, publication: Publication, version: int | None) -> Publication:
    """Return the publication, locked, to one who may change it while it is a draft.

    Raises:
        RuleViolation: it is not a draft.
        Outdated: it was changed after the page was read.
    """
    access.require(Permission.PREPARE_PUBLICATION, authority_id=publication.authority_id)
    row = locked(access, publication, version)
    require_draft(row)
    keep_maker(access, row)
    return row


def require_draft(row: Publication) -> None:
    """Refuse to change what has been handed on.

    Raises:
        RuleViolation: it is not a draft.
    """
    if not row.is_draft:
        refuse(Refusal.NOT_A_DRAFT)


def keep_maker(access: Access, row: Publication) -> None:
    """Keep that the asker has had a hand in the edition, and so may not approve it."""
    if access.user_id is not None:
        row.makers.add(access.user_id)


def freeze(access: Access, row: Publication) -> None:
    """Put what the publication tells today in its rows, in place of what was there."""
    row.as_of = clock.today()
    frozen = frozen_of(access, row, as_of=row.as_of)
    row.lines.visible_to(access).delete()
    Snapshot.objects.bulk_create(
        [
            Snapshot(
                publication=row,
                provider_key=line["provider"]["id"],
                name=line["provider"]["name"],
                operating_form=line["provider"]["operating_form"],
                area_code=line["service_area"]["code"],
                area_name=line["service_area"]["name"],
                followed_up_on=max((one["date"] for one in line["followups"]), default=None),
                content=dict(line),
            )
            for line in frozen.lines
        ],
        batch_size=AT_A_TIME,
    )
    row.summary, row.replies = list(frozen.summary), list(frozen.replies)
    row.left_out, row.fingerprint = list(frozen.left_out), frozen.fingerprint


def _fill(row: Publication, facts: PublicationFacts) -> None:
    if facts.last_on < facts.first_on:
        refuse(Refusal.ENDS_FIRST)
    if facts.last_on >= clock.today():
        refuse(Refusal.NOT_OVER)
    for name in ("title", "title_en", "change_note", "change_note_en"):
        setattr(row, name, tidy_line(getattr(facts, name)))
    row.text, row.text_en = tidy_text(facts.text), tidy_text(facts.text_en)
    screen(row.title, row.title_en, row.text, row.text_en, row.change_note, row.change_note_en)
    row.first_on, row.last_on = facts.first_on, facts.last_on
    row.licence, row.email = facts.licence, facts.email


def _period(row: Publication) -> dict[str, str]:
    return {"starts_on": row.first_on.isoformat(), "ends_on": row.last_on.isoformat()}


def _is_sheltered(access: Access, row: Publication, provider: Provider) -> bool:
    contracts = Contract.objects.visible_to(access).filter(
        agreement__authority=row.authority_id, provider=provider
    )
    codes = {
        *contracts.order_by().values_list("units__service_area__code", flat=True),
        *contracts.order_by().values_list("lots__service_area__code", flat=True),
    }
    return any(is_sheltered(code) for code in codes if code)
