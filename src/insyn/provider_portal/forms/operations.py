"""What a device sends, read as operations; everything that is not one is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from insyn.platform.reading import (
    Malformed,
    moment,
    of_type,
    read_object,
    read_operations,
    text,
    value,
    whole,
)
from insyn.surveys.rules import OperationKind
from insyn.surveys.services.answers import Operation


@dataclass(frozen=True, slots=True)
class Batch:
    """The operations in order, and the revision that the device last heard of.

    ``user`` is whose page sends, when it says so.
    """

    operations: Sequence[Operation]
    since: int
    user: int | None = None


def read_batch(raw: bytes) -> Batch:
    """Return what was sent.

    Raises:
        Malformed: it is not JSON of the form that the device writes.
        TooMuch: there are more operations than are carried out at once.
    """
    said = read_object(raw)
    user = said.get("user")
    return Batch(
        operations=[_operation(one) for one in read_operations(said)],
        since=whole(said.get("since", 0)),
        user=None if user is None else whole(user),
    )


def _operation(found: Any) -> Operation:
    said: Mapping[str, Any] = of_type(found, dict)
    try:
        key = UUID(of_type(said.get("key"), str))
        kind = OperationKind(of_type(said.get("kind"), str))
        made_at = moment(said.get("made_at"))
    except ValueError as unknown:
        raise Malformed from unknown
    return Operation(
        key=key,
        question=whole(said.get("question")),
        kind=kind,
        value=value(said.get("value")),
        comment=text(said.get("comment", "")),
        seen_revision=whole(said.get("seen_revision", 0)),
        made_at=made_at,
    )
