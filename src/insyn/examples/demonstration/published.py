"""Tells of what the public may read: published, corrected, withdrawn, and on its way."""

from datetime import date

from insyn.examples.demonstration.timeline import Story
from insyn.examples.demonstration.town import EDITOR, ELDERLY, SOCIAL, Town
from insyn.kernel.access import Access
from insyn.publication.models import Publication
from insyn.publication.services import (
    NoteFacts,
    PublicationFacts,
    approve_publication,
    change_publication,
    correct_publication,
    create_publication,
    note_provider,
    propose_publication,
    publish_publication,
    withdraw_publication,
)

APPROVER = "beslutsfattare"
PUBLISHED_DAY, CORRECTED_DAY, DRAFT_DAY = -140, -100, -3
MISTAKEN_DAY, WITHDRAWN_DAY, PROPOSED_DAY = -110, -80, -4
EMAIL = "uppfoljning@exempelstad.example"
TEXT = (
    "Nämnden följer upp dem som utför socialtjänst åt kommunen: privata, idéburna och kommunens "
    "egna. Här står vilka vi har följt upp, vad vi bedömde och vad som har åtgärdats."
)
TEXT_EN = (
    "The board follows up those who provide social care for the municipality: private, "
    "non-profit and our own. Here you can read whom we followed up, what we found and what has "
    "been remedied."
)
SENTENCE = "Utföraren har bytt chef och tagit fram en ny rutin för introduktion."
SENTENCE_EN = "The provider has a new manager and a new routine for introducing staff."


def _facts(
    first_on: date, last_on: date, *, change_note: str = "", change_note_en: str = ""
) -> PublicationFacts:
    period = f"{first_on:%Y-%m}–{last_on:%Y-%m}"
    return PublicationFacts(
        title=f"Uppföljningar {period}",
        title_en=f"Follow-ups {period}",
        first_on=first_on,
        last_on=last_on,
        text=TEXT,
        text_en=TEXT_EN,
        email=EMAIL,
        change_note=change_note,
        change_note_en=change_note_en,
    )


def tell_published(town: Town) -> Story:
    """Publish last year's results, and later correct them."""
    access = town.access(EDITOR)
    yield PUBLISHED_DAY
    days = town.calendar.first_of_month(-14), town.calendar.last_of_month(-6)
    row = create_publication(access, town.authorities[SOCIAL], facts=_facts(*days))
    note_provider(
        access, row, provider=town.providers["kvarnen"],
        facts=NoteFacts(sentence=SENTENCE, sentence_en=SENTENCE_EN), version=_version(access, row),
    )  # fmt: skip
    _publish(town, row)
    yield CORRECTED_DAY
    new = correct_publication(access, row, version=_version(access, row))
    facts = _facts(
        *days,
        change_note="Uppföljningar som rapporterades sent är med, och fler brister är avhjälpta.",
        change_note_en="Follow-ups reported late are included, and more has been remedied.",
    )
    change_publication(access, new, facts=facts, version=_version(access, new))
    _publish(town, new)


def tell_draft(town: Town) -> Story:
    """Begin this year's."""
    yield DRAFT_DAY
    days = town.calendar.first_of_month(-6), town.calendar.last_of_month(-2)
    access = town.access(EDITOR)
    row = create_publication(access, town.authorities[SOCIAL], facts=_facts(*days))
    note_provider(
        access, row, provider=town.providers["sjobodan"],
        facts=NoteFacts(is_left_out=True, reason="Vitet prövas i domstol."),
        version=_version(access, row),
    )  # fmt: skip


def tell_withdrawn(town: Town) -> Story:
    """Publish something with a mistake in it, and withdraw it."""
    yield MISTAKEN_DAY
    days = town.calendar.first_of_month(-7), town.calendar.last_of_month(-5)
    row = create_publication(town.access(EDITOR), town.authorities[ELDERLY], facts=_facts(*days))
    _publish(town, row)
    yield WITHDRAWN_DAY
    approver = town.access(APPROVER)
    withdraw_publication(
        approver, row,
        reason="En uppföljning stod under fel verksamhetsområde. En ny publicering kommer.",
        reason_en="A follow-up stood under the wrong service area. A new publication will come.",
        version=_version(approver, row),
    )  # fmt: skip


def tell_proposed(town: Town) -> Story:
    """Let another read it before it is approved."""
    yield PROPOSED_DAY
    access = town.access(EDITOR)
    days = town.calendar.first_of_month(-5), town.calendar.last_of_month(-2)
    row = create_publication(access, town.authorities[ELDERLY], facts=_facts(*days))
    propose_publication(access, row, version=_version(access, row))


def _publish(town: Town, row: Publication) -> None:
    access, approver = town.access(EDITOR), town.access(APPROVER)
    propose_publication(access, row, version=_version(access, row))
    approve_publication(approver, row, version=_version(access, row))
    publish_publication(access, row, version=_version(access, row))


def _version(access: Access, row: Publication) -> int:
    return Publication.objects.visible_to(access).get(pk=row.pk).version
