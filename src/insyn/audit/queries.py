"""Reading and verifying the trail."""

from collections.abc import Iterator
from dataclasses import dataclass

from insyn.audit.models import AuditEvent, AuditEventQuerySet, ChainHead
from insyn.audit.rules import FIRST_LINK, digest
from insyn.kernel.access import Access


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a chain does not hold."""

    authority_id: int
    number: int
    reason: str


def trail_of(
    access: Access,
    *,
    subject: str = "",
    q: str = "",
    authority_ids: frozenset[int] | None = None,
) -> AuditEventQuerySet:
    """Return the events the asker may see, newest first.

    ``subject`` names one row (see ``models.subject_of``), ``q`` is text to look for, and
    ``authority_ids`` narrows to some authorities.
    """
    events = AuditEvent.objects.visible_to(access)
    if subject:
        events = events.filter(subject=subject)
    if q:
        events = events.mentioning(q)
    if authority_ids is not None:
        events = events.filter(authority_id__in=authority_ids)
    return events


def broken_links() -> list[Break]:
    """Return every place where an event was edited, removed or put in; empty when all holds.

    Checks each chain from its first event to its head, and that each event has a head.
    """
    heads = {head.authority_id: head for head in ChainHead.objects.order_by("authority_id")}
    events = AuditEvent.objects.unscoped(reason="the whole chain is verified, nothing is shown")
    chains = set(events.order_by().values_list("authority_id", flat=True).distinct())
    breaks = [Break(chain, 0, "kedjans slut saknas") for chain in sorted(chains - set(heads))]
    for head in heads.values():
        breaks.extend(_broken_in(head, events))
    return breaks


def _broken_in(head: ChainHead, events: AuditEventQuerySet) -> Iterator[Break]:
    previous, number = FIRST_LINK, 0
    for event in events.filter(authority_id=head.authority_id).order_by("number").iterator():
        if event.number != number + 1:
            yield Break(head.authority_id, number + 1, "händelse saknas")
        elif event.previous != previous or digest(event.link()) != event.digest:
            yield Break(head.authority_id, event.number, "händelsen är ändrad")
        previous, number = event.digest, event.number
    if (number, previous) != (head.number, head.digest):
        yield Break(head.authority_id, head.number, "kedjans slut är avkapat")
