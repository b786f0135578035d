"""Shows what a year's planning costs at scale: 100 000 contracts scored, 5 000 of them drawn.

Everything goes through the services that the pages use, on a real database: an assessment with
fourteen measured factors is computed, stored and frozen; a selection by steps is created with all
contracts as candidates; its seed is fixed; it is drawn, each candidate gets its reason, and the
record is sealed and stored. Prints the processor seconds of this process and of PostgreSQL for
each, and the peak of memory. Mark, on PostgreSQL: 10 processor seconds here and 500 MB in all.

Run: ``DATABASE_URL=… python bench/planning_at_scale.py [--contracts 100000] [--sample 5000]``.
The database is filled, in a process of its own, unless an earlier run did it. Without
``DATABASE_URL`` a new SQLite file is used, with 10 000 contracts and a sample of 500.
"""

import argparse
import multiprocessing
import os
import resource
import time
from collections.abc import Callable
from typing import Any

import risk_scoring as scoring  # makes Django ready
from django.core.management import call_command
from django.db import connection

from insyn.accounts.models import Authority
from insyn.kernel.access import Access
from insyn.registry.models import Agreement
from insyn.risk.models import Candidate, RiskAssessment, RiskModelVersion, RiskScore, Selection
from insyn.risk.rules.states import StepKind
from insyn.risk.rules.steps import Step
from insyn.risk.services import assessments, by_steps, draws

MOST_SECONDS, MOST_MEMORY = 10, 500
FULL_SIZE = 100_000
SEED = "2026-03-02 SN 2026/12"


def main() -> int:
    """Return 1 when the result is not whole, or on PostgreSQL at full size costs too much."""
    told = asked()
    apart(fill, told.contracts)
    board = Authority.objects.get(name="Bench")
    access = scoring.asker(board)
    print(f"start: {memory()} MB")
    year = Year(access, board, told.sample)
    year.plan()
    seconds, server, most = year.seconds, year.server, memory()
    print(f"in all: {seconds:.2f} s here, {server:.2f} s in the database, peak {most} MB")
    is_whole = year.is_whole()
    year.clear()
    is_marked = connection.vendor == "postgresql" and told.contracts == FULL_SIZE
    return int(not is_whole or (is_marked and (seconds > MOST_SECONDS or most > MOST_MEMORY)))


def asked() -> argparse.Namespace:
    is_server = "DATABASE_URL" in os.environ
    words = argparse.ArgumentParser()
    words.add_argument("--contracts", type=int, default=FULL_SIZE if is_server else 10_000)
    words.add_argument("--sample", type=int, default=5_000 if is_server else 500)
    return words.parse_args()


def apart(act: Callable[[int], None], many: int) -> None:
    """Do something in a process of its own, so that its memory is not counted here."""
    connection.close()
    process = multiprocessing.get_context("fork").Process(target=act, args=(many,))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(process.exitcode)


def fill(contracts: int) -> None:
    """Fill the database unless an earlier run did it."""
    call_command("migrate", verbosity=0)
    if not RiskModelVersion.objects.unscoped(reason="the bench owns the database").exists():
        scoring.build(contracts)


def memory() -> int:
    """Return the most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


class Year:
    """One planning under way, and what it has cost."""

    def __init__(self, access: Access, board: Authority, sample: int) -> None:
        self.access, self.board, self.sample = access, board, sample
        self.seconds = self.server = 0.0
        self.assessment: RiskAssessment
        self.selection: Selection

    def plan(self) -> None:
        """Score, freeze, fill the pool, fix the seed and draw."""
        self.assessment = self.measured(
            "score and store", lambda: scoring.made(self.access, self.board)
        )
        self.measured(
            "freeze the scores",
            lambda: assessments.freeze_assessment(self.access, self.assessment),
        )
        self.assessment.refresh_from_db()
        self.selection = self.measured("store candidates", self.pool)
        self.measured(
            "fix the seed", lambda: draws.fix_seed(self.access, self.selection, seed=SEED)
        )
        self.measured(
            "draw, explain, seal", lambda: draws.freeze_by_draw(self.access, self.selection)
        )

    def measured(self, name: str, act: Callable[[], Any]) -> Any:
        """Return what the act returns, with its cost printed and added."""
        here, server = time.process_time(), scoring.server_seconds()
        answer = act()
        here, server = time.process_time() - here, scoring.server_seconds() - server
        self.seconds, self.server = self.seconds + here, self.server + server
        print(f"{name:20} {here:5.2f} s here, {server:5.2f} s in the database, {memory()} MB")
        return answer

    def pool(self) -> Selection:
        """Return a selection of the riskiest, those long unseen, and a control share."""
        facts = by_steps.StepSelectionFacts(
            title="Årets urval",
            year=2026,
            agreements=list(Agreement.objects.visible_to(self.access)),
            capacity=self.sample,
            assessment=self.assessment,
        )
        steps = (
            Step(StepKind.TOP_RISK, count=self.sample * 3 // 5),
            Step(StepKind.COVERAGE, years=3),
            Step(StepKind.CONTROL_SHARE, percent=10),
        )
        return by_steps.create_selection_by_steps(
            self.access, authority=self.board, facts=facts, steps=steps
        )

    def is_whole(self) -> bool:
        """Tell whether all are scored, as many as asked are chosen, and each has a reason."""
        scores = RiskScore.objects.visible_to(self.access).filter(assessment=self.assessment)
        rows = Candidate.objects.visible_to(self.access).filter(selection=self.selection)
        chosen = rows.filter(is_chosen=True).count()
        silent = rows.filter(reason="").count()
        empty = scores.filter(levels="").count()
        print(
            f"{scores.count()} scored, {rows.count()} candidates, {chosen} chosen; "
            f"without reasons: {empty} scores, {silent} candidates"
        )
        return chosen == self.sample and not silent and not empty

    def clear(self) -> None:
        """Remove what was made, so that the next run finds the database as this one did."""
        mine = Selection.objects.visible_to(self.access).filter(pk=self.selection.pk)
        mine.delete()
        RiskScore.objects.visible_to(self.access).filter(assessment=self.assessment).delete()
        RiskAssessment.objects.visible_to(self.access).filter(pk=self.assessment.pk).delete()


if __name__ == "__main__":
    raise SystemExit(main())
