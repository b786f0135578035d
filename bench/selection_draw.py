"""Draws 5 000 of 100 000 by a rule in steps, each explained; prints processor seconds and memory.

Mark: together with the scoring of the same contracts 10 processor seconds and 500 MB. Reading the
pool, drawing, the reasons and the sealed record are timed apart.
Run: ``python bench/selection_draw.py``.
"""

import resource
import sys
import time
from datetime import date, timedelta

from insyn.risk.rules.exchange import draw_to_json, sealed
from insyn.risk.rules.kinds import RiskBand
from insyn.risk.rules.sealing import as_text
from insyn.risk.rules.states import StepKind
from insyn.risk.rules.step_draw import draw_by_steps
from insyn.risk.rules.steps import Rule, Step, StepCandidate, StepPool

SIZE, SAMPLE = 100_000, 5_000
BANDS = tuple(RiskBand)
RULE = Rule(
    (
        Step(StepKind.TOP_RISK, count=3_000),
        Step(StepKind.COVERAGE, years=3),
        Step(StepKind.CONTROL_SHARE, percent=10),
    ),
    capacity=SAMPLE,
)


def main() -> int:
    """Return 1 when the draw is not what the rule says."""
    began = time.process_time()
    pool = StepPool(2026, tuple(candidate(n) for n in range(SIZE)), ("Ekby", "Norrby", "Ånäset"))
    built = time.process_time()
    result = draw_by_steps(pool, RULE, seed="2026-03-02 SN 2026/12")
    drew = time.process_time()
    text = as_text(sealed(draw_to_json(result)))
    wrote = time.process_time()
    print(f"{len(result.chosen)} of {SIZE}, by step {result.of_step}")
    print(f"pool    {built - began:5.2f} s")
    print(f"draw    {drew - built:5.2f} s, every one with its reason")
    print(f"record  {wrote - drew:5.2f} s, {len(text) / 1e6:.0f} million signs")
    print(f"peak    {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    explained = all(outcome.reason for outcome in result.outcomes)
    return 0 if len(result.chosen) == SAMPLE and explained else 1


def candidate(n: int) -> StepCandidate:
    """Return a contract whose figures are spread out and always the same."""
    score = 100 + n * 7_919 % 1_500
    return StepCandidate(
        key=f"556{n % 1_000:03d}-{n // 1_000:04d}/1",
        name=f"Utförare {n}",
        score=score if n % 11 else None,
        band=BANDS[min(3, score // 401)] if n % 11 else None,
        last_on=date(2021, 1, 1) + timedelta(days=n * 31 % 1_800) if n % 5 else None,
    )


if __name__ == "__main__":
    sys.exit(main())
