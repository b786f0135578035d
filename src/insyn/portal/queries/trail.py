"""The trail as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.models import AuditEvent, AuditEventQuerySet
from insyn.audit.queries import trail_of
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.portal.rules.trail import fact_word, is_for_readers, value_word, words_of


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One event, in words."""

    event: AuditEvent
    noun: str
    verb: str
    authority: str
    facts: Sequence[tuple[str, str]]
    is_guarded: bool


def trail(access: Access, chosen: Mapping[str, Any]) -> AuditEventQuerySet:
    """Return the events of the authorities whose trail the asker may read, newest first."""
    rows = trail_of(
        access, q=chosen["q"] or "", authority_ids=access.authorities_where(Permission.READ_TRAIL)
    )
    if chosen["noun"]:
        rows = rows.of_kind(chosen["noun"])
    return rows.between(chosen["since"], chosen["until"])


def trail_lines(events: Sequence[AuditEvent]) -> list[TrailLine]:
    """Return the events in words. One query."""
    ids = {event.authority_id for event in events}
    found = Authority.objects.select_related("municipality").in_bulk(ids)
    names = {pk: str(authority) for pk, authority in found.items()}
    return [_line(event, names.get(event.authority_id, "")) for event in events]


def _line(event: AuditEvent, authority: str) -> TrailLine:
    noun, verb = words_of(event.event)
    return TrailLine(
        event=event,
        noun=noun,
        verb=verb,
        authority=authority,
        facts=[
            (" ".join(_(word) for word in fact_word(name) if word), _said(value))
            for name, value in event.facts.items()
            if is_for_readers(name, value)
        ],
        is_guarded=event.secrecy >= Secrecy.RESTRICTED,
    )


def _said(value: object) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    return "–" if value is None or value == "" else _(value_word(str(value)))
