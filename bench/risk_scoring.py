"""Shows what it costs to score 100 000 contracts with fourteen measured factors, and store it.

Prints, for the first computation and for one that is made anew, the processor seconds of this
process and of PostgreSQL, the number of queries and the peak of memory. Mark: together with the
draw of 5 000 of them, 10 processor seconds and 500 MB, on PostgreSQL.

Run: ``DATABASE_URL=… python bench/risk_scoring.py [--contracts 100000]``. The database is filled
unless an earlier run did it. Without ``DATABASE_URL`` a new SQLite file is used.
"""

# ruff: noqa: E402  the database must be named before anything reads the settings
import argparse
import atexit
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

FOLDER = tempfile.mkdtemp(prefix="insyn_bench_")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["INSYN_VAR_DIR"] = FOLDER
os.environ["DJANGO_SETTINGS_MODULE"] = "insyn.config.settings"
os.environ["PGOPTIONS"] = "-c max_parallel_workers_per_gather=0"  # all work is on one account

import django

django.setup()

from django.core.management import call_command
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from insyn.accounts.models import Authority, Municipality
from insyn.criteria.models import ReviewTemplate, TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.kernel.access import Access, Mandate, Role
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.registry.models import (
    Agreement,
    Contract,
    Lot,
    Permit,
    Provider,
    ServiceArea,
    Unit,
    UnitOperation,
    Usage,
)
from insyn.risk.models import RiskAssessment, RiskModelVersion, RiskScore
from insyn.risk.rules.factors import FactorFacts, ModelFacts
from insyn.risk.rules.kinds import AssessmentScope, FactorPart, Measure
from insyn.risk.services import assessments, risk_models

AGREEMENTS, PROVIDERS, BATCH = 20, 20_000, 2_000
DAY = date(2026, 3, 2)
CONSEQUENCE = {
    Measure.CLIENTS_12_MONTHS: (0, 3, 9),
    Measure.SPEND_YEAR: (200_000, 1_000_000, 5_000_000),
    Measure.VULNERABILITY: (1, 2, 3),
    Measure.IS_SOLE_PROVIDER: (0, 0, 0),
}
FALLING = {Measure.MONTHS_SINCE_START: (37, 13, 6), Measure.MANAGER_MONTHS: (37, 13, 6)}


def main() -> int:
    """Fill the database if it is empty, then score twice."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--contracts", type=int, default=100_000)
    told = asked.parse_args()
    call_command("migrate", verbosity=0)
    if not RiskModelVersion.objects.unscoped(reason="the bench owns the database").exists():
        build(told.contracts)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    board = Authority.objects.get(name="Bench")
    access = asker(board)
    row = first(access, board)
    measure("again", lambda: assessments.compute_assessment(access, row))
    scores = RiskScore.objects.visible_to(access).filter(assessment=row)
    print(f"{scores.count()} scores, highest {scores[0].score / 100}, reasons: {scores[0].levels}")
    assessments.remove_assessment(access, row)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0


def asker(board: Authority) -> Access:
    return Access.system("bench", mandates=(Mandate(board.pk, Role.PLAN_OWNER),))


def first(access: Access, board: Authority) -> RiskAssessment:
    rows: list[RiskAssessment] = []
    measure("first", lambda: rows.append(made(access, board)))
    return rows[0]


def made(access: Access, board: Authority) -> RiskAssessment:
    """Return an assessment of everything, computed and stored."""
    version = RiskModelVersion.objects.visible_to(access).get()
    facts = assessments.AssessmentFacts(
        title="Alla",
        scope=AssessmentScope.CONTRACTS,
        agreements=list(Agreement.objects.visible_to(access)),
        model_version=version,
        as_of=DAY,
    )
    return assessments.create_assessment(access, board, facts=facts)


def measure(name: str, act: Any) -> None:
    before, server, start = time.process_time(), server_seconds(), time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        act()
    own, theirs = time.process_time() - before, server_seconds() - server
    print(
        f"{name}: {own:.2f} s here + {theirs:.2f} s in PostgreSQL = {own + theirs:.2f} s, "
        f"{len(queries)} queries, {time.perf_counter() - start:.1f} s by the clock"
    )


def server_seconds() -> float:
    """Return the processor seconds of our own PostgreSQL process; none of SQLite."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    said = subprocess.run(
        ["/bin/cat", f"/proc/{pid}/stat"], capture_output=True, text=True, check=False
    ).stdout
    ticks = said.rpartition(")")[2].split()
    return (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK") if ticks else 0.0


def build(contracts: int) -> None:
    """Store a board, its agreements and contracts, and what has been found of them."""
    town = Municipality.objects.create(name="Bench")
    board = Authority.objects.create(municipality=town, name="Bench")
    version = risk_models.create_model(asker(board), board, name="14", start=fourteen())
    risk_models.publish_model(asker(board), version)
    areas = list(ServiceArea.objects.order_by("pk"))
    providers = stored(
        Provider,
        (
            Provider(name=f"Utförare {n}", org_number=f"{5_590_000_000 + n}")
            for n in range(PROVIDERS)
        ),
    )
    agreements = [
        Agreement.objects.create(authority=board, title=f"Avtal {n}", starts_on=date(2022, 1, 1))
        for n in range(AGREEMENTS)
    ]
    lots = [
        Lot.objects.create(agreement=row, name="Hela", service_area=areas[n % len(areas)])
        for n, row in enumerate(agreements)
    ]
    rows = stored(Contract, of_providers(agreements, providers, contracts))
    through = Contract.lots.through
    by_agreement = {lot.agreement_id: lot for lot in lots}
    stored(through, (through(contract=row, lot=by_agreement[row.agreement_id]) for row in rows))
    units = stored(Unit, places(providers, areas))
    stored(UnitOperation, (UnitOperation(unit=u, provider_id=u.provider_id) for u in units))
    stored(Permit, (Permit(unit=unit, valid_from=date(2024, 1, 1)) for unit in units[::3]))
    stored(Usage, used(rows))
    found(board, rows, providers)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def fourteen() -> ModelFacts:
    """Return a model that measures everything there is to measure."""
    return ModelFacts(
        tuple(
            FactorFacts(
                code=measure.value.replace("_", "-"),
                name=measure.label[:150],
                part=FactorPart.CONSEQUENCE if measure in CONSEQUENCE else FactorPart.LIKELIHOOD,
                weight=1 + n % 3,
                measure=measure,
                bounds=CONSEQUENCE.get(measure) or FALLING.get(measure, (0, 1, 3)),
            )
            for n, measure in enumerate(Measure)
        )
    )


def stored(model: type[models.Model], rows: Iterator[Any]) -> list[Any]:
    kept: list[Any] = []
    while batch := list(islice(rows, BATCH)):
        kept += model._default_manager.bulk_create(batch)
    return kept


def of_providers(
    agreements: list[Agreement], providers: list[Provider], many: int
) -> Iterator[Contract]:
    for n in range(many):
        agreement = (
            agreements[n // PROVIDERS % AGREEMENTS] if many > PROVIDERS else agreements[n % 2]
        )
        yield Contract(
            agreement=agreement,
            provider=providers[n % PROVIDERS],
            starts_on=date(2022, 1, 1) + timedelta(days=n % 1400),
        )


def places(providers: list[Provider], areas: list[ServiceArea]) -> Iterator[Unit]:
    for n, provider in enumerate(providers):
        yield Unit(
            provider=provider,
            name="Enheten",
            service_area=areas[n % len(areas)],
            manager_since=DAY - timedelta(days=n % 2000) if n % 5 else None,
        )


def used(contracts: list[Contract]) -> Iterator[Usage]:
    for n, contract in enumerate(contracts):
        for year in (2024, 2025):
            if (n + year) % 7:
                yield Usage(
                    contract=contract,
                    agreement_id=contract.agreement_id,
                    period_start=date(year, 4, 1),
                    period_end=date(year + 1, 2, 28),
                    clients=n % 15,
                    amount=Decimal(n % 90 * 100_000),
                )


def found(board: Authority, contracts: list[Contract], providers: list[Provider]) -> None:
    template = ReviewTemplate.objects.create(authority=board, name="Mall")
    version = TemplateVersion.objects.create(
        template=template, number=1, state=TemplateState.PUBLISHED
    )
    followups = stored(
        Followup,
        (
            Followup(
                authority=board,
                number=str(n),
                contract=contract,
                template_version=version,
                state=State.CLOSED,
                planned_for=DAY,
                carried_out_on=DAY - timedelta(days=n % 1500),
                reported_on=DAY,
            )
            for n, contract in enumerate(contracts[::4])
        ),
    )
    stored(
        Finding,
        (
            Finding(followup=row, kind=FindingKind.DEFICIENCY, area="Personal", text="Brist")
            for n, row in enumerate(followups)
            for _again in range(n % 4)
        ),
    )
    stored(
        RegisterCheck,
        (
            RegisterCheck(
                authority=board,
                provider=provider,
                kind=next(iter(CheckKind)),
                source="Register",
                checked_on=DAY,
                result=CheckResult.REMARK if n % 9 == 0 else CheckResult.OK,
                remark="Skuld" if n % 9 == 0 else "",
            )
            for n, provider in enumerate(providers)
            if n % 3
        ),
    )


if __name__ == "__main__":
    raise SystemExit(main())
