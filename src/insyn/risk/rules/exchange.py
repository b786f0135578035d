"""Pools and draws as JSON, for the command ``insyn draw`` and for the frozen record.

The shape is told in docs/urval.md.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from insyn.kernel.errors import RuleViolation
from insyn.risk.rules.draw import RULE, Draw, Outcome, Pool, PoolCandidate, draw

CANDIDATES = ("candidates", "kandidater")
AUTHORITIES = ("authorities", "municipalities", "nämnder", "kommuner")
LOTS = ("lots", "områden")
QUOTA = ("quota", "kvot", "commitment_per_municipality")
ALLOTS = ("allots_lots", "lottar_områden")
KEY = ("key", "nyckel", "org_number", "orgnr", "id")
NAME = ("name", "namn", "provider", "utförare")
LOT = ("lot", "område")
USED = ("used", "is_used", "avropas")
WISHED = ("wished", "is_wished", "önskad")
"""The names a value may have in the file; the first is the one we write."""


@dataclass(frozen=True, slots=True)
class PoolFile:
    """What a file asks for. Without a quota there is no limit."""

    pool: Pool
    quota: int | None
    allots_lots: bool


def pool_from_json(content: object) -> PoolFile:
    """Return what the file asks to have drawn.

    Takes an object with ``candidates``, a frozen record (its ``pool`` is used), or a bare
    list of candidates or names. Text is put in one spelling (NFC, no spaces around).

    Raises:
        RuleViolation: the sentence says which candidate or value, what is wrong and what is
            expected.
    """
    told = _unwrapped(content)
    rows = _first(told, CANDIDATES)
    if not isinstance(rows, list) or not rows:
        raise RuleViolation("Filen saknar kandidater. Skriv dem som en lista under ”candidates”.")
    candidates = tuple(_candidate(row, number) for number, row in enumerate(rows, 1))
    _check_unique(candidates)
    return PoolFile(
        pool=Pool(candidates, _names(told, AUTHORITIES), _names(told, LOTS)),
        quota=_quota(told),
        allots_lots=_flag(told, ALLOTS, "Filen", default=True),
    )


def _unwrapped(content: object) -> Mapping[str, Any]:
    if isinstance(content, list):
        return {"candidates": content}
    if not isinstance(content, dict):
        raise RuleViolation("Filen ska innehålla ett objekt med ”candidates”, eller en lista.")
    inner = content.get("pool")
    return inner if isinstance(inner, dict) else content


def pool_to_json(file: PoolFile) -> dict[str, Any]:
    """Return the shape that ``pool_from_json`` reads, in a fixed order."""
    ordered = sorted(file.pool.candidates, key=lambda candidate: (candidate.lot, candidate.key))
    return {
        "quota": file.quota,
        "allots_lots": file.allots_lots,
        "authorities": sorted(file.pool.authorities),
        "lots": sorted(file.pool.lots),
        "candidates": [
            {
                "key": candidate.key,
                "name": candidate.name,
                "lot": candidate.lot,
                "used": candidate.is_used,
                "wished": candidate.is_wished,
            }
            for candidate in ordered
        ],
    }


def drawn(file: PoolFile, *, seed: str) -> Draw:
    """Return the draw that the file asks for."""
    return draw(file.pool, seed=seed, quota=file.quota, allots_lots=file.allots_lots)


def draw_to_json(result: Draw) -> dict[str, Any]:
    """Return the draw with chosen and not chosen apart, each in the order of the rule."""
    return {
        "rule": RULE,
        "seed": result.seed,
        "quota": result.quota,
        "allots_lots": result.allots_lots,
        "lot_of_authority": {name: list(lots) for name, lots in result.lot_of_authority.items()},
        "chosen": [_outcome(row) for row in result.outcomes if row.chosen],
        "not_chosen": [_outcome(row) for row in result.outcomes if not row.chosen],
    }


def as_text(content: Mapping[str, Any]) -> str:
    """Return JSON text that is the same on every machine."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)


def sealed(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record with the digest of everything else in it."""
    rest = {name: value for name, value in record.items() if name != "digest"}
    return {**rest, "digest": hashlib.sha256(as_text(rest).encode()).hexdigest()}


def still_holds(record: Mapping[str, Any]) -> bool:
    """Tell whether the digest is right and, for a draw made here, a new draw gives the same.

    False also for a record that no longer can be read.
    """
    if sealed(record)["digest"] != record.get("digest"):
        return False
    if "pool" not in record:
        return True
    try:
        file = pool_from_json(record["pool"])
        return bool(draw_to_json(drawn(file, seed=record["seed"])) == record["result"])
    except RuleViolation:
        return False


def _outcome(row: Outcome) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "lot": row.lot,
        "authority": row.authority,
        "ground": row.ground.value,
        "reason": row.reason,
        "place": row.place,
        "ticket": row.ticket,
    }


def _first(content: Mapping[str, Any], names: Sequence[str]) -> object:
    return next((content[name] for name in names if content.get(name) is not None), None)


def _text(value: object, where: str) -> str:
    """Return the value as text; a whole number is taken as it is written."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise RuleViolation(f"{where} ska vara text, men är {_shown(value)}.")
    text = unicodedata.normalize("NFC", str(value)).strip()
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        raise RuleViolation(f"{where} innehåller ett tecken som inte går att läsa.")
    return text


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004  fits on a line


def _names(content: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    value = _first(content, names)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise RuleViolation(f"”{names[0]}” ska vara en lista med namn.")
    found = [_text(item, f"”{names[0]}”, namn {number}") for number, item in enumerate(value, 1)]
    for number, name in enumerate(found, 1):
        if not name:
            raise RuleViolation(f"”{names[0]}”, namn {number} är tomt.")
        if name in found[: number - 1]:
            raise RuleViolation(f"”{names[0]}” har ”{name}” två gånger. Ta bort det ena.")
    return tuple(found)


def _quota(content: Mapping[str, Any]) -> int | None:
    value = _first(content, QUOTA)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise RuleViolation(f"”quota” ska vara ett heltal, minst 1, men är {_shown(value)}.")
    return value


def _candidate(row: object, number: int) -> PoolCandidate:
    where = f"Kandidat {number}"
    if isinstance(row, str):
        row = {"name": row}
    if not isinstance(row, dict):
        raise RuleViolation(f"{where} ska vara ett namn eller ett objekt, men är {_shown(row)}.")
    name = _text(_first(row, NAME) or "", f"{where}: ”name”")
    key = _text(_first(row, KEY) or name, f"{where}: ”key”")
    if not key:
        raise RuleViolation(f"{where} saknar både ”key” och ”name”. Skriv minst det ena.")
    return PoolCandidate(
        key=key,
        name=name or key,
        lot=_text(_first(row, LOT) or "", f"{where}: ”lot”"),
        is_used=_flag(row, USED, where),
        is_wished=_flag(row, WISHED, where),
    )


def _flag(
    row: Mapping[str, Any], names: Sequence[str], where: str, *, default: bool = False
) -> bool:
    value = _first(row, names)
    if value is None:
        return default
    if isinstance(value, int) and value in {0, 1}:
        return bool(value)
    raise RuleViolation(f"{where}: ”{names[0]}” ska vara true eller false, men är {_shown(value)}.")


def _check_unique(candidates: Sequence[PoolCandidate]) -> None:
    first: dict[tuple[str, str], int] = {}
    for number, candidate in enumerate(candidates, 1):
        earlier = first.setdefault((candidate.key, candidate.lot), number)
        if earlier != number:
            raise RuleViolation(
                f"Kandidat {number} har samma nyckel, ”{candidate.key}”, som kandidat {earlier} i "
                "samma avtalsområde. Ta bort den ena eller ge dem olika nycklar."
            )
