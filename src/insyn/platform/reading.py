"""What a device sends as JSON, read part by part; everything of another form is refused."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

MOST_BYTES = 2 << 20
"""The largest list of operations that is read."""
MOST_OPERATIONS = 200
MOST_PARTS = 100
"""Choices in one answer."""
GREATEST = 2**31 - 1
"""The greatest key or revision that is looked for."""
GREATEST_NUMBER = 10**15
LONGEST_TEXT = 20_000
"""A text that is longer is cut there; every rule refuses one so long."""


class Malformed(Exception):
    """What was sent is not of the form that our pages write."""


class TooMuch(Exception):
    """More was sent at once than is read."""


def body_of(request: HttpRequest) -> bytes:
    """Return what was sent.

    Raises:
        TooMuch: it says that it is larger than is read.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise TooMuch
    return request.body


def read_object(raw: bytes) -> Mapping[str, Any]:
    """Return the JSON object.

    Raises:
        Malformed: it is none.
    """
    try:
        found = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError) as broken:
        raise Malformed from broken
    said: Mapping[str, Any] = of_type(found, dict)
    return said


def read_operations(said: Mapping[str, Any]) -> list[Any]:
    """Return the list of operations, each still to be read.

    Raises:
        Malformed: there is no list.
        TooMuch: there are more than are carried out at once.
    """
    listed: list[Any] = of_type(said.get("ops", []), list)
    if len(listed) > MOST_OPERATIONS:
        raise TooMuch
    return listed


def _no_constant(_name: str) -> NoReturn:
    raise Malformed


def of_type(found: Any, kind: type) -> Any:
    """Return what was found, which must be of the kind."""
    if not isinstance(found, kind):
        raise Malformed
    return found


def whole(found: Any) -> int:
    """Return a whole number that can be a key or a revision."""
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= GREATEST:
        raise Malformed
    return found


def text(found: Any) -> str:
    """Return the text without what no database holds: the null character, half characters.

    One that is far too long is cut, and then refused by the rule.
    """
    cut = str(of_type(found, str))[:LONGEST_TEXT]
    return cut.replace("\x00", "").encode(errors="ignore").decode()


def moment(found: Any) -> datetime | None:
    """Return when it was done by the device's clock; None when it does not say."""
    said = parse_datetime(found) if isinstance(found, str) else None
    if said is None or timezone.is_naive(said):
        return None
    return said


def value(found: Any) -> Any:
    """Return an answer's value: a text, a number, a list of texts, or some named parts."""
    if isinstance(found, list):
        return [text(one) for one in found[: MOST_PARTS + 1]]
    if isinstance(found, dict):
        return {text(name): _plain(part) for name, part in list(found.items())[:3]}
    return _plain(found)


def _plain(found: Any) -> str | int | float | None:
    if isinstance(found, str):
        return text(found)
    if isinstance(found, bool) or (found is not None and not isinstance(found, int | float)):
        raise Malformed
    if found is not None and abs(found) > GREATEST_NUMBER:
        raise Malformed
    return found
