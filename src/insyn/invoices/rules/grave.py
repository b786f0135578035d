"""When what a sample shows is so wrong that it is told as a signal. Pure.

The limits are the system's own and not the law's: below them an error is corrected and claimed
back, and says little of the provider.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from insyn.invoices.rules.states import Verdict

MUCH = Decimal(10_000)
"""Kronor too much on one line that are grave whatever the line is."""
SHARE, LEAST = Decimal("0.5"), Decimal(1_000)
"""Half the line is grave too, as when the service was never carried out, from so many kronor."""


@dataclass(frozen=True, slots=True)
class ReviewedLine:
    """What the vouchers showed of one line, and whether it is under suspicion."""

    provider: int | None
    contract: int | None
    amount: Decimal
    verdict: Verdict
    right_amount: Decimal | None
    reviewed_on: date | None
    is_suspected: bool = False

    @property
    def too_much(self) -> Decimal:
        if self.verdict != Verdict.WRONG or self.right_amount is None:
            return Decimal()
        return self.amount - self.right_amount

    @property
    def is_grave(self) -> bool:
        """Tell whether so much of the line is wrong that it says something of the provider."""
        return self.too_much >= MUCH or (
            self.too_much >= LEAST and self.too_much >= self.amount * SHARE
        )


@dataclass(frozen=True, slots=True)
class GraveError:
    """The grave lines of one provider in a sample, together."""

    provider: int
    contract: int | None
    lines: int
    too_much: Decimal
    seen_on: date


def grave_errors(lines: Iterable[ReviewedLine]) -> list[GraveError]:
    """Return one for each provider with grave lines.

    A line under suspicion is never among them: more people read signals than may know of it.
    """
    found: dict[int, list[ReviewedLine]] = {}
    for line in lines:
        if line.provider is not None and line.is_grave and not line.is_suspected:
            found.setdefault(line.provider, []).append(line)
    return [_together(provider, rows) for provider, rows in sorted(found.items())]


def _together(provider: int, rows: list[ReviewedLine]) -> GraveError:
    contracts = {row.contract for row in rows}
    return GraveError(
        provider=provider,
        contract=contracts.pop() if len(contracts) == 1 else None,
        lines=len(rows),
        too_much=sum((row.too_much for row in rows), Decimal()),
        seen_on=max(row.reviewed_on for row in rows if row.reviewed_on),
    )
