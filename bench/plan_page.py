"""Shows a plan of 300 activities over three years, in each of its views.

Prints, for each page, the processor milliseconds of the request, those of PostgreSQL for it,
both together (each the middle of several), the queries and the size of the page. Mark: 14
queries, 150 milliseconds together and 300 kB.

Run: ``python bench/plan_page.py``. The database is the one that ``DATABASE_URL`` names, and is
filled unless an earlier run did it; without that a new SQLite file.
"""

# ruff: noqa: E402  the database must be named before anything reads the settings
import atexit
import gzip
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median

FOLDER = tempfile.mkdtemp(prefix="insyn_bench_")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["INSYN_VAR_DIR"] = FOLDER
os.environ["DJANGO_SETTINGS_MODULE"] = "insyn.config.settings"
os.environ["PGOPTIONS"] = "-c max_parallel_workers_per_gather=0"  # all work is on one account

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from insyn.accounts.models import Authority, Membership, Municipality, User
from insyn.kernel.access import Role
from insyn.plans.models import (
    ActivityPeriod,
    ActivityTarget,
    FormStage,
    Plan,
    PlanForm,
    PlannedActivity,
    PlanParty,
)
from insyn.plans.rules import FormKind, Scope
from insyn.registry.models import Agreement, Provider, ServiceArea

ACTIVITIES, YEARS, AGREEMENTS, PROVIDERS = 300, (2026, 2027, 2028), 40, 60
TARGETS = 3
FORMS = (
    FormKind.SURVEY,
    FormKind.PERIODIC,
    FormKind.NEW_PROVIDERS,
    FormKind.IN_DEPTH,
    FormKind.THEME,
    FormKind.SPECIAL,
)
STAGES = ("Översiktlig uppföljning", "Beslut om fördjupad uppföljning", "Fördjupad uppföljning")
TIMES, MOST_QUERIES, MARK, MOST_KB = 11, 14, 150, 300
USERNAME = "storstad"


def main() -> int:
    """Fill the database if it is empty, then measure each view."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    plan = Plan.objects.unscoped(reason="the plan to measure").first() or build()
    client = Client()
    user = User.objects.get(username=USERNAME)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    print(f"{'':40}{'request':>9}{'database':>10}{'together':>10}{'queries':>9}{'kB':>7}{'gz':>6}")
    is_within = [measure(client, name, address) for name, address in pages(plan)]
    return 0 if all(is_within) else 1


def pages(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield what is measured: its name and its address."""
    at = f"/planer/{plan.pk}/"
    yield "activities", f"{at}aktiviteter/"
    for year in YEARS:
        yield f"timetable {year}", f"{at}tidplan/?year={year}"
    yield "timetable, second page", f"{at}tidplan/?year={YEARS[0]}&page=2"
    yield "year wheel", f"{at}arshjul/"
    yield "areas by year", f"{at}omraden/"
    yield "agreements by year", f"{at}avtal/"
    yield "stages", f"{at}steg/"
    yield "hours", f"{at}timmar/"


def build() -> Plan:
    """Store a plan of 300 activities, half of them about agreements, with providers."""
    municipality = Municipality.objects.create(name="Storstad")
    board = Authority.objects.create(municipality=municipality, name="Socialnämnden")
    user = User.objects.create(username=USERNAME)
    Membership.objects.create(user=user, authority=board, role=Role.PLAN_OWNER)
    plan = Plan.objects.create(
        authority=board,
        title="Plan för uppföljning 2026–2028",
        starts_on=date(YEARS[0], 1, 1),
        ends_on=date(YEARS[-1], 12, 31),
        capacity_hours=2_000,
    )
    PlanParty.objects.create(plan=plan, authority=board)
    forms = [
        PlanForm.objects.create(plan=plan, position=place, kind=kind, name=kind.label)
        for place, kind in enumerate(FORMS)
    ]
    stages = [
        FormStage.objects.create(form=forms[1], position=place, name=name)
        for place, name in enumerate(STAGES)
    ]
    activities = PlannedActivity.objects.bulk_create(_activities(plan, board, user, forms))
    ActivityPeriod.objects.bulk_create(_periods(activities, forms, stages))
    ActivityTarget.objects.bulk_create(_targets(activities))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return plan


def _activities(
    plan: Plan, board: Authority, user: User, forms: list[PlanForm]
) -> Iterator[PlannedActivity]:
    areas = list(ServiceArea.objects.all())
    agreements = [
        Agreement.objects.create(
            authority=board,
            title=f"Ramavtal {n} hemtjänst",
            starts_on=date(2024, 1, 1),
            ends_on=date(2027 + n % 4, 6, 30),
        )
        for n in range(AGREEMENTS)
    ]
    for n in range(ACTIVITIES):
        is_of_agreement = n % 2 == 0
        yield PlannedActivity(
            plan=plan,
            form=forms[n * len(forms) // ACTIVITIES],
            position=n,
            title=f"Uppföljning {n} av hemtjänst och boendestöd i norra distriktet",
            scope=Scope.AGREEMENT if is_of_agreement else Scope.SERVICE_AREA,
            agreement=agreements[n % AGREEMENTS] if is_of_agreement else None,
            service_area=None if is_of_agreement else areas[n % len(areas)],
            responsible_authority=board,
            responsible=user if n % 3 else None,
            hours=Decimal(8 + n % 30),
            occasions=len(YEARS),
        )


def _periods(
    activities: list[PlannedActivity], forms: list[PlanForm], stages: list[FormStage]
) -> Iterator[ActivityPeriod]:
    """Yield a period a year; the second form has one for each of its stages."""
    for n, activity in enumerate(activities):
        for year in YEARS:
            parts = stages if activity.form_id == forms[1].pk else (None,)
            for place, stage in enumerate(parts):
                month = (n + 2 * place) % 9 + 1
                yield ActivityPeriod(
                    activity=activity,
                    stage=stage,
                    starts_on=date(year, month, 1),
                    ends_on=date(year, month + 2, 28),
                )


def _targets(activities: list[PlannedActivity]) -> Iterator[ActivityTarget]:
    providers = Provider.objects.bulk_create(
        Provider(name=f"Åkerö Omsorg {n} AB", org_number=f"5590{n:06d}") for n in range(PROVIDERS)
    )
    for n, activity in enumerate(activities):
        for k in range(TARGETS if activity.agreement_id else 0):
            yield ActivityTarget(activity=activity, provider=providers[(n + 7 * k) % PROVIDERS])


def measure(client: Client, name: str, address: str) -> bool:
    """Print one page's middle figures, and return whether it keeps within the marks."""
    client.get(address)
    requests, database = [], []
    for _ in range(TIMES):
        start, before = time.process_time(), database_time()
        answer = client.get(address)
        requests.append(1000 * (time.process_time() - start))
        database.append(database_time() - before)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    together = median(map(sum, zip(requests, database, strict=True)))
    size = len(answer.content) / 1000
    is_within = together <= MARK and len(caught) <= MOST_QUERIES and size <= MOST_KB
    print(
        f"{name:40}{median(requests):9.1f}{median(database):10.1f}{together:10.1f}"
        f"{len(caught):9}{size:7.0f}{len(gzip.compress(answer.content)) / 1000:6.0f}"
        f"{'' if is_within else ' !'}",
        flush=True,
    )
    return is_within


def database_time() -> float:
    """Return the processor milliseconds that PostgreSQL has spent on our connection so far.

    The server must be on this machine. SQLite works inside the request, whose figure has it.
    """
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    spent = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    return int(spent.split()[0]) / 1_000_000


if __name__ == "__main__":
    sys.exit(main())
