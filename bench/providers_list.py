"""Shows a page of 50 providers among 20 000; prints processor milliseconds and queries.

Mark: 60 processor milliseconds. Three of the queries keep the session alive.
Run: ``python bench/providers_list.py``.
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
from statistics import median

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

from insyn.accounts.models import Authority, Membership, Municipality, User
from insyn.kernel.access import Role
from insyn.registry.models import Agreement, Contract, Provider

PROVIDERS, BATCH = 20_000, 500
TIMES = 15
PAGES = {
    "first page": "",
    "page 200": "?page=200",
    "name searched": "?q=omsorg+19",
    "number searched": "?q=5590",
    "by form": "?form=private",
    "by agreement": "?agreement=1",
    "backwards": "?sort=-form",
}


def main() -> int:
    """Build the register, then show each page some times and print the middle one."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    client = Client()
    client.force_login(build(), backend="django.contrib.auth.backends.ModelBackend")
    print(f"{PROVIDERS} providers, all in one agreement")
    for name, query in PAGES.items():
        print(f"{name:18}{measure(client, query)}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0


def build() -> User:
    """Store providers with a contract each, and return a user who may see them."""
    authority = Authority.objects.create(
        municipality=Municipality.objects.create(name="Ekby"), name="Socialnämnden"
    )
    agreement = Agreement.objects.create(
        authority=authority, title="Ramavtal", starts_on=date(2026, 1, 1)
    )
    providers = [
        Provider(name=f"{'ÖÄÅZA'[n % 5]}lmby Omsorg {n} AB", org_number=f"5590{n:06d}")
        for n in range(PROVIDERS)
    ]
    Provider.objects.bulk_create(providers, batch_size=BATCH)
    contracts = [
        Contract(agreement=agreement, provider=row, starts_on=agreement.starts_on)
        for row in providers
    ]
    Contract.objects.bulk_create(contracts, batch_size=BATCH)
    user = User.objects.create(username="anna")
    Membership.objects.create(user=user, authority=authority, role=Role.PLAN_OWNER)
    return user


def measure(client: Client, query: str) -> str:
    """Return processor milliseconds (middle of several), queries and size of one page."""
    address = f"/utforare/{query}"
    client.get(address)
    spent = []
    for _ in range(TIMES):
        start = time.process_time()
        answer = client.get(address)
        spent.append(time.process_time() - start)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(address)
    assert answer.status_code == 200
    size = len(answer.content) // 1024
    return f"{1000 * median(spent):7.1f} ms CPU{len(caught):5} queries{size:6} kB"


if __name__ == "__main__":
    sys.exit(main())
