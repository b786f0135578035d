"""Lists, filters and exports 10 000 follow-ups; prints processor milliseconds and queries.

Mark: 200 processor milliseconds a page and 5 processor seconds a file. Three of the queries keep
the session alive. Run: ``python bench/followup_list.py``.
"""

# ruff: noqa: E402  the database must be named before anything reads the settings
import atexit
import os
import resource
import shutil
import sys
import tempfile
import time
from datetime import date, timedelta
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
from insyn.criteria.models import ReviewTemplate, TemplateVersion
from insyn.criteria.rules import TemplateState
from insyn.followups.models import Followup, FollowupForm, Reviewer
from insyn.followups.rules import Kind, State
from insyn.kernel.access import Role
from insyn.registry.models import Agreement, Contract, Provider, ServiceArea, Unit
from insyn.registry.queries import access_of

FOLLOWUPS, PROVIDERS, AGREEMENTS, BATCH = 10_000, 500, 20, 500
TIMES = 9
FIRST_DAY = date(2020, 1, 7)
STATES = [state for state in State if state is not State.CANCELLED]
PAGES = {
    "first page": "",
    "page 150": "?page=150",
    "by state": "?state=ongoing",
    "by form": "?form=1",
    "by kind": "?kind=desk",
    "by year": "?year=2024",
    "by reviewer": "?reviewer=1",
    "mine": "?is_mine=on",
    "by unit": "?unit=8",
    "by agreement": "?agreement=3",
    "late": "?is_late=on",
    "searched": "?q=omsorg+19",
    "by provider": "?sort=-provider",
    "by state, sorted": "?sort=state",
}
FILES = {
    "all as xlsx": "?fil=xlsx",
    "all as csv": "?fil=csv",
    "a year as xlsx": "?year=2024&fil=xlsx",
}


def main() -> int:
    """Build the follow-ups, then show each page some times and print the middle one."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    client = Client()
    client.force_login(build(), backend="django.contrib.auth.backends.ModelBackend")
    print(f"{FOLLOWUPS} follow-ups of {PROVIDERS} providers")
    for name, query in PAGES.items():
        print(f"{name:18}{measure(client, query, TIMES)}")
    for name, query in FILES.items():
        print(f"{name:18}{measure(client, query, 1)}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0


def build() -> User:
    """Fill the database and return the plan owner who looks."""
    board = Authority.objects.create(
        municipality=Municipality.objects.create(name="Ekby"), name="Socialnämnden"
    )
    anna = User.objects.create_user("anna", first_name="Anna")
    Membership.objects.create(user=anna, authority=board, role=Role.PLAN_OWNER)
    version = TemplateVersion.objects.create(
        template=ReviewTemplate.objects.create(authority=board, name="Mall"),
        number=1, state=TemplateState.PUBLISHED,
    )  # fmt: skip
    forms = [
        FollowupForm.objects.create(authority=board, name=f"Form {n}", kind=kind)
        for n, kind in enumerate(Kind)
    ]
    contracts, units = register(board)
    Followup.objects.bulk_create(
        (row(board, version, forms, contracts, units, n) for n in range(FOLLOWUPS)),
        batch_size=BATCH,
    )
    keys = Followup.objects.visible_to(access_of(anna)).values_list("pk", flat=True)
    Reviewer.objects.bulk_create(
        (Reviewer(followup_id=key, user=anna, has_no_conflict=True) for key in keys[::3]),
        batch_size=BATCH,
    )
    return anna


def register(board: Authority) -> tuple[list[Contract], list[Unit]]:
    """Return the contracts and the units, made of one provider each."""
    area = ServiceArea.objects.create(code="hvb-prov", name="HVB på prov")
    agreements = [
        Agreement.objects.create(authority=board, title=f"Ramavtal {n}", starts_on=FIRST_DAY)
        for n in range(AGREEMENTS)
    ]
    contracts, units = [], []
    for n in range(PROVIDERS):
        provider = Provider.objects.create(name=f"Exempelomsorg {n} AB", org_number=f"5590{n:06d}")
        units.append(Unit.objects.create(provider=provider, service_area=area, name=f"Enhet {n}"))
        contracts.append(
            Contract.objects.create(
                agreement=agreements[n % AGREEMENTS], provider=provider, starts_on=FIRST_DAY
            )
        )
    return contracts, units


def row(
    board: Authority,
    version: TemplateVersion,
    forms: list[FollowupForm],
    contracts: list[Contract],
    units: list[Unit],
    n: int,
) -> Followup:
    """Return the n-th follow-up."""
    planned = FIRST_DAY + timedelta(days=n * 2500 // FOLLOWUPS)
    form = forms[n % len(forms)] if n % 4 else None
    return Followup(
        authority=board,
        number=f"{planned.year}-{n:05d}",
        contract=contracts[n % PROVIDERS],
        unit=units[n % PROVIDERS] if n % 2 else None,
        form=form,
        kind=form.kind if form else Kind.VISIT,
        template_version=version,
        planned_for=planned,
        state=STATES[n % len(STATES)],
    )


def measure(client: Client, query: str, times: int) -> str:
    """Return the middle processor time of some requests, and the queries of one."""
    address = f"/uppfoljningar/{query}"
    spent = []
    for _ in range(times):
        start = time.process_time()
        size = read(client, address)
        spent.append((time.process_time() - start) * 1000)
    with CaptureQueriesContext(connection) as caught:
        read(client, address)
    return f"{median(spent):7.0f} ms  {len(caught):3} queries  {size // 1024:5} kB"


def read(client: Client, address: str) -> int:
    """Return the size of the answer, having read all of it."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return len(answer.getvalue())


if __name__ == "__main__":
    sys.exit(main())
