"""Pools with a rule in steps, and their draws, as JSON. The shape is told in docs/urval.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from insyn.kernel.errors import RuleViolation
from insyn.risk.rules.kinds import RiskBand
from insyn.risk.rules.reading import (
    USED,
    WISHED,
    as_object,
    check_unique,
    choice,
    day,
    first,
    flag,
    identity,
    shown,
    text,
    whole,
)
from insyn.risk.rules.states import Distribution, StepKind
from insyn.risk.rules.step_draw import StepDraw, StepOutcome
from insyn.risk.rules.steps import LIMITS, Rule, Step, StepCandidate, StepPool, words

STEPS = ("steps", "steg")
YEAR = ("year", "år")
CAPACITY = ("capacity", "högst")
DISTRIBUTION = ("distribution", "fördelning")
OWNER = ("owner", "nämnd")
SCORE = ("score", "riskvärde")
BAND = ("band", "riskklass")
LAST = ("last_on", "senast")
FIRST_CLIENT = ("first_client_on", "första_brukaren")
RULE_IN_STEPS = "Stegen prövas i ordning. Lott: SHA-256 av ”frö:nyckel”."
"""The rule in one line, kept with every draw by steps."""


@dataclass(frozen=True, slots=True)
class StepFile:
    """A pool and the rule in steps by which it is drawn."""

    pool: StepPool
    rule: Rule


def step_file(
    told: Mapping[str, Any], rows: Sequence[object], authorities: tuple[str, ...],
    lots: tuple[str, ...],
) -> StepFile:  # fmt: skip
    """Return what a file with steps asks for.

    Raises:
        RuleViolation: the sentence says which step or candidate, and what is expected.
    """
    year = whole(told, YEAR, "”year”", least=2000)
    if year is None:
        raise RuleViolation("Filen har steg men inget år. Skriv året under ”year”.")
    candidates = tuple(_candidate(row, number) for number, row in enumerate(rows, 1))
    check_unique([(candidate.key, candidate.lot) for candidate in candidates])
    rule = Rule(
        steps=steps_from_json(first(told, STEPS)),
        capacity=whole(told, CAPACITY, "”capacity”"),
        distribution=choice(Distribution, told, DISTRIBUTION, "Filen") or Distribution.TURNS,
    )
    return StepFile(StepPool(year, candidates, authorities, lots), rule)


def steps_from_json(told: object) -> tuple[Step, ...]:
    """Return the steps as they were written by ``step_to_json``.

    Raises:
        RuleViolation: something is not a step; the sentence says which.
    """
    if not isinstance(told, list):
        raise RuleViolation("”steps” ska vara en lista med steg.")
    return tuple(step_from_json(row, number) for number, row in enumerate(told, 1))


def step_from_json(row: object, number: int) -> Step:
    """Return the step; ``number`` is its place in the file, from 1, for what is wrong."""
    where = f"Steg {number}"
    if isinstance(row, str):
        row = {"kind": row}
    if not isinstance(row, dict):
        raise RuleViolation(f"{where} ska vara ett objekt med ”kind”, men är {shown(row)}.")
    kind = choice(StepKind, row, ("kind", "slag"), where)
    if kind is None:
        raise RuleViolation(f"{where} saknar ”kind”, som säger vilket slags steg det är.")
    numbers = {
        name: whole(row, (name,), f"{where}: ”{name}”", least=least)
        for name, (least, _most, _word) in LIMITS.items()
    }
    return Step(kind=kind, band=choice(RiskBand, row, ("band",), where), **numbers)


def step_to_json(step: Step) -> dict[str, Any]:
    """Return the step with what it says and nothing else."""
    said = {name: getattr(step, name) for name in (*LIMITS, "band")}
    told = {name: value for name, value in said.items() if value is not None}
    return {"kind": step.kind.value, **told}


def _candidate(row: object, number: int) -> StepCandidate:
    where = f"Kandidat {number}"
    told = as_object(row, where)
    key, name, lot = identity(told, where)
    return StepCandidate(
        key=key,
        name=name,
        lot=lot,
        owner=text(first(told, OWNER) or "", f"{where}: ”owner”"),
        is_used=flag(told, USED, where),
        is_wished=flag(told, WISHED, where),
        score=whole(told, SCORE, f"{where}: ”score”", least=0),
        band=choice(RiskBand, told, BAND, where),
        last_on=day(told, LAST, where),
        first_client_on=day(told, FIRST_CLIENT, where),
    )


def step_file_to_json(file: StepFile) -> dict[str, Any]:
    """Return the shape that ``step_file`` reads, in a fixed order."""
    pool, rule = file.pool, file.rule
    ordered = sorted(pool.candidates, key=lambda candidate: (candidate.lot, candidate.key))
    return {
        "year": pool.year,
        "steps": [step_to_json(step) for step in rule.steps],
        "capacity": rule.capacity,
        "distribution": rule.distribution.value,
        "authorities": sorted(pool.authorities),
        "lots": sorted(pool.lots),
        "candidates": [_candidate_to_json(candidate) for candidate in ordered],
    }


def _candidate_to_json(candidate: StepCandidate) -> dict[str, Any]:
    last, first_client = candidate.last_on, candidate.first_client_on
    return {
        "key": candidate.key,
        "name": candidate.name,
        "lot": candidate.lot,
        "owner": candidate.owner,
        "used": candidate.is_used,
        "wished": candidate.is_wished,
        "score": candidate.score,
        "band": candidate.band.value if candidate.band else None,
        "last_on": last.isoformat() if last else None,
        "first_client_on": first_client.isoformat() if first_client else None,
    }


def step_draw_to_json(result: StepDraw) -> dict[str, Any]:
    """Return the draw with chosen and not chosen apart, and what each step was and did."""
    return {
        "rule": RULE_IN_STEPS,
        "seed": result.seed,
        "year": result.year,
        "capacity": result.rule.capacity,
        "quota": result.rule.quota,
        "distribution": result.rule.distribution.value,
        "steps": [
            {**step_to_json(step), "said": words(step), "chose": chose}
            for step, chose in zip(result.rule.order, result.of_step, strict=True)
        ],
        "lot_of_authority": {name: list(lots) for name, lots in result.lot_of_authority.items()},
        "chosen": [_outcome(row) for row in result.outcomes if row.chosen],
        "not_chosen": [_outcome(row) for row in result.outcomes if not row.chosen],
    }


def _outcome(row: StepOutcome) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "lot": row.lot,
        "step": row.step,
        "ground": row.ground.value if row.ground else "",
        "authority": row.authority,
        "reason": row.reason,
        "place": row.place,
        "ticket": row.ticket,
    }
