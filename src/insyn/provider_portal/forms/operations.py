"""What a device sends, read as operations; everything that is not one is refused."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from insyn.criteria.rules.answers import LONGEST_ANSWER
from insyn.surveys.rules import OperationKind
from insyn.surveys.services.answers import Operation

MOST_BYTES = 2 << 20
"""The largest list of operations that is read."""
MOST_OPERATIONS = 200
MOST_PARTS = 100
"""Choices in one answer."""
GREATEST = 2**31 - 1
"""The greatest key or revision that is looked for."""
GREATEST_NUMBER = 10**15


class Malformed(Exception):
    """What was sent is no list of operations."""


class TooMuch(Exception):
    """More was sent at once than is read."""


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
    try:
        said = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError) as broken:
        raise Malformed from broken
    listed = _of_type(_of_type(said, dict).get("ops", []), list)
    if len(listed) > MOST_OPERATIONS:
        raise TooMuch
    user = said.get("user")
    return Batch(
        operations=[_operation(one) for one in listed],
        since=_whole(said.get("since", 0)),
        user=None if user is None else _whole(user),
    )


def _no_constant(_name: str) -> NoReturn:
    raise Malformed


def _of_type(found: Any, kind: type) -> Any:
    if not isinstance(found, kind):
        raise Malformed
    return found


def _operation(found: Any) -> Operation:
    said: Mapping[str, Any] = _of_type(found, dict)
    try:
        key = UUID(_of_type(said.get("key"), str))
        kind = OperationKind(_of_type(said.get("kind"), str))
        made_at = _moment(said.get("made_at"))
    except ValueError as unknown:
        raise Malformed from unknown
    return Operation(
        key=key,
        question=_whole(said.get("question")),
        kind=kind,
        value=_value(said.get("value")),
        comment=_text(said.get("comment", "")),
        seen_revision=_whole(said.get("seen_revision", 0)),
        made_at=made_at,
    )


def _whole(found: Any) -> int:
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= GREATEST:
        raise Malformed
    return found


def _text(found: Any) -> str:
    """Return the text without what no database holds: the null character, half characters.

    One that is far too long is cut, and then refused by the rule.
    """
    cut = str(_of_type(found, str))[: LONGEST_ANSWER * 2]
    return cut.replace("\x00", "").encode(errors="ignore").decode()


def _moment(found: Any) -> datetime | None:
    """Return when it was done by the device's clock; None when it does not say."""
    moment = parse_datetime(found) if isinstance(found, str) else None
    if moment is None or timezone.is_naive(moment):
        return None
    return moment


def _value(found: Any) -> Any:
    if isinstance(found, list):
        return [_text(one) for one in found[: MOST_PARTS + 1]]
    if isinstance(found, dict):
        return {_text(name): _plain(part) for name, part in list(found.items())[:3]}
    return _plain(found)


def _plain(found: Any) -> str | int | float | None:
    if isinstance(found, str):
        return _text(found)
    if isinstance(found, bool) or (found is not None and not isinstance(found, int | float)):
        raise Malformed
    if found is not None and abs(found) > GREATEST_NUMBER:
        raise Malformed
    return found
