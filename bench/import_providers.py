"""Takes in a list of 5 000 providers with contracts; prints seconds, memory and queries.

Once into an empty register, once more when nothing changes.
Run: ``python bench/import_providers.py``.
"""

# ruff: noqa: E402  the database must be named before anything reads the settings
import atexit
import os
import resource
import shutil
import sys
import tempfile
import time
from datetime import date

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
from insyn.exchange.services.lists import carry_out_import, preview_import
from insyn.kernel import orgnr
from insyn.kernel.access import Access, Mandate, Role
from insyn.papers.excel import Column, write
from insyn.registry.models import Agreement

ROWS = 5_000
HEADINGS = {"name": "Leverantör", "number": "Org.nr", "lot": "Avtalsområde", "parts": "Delområde"}


def main() -> int:
    """Build the list and take it in twice."""
    call_command("migrate", verbosity=0)
    authority = Authority.objects.create(
        municipality=Municipality.objects.create(name="Ekby"), name="Socialnämnden"
    )
    agreement = Agreement.objects.create(
        authority=authority, title="Ramavtal", starts_on=date(2026, 1, 1)
    )
    mandate = Mandate(agreement.authority_id, Role.PLAN_OWNER)
    access = Access.system("bench", mandates=(mandate,))
    content = build()
    print(f"{ROWS} rows, {len(content) // 1024} kB")
    for name in ("new", "unchanged"):
        start = spent()
        seen = preview_import(content, "lista.xlsx")
        read = spent() - start
        with CaptureQueriesContext(connection) as caught:
            summary = carry_out_import(
                access, authority=authority, agreement=agreement, preview=seen
            )
        print(f"{name:10} reading {read:.2f} s CPU, all {spent() - start:.2f} s CPU, "
              f"{len(caught)} queries: {summary}")  # fmt: skip
    here, reader = peak(resource.RUSAGE_SELF), peak(resource.RUSAGE_CHILDREN)
    print(f"peak memory {here} MB, of the reader {reader} MB")
    return 0


def build() -> bytes:
    """Return the list as a workbook."""
    columns = [Column(key, heading) for key, heading in HEADINGS.items()]
    rows = (
        {
            "name": f"Exempelleverantör nummer {n} AB",
            "number": number(n),
            "lot": ("HVB", "Stödboende", "Öppenvård")[n % 3],
            "parts": f"Del {n % 5}; Del {n % 7}",
        }
        for n in range(ROWS)
    )
    return write(columns, rows, title="Leverantörer")


def number(n: int) -> str:
    """Return the n-th number of a made-up company, with a valid check digit."""
    return next(digits for digit in range(10) if orgnr.is_valid(digits := f"5590{n:05d}{digit}"))


def spent() -> float:
    """Return the processor seconds so far, those of the reading process too."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + usage.ru_utime + usage.ru_stime


def peak(who: int) -> int:
    """Return the peak memory in MB."""
    return resource.getrusage(who).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main())
