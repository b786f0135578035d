"""Writing the audit trail."""

from dataclasses import dataclass
from datetime import UTC

from django.db import models

from insyn.audit.models import SYSTEM_CHAIN, AuditEvent, ChainHead
from insyn.audit.rules import FIRST_LINK, Facts, Link, digest
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
    link = Link(
        number=head.number + 1,
        at=clock.now().astimezone(UTC).isoformat(),
        event=event,
        actor=f"{access.user_id or ''}:{access.name}",
        subject=f"{subject._meta.label_lower}:{subject.pk}",
        facts=dict(facts or {}),
        previous=head.digest,
    )
    row = AuditEvent(
        authority_id=place.authority_id,
        number=link.number,
        secrecy=place.secrecy,
        at=link.at,
        event=event,
        actor_id=access.user_id,
        actor_name=access.name,
        origin=access.origin,
        subject=link.subject,
        subject_name="" if hidden else str(subject)[:300],
        facts=dict(link.facts),
        previous=link.previous,
        digest=digest(link),
    )
    row.save()
    head.number, head.digest = link.number, row.digest
    head.save(update_fields=["number", "digest"])
    return row
