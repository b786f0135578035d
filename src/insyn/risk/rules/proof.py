"""What an outsider types to repeat a draw. Only sha256sum and sort are needed."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from insyn.kernel.lottery import ticket
from insyn.risk.rules.draw import AUTHORITY_KEY, LOT_KEY
from insyn.risk.rules.states import Ground


def single_command(seed: str, key: str) -> str:
    """Return the command line that prints one ticket."""
    return f"printf '%s' {shlex.quote(f'{seed}:{key}')} | sha256sum"


def whole_command(seed: str, keys: Iterable[str]) -> str:
    """Return the lines that print every ticket with its key, lowest first."""
    quoted = " ".join(shlex.quote(key) for key in keys)
    return (
        f"for nyckel in {quoted}; do\n"
        f"  printf '%s' {shlex.quote(seed)}:\"$nyckel\" | sha256sum | tr -d '\\n'\n"
        "  printf '%s\\n' \"$nyckel\"\n"
        "done | LC_ALL=C sort"
    )


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One candidate's line in the table of tickets."""

    key: str
    name: str
    lot: str
    group: Ground
    ticket: str
    place: int
    authority: str
    reason: str


@dataclass(frozen=True, slots=True)
class Named:
    """An authority or a lot with its ticket."""

    name: str
    key: str
    ticket: str
    given: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything a page needs to let an outsider repeat the draw."""

    rows: Sequence[ProofRow]
    authorities: Sequence[Named]
    lots: Sequence[Named]
    example: ProofRow
    example_command: str
    command: str
    allotment_command: str


def explanation(record: Mapping[str, Any]) -> Explanation:
    """Return the tickets of a frozen record, and how to get them again."""
    result, pool, seed = record["result"], record["pool"], record["seed"]
    rows = sorted(
        (_row(told) for told in [*result["chosen"], *result["not_chosen"]]),
        key=lambda row: (row.lot, row.place),
    )
    given = result["lot_of_authority"]
    authorities = named_with_tickets(seed, AUTHORITY_KEY, pool["authorities"], given)
    lots = named_with_tickets(seed, LOT_KEY, pool["lots"], {})
    return Explanation(
        rows=rows,
        authorities=authorities,
        lots=lots,
        example=rows[0],
        example_command=single_command(seed, rows[0].key),
        command=whole_command(seed, sorted({row.key for row in rows})),
        allotment_command=whole_command(seed, [named.key for named in (*authorities, *lots)]),
    )


def _row(told: Mapping[str, Any]) -> ProofRow:
    return ProofRow(
        key=told["key"],
        name=told["name"],
        lot=told["lot"],
        group=Ground(told["ground"]),
        ticket=told["ticket"],
        place=told["place"],
        authority=told["authority"],
        reason=told["reason"],
    )


def named_with_tickets(
    seed: str, prefix: str, names: Iterable[str], given: Mapping[str, Sequence[str]]
) -> list[Named]:
    """Return authorities or lots with their tickets, the lowest first."""
    found = [
        Named(name, prefix + name, ticket(seed, prefix + name), given.get(name, ()))
        for name in names
    ]
    return sorted(found, key=lambda named: (named.ticket, named.name))
