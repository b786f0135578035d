"""Shows a follow-up of 100 questions, 60 requirements and 300 observations, page by page.

Prints, for each page, the processor milliseconds of the request (the middle of several), the
queries and the size of the page. Mark: 20 queries and 150 milliseconds.

Run: ``python bench/followup_page.py``. The database is a new SQLite file.
"""

# ruff: noqa: E402  the database must be named before anything reads the settings
import atexit
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
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
from insyn.criteria.models import Question, ReviewTemplate, Section, TemplateVersion
from insyn.criteria.rules import Level, TemplateState
from insyn.findings.models import Finding, RequirementAssessment
from insyn.findings.rules import FindingKind
from insyn.followups.models import DocumentRequest, Followup, Reviewer
from insyn.followups.rules import RequestState, State
from insyn.kernel.access import Role
from insyn.platform import clock
from insyn.registry.models import Agreement, Contract, Provider
from insyn.requirements.models import Requirement, RequirementVersion
from insyn.visits.models import Observation, Visit, VisitAnswer
from insyn.visits.rules import VisitKind

SECTIONS, QUESTIONS, REQUIREMENTS, OBSERVATIONS, FINDINGS = 8, 100, 60, 300, 12
TIMES, MOST_QUERIES, MARK = 11, 20, 150
USERNAME = "storstad"
DAY = date(2026, 3, 2)


def main() -> int:
    """Fill the database, then measure each page."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    followup = build()
    client = Client()
    user = User.objects.get(username=USERNAME)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    print(f"{'':32}{'request ms':>12}{'queries':>9}{'kB':>7}")
    is_within = [measure(client, name, address) for name, address in pages(followup)]
    return 0 if all(is_within) else 1


def pages(followup: Followup) -> Iterator[tuple[str, str]]:
    """Yield what is measured: its name and its address."""
    at = f"/uppfoljningar/{followup.pk}/"
    section = Section.objects.unscoped(reason="one to measure").first()
    requirement = Requirement.objects.unscoped(reason="one to measure").first()
    assert section is not None
    assert requirement is not None
    visit = Visit.objects.unscoped(reason="one to measure").first()
    assert visit is not None
    yield "overview", at
    yield "preparation", f"{at}forberedelser/"
    yield "contacts and post", f"{at}post/"
    yield "visits and observations", f"{at}besok/"
    yield "area of observations", f"{at}besok/omraden/{section.pk}/"
    yield "visit", f"/uppfoljningar/besok/{visit.pk}/"
    yield "form of the visit", f"/besok/{visit.pk}/"
    yield "package of the visit", f"/besok/{visit.pk}/paket/"
    yield "fact check", f"{at}faktagranskning/"
    yield "measures", f"{at}atgardsplan/"
    yield "dialogue", f"{at}dialog/"
    yield "history", f"{at}historik/"
    yield "assessment and result", f"{at}resultat/"
    yield "requirements", f"{at}krav/"
    yield "area", f"{at}resultat/omraden/{section.pk}/"
    yield "requirement", f"{at}krav/{requirement.pk}/"


def build() -> Followup:
    """Store a follow-up whose assessment is half done."""
    municipality = Municipality.objects.create(name="Storstad")
    board = Authority.objects.create(municipality=municipality, name="Socialnämnden")
    user = User.objects.create(username=USERNAME)
    Membership.objects.create(user=user, authority=board, role=Role.PLAN_OWNER)
    provider = Provider.objects.create(name="Åkerö Omsorg AB", org_number="5590000001")
    agreement = Agreement.objects.create(
        authority=board, title="Ramavtal boende", starts_on=date(2024, 1, 1),
        ends_on=date(2027, 12, 31),
    )  # fmt: skip
    contract = Contract.objects.create(
        agreement=agreement, provider=provider, starts_on=date(2024, 1, 1)
    )
    template = ReviewTemplate.objects.create(authority=board, name="Djupgranskning")
    version = TemplateVersion.objects.create(
        template=template, number=1, state=TemplateState.PUBLISHED, is_scored=True
    )
    followup = Followup.objects.create(
        authority=board, number="2026-001", contract=contract, template_version=version,
        state=State.DRAFT, planned_for=DAY, carried_out_on=DAY,
    )  # fmt: skip
    Reviewer.objects.create(followup=followup, user=user, has_no_conflict=True)
    questions = _questions(version)
    _demands(followup, questions)
    _gathered(followup, questions)
    return followup


def _questions(version: TemplateVersion) -> Sequence[Question]:
    sections = [
        Section.objects.create(version=version, number=n + 1, name=f"Område {n + 1}")
        for n in range(SECTIONS)
    ]
    return [
        Question.objects.create(
            section=sections[n % SECTIONS],
            number=n + 1,
            code=f"F{n + 1}",
            text=f"Finns en rutin {n} som medarbetarna känner till och arbetar efter?",
            met_when="Rutinen är skriftlig, daterad och känd av dem som tillfrågas.",
        )
        for n in range(QUESTIONS)
    ]


def _demands(followup: Followup, questions: Sequence[Question]) -> None:
    for n in range(REQUIREMENTS):
        requirement = Requirement.objects.create(
            authority=followup.authority, agreement=followup.contract.agreement, position=n
        )
        wording = RequirementVersion.objects.create(
            requirement=requirement,
            revision=1,
            number=f"{n % SECTIONS + 1}.{n // SECTIONS + 1}",
            text=f"Utföraren ska ha en rutin {n} som är känd av medarbetarna. " * 3,
            valid_from=DAY - timedelta(days=400),
            is_critical=n % 9 == 0,
        )
        questions[n].requirements.add(requirement)
        if n % 2:
            RequirementAssessment.objects.create(
                followup=followup, wording=wording, level=Level.PARTLY, note="Rutin finns."
            )


def _gathered(followup: Followup, questions: Sequence[Question]) -> None:
    visit = Visit.objects.create(
        followup=followup, kind=VisitKind.VISIT, planned_on=DAY, visited_on=DAY
    )
    VisitAnswer.objects.bulk_create(
        VisitAnswer(visit=visit, question=question, value="yes") for question in questions
    )
    Observation.objects.bulk_create(
        Observation(
            followup=followup,
            visit=visit,
            section=questions[n % QUESTIONS].section,
            question=questions[n % QUESTIONS] if n % 3 else None,
            text=f"Iakttagelse {n}: rutinen finns i pärmen vid expeditionen.",
            noted_at=clock.now(),
        )
        for n in range(OBSERVATIONS)
    )
    Finding.objects.bulk_create(
        Finding(
            followup=followup, kind=FindingKind.DEFICIENCY, area="Område 1",
            section=questions[0].section, text=f"Brist {n}", seen_on=DAY,
        )
        for n in range(FINDINGS)
    )  # fmt: skip
    DocumentRequest.objects.bulk_create(
        DocumentRequest(
            followup=followup, title=f"Rutin {n}", asked_on=DAY, due_on=DAY, received_on=DAY,
            state=RequestState.RECEIVED,
        )
        for n in range(5)
    )  # fmt: skip


def measure(client: Client, name: str, address: str) -> bool:
    """Print one page's middle figures, and return whether it keeps within the marks."""
    client.get(address)
    requests = []
    for _ in range(TIMES):
        start = time.process_time()
        answer = client.get(address)
        requests.append(1000 * (time.process_time() - start))
        assert answer.status_code == 200, (name, answer.status_code)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    spent, count = median(requests), len(queries)
    print(f"{name:32}{spent:12.0f}{count:9}{len(answer.content) / 1000:7.0f}")
    return spent <= MARK and count <= MOST_QUERIES


if __name__ == "__main__":
    sys.exit(main())
