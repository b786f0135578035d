"""What an outsider needs to repeat a draw by steps: the rule, what it read, and the tickets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from insyn.risk.rules.draw import AUTHORITY_KEY, LOT_KEY
from insyn.risk.rules.proof import (
    Named,
    named_with_tickets,
    single_command,
    whole_command,
)
from insyn.risk.rules.states import Ground

MOST_KEYS = 200
"""Candidates whose tickets still fit in one command line that somebody can read."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One candidate: what the rule read of it, its ticket, and what became of it."""

    key: str
    name: str
    lot: str
    facts: Mapping[str, Any]
    ticket: str
    place: int
    step: int
    ground: Ground | None
    authority: str
    reason: str

    @property
    def chosen(self) -> bool:
        return self.step > 0


@dataclass(frozen=True, slots=True)
class StepExplanation:
    """Everything a page needs to let an outsider repeat the draw."""

    rows: Sequence[StepRow]
    steps: Sequence[Mapping[str, Any]]
    authorities: Sequence[Named]
    lots: Sequence[Named]
    example: StepRow
    example_command: str
    command: str


def step_explanation(record: Mapping[str, Any]) -> StepExplanation:
    """Return the rule, the tickets and the outcomes of a frozen record, in their order."""
    result, pool, seed = record["result"], record["pool"], record["seed"]
    read = {(row["key"], row["lot"]): row for row in pool["candidates"]}
    rows = sorted(
        (
            _row(told, read[told["key"], told["lot"]])
            for told in [*result["chosen"], *result["not_chosen"]]
        ),
        key=lambda row: row.place,
    )
    keys = sorted(row.key for row in rows)
    given = result["lot_of_authority"]
    return StepExplanation(
        rows=rows,
        steps=result["steps"],
        authorities=named_with_tickets(seed, AUTHORITY_KEY, pool["authorities"], given),
        lots=named_with_tickets(seed, LOT_KEY, pool["lots"], {}) if given else (),
        example=rows[0],
        example_command=single_command(seed, rows[0].key),
        command=whole_command(seed, keys) if len(keys) <= MOST_KEYS else "",
    )


def _row(told: Mapping[str, Any], facts: Mapping[str, Any]) -> StepRow:
    return StepRow(
        key=told["key"],
        name=told["name"],
        lot=told["lot"],
        facts=facts,
        ticket=told["ticket"],
        place=told["place"],
        step=told["step"],
        ground=Ground(told["ground"]) if told["ground"] else None,
        authority=told["authority"],
        reason=told["reason"],
    )
