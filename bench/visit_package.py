"""Opens a visit of 100 questions and sends its answers, as a tablet does; prints what it costs.

Run: ``python bench/visit_package.py``. The milliseconds are of processor time, in this process.
"""

# ruff: noqa: E402  the database must be named before anything reads the settings
import atexit
import gzip
import json
import os
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from statistics import median

FOLDER = tempfile.mkdtemp(prefix="insyn_bench_")
os.environ["INSYN_VAR_DIR"] = FOLDER
os.environ["DJANGO_SETTINGS_MODULE"] = "insyn.config.settings"
sys.path.insert(0, str(Path(__file__).parent.parent))

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories import (
    DAY,
    AuthorityFactory,
    FollowupFactory,
    MembershipFactory,
    QuestionFactory,
    SectionFactory,
    UserFactory,
)

from insyn.accounts.models import User
from insyn.criteria.rules import AnswerType, Respondent
from insyn.followups.rules import State
from insyn.kernel.access import Role
from insyn.visits.models import Visit
from insyn.visits.rules import VisitKind

QUESTIONS, AREAS, NOTES, ROUNDS = 100, 9, 50, 7
CPU_BUDGET, QUERY_BUDGET = 150.0, 20


def main() -> int:
    """Build, measure; fail when the page or the package costs more than its budget."""
    atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    visit, user, questions, sections = build()
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    send(client, visit, questions, sections)
    over = 0
    for name, route in (("page", "device"), ("package", "device_package")):
        over += told(name, client, reverse(f"visits:{route}", args=[visit.pk]))
    return int(over > 0)


def build() -> tuple[Visit, User, list[int], list[int]]:
    """Make a visit of nine areas with a hundred questions of four kinds."""
    authority, user = AuthorityFactory.create(), UserFactory.create()
    MembershipFactory.create(user=user, authority=authority, role=Role.REVIEWER)
    followup = FollowupFactory.create(authority=authority, state=State.ONGOING)
    version = followup.template_version
    areas = [SectionFactory.create(version=version, number=n + 1) for n in range(AREAS)]
    kinds = (AnswerType.YES_PARTLY_NO, AnswerType.TEXT, AnswerType.NUMBER, AnswerType.FREQUENCY)
    asked = [
        QuestionFactory.create(
            section=areas[n % AREAS],
            number=n + 1,
            code=f"F{n + 1}",
            answer_type=kinds[n % len(kinds)],
            respondent=Respondent.REVIEWER,
            met_when="Det finns en skriftlig rutin som personalen känner till och följer.",
            evidence="Rutinen, och samtal med två medarbetare.",
        ).pk
        for n in range(QUESTIONS)
    ]
    visit = Visit.objects.create(followup=followup, kind=VisitKind.VISIT, planned_on=DAY)
    return visit, user, asked, [area.pk for area in areas]


def send(client: Client, visit: Visit, questions: list[int], sections: list[int]) -> None:
    """Send an answer to every question and fifty notes, in one go, and say what it took."""
    values = ("yes", "Rutinen finns och följs, enligt två medarbetare.", "12,5", "monthly")
    ops = [
        {"key": uuid.uuid4().hex, "kind": "answer", "question": key, "value": values[n % 4]}
        for n, key in enumerate(questions)
    ] + [
        {"key": uuid.uuid4().hex, "kind": "note", "section": sections[n % AREAS],
         "value": f"Iakttagelse {n}: dörren mot gården var låst och larmad."}
        for n in range(NOTES)
    ]  # fmt: skip
    body = json.dumps({"since": 0, "ops": ops})
    address = reverse("visits:device_operations", args=[visit.pk])
    with CaptureQueriesContext(connection) as seen:
        start = time.process_time()
        got = client.post(address, body, content_type="application/json")
        spent = (time.process_time() - start) * 1000
    acks = got.json()["acks"]
    if {ack["outcome"] for ack in acks} != {"applied"}:
        raise SystemExit("Everything was not stored.")
    print(f"{len(acks)} operations sent at once: {spent:.0f} ms, {len(seen)} queries")


def told(name: str, client: Client, address: str) -> int:
    """Print what opening the address costs; return 1 if that is over the budget."""
    got = client.get(address)
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
        asked = len(seen)
    spent = median(timed(lambda: client.get(address)) for _ in range(ROUNDS))
    size, packed = len(got.content), len(gzip.compress(got.content))
    print(
        f"{name}: {spent:.0f} ms of {CPU_BUDGET:.0f}, {asked} queries of {QUERY_BUDGET}, "
        f"{size / 1024:.0f} kB, {packed / 1024:.0f} kB packed"
    )
    return int(spent > CPU_BUDGET or asked > QUERY_BUDGET)


def timed(act: Callable[[], object]) -> float:
    """Return the milliseconds of processor that the act takes."""
    start = time.process_time()
    act()
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
