"""How long it takes to find the checks that are due: 2 000 providers, all kinds, three years.

Run: python bench/register_checks.py. Prints the processor's seconds and the number of queries
of the list's page and of the work list's question. A new SQLite file is used.
"""

# ruff: noqa: E402  the database must be named before anything reads the settings
import atexit
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
FOLDER = tempfile.mkdtemp(prefix="insyn_bench_")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["INSYN_VAR_DIR"] = FOLDER
os.environ["DJANGO_SETTINGS_MODULE"] = "insyn.config.settings"
os.environ.pop("DATABASE_URL", None)

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import people
from tests.factories import AgreementFactory

from insyn.accounts.models import User
from insyn.kernel.access import Role
from insyn.monitoring.models import BundledCheck, CheckBundle, RegisterCheck
from insyn.monitoring.queries.due import Wanted, due_lines
from insyn.monitoring.queries.duties import kinds_due
from insyn.monitoring.rules import SHIPPED, SOURCES, BundleStage, CheckKind, CheckResult
from insyn.platform import clock
from insyn.registry.models import Contract, Provider
from insyn.registry.queries import access_of

PROVIDERS, ROUNDS = 2_000, 3
DAY = date(2026, 3, 2)
MOST_QUERIES = 20


def fill() -> User:
    """Make one board with all the providers, each checked in several rounds."""
    board = people.board("Ekby")
    anna = people.member(board, Role.PLAN_OWNER, "Anna")
    agreement = AgreementFactory.create(authority=board)
    providers = Provider.objects.bulk_create(
        Provider(name=f"Utförare {n:04} AB", sort_key=f"utförare {n:04}", org_number=f"559{n:07}")
        for n in range(PROVIDERS)
    )
    Contract.objects.bulk_create(
        Contract(agreement=agreement, provider=row, starts_on=date(2023, 1, 1)) for row in providers
    )
    bundle = CheckBundle.objects.create(
        authority=board, stage=BundleStage.YEARLY, used_from=date(2023, 1, 1)
    )
    BundledCheck.objects.bulk_create(
        BundledCheck(bundle=bundle, kind=kind, months=months)
        for kind, months in SHIPPED[BundleStage.YEARLY].items()
    )
    RegisterCheck.objects.bulk_create(
        (
            RegisterCheck(
                authority=board, provider=row, kind=kind, source=SOURCES[kind],
                result=CheckResult.OK, valid_until=DAY + timedelta(days=200),
                checked_on=DAY - timedelta(days=300 * turn + n % 200),
            )
            for n, row in enumerate(providers)
            for kind in list(CheckKind)[:12]
            for turn in range(ROUNDS)
        ),
        batch_size=500,
    )  # fmt: skip
    return anna


def measured(name: str, work: Callable[[], object]) -> int:
    """Print what the work cost, and return how many queries it made."""
    with CaptureQueriesContext(connection) as seen:
        began = time.process_time()
        work()
        spent = time.process_time() - began
    print(f"{name}: {spent:.2f} s processor, {len(seen)} queries")
    return len(seen)


def main() -> None:
    """Fill, measure, and say whether the budget holds."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    anna = fill()
    access = access_of(anna)
    client = Client()
    client.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    with clock.pretend(DAY):
        wanted = Wanted(DAY + timedelta(days=30))
        measured("due_lines", lambda: due_lines(access, wanted, today=DAY))
        client.get(reverse("monitoring:due"))
        page = measured("the page", lambda: client.get(reverse("monitoring:due")))
        measured("the duties", lambda: list(kinds_due(access, DAY)))
    assert page <= MOST_QUERIES, page


if __name__ == "__main__":
    main()
