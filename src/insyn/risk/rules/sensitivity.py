"""What would change if a weight changed. Pure; nothing is stored."""

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from insyn.kernel.errors import RuleViolation
from insyn.risk.rules.bands import nearest_line
from insyn.risk.rules.factors import HEAVIEST, ModelFacts
from insyn.risk.rules.kinds import RiskBand
from insyn.risk.rules.scoring import Scored, Scorer

SHOWN = 10
"""How many of the rows nearest a line are shown."""


@dataclass(frozen=True, slots=True)
class Near:
    """A row near a line: how it stands now and would stand. ``distance`` is in hundredths."""

    key: int
    now: Scored
    then: Scored
    distance: int
    line: int

    @property
    def moves(self) -> bool:
        return self.now.band != self.then.band


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How many rows there are, how many change class and how, and those nearest a line."""

    total: int
    moves: Mapping[tuple[RiskBand, RiskBand], int]
    nearest: tuple[Near, ...]

    @property
    def moved(self) -> int:
        return sum(self.moves.values())


def reweighed(model: ModelFacts, code: str, weight: int) -> ModelFacts:
    """Return the model with another weight of one factor.

    Raises:
        RuleViolation: there is no such factor, or no factor can weigh that.
    """
    if not 1 <= weight <= HEAVIEST:
        raise RuleViolation(f"Vikten ska vara mellan 1 och {HEAVIEST}.")
    if code not in {factor.code for factor in model.factors}:
        raise RuleViolation("Modellen har ingen sådan faktor. Välj en i listan.")
    factors = tuple(
        replace(factor, weight=weight) if factor.code == code else factor
        for factor in model.factors
    )
    return replace(model, factors=factors)


def sensitivity(
    model: ModelFacts, other: ModelFacts, rows: Iterable[tuple[int, str]], *, shown: int = SHOWN
) -> Sensitivity:
    """Return what the other model would change for rows of key and signature."""
    now, then = Scorer(model), Scorer(other)
    moves: Counter[tuple[RiskBand, RiskBand]] = Counter()
    kept: list[tuple[int, int, Near]] = []
    total = 0
    for key, signature in rows:
        total += 1
        before, after = now.scored(signature), then.scored(signature)
        if before.band != after.band:
            moves[before.band, after.band] += 1
        distance, line = nearest_line(before.score, model.bands)
        near = (-distance, -key, Near(key, before, after, distance, line))
        heapq.heappush(kept, near) if len(kept) < shown else heapq.heappushpop(kept, near)
    nearest = tuple(near for _distance, _key, near in sorted(kept, reverse=True))
    return Sensitivity(total, dict(moves), nearest)
