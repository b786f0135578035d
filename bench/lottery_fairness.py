"""Draws with 10 000 seeds and counts; prints chi-square for each place where chance decides.

The coordinated lottery, the lottery of a rule in steps, the control share and the dealing out
of lots shall treat everybody alike. Seeds are written as boards write them: a day and a case
number. Fails when a chi-square lies above the value that chance passes once in a thousand.
Run: ``python bench/lottery_fairness.py``.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import sqrt

from insyn.risk.rules.draw import Pool, PoolCandidate, draw
from insyn.risk.rules.kinds import RiskBand
from insyn.risk.rules.states import Ground, StepKind
from insyn.risk.rules.step_draw import draw_by_steps
from insyn.risk.rules.steps import Rule, Step, StepCandidate, StepPool

SEEDS = 10_000
NORMAL_AT_ONE_IN_A_THOUSAND = 3.0902
KEYS = [f"556{n:03d}-{(n * 37) % 10_000:04d}/1" for n in range(20)]
BOARDS = ("Ekby", "Norrby", "Ånäset", "Åkerö")
LOTS = ("HVB", "Stödboende", "Öppenvård", "Familjehem")


def main() -> int:
    """Return 1 when some lottery is not fair."""
    print(f"{SEEDS} seeds; a value above the limit happens by chance once in a thousand")
    fair = [
        told("coordinated: chosen, 5 of 20", chosen_in_lot(), KEYS, share=5 / 20),
        told("steps: lottery, 5 of 20", by_steps(Step(StepKind.LOTTERY, count=5)), KEYS, 5 / 20),
        told("steps: control share, 1 of 15", control_share(), KEYS[:15], share=1 / 15),
        told("lots: who gets HVB", who_gets_the_first_lot(), BOARDS, share=1 / 4),
    ]
    return 0 if all(fair) else 1


def seeds() -> Iterable[str]:
    for n in range(SEEDS):
        yield f"2026-{1 + n % 12:02d}-{1 + n % 28:02d} SN 2026/{n}"


def told(name: str, counted: Counter[str], names: Sequence[str], share: float) -> bool:
    """Print the chi-square of how often each was drawn against its share; tell if it is fair.

    Each is drawn or not in every draw, so many of them in each: the variance is that of draws
    without putting back.
    """
    expected = SEEDS * share
    size = len(names)
    spread = expected * (1 - share) * size / (size - 1)
    value = sum((counted[key] - expected) ** 2 for key in names) / spread
    limit = quantile(size - 1)
    print(
        f"{name:34} chi2 {value:6.1f}  limit {limit:5.1f}  "
        f"least {min(counted[k] for k in names)}  most {max(counted[k] for k in names)}  "
        f"expected {expected:.0f}  {'fair' if value <= limit else 'NOT FAIR'}"
    )
    return value <= limit


def quantile(freedom: int) -> float:
    """Return the 99.9th percentile of chi-square (Wilson and Hilferty's approximation)."""
    part = 2 / (9 * freedom)
    return float(freedom * (1 - part + NORMAL_AT_ONE_IN_A_THOUSAND * sqrt(part)) ** 3)


def counted(once: Callable[[str], Iterable[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for seed in seeds():
        total.update(once(seed))
    return total


def chosen_in_lot() -> Counter[str]:
    pool = Pool(tuple(PoolCandidate(key, key, "HVB") for key in KEYS), ("Ekby",), ("HVB",))
    return counted(lambda seed: [row.key for row in draw(pool, seed=seed, quota=5).chosen])


def by_steps(step: Step) -> Counter[str]:
    pool = StepPool(2026, tuple(StepCandidate(key, key) for key in KEYS))
    rule = Rule((step,))
    return counted(lambda seed: [row.key for row in draw_by_steps(pool, rule, seed=seed).chosen])


def control_share() -> Counter[str]:
    """Count who is drawn to the control share; the five last are always chosen by risk."""
    rows = tuple(
        StepCandidate(key, key, score=100 * place, band=RiskBand.YELLOW)
        for place, key in enumerate(KEYS, 1)
    )
    rule = Rule((Step(StepKind.TOP_RISK, count=5), Step(StepKind.CONTROL_SHARE, percent=20)))
    return counted(
        lambda seed: [
            row.key
            for row in draw_by_steps(StepPool(2026, rows), rule, seed=seed).chosen
            if row.ground == Ground.CONTROL_SHARE
        ]
    )


def who_gets_the_first_lot() -> Counter[str]:
    pool = Pool(tuple(PoolCandidate(lot, lot, lot) for lot in LOTS), BOARDS, LOTS)

    def once(seed: str) -> list[str]:
        given = draw(pool, seed=seed, quota=1).lot_of_authority
        return [board for board, lots in given.items() if LOTS[0] in lots]

    return counted(once)


if __name__ == "__main__":
    sys.exit(main())
