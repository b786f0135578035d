"""Writing the audit trail."""

import itertools
from collections.abc import Iterable
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


@dataclass(frozen=True, slots=True)
class Entry:
    """One event among several that are recorded together."""

    event: str
    subject: models.Model
    facts: Facts


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
    head = _locked_head(place)
    row = _link(access, Entry(event, subject, facts or {}), head, place)
    row.save()
    head.save(update_fields=["number", "digest"])
    return row


def record_all(access: Access, entries: Iterable[Entry], *, place: Place) -> None:
    """Append many events to the authority's chain, in order and a few hundred at a time.

    Call inside the transaction that made them true, as ``record``.
    """
    head = _locked_head(place)
    rows = (_link(access, entry, head, place) for entry in entries)
    while some := list(itertools.islice(rows, AT_A_TIME)):
        AuditEvent.objects.bulk_create(some)
    head.save(update_fields=["number", "digest"])


AT_A_TIME = 500


def _locked_head(place: Place) -> ChainHead:
    head, _ = ChainHead.objects.select_for_update().get_or_create(
        authority_id=place.authority_id, defaults={"digest": FIRST_LINK}
    )
    return head


def _link(access: Access, entry: Entry, head: ChainHead, place: Place) -> AuditEvent:
    """Return the next event of the chain, not stored, and move the chain's end to it."""
    hidden = place.secrecy >= Secrecy.CLIENT_DOCUMENT
    row = AuditEvent(
        authority_id=place.authority_id,
        number=head.number + 1,
        secrecy=place.secrecy,
        at=clock.now(),
        event=entry.event,
        actor_id=access.user_id,
        actor_name=access.name[:NAME_LENGTH],
        origin=access.origin[:ORIGIN_LENGTH],
        subject=subject_of(entry.subject),
        subject_name="" if hidden else str(entry.subject)[:SUBJECT_LENGTH],
        facts=dict(entry.facts),
        previous=head.digest,
    )
    row.digest = digest(row.link())
    head.number, head.digest = row.number, row.digest
    return row
