"""Writing the audit trail."""

from dataclasses import dataclass

from django.db import models

from insyn.audit.models import (
    NAME_LENGTH,
    ORIGIN_LENGTH,
    SUBJECT_LENGTH,
    SYSTEM_CHAIN,
    AuditEvent,
    ChainHead,
    subject_of,
)
from insyn.audit.rules import FIRST_LINK, Facts, digest
from insyn.kernel.access import Access, Secrecy
from insyn.platform import clock


@dataclass(frozen=True, slots=True)
class Place:
    """Whose trail an event belongs to, and how guarded it is there."""

    authority_id: int = SYSTEM_CHAIN
    secrecy: Secrecy = Secrecy.INTERNAL


def record(
    access: Access,
    event: str,
    subject: models.Model,
    *,
    place: Place,
    facts: Facts | None = None,
) -> AuditEvent:
    """Append one event to the authority's chain. Call inside the transaction that made it true.

    A subject guarded as ``client_document`` leaves its name out: the line then says that
    something happened and to which row, never what the row says.
    """
    head, _ = ChainHead.objects.select_for_update().get_or_create(
        authority_id=place.authority_id, defaults={"digest": FIRST_LINK}
    )
    hidden = place.secrecy >= Secrecy.CLIENT_DOCUMENT
    row = AuditEvent(
        authority_id=place.authority_id,
        number=head.number + 1,
        secrecy=place.secrecy,
        at=clock.now(),
        event=event,
        actor_id=access.user_id,
        actor_name=access.name[:NAME_LENGTH],
        origin=access.origin[:ORIGIN_LENGTH],
        subject=subject_of(subject),
        subject_name="" if hidden else str(subject)[:SUBJECT_LENGTH],
        facts=dict(facts or {}),
        previous=head.digest,
    )
    row.digest = digest(row.link())
    row.save()
    head.number, head.digest = row.number, row.digest
    head.save(update_fields=["number", "digest"])
    return row
