"""Reading a delivery report that a mail server sent back. Pure.

Source: RFC 3464, delivery status notifications.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import cast

MOST_BYTES = 1 << 20
"""More than this of a report is never read: it then holds the whole mail that came back."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """Which mail came back, whether for good, and what the other side said."""

    message_id: str
    is_permanent: bool
    said: str


def read_bounce(raw: bytes) -> Bounce | None:
    """Return what the report says; None when it is no delivery report about a mail."""
    report = cast("EmailMessage", message_from_bytes(raw[:MOST_BYTES], policy=policy.compat32))
    parts = list(report.walk())
    message_id = next(_ids(parts), "")
    fields = next(_statuses(parts), None)
    if fields is None or not message_id:
        return None
    action, status = _field(fields, "Action").casefold(), _field(fields, "Status")
    said = _field(fields, "Diagnostic-Code") or status or action
    return Bounce(message_id, action == "failed" and not status.startswith("4"), said)


def _statuses(parts: "Sequence[Message]") -> "Iterator[Message]":
    """Return the groups of fields about one recipient each."""
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            for group in groups if isinstance(groups, list) else ():
                if isinstance(group, EmailMessage | type(part)) and "Action" in group:
                    yield group


def _ids(parts: "Sequence[Message]") -> Iterator[str]:
    """Return the ids of the mails that the report encloses, whole or only their headers."""
    for part in parts[1:]:
        if part.get_content_type() == "text/rfc822-headers":
            text = cast("bytes", part.get_payload(decode=True) or b"")
            part = message_from_bytes(text, policy=policy.compat32)  # noqa: PLW2901
        if found := _field(part, "Message-ID"):
            yield found


def _field(part: "Message", name: str) -> str:
    return " ".join(str(part.get(name, "")).split())
