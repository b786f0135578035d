"""Reads values out of JSON that somebody else wrote, and says what is wrong and where."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from insyn.kernel.choices import Choice
from insyn.kernel.errors import RuleViolation

KEY = ("key", "nyckel", "org_number", "orgnr", "id")
NAME = ("name", "namn", "provider", "utförare")
LOT = ("lot", "område")
USED = ("used", "is_used", "avropas")
WISHED = ("wished", "is_wished", "önskad")
"""The names a value may have in the file; the first is the one we write."""

LONGEST_SHOWN = 40
C = TypeVar("C", bound=Choice)


def first(content: Mapping[str, Any], names: Sequence[str]) -> object:
    """Return the value under the first of the names that has one; None for none."""
    return next((content[name] for name in names if content.get(name) is not None), None)


def text(value: object, where: str) -> str:
    """Return the value as text; a whole number is taken as it is written."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise RuleViolation(f"{where} ska vara text, men är {shown(value)}.")
    read = unicodedata.normalize("NFC", str(value)).strip()
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in read):
        raise RuleViolation(f"{where} innehåller ett tecken som inte går att läsa.")
    return read


def shown(value: object) -> str:
    """Return the value as JSON, short enough for a sentence."""
    written = json.dumps(value, ensure_ascii=True)
    return written if len(written) <= LONGEST_SHOWN else f"{written[:LONGEST_SHOWN]}…"


def names(content: Mapping[str, Any], keys: Sequence[str]) -> tuple[str, ...]:
    """Return a list of names, none of them empty or there twice."""
    value = first(content, keys)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise RuleViolation(f"”{keys[0]}” ska vara en lista med namn.")
    found = [text(item, f"”{keys[0]}”, namn {number}") for number, item in enumerate(value, 1)]
    for number, name in enumerate(found, 1):
        if not name:
            raise RuleViolation(f"”{keys[0]}”, namn {number} är tomt.")
        if name in found[: number - 1]:
            raise RuleViolation(f"”{keys[0]}” har ”{name}” två gånger. Ta bort det ena.")
    return tuple(found)


def whole(
    content: Mapping[str, Any], keys: Sequence[str], where: str, *, least: int = 1
) -> int | None:
    """Return a whole number, or None when there is none."""
    value = first(content, keys)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise RuleViolation(f"{where} ska vara ett heltal, minst {least}, men är {shown(value)}.")
    return value


def flag(
    content: Mapping[str, Any], keys: Sequence[str], where: str, *, default: bool = False
) -> bool:
    """Return true or false; 1 and 0 will do."""
    value = first(content, keys)
    if value is None:
        return default
    if isinstance(value, int) and value in {0, 1}:
        return bool(value)
    raise RuleViolation(f"{where}: ”{keys[0]}” ska vara true eller false, men är {shown(value)}.")


def day(content: Mapping[str, Any], keys: Sequence[str], where: str) -> date | None:
    """Return a day written as 2026-03-02, or None when there is none."""
    value = first(content, keys)
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(text(value, f"{where}: ”{keys[0]}”"))
    except ValueError:
        raise RuleViolation(
            f"{where}: ”{keys[0]}” ska vara en dag som 2026-03-02, men är {shown(value)}."
        ) from None


def choice(kind: type[C], content: Mapping[str, Any], keys: Sequence[str], where: str) -> C | None:
    """Return one of a closed list, or None when nothing is told."""
    value = first(content, keys)
    if value is None or value == "":
        return None
    if value not in kind.codes():
        known = ", ".join(f"”{code}”" for code in kind.codes())
        raise RuleViolation(
            f"{where}: ”{keys[0]}” ska vara någon av {known}, men är {shown(value)}."
        )
    return kind(value)


def identity(row: Mapping[str, Any], where: str) -> tuple[str, str, str]:
    """Return key, name and lot of a candidate."""
    name = text(first(row, NAME) or "", f"{where}: ”name”")
    key = text(first(row, KEY) or name, f"{where}: ”key”")
    if not key:
        raise RuleViolation(f"{where} saknar både ”key” och ”name”. Skriv minst det ena.")
    return key, name or key, text(first(row, LOT) or "", f"{where}: ”lot”")


def as_object(row: object, where: str) -> Mapping[str, Any]:
    """Return the row as an object; a bare text is a name."""
    if isinstance(row, str):
        return {"name": row}
    if not isinstance(row, dict):
        raise RuleViolation(f"{where} ska vara ett namn eller ett objekt, men är {shown(row)}.")
    return row


def check_unique(places: Sequence[tuple[str, str]]) -> None:
    """Refuse a key that stands twice in the same lot."""
    seen: dict[tuple[str, str], int] = {}
    for number, place in enumerate(places, 1):
        earlier = seen.setdefault(place, number)
        if earlier != number:
            raise RuleViolation(
                f"Kandidat {number} har samma nyckel, ”{place[0]}”, som kandidat {earlier} i "
                "samma avtalsområde. Ta bort den ena eller ge dem olika nycklar."
            )
