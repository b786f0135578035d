"""Takes in a list of 50 000 deviations, twice, and once more with 100 of them closed.

Prints processor seconds, the highest memory and what each turn added; then the queries and seconds
of the list of signals. Run: ``python bench/signal_import.py [rows]``.
"""

# ruff: noqa: E402  the database must be named before anything reads the settings
import atexit
import os
import resource
import shutil
import sys
import tempfile
import time
from datetime import timedelta

FOLDER = tempfile.mkdtemp(prefix="insyn_bench_")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["INSYN_VAR_DIR"] = FOLDER
os.environ["DJANGO_SETTINGS_MODULE"] = "insyn.config.settings"
os.environ.pop("DATABASE_URL", None)

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from insyn.accounts.models import Authority, Municipality
from insyn.kernel import orgnr
from insyn.kernel.access import Access, Mandate, Role
from insyn.platform import clock
from insyn.registry.models import Provider
from insyn.signals.models import Signal
from insyn.signals.queries.deviations import plan_import
from insyn.signals.queries.signals import counts_of, listed_signals
from insyn.signals.services import imports

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
PROVIDERS, CLOSED, ON_A_PAGE = 200, 100, 50
HEADINGS = "Nummer;Datum;Organisationsnummer;Kategori;Allvar;Beskrivning;Status;Avslutad"
KINDS = ("Bemanning", "Läkemedel", "Dokumentation", "Bemötande", "Utförande")


def main() -> int:
    """Take in the list three times."""
    call_command("migrate", verbosity=0)
    board = Authority.objects.create(
        municipality=Municipality.objects.create(name="Ekby"), name="Socialnämnden"
    )
    numbers = [number_of(n) for n in range(PROVIDERS)]
    Provider.objects.bulk_create(
        [Provider(name=f"Utförare {n} AB", sort_key=f"utforare {n} ab", org_number=number)
         for n, number in enumerate(numbers)]
    )  # fmt: skip
    access = Access.system("bench", mandates=(Mandate(board.pk, Role.PLAN_OWNER),))
    content = build(numbers, closed=0)
    print(f"{ROWS} rows, {len(content) >> 10} kB")
    added = [
        turn(name, access, board, file)
        for name, file in (
            ("new", content), ("again", content), ("closed", build(numbers, closed=CLOSED))
        )
    ]  # fmt: skip
    listing(access)
    return 0 if added == [ROWS, 0, 0] else 1


def build(numbers: list[str], *, closed: int) -> bytes:
    """Return the list as CSV, the first so many of it closed."""
    today, lines = clock.today(), [HEADINGS]
    for n in range(ROWS):
        on = today - timedelta(days=n % 700)
        end = f"Avslutad;{today}" if n < closed else "Öppen;"
        lines.append(
            f"A{n};{on};{numbers[n % PROVIDERS]};{KINDS[n % len(KINDS)]};Låg;"
            f"Händelse nummer {n}: insatsen blev inte av som den skulle.;{end}"
        )
    return "\n".join(lines).encode()


def turn(name: str, access: Access, board: Authority, content: bytes) -> int:
    """Look at the list and take it in; return how many it added."""
    start = spent()
    run = imports.start_import(
        access, authority=board, system="Avvikelser", file_name="lista.csv", content=content
    )
    plan = plan_import(access, board, run.system, imports.reading_of(run))
    seen = spent() - start
    start = spent()
    with CaptureQueriesContext(connection) as caught:
        done = imports.finish_import(access, run, version=run.version)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        f"{name}: preview {seen:.1f} s CPU ({len(plan.problems)} problems), taken in "
        f"{spent() - start:.1f} s CPU, {len(caught)} queries, {memory} MB; "
        f"new {done.added}, changed {done.changed}, same {done.same}"
    )
    return done.added


def listing(access: Access) -> None:
    """Print what the list of signals costs."""
    start = spent()
    with CaptureQueriesContext(connection) as caught:
        rows = listed_signals(access, {}, sort="")
        count, page = rows.count(), list(rows[:ON_A_PAGE])
        counts_of(access, today=clock.today())
    total = Signal.objects.visible_to(access).count()
    print(f"list of {count} of {total}: {len(page)} rows, {len(caught)} queries, "
          f"{(spent() - start) * 1000:.0f} ms CPU")  # fmt: skip


def number_of(n: int) -> str:
    """Return the n-th made-up organisation number."""
    nine = f"5590{n:05d}"
    return next(f"{nine}{last}" for last in range(10) if orgnr.is_valid(f"{nine}{last}"))


def spent() -> float:
    """Return the processor seconds of this process and those it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    sys.exit(main())
