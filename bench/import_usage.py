"""Takes in 100 000 rows of usage with all checks; prints processor seconds, memory and queries.

First what a person waits for when the list is looked at, then when it is carried out, then the
same list again, when nothing changes. Each step reads the file anew, as the pages do. At last
200 000 contracts are given out, as CSV and as Excel, by a process of its own, so that its memory
is not that of the import. Budget: 15 processor seconds for an import.

Run: ``python bench/import_usage.py``; with ``DATABASE_URL`` on that database, which must be
empty, otherwise on a SQLite of its own.
"""

# ruff: noqa: E402  the database must be named before anything reads the settings
import atexit
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

FOLDER = sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="insyn_bench_")
if len(sys.argv) == 1:
    atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["INSYN_VAR_DIR"] = FOLDER
os.environ["DJANGO_SETTINGS_MODULE"] = "insyn.config.settings"

import django

django.setup()

from django.core.management import call_command
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext

from insyn.accounts.models import Authority, Municipality
from insyn.exchange.queries.exports import exported
from insyn.exchange.queries.plans import plan_list
from insyn.exchange.queries.scope import Scope
from insyn.exchange.rules.kinds import ListKind, excel_columns
from insyn.exchange.rules.tables import TABLES
from insyn.exchange.services.lists import carry_out_import, preview_import
from insyn.kernel import orgnr
from insyn.kernel.access import Access, Mandate, Role
from insyn.papers.excel import write_csv_to, write_to
from insyn.platform import clock
from insyn.registry.models import Agreement, Contract, Provider

SECONDS = 15
PERIODS = [
    (date(year, month, 1), date(year, month, 28)) for year in (2024, 2025) for month in range(1, 13)
] + [(date(2026, 1, 1), date(2026, 1, 28))]
CONTRACTS = 4_000
"""With 25 periods each: 100 000 rows."""
GIVEN_OUT = 200_000


def main() -> int:
    """Build a register and a list, take it in three ways, and give a long list out."""
    if len(sys.argv) > 1:
        give_out()
        return 0
    call_command("migrate", verbosity=0)
    access, agreement = build()
    authority = agreement.authority
    content = listed(agreement)
    print(f"{CONTRACTS * len(PERIODS)} rows, {len(content) / 1e6:.1f} MB, {connection.vendor}")
    worst = 0.0

    def look() -> object:
        seen = preview_import(content, "nyttjande.xlsx", kind=ListKind.USAGE)
        return plan_list(Scope(access, authority, None, clock.today()), seen).fingerprint()

    def carry_out() -> object:
        seen = preview_import(content, "nyttjande.xlsx", kind=ListKind.USAGE)
        return carry_out_import(access, authority=authority, agreement=None, preview=seen)

    for name, act in (("looked at", look), ("carried out", carry_out), ("again", carry_out)):
        worst = max(worst, measured(name, act))
    add_contracts(agreement, CONTRACTS, GIVEN_OUT)
    connection.close()
    subprocess.run([sys.executable, __file__, FOLDER], check=True)
    return int(worst > SECONDS)


def measured(name: str, act: Callable[[], object]) -> float:
    """Print what an act cost; return its processor seconds."""
    reset_queries()
    start = spent()
    with CaptureQueriesContext(connection) as caught:
        answer = act()
    seconds = spent() - start
    reader = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"{name:12} {seconds:6.2f} CPU s, {len(caught):5} queries, peak {peak()} MB here, "
          f"{reader} MB in the reader: {str(answer)[:90]}")  # fmt: skip
    return seconds


def build() -> tuple[Access, Agreement]:
    """Make an agreement with thousands of providers."""
    town = Municipality.objects.create(name="Ekby")
    authority = Authority.objects.create(municipality=town, name="Socialnämnden")
    access = Access.system("bench", mandates=(Mandate(authority.pk, Role.PLAN_OWNER),))
    agreement = Agreement.objects.create(
        authority=authority, title="Ramavtal", starts_on=date(2024, 1, 1)
    )
    add_contracts(agreement, 0, CONTRACTS)
    return access, agreement


def add_contracts(agreement: Agreement, first: int, last: int) -> None:
    rows = (
        Provider(name=f"Exempelutförare {n} AB", org_number=number(n)) for n in range(first, last)
    )
    providers = Provider.objects.bulk_create(rows, batch_size=500)
    Contract.objects.bulk_create(
        (Contract(agreement=agreement, provider=one, starts_on=date(2024, 1, 1))
         for one in providers),
        batch_size=500,
    )  # fmt: skip


def listed(agreement: Agreement) -> bytes:
    """Return the list as a workbook, as it is given out."""
    path = Path(FOLDER) / "nyttjande.xlsx"
    with path.open("wb") as out:
        write_to(out, excel_columns(TABLES[ListKind.USAGE]), rows(agreement), title="Nyttjande")
    return path.read_bytes()


def rows(agreement: Agreement) -> Iterator[dict[str, object]]:
    for n in range(CONTRACTS):
        for place, (start, end) in enumerate(PERIODS):
            yield {
                "agreement": agreement.title,
                "agreement_starts_on": agreement.starts_on,
                "authority": str(agreement.authority),
                "org_number": orgnr.show(number(n)),
                "provider": f"Exempelutförare {n} AB",
                "period_start": start,
                "period_end": end,
                "call_offs": n % 7,
                "clients": (n + place) % 40,
                "amount": 1000 * n + place + 0.5,
            }


def number(n: int) -> str:
    """Return the n-th number of a made-up company, with a valid check digit."""
    nine = f"55{2 + n // 100_000}0{n % 100_000:05d}"
    return next(digits for digit in range(10) if orgnr.is_valid(digits := f"{nine}{digit}"))


def give_out() -> None:
    """Print what it costs to give out a long list, and how much memory grows."""
    authority = Authority.objects.get()
    access = Access.system("bench", mandates=(Mandate(authority.pk, Role.PLAN_OWNER),))
    table = TABLES[ListKind.CONTRACTS]
    columns = excel_columns(table)
    before = peak()
    for name in ("csv", "xlsx"):
        found = Contract.objects.visible_to(access).order_by("pk")
        path = Path(FOLDER) / f"kontrakt.{name}"

        def act(path: Path = path, found: object = found, name: str = name) -> object:
            given = exported(access, table, found)  # type: ignore[arg-type]
            with path.open("wb") as out:
                if name == "csv":
                    write_csv_to(out, columns, given)
                else:
                    write_to(out, columns, given, title="Kontrakt")
            return f"{path.stat().st_size / 1e6:.1f} MB"

        measured(f"out, {name}", act)
    print(f"memory grew by {peak() - before} MB for {GIVEN_OUT} rows")


def spent() -> float:
    """Return the processor seconds so far, those of the reading process too."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + usage.ru_utime + usage.ru_stime


def peak() -> int:
    """Return the peak memory of this process alone in MB; getrusage counts its parent's too."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


if __name__ == "__main__":
    sys.exit(main())
