"""Takes in 50 000 invoice lines, controls them and draws a sample; prints CPU seconds and memory.

Run: ``python bench/invoice_sample.py``.
"""

# ruff: noqa: E402  the database must be named before anything reads the settings
import atexit
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

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
from insyn.invoices.queries.batches import batch_page, listed_lines, with_deviations
from insyn.invoices.services import UploadFacts, draw_sample, preview_of, take_in, upload
from insyn.kernel import orgnr
from insyn.kernel.access import Access, Mandate, Role
from insyn.papers.excel import Column, ColumnKind, write
from insyn.registry.models import Agreement, Contract, ContractPrice, Provider

T = TypeVar("T")

LINES, PROVIDERS = 50_000, 200
BUDGET = 60
YEAR = date(2026, 1, 1)
COLUMNS = (
    Column("number", "Organisationsnummer"),
    Column("invoice", "Fakturanummer"),
    Column("line", "Radnummer"),
    Column("day", "Fakturadatum", ColumnKind.DATE),
    Column("text", "Tjänst"),
    Column("quantity", "Antal", ColumnKind.NUMBER),
    Column("unit", "Enhet"),
    Column("price", "Pris", ColumnKind.NUMBER),
    Column("amount", "Belopp", ColumnKind.NUMBER),
    Column("first", "Från", ColumnKind.DATE),
    Column("last", "Till", ColumnKind.DATE),
)


def main() -> int:
    """Build the register and the list, take it in, and draw."""
    call_command("migrate", verbosity=0)
    authority = Authority.objects.create(
        municipality=Municipality.objects.create(name="Ekby"), name="Socialnämnden"
    )
    numbers = register(authority)
    access = Access.system("bench", mandates=(Mandate(authority.pk, Role.PLAN_OWNER),))
    content = write(COLUMNS, (line(at, numbers) for at in range(LINES)), title="Fakturor")
    print(f"{LINES} lines, {len(content) // 1024} kB")
    facts = UploadFacts("fakturor.xlsx", content)
    before = spent()
    batch = timed("uploaded", lambda: upload(access, authority, facts=facts))
    timed("looked at", lambda: preview_of(access, batch))
    taken = timed("taken in and controlled", lambda: take_in(access, batch, version=1))
    together = spent() - before
    timed("drawn", lambda: draw_sample(access, taken, seed="2026-04-01", wanted=60))
    again = upload(access, authority, facts=facts)
    seen = timed("the same again, looked at", lambda: preview_of(access, again))
    with CaptureQueriesContext(connection) as caught:
        timed("figures of the batch", lambda: batch_page(access, taken))
        chosen = {"q": "", "standing": "", "code": ""}
        rows = list(listed_lines(access, taken, chosen, sort="")[:50])
        with_deviations(access, rows)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"queries of a batch's figures and lines: {len(caught)}; new again: {seen.sorted.new}")
    print(f"taken in: {together:.1f} CPU s of {BUDGET}; memory {memory} MB")
    return 0 if together <= BUDGET and not seen.sorted.new else 1


def register(authority: Authority) -> list[str]:
    """Make the providers, each with a contract and a price by the day; return their numbers."""
    agreement = Agreement.objects.create(authority=authority, title="Ramavtal", starts_on=YEAR)
    numbers = []
    for at in range(PROVIDERS):
        nine = f"5590{at:05d}"
        number = next(f"{nine}{n}" for n in range(10) if orgnr.is_valid(f"{nine}{n}"))
        provider = Provider.objects.create(name=f"Omsorg {at} AB", org_number=number)
        contract = Contract.objects.create(
            agreement=agreement, provider=provider, starts_on=YEAR - timedelta(days=400)
        )
        ContractPrice.objects.create(
            contract=contract, item="Vårddygn", amount=Decimal(1000 + at), valid_from=YEAR
        )
        numbers.append(number)
    return numbers


def line(at: int, numbers: list[str]) -> dict[str, object]:
    """Return one line; every fiftieth is dearer than the contract."""
    place, month = at % PROVIDERS, at // PROVIDERS % 10 + 1
    price = 1000 + place + (50 if at % 50 == 0 else 0)
    days = at % 28 + 1
    first = date(2026, month, 1)
    return {
        "number": numbers[place],
        "invoice": f"F{month:02}-{at // (PROVIDERS * 10)}",
        "line": str(at),
        "day": date(2026, month, 28),
        "text": "Vårddygn",
        "quantity": days,
        "unit": "dygn",
        "price": price,
        "amount": days * price,
        "first": first,
        "last": first + timedelta(days=days - 1),
    }


def timed(what: str, act: Callable[[], T]) -> T:
    """Do it, and print how many CPU seconds it took."""
    start, begun = spent(), time.perf_counter()
    made = act()
    print(f"{what}: {spent() - start:.1f} CPU s, {time.perf_counter() - begun:.1f} s")
    return made


def spent() -> float:
    """Return the CPU seconds of this process and of those it started."""
    told = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in told)


if __name__ == "__main__":
    sys.exit(main())
