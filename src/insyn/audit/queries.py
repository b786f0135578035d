"""Reading and verifying the trail."""

from dataclasses import dataclass
from datetime import UTC

from insyn.audit.models import AuditEvent, ChainHead
from insyn.audit.rules import FIRST_LINK, Link, digest


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a chain does not hold."""

    authority_id: int
    number: int
    reason: str


def _link(event: AuditEvent) -> Link:
    return Link(
        number=event.number,
        at=event.at.astimezone(UTC).isoformat(),
        event=event.event,
        actor=f"{event.actor_id or ''}:{event.actor_name}",
        subject=event.subject,
        facts=event.facts,
        previous=event.previous,
    )


def broken_links() -> list[Break]:
    """Return every place where an event was edited, removed or put in; empty when all holds.

    Checks each chain from its first event to its head.
    """
    breaks = []
    for head in ChainHead.objects.order_by("authority_id"):
        events = AuditEvent.objects.unscoped(reason="the whole chain is verified, nothing is shown")
        previous, number = FIRST_LINK, 0
        for event in events.filter(authority_id=head.authority_id).order_by("number").iterator():
            if event.number != number + 1:
                breaks.append(Break(head.authority_id, number + 1, "händelse saknas"))
            elif event.previous != previous or digest(_link(event)) != event.digest:
                breaks.append(Break(head.authority_id, event.number, "händelsen är ändrad"))
            previous, number = event.digest, event.number
        if (number, previous) != (head.number, head.digest):
            breaks.append(Break(head.authority_id, head.number, "kedjans slut är avkapat"))
    return breaks
