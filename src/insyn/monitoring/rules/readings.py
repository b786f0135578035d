"""What a source told of one provider: a result, words and parts, ready to be noted. Pure."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from insyn.monitoring.rules.changes import Details
from insyn.monitoring.rules.checks import CheckKind, CheckResult, overall

LONGEST_REMARK = 2000


@dataclass(frozen=True, slots=True)
class Reading:
    """One kind of one provider, as a source told it on a day."""

    org_number: str
    kind: CheckKind
    result: CheckResult
    remark: str
    on: date
    details: Details = field(default_factory=dict)


def together(readings: Iterable[Reading]) -> list[Reading]:
    """Return one reading per provider, kind and day: the worst result, all words and parts."""
    groups: dict[tuple[str, CheckKind, date], list[Reading]] = {}
    for reading in readings:
        groups.setdefault((reading.org_number, reading.kind, reading.on), []).append(reading)
    return [_joined(rows) for rows in groups.values()]


def _joined(rows: list[Reading]) -> Reading:
    first = rows[0]
    if len(rows) == 1:
        return first
    remarks = list(dict.fromkeys(row.remark for row in rows if row.remark))
    details = {name: text for row in rows for name, text in row.details.items()}
    return Reading(
        org_number=first.org_number,
        kind=first.kind,
        result=overall(row.result for row in rows),
        remark="\n".join(remarks)[:LONGEST_REMARK],
        on=first.on,
        details=details,
    )


def key_of(authority_id: int, source: str, reading: Reading) -> str:
    """Return what makes the same answer the same, however often it is read in."""
    said = [
        authority_id,
        source,
        reading.org_number,
        reading.kind.value,
        reading.on.isoformat(),
        reading.result.value,
        reading.remark,
        sorted(reading.details.items()),
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
