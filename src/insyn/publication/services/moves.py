"""The life of a publication: proposed, approved by another, published, corrected, withdrawn."""

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import NotAllowed
from insyn.platform import clock
from insyn.platform.text import tidy_line
from insyn.publication.models import ProviderNote, Publication
from insyn.publication.queries.checks import checks_of
from insyn.publication.queries.frozen import frozen_of
from insyn.publication.queries.listed import has_made
from insyn.publication.rules import (
    PUBLICATION_LIFECYCLE,
    PublicationEvent,
    PublicationState,
    Refusal,
)
from insyn.publication.services.writing import (
    draft_at,
    freeze,
    keep_maker,
    locked,
    noted,
    refuse,
    screen,
)

EITHER = (Permission.PREPARE_PUBLICATION, Permission.APPROVE_PUBLICATION)


@transaction.atomic
def propose_publication(access: Access, publication: Publication, *, version: int) -> Publication:
    """Gather a last time and hand it to another for approval. From now on it is frozen.

    Raises:
        RuleViolation: a check is not in order.
    """
    row = draft_at(access, publication, version)
    freeze(access, row)
    failed = [_(checked.check.label) for checked in checks_of(access, row) if not checked.is_ok]
    if failed:
        why = _("Det här är inte i ordning: %(checks)s.") % {"checks": "; ".join(failed)}
        refuse(Refusal.NOT_READY, why=why)
    row.state = PUBLICATION_LIFECYCLE.after(row.shown_state, PublicationEvent.PROPOSE)
    row.proposed_by_id, row.proposed_on = access.user_id, clock.today()
    noted(access, "approval_asked", row, {"fingerprint": row.fingerprint})
    return row


@transaction.atomic
def take_back_publication(access: Access, publication: Publication, *, version: int) -> Publication:
    """Let it be a draft again, by who prepares or by who was asked to approve."""
    row = _moved(access, publication, PublicationEvent.TAKE_BACK, version)
    row.proposed_by = row.approved_by = None
    row.proposed_on = row.approved_on = None
    noted(access, "taken_back", row)
    return row


@transaction.atomic
def approve_publication(access: Access, publication: Publication, *, version: int) -> Publication:
    """Approve what was frozen. Only another than all who have had a hand in it.

    Raises:
        RuleViolation: the asker began it, changed or gathered it, noted on it or proposed it.
    """
    access.require(Permission.APPROVE_PUBLICATION, authority_id=publication.authority_id)
    row = locked(access, publication, version)
    if has_made(access, row):
        refuse(Refusal.SAME_PERSON)
    row.state = PUBLICATION_LIFECYCLE.after(row.shown_state, PublicationEvent.APPROVE)
    row.approved_by_id, row.approved_on = access.user_id, clock.today()
    noted(access, "approved", row, {"fingerprint": row.fingerprint})
    return row


@transaction.atomic
def publish_publication(access: Access, publication: Publication, *, version: int) -> Publication:
    """Let everybody read what was approved; an earlier edition is replaced by it.

    Raises:
        RuleViolation: what it stands on has changed since it was frozen.
    """
    row = _moved(access, publication, PublicationEvent.PUBLISH, version)
    if frozen_of(access, row, as_of=row.as_of or clock.today()).fingerprint != row.fingerprint:
        refuse(Refusal.CHANGED)
    row.published_at = clock.now()
    if row.corrects_id is not None:
        _replace(access, row)
    noted(access, "published", row, {"fingerprint": row.fingerprint})
    return row


def _replace(access: Access, row: Publication) -> None:
    old = locked(access, Publication(pk=row.corrects_id, authority=row.authority))
    if old.state == PublicationState.PUBLISHED:
        old.state = PUBLICATION_LIFECYCLE.after(old.shown_state, PublicationEvent.REPLACE)
        noted(access, "replaced", old, {"title": row.title})


@transaction.atomic
def withdraw_publication(
    access: Access, publication: Publication, *, reason: str, reason_en: str, version: int
) -> Publication:
    """Take it from the public, and tell them why.

    Raises:
        RuleViolation: the reason is missing in a language, or holds a personal number.
    """
    row = _moved(access, publication, PublicationEvent.WITHDRAW, version)
    said, english = tidy_line(reason), tidy_line(reason_en)
    if not (said and english):
        refuse(Refusal.NO_REASON)
    screen(said, english)
    row.withdrawn_on, row.withdrawn_reason, row.withdrawn_reason_en = clock.today(), said, english
    noted(access, "recalled", row, {"reason": said})
    return row


@transaction.atomic
def correct_publication(access: Access, publication: Publication, *, version: int) -> Publication:
    """Begin the next edition of what is published, with its texts and notes.

    Raises:
        RuleViolation: it is not published, or a correction has been begun.
    """
    access.require(Permission.PREPARE_PUBLICATION, authority_id=publication.authority_id)
    old = locked(access, publication, version)
    if old.state != PublicationState.PUBLISHED:
        refuse(Refusal.NOT_OUT)
    if Publication.objects.filter(corrects=old).exists():
        refuse(Refusal.CORRECTED)
    kept = ("authority", "title", "title_en", "text", "text_en", "first_on", "last_on",
            "licence", "email")  # fmt: skip
    row = Publication(
        **{name: getattr(old, name) for name in kept},
        corrects=old, edition=old.edition + 1, prepared_by_id=access.user_id,
    )  # fmt: skip
    row.save()
    row.service_areas.set(old.service_areas.all())
    keep_maker(access, row)
    for note in ProviderNote.objects.visible_to(access).filter(publication=old):
        note.pk, note.publication = None, row
        note.save()
    freeze(access, row)
    noted(access, "correction_begun", row, {"title": row.title})
    return row


def _moved(
    access: Access, publication: Publication, event: PublicationEvent, version: int
) -> Publication:
    """Return the publication, locked and moved, to one who prepares or approves.

    Raises:
        NotAllowed: the asker does neither.
    """
    board = publication.authority_id
    if not any(access.may(permission, authority_id=board) for permission in EITHER):
        raise NotAllowed(EITHER[0])
    row = locked(access, publication, version)
    row.state = PUBLICATION_LIFECYCLE.after(row.shown_state, event)
    return row
