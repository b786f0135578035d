"""Pools and draws as JSON, for the command ``insyn draw`` and for the frozen record.

The shape is told in docs/urval.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from insyn.kernel.errors import RuleViolation
from insyn.risk.rules.draw import RULE, Draw, Outcome, Pool, PoolCandidate, draw
from insyn.risk.rules.reading import (
    USED,
    WISHED,
    as_object,
    check_unique,
    first,
    flag,
    identity,
    names,
    whole,
)
from insyn.risk.rules.sealing import digest_of
from insyn.risk.rules.states import StepKind
from insyn.risk.rules.step_draw import StepDraw, draw_by_steps
from insyn.risk.rules.step_exchange import (
    STEPS,
    StepFile,
    step_draw_to_json,
    step_file,
    step_file_to_json,
)
from insyn.risk.rules.steps import Step, check_pool, checked_rule, too_few

CANDIDATES = ("candidates", "kandidater")
AUTHORITIES = ("authorities", "municipalities", "nämnder", "kommuner")
LOTS = ("lots", "områden")
QUOTA = ("quota", "kvot", "commitment_per_municipality")
ALLOTS = ("allots_lots", "lottar_områden")
"""The names a value may have in the file; the first is the one we write."""


@dataclass(frozen=True, slots=True)
class PoolFile:
    """What a file asks for. Without a quota there is no limit."""

    pool: Pool
    quota: int | None
    allots_lots: bool


AnyFile = PoolFile | StepFile


def pool_from_json(content: object) -> AnyFile:
    """Return what the file asks to have drawn: by a rule in steps if it has ``steps``.

    Takes an object with ``candidates``, a frozen record (its ``pool`` is used), or a bare
    list of candidates or names. Text is put in one spelling (NFC, no spaces around).

    Raises:
        RuleViolation: the sentence says which candidate or value, what is wrong and what is
            expected.
    """
    told = _unwrapped(content)
    rows = first(told, CANDIDATES)
    if not isinstance(rows, list) or not rows:
        raise RuleViolation("Filen saknar kandidater. Skriv dem som en lista under ”candidates”.")
    authorities, lots = names(told, AUTHORITIES), names(told, LOTS)
    if first(told, STEPS) is not None:
        return step_file(told, rows, authorities, lots)
    candidates = tuple(_candidate(row, number) for number, row in enumerate(rows, 1))
    check_unique([(candidate.key, candidate.lot) for candidate in candidates])
    return PoolFile(
        pool=Pool(candidates, authorities, lots),
        quota=whole(told, QUOTA, "”quota”"),
        allots_lots=flag(told, ALLOTS, "Filen", default=True),
    )


def _unwrapped(content: object) -> Mapping[str, Any]:
    if isinstance(content, list):
        return {"candidates": content}
    if not isinstance(content, dict):
        raise RuleViolation("Filen ska innehålla ett objekt med ”candidates”, eller en lista.")
    inner = content.get("pool")
    return inner if isinstance(inner, dict) else content


def pool_to_json(file: AnyFile) -> dict[str, Any]:
    """Return the shape that ``pool_from_json`` reads, in a fixed order."""
    if isinstance(file, StepFile):
        return step_file_to_json(file)
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


def drawn(file: AnyFile, *, seed: str) -> Draw | StepDraw:
    """Return the draw that the file asks for."""
    if isinstance(file, StepFile):
        return draw_by_steps(file.pool, file.rule, seed=seed)
    return draw(file.pool, seed=seed, quota=file.quota, allots_lots=file.allots_lots)


def is_frozen(content: object) -> bool:
    """Tell whether the content is the record of a draw that has been made."""
    return isinstance(content, dict) and "result" in content and "pool" in content


def with_quota(file: AnyFile, quota: int) -> AnyFile:
    """Return the file with another limit for each authority."""
    if isinstance(file, PoolFile):
        return replace(file, quota=quota)
    others = tuple(step for step in file.rule.steps if step.kind != StepKind.QUOTA)
    limit = Step(StepKind.QUOTA, count=quota)
    return replace(file, rule=replace(file.rule, steps=(limit, *others)))


def check_ready(file: AnyFile) -> None:
    """Refuse a file that cannot be drawn, before anybody decides its seed.

    Raises:
        RuleViolation: a rule that cannot be followed, nobody to choose among, or a number
            larger than the pool.
    """
    if isinstance(file, StepFile):
        check_pool(file.pool, checked_rule(file.rule))
    elif file.quota is not None and file.quota > len(file.pool.candidates):
        raise RuleViolation(too_few("Åtagande per nämnd", file.quota, len(file.pool.candidates)))


def draw_to_json(result: Draw | StepDraw) -> dict[str, Any]:
    """Return the draw with chosen and not chosen apart, each in the order of the rule."""
    if isinstance(result, StepDraw):
        return step_draw_to_json(result)
    return {
        "rule": RULE,
        "seed": result.seed,
        "quota": result.quota,
        "allots_lots": result.allots_lots,
        "lot_of_authority": {name: list(lots) for name, lots in result.lot_of_authority.items()},
        "chosen": [_outcome(row) for row in result.outcomes if row.chosen],
        "not_chosen": [_outcome(row) for row in result.outcomes if not row.chosen],
    }


def sealed(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record with the digest of everything else in it."""
    rest = {name: value for name, value in record.items() if name != "digest"}
    return {**rest, "digest": digest_of(rest)}


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


def _candidate(row: object, number: int) -> PoolCandidate:
    where = f"Kandidat {number}"
    told = as_object(row, where)
    key, name, lot = identity(told, where)
    return PoolCandidate(
        key=key,
        name=name,
        lot=lot,
        is_used=flag(told, USED, where),
        is_wished=flag(told, WISHED, where),
    )
