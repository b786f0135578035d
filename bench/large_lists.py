"""Shows the large lists of the register: 20 000 providers, 200 000 contracts, 1 000 000 usage rows.

Prints, for each list and action, the processor milliseconds of the request, those of PostgreSQL
for it, both together (each the middle of several), and the number of queries. Mark: 60
milliseconds together, and 12 queries, on PostgreSQL.

Three authorities own the agreements. Storstad sees two thirds of everything; Ekby owns one
agreement with 200 contracts, and must not be slowed down by what the others have.

Run: ``python bench/large_lists.py [--full] [--only TEXT]``. The database is the one that
``DATABASE_URL`` names, and is filled unless an earlier run did it; without that a new SQLite
file, a tenth as large unless ``--full`` is given.
"""

# ruff: noqa: E402  the database must be named before anything reads the settings
import argparse
import atexit
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from statistics import median
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
from django.test import Client
from django.test.utils import CaptureQueriesContext

from insyn.accounts.models import (
    Authority,
    Cooperation,
    CooperationMember,
    Membership,
    Municipality,
    User,
)
from insyn.kernel.access import Role
from insyn.registry.models import (
    Agreement,
    Contract,
    ContractPrice,
    Lot,
    Provider,
    ProviderName,
    Usage,
)
from insyn.registry.queries import access_of
from insyn.registry.rules import ContractStatus

PROVIDERS, AGREEMENTS, OF_STORSTAD, LOTS, YEARS = 20_000, 60, 40, 4, range(2021, 2026)
OF_EKBY = 200
BATCH = 2_000
TIMES, MARK, MOST_QUERIES = 15, 60, 12
FIRST_DAY = date(2021, 1, 1)
NAMES = ("Ödla", "Ängsro", "Åkerö", "Solgläntan", "Björkdungen", "Norrsken", "Humlan")
STATUSES = {0: ContractStatus.INTAKE_STOP, 1: ContractStatus.BLOCKED, 2: ContractStatus.ENDED}


def main() -> int:
    """Fill the database if it is empty, then measure each page."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--full", action="store_true")
    asked.add_argument("--only", default="")
    told = asked.parse_args()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    if not Authority.objects.exists():
        build(1 if told.full or connection.vendor == "postgresql" else 10)
    for username in ("storstad", "ekby"):
        measure_all(username, told.only)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0


def build(share: int) -> None:
    """Store everything, through the models, a ``share``-th of the whole."""
    start = time.perf_counter()
    providers = _stored(Provider, _providers(PROVIDERS // share))
    other = (ProviderName(provider=row, name=f"{row.name} (f.d. Vargen)") for row in providers[::9])
    _stored(ProviderName, other)
    agreements = _agreements()
    lots = _stored(Lot, _lots(agreements))
    contracts = _stored(Contract, _contracts(agreements, providers, share))
    through = Contract.lots.through
    links = (
        through(contract=row, lot=lots[row.agreement_id % AGREEMENTS * LOTS + n % LOTS])
        for n, row in enumerate(contracts)
    )
    _stored(through, links)
    _stored(ContractPrice, _prices(contracts))
    _stored(Usage, _usage(contracts))
    print(f"built in {time.perf_counter() - start:.0f} s", flush=True)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _stored(model: type[models.Model], rows: Iterator[Any]) -> list[Any]:
    kept = []
    while batch := list(islice(rows, BATCH)):
        kept += model._default_manager.bulk_create(batch)
    return kept


def _providers(count: int) -> Iterator[Provider]:
    for n in range(count):
        name = f"{NAMES[n % len(NAMES)]} Omsorg {n} AB"
        yield Provider(name=name, org_number=f"5590{n:06d}")


def _agreements() -> list[Agreement]:
    boards = [_board(name) for name in ("Storstad", "Norrby", "Ekby")]
    together = Cooperation.objects.create(name="Länet", lead=boards[0])
    for board in boards[:2]:
        CooperationMember.objects.create(cooperation=together, authority=board)
    return [
        Agreement.objects.create(
            authority=boards[_owner(n)],
            cooperation=together if n % 20 == 0 else None,
            title=f"Ramavtal {n} {'hemtjänst' if n % 2 else 'ÖVB'}",
            starts_on=FIRST_DAY,
            ends_on=date(2026 + n % 4, 12, 31),
        )
        for n in range(AGREEMENTS)
    ]


def _owner(n: int) -> int:
    """Return which board owns the n-th agreement: the last one is the only one of Ekby."""
    return 2 if n == AGREEMENTS - 1 else int(n >= OF_STORSTAD)


def _board(name: str) -> Authority:
    municipality = Municipality.objects.create(name=name)
    authority = Authority.objects.create(municipality=municipality, name="Socialnämnden")
    user = User.objects.create(username=name.lower())
    Membership.objects.create(user=user, authority=authority, role=Role.PLAN_OWNER)
    return authority


def _lots(agreements: list[Agreement]) -> Iterator[Lot]:
    for agreement in agreements:
        for n in range(LOTS):
            yield Lot(agreement=agreement, name=f"Område {n}", position=n)


def _contracts(
    agreements: list[Agreement], providers: list[Provider], share: int
) -> Iterator[Contract]:
    """Yield 200 000 contracts: 200 of Ekby's, the others spread evenly."""
    whole = (10 * len(providers) - OF_EKBY // share) // (AGREEMENTS - 1)
    for n, agreement in enumerate(agreements):
        count = OF_EKBY // share if _owner(n) == 2 else whole
        for k in range(count):
            status = STATUSES.get((n + k) % 50, ContractStatus.ACTIVE)
            yield Contract(
                agreement=agreement,
                provider=providers[(n * 337 + k * 7) % len(providers)],
                starts_on=FIRST_DAY,
                ends_on=None if k % 3 else date(2024 + k % 5, 6, 30),
                rank=None if n % 2 else k % 200 + 1,
                status=status,
                status_reason="" if status == ContractStatus.ACTIVE else "Brist i bemanningen",
            )


def _prices(contracts: list[Contract]) -> Iterator[ContractPrice]:
    for n, row in enumerate(contracts):
        yield ContractPrice(
            contract=row, item="Vårddygn", amount=Decimal(1_000 + n % 5_000), valid_from=FIRST_DAY
        )


def _usage(contracts: list[Contract]) -> Iterator[Usage]:
    """Yield a row a year for each contract, as a list of what was paid is read in."""
    for year in YEARS:
        for n, row in enumerate(contracts):
            yield Usage(
                contract=row,
                period_start=date(year, 1, 1),
                period_end=date(year, 12, 31),
                call_offs=n % 90,
                clients=n % 60,
                amount=None if n % 11 == 0 else Decimal(n * 7919 % 9_000_000),
            )


def pages() -> Iterator[tuple[str, str]]:
    """Yield what is measured: its name and its address."""
    last_of_first = 10_000 // 50
    asked = ("", "page=200", "page=400", "sort=-name", "sort=form&page=200", "form=private")
    yield from _filtered("providers", "/utforare/", (*asked, "q=omsorg+19", "q=5590001", "q=xyzzy"))
    for list_name, address, sorts in (
        ("contracts", "/kontrakt/", ("provider", "agreement", "rank", "ends_on")),
        ("usage", "/nyttjande/", ("period", "provider", "amount", "clients")),
    ):
        for sort in sorts:
            yield f"{list_name} by {sort}, first", f"{address}?sort={sort}"
            yield f"{list_name} by {sort}, falling", f"{address}?sort=-{sort}"
            middle = f"{address}?sort={sort}&page={last_of_first // 2}"
            yield f"{list_name} by {sort}, page {last_of_first // 2}", middle
            outer = f"{address}?sort={sort}&page={last_of_first}"
            yield f"{list_name} by {sort}, page {last_of_first}", outer
            yield f"{list_name} by {sort}, last", f"{address}?sort={sort}&page=-1"
    yield from _filtered("contracts", "/kontrakt/", ("status=blocked", "status=active"))
    yield from _filtered("contracts", "/kontrakt/", ("on=2026-11-01", "on=2020-11-01"))
    yield from _filtered("contracts", "/kontrakt/", ("q=omsorg+19", "q=omsorg", "q=5590001"))
    yield from _filtered("contracts", "/kontrakt/", ("q=xyzzy", "q=hemtj%C3%A4nst"))
    yield from _filtered("usage", "/nyttjande/", ("year=2025", "year=2023&sort=amount"))
    yield from _filtered("usage", "/nyttjande/", ("q=omsorg+19", "q=omsorg&year=2025", "q=xyzzy"))


def _filtered(name: str, address: str, queries: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for query in queries:
        yield f"{name} where {query}", f"{address}?{query}"


def pages_of(agreement: Agreement) -> Iterator[tuple[str, str]]:
    """Yield the pages that narrow a list to one agreement."""
    lot = Lot.objects.unscoped(reason="a key for an address to measure").filter(agreement=agreement)
    key, lot_key = agreement.pk, lot.earliest("pk").pk
    yield "contracts of agreement", f"/kontrakt/?agreement={key}&sort=rank"
    yield "contracts of lot", f"/kontrakt/?agreement={key}&lot={lot_key}"
    yield "contracts, tab", f"/avtal/{key}/kontrakt/?sort=-ends_on"
    yield "contracts, tab, blocked", f"/avtal/{key}/kontrakt/?status=blocked"
    yield "usage of agreement", f"/nyttjande/?agreement={key}&sort=-amount"
    yield "usage of agreement and year", f"/nyttjande/?agreement={key}&year=2025&sort=provider"


def measure_all(username: str, only: str) -> None:
    """Show each page some times as that person, and print the middle one."""
    client = Client()
    user = User.objects.get(username=username)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    seen = Agreement.objects.visible_to(access_of(user))
    print(f"\n{username}: {seen.count()} agreements")
    print(f"{'':44}{'request':>9}{'database':>10}{'together':>10}{'queries':>9}")
    worst = 0.0
    for name, address in (*pages(), *pages_of(seen.earliest("pk"))):
        if only in name:
            worst = max(worst, measure(client, name, address))
    print(f"slowest {worst:.0f} ms together; mark {MARK}")


def measure(client: Client, name: str, address: str) -> float:
    """Print one page's middle figures, and return its milliseconds together."""
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
    is_over = together > MARK or len(caught) > MOST_QUERIES
    print(
        f"{name:44}{median(requests):9.1f}{median(database):10.1f}{together:10.1f}"
        f"{len(caught):9}{' !' if is_over else ''}",
        flush=True,
    )
    return together


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
