"""Statistics over 20 000 follow-ups and a million answers of 290 boards; prints processor time.

Mark: 400 processor milliseconds a page and 5 processor seconds for every table of a year. The
answers lie beside: nothing here reads them. Run: ``python bench/results.py [answers]``.
``DATABASE_URL`` in ``BENCH_DATABASE_URL`` runs it on another database, which must be empty.
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
from functools import partial
from statistics import median
from typing import Any

FOLDER = tempfile.mkdtemp(prefix="insyn_bench_")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["INSYN_VAR_DIR"] = FOLDER
os.environ["DJANGO_SETTINGS_MODULE"] = "insyn.config.settings"
os.environ.pop("DATABASE_URL", None)
if os.environ.get("BENCH_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["BENCH_DATABASE_URL"]

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from insyn.accounts.models import Authority, Membership, Municipality, User
from insyn.criteria.models import Question, ReviewTemplate, Section, TemplateVersion
from insyn.criteria.rules import Level, TemplateState
from insyn.findings.models import AreaAssessment, Finding
from insyn.findings.rules import FindingKind, Severity
from insyn.followups.models import Followup
from insyn.followups.rules import Kind, Outcome, State
from insyn.kernel.access import Role
from insyn.measures.models import ActionPlan
from insyn.registry.models import Agreement, Contract, Provider, ServiceArea, Unit
from insyn.registry.queries import access_of
from insyn.registry.rules import OperatingForm
from insyn.results.queries.yearly import year_tables
from insyn.results.rules.scope import whole_year
from insyn.surveys.models import SurveyAnswer, SurveyResponse, SurveyRound
from insyn.surveys.rules import AnswerState

BOARDS, FOLLOWUPS, PROVIDERS, BATCH = 290, 20_000, 3_000, 1_000
LARGE = 2_000
"""Follow-ups of the one board that is larger than all others."""
TIMES = 5
FIRST_DAY = date(2021, 1, 7)
YEAR = 2024
ANSWERS, QUESTIONS = 1_000_000, 500
WHY = "Mätningen räknar allt som finns."
PAGES = {
    "start page": "/",
    "overview": f"/statistik/?year={YEAR}",
    "coverage": f"/statistik/coverage/?year={YEAR}",
    "rows of a figure": f"/statistik/coverage/all/0/?year={YEAR}",
    "to follow up": f"/statistik/kontrakt/?year={YEAR}",
    "age of results": "/statistik/alder/",
    "overview, narrowed": f"/statistik/?year={YEAR}&operating_form=private&service_area=1",
}


def main() -> int:
    """Build everything, then print each page's and each scope's middle processor time."""
    answers = int(sys.argv[1]) if len(sys.argv) > 1 else ANSWERS
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    people = build()
    made = answer(answers)
    print(f"{FOLLOWUPS} follow-ups of {BOARDS} boards, {made} answers, {connection.vendor}")
    for name, user in people.items():
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for page, address in PAGES.items():
            print(f"{name:14} {page:20}{measured(partial(read, client, address))}")
        access = access_of(user)
        scope = whole_year(access.authority_ids, YEAR)
        said = measured(partial(year_tables, access, scope))
        print(f"{name:14} {'every table':20}{said}")
    return 0


def build() -> dict[str, User]:
    """Fill the database; return one who looks at the large board, and one at fifty boards."""
    boards = [
        Authority.objects.create(
            municipality=Municipality.objects.create(name=f"Kommun {n}"), name="Socialnämnden"
        )
        for n in range(BOARDS)
    ]
    areas = [ServiceArea.objects.create(code=f"prov-{n}", name=f"Område {n}") for n in range(5)]
    version = TemplateVersion.objects.create(
        template=ReviewTemplate.objects.create(authority=boards[0], name="Mall"),
        number=1, state=TemplateState.PUBLISHED,
    )  # fmt: skip
    sections = [
        Section.objects.create(version=version, number=n, name=f"Del {n}") for n in range(8)
    ]
    contracts = register(boards, areas)
    made = Followup.objects.bulk_create(
        (row(boards, contracts, version, n) for n in range(FOLLOWUPS)), batch_size=BATCH
    )
    found(made, sections)
    large, wide = User.objects.create_user("anna"), User.objects.create_user("bo")
    Membership.objects.create(user=large, authority=boards[0], role=Role.PLAN_OWNER)
    Membership.objects.bulk_create(
        Membership(user=wide, authority=board, role=Role.PLAN_OWNER) for board in boards[:50]
    )
    return {"large board": large, "fifty boards": wide}


def register(boards: list[Authority], areas: list[ServiceArea]) -> list[list[Contract]]:
    """Return the contracts of each board: a tenth of the providers for the large one."""
    forms = [OperatingForm.PRIVATE, OperatingForm.PRIVATE, OperatingForm.IN_HOUSE]
    providers = Provider.objects.bulk_create(
        Provider(name=f"Omsorg {n} AB", org_number=f"5590{n:06d}", operating_form=forms[n % 3])
        for n in range(PROVIDERS)
    )
    units = Unit.objects.bulk_create(
        Unit(provider=one, service_area=areas[n % 5], name=f"Enhet {n}")
        for n, one in enumerate(providers)
    )
    agreements = [
        Agreement.objects.create(authority=board, title="Ramavtal", starts_on=FIRST_DAY)
        for board in boards
    ]
    rows = []
    for n, agreement in enumerate(agreements):
        many = PROVIDERS // 10 if n == 0 else 12
        chosen = [(n * 7 + at) % PROVIDERS for at in range(many)]
        rows += [
            Contract(agreement=agreement, provider=providers[at], starts_on=FIRST_DAY)
            for at in chosen
        ]
    made = Contract.objects.bulk_create(rows, batch_size=BATCH)
    by_provider = {unit.provider_id: unit.pk for unit in units}
    through = Contract.units.through
    through.objects.bulk_create(
        (through(contract_id=c.pk, unit_id=by_provider[c.provider_id]) for c in made),
        batch_size=BATCH,
    )
    of: dict[int, list[Contract]] = {}
    for contract in made:
        of.setdefault(contract.agreement_id, []).append(contract)
    return [of[agreement.pk] for agreement in agreements]


def row(
    boards: list[Authority], contracts: list[list[Contract]], version: TemplateVersion, n: int
) -> Followup:
    """Return the n-th follow-up: the first ones are of the large board, nine of ten reported."""
    board = 0 if n < LARGE else 1 + n % (BOARDS - 1)
    day = FIRST_DAY + timedelta(days=n * 37 % 1900)
    is_reported = n % 10 > 0
    return Followup(
        authority=boards[board],
        number=f"{n:06d}",
        contract=contracts[board][n % len(contracts[board])],
        template_version=version,
        kind=list(Kind)[n % len(Kind)],
        outcome=list(Outcome)[n % len(Outcome)],
        state=State.CLOSED if is_reported else State.ONGOING,
        planned_for=day,
        carried_out_on=day,
        reported_on=day + timedelta(days=20 + n % 40) if is_reported else None,
    )


def found(followups: list[Followup], sections: list[Section]) -> None:
    """Give each follow-up three findings and eight assessed areas, and half of them a plan."""
    kinds = [FindingKind.DEFICIENCY, FindingKind.DEVELOPMENT_AREA, FindingKind.GOOD_PRACTICE]
    Finding.objects.bulk_create(
        (
            Finding(
                followup=one,
                kind=kind,
                area=sections[(n + at) % 8].name,
                text="Rutin saknas.",
                severity=list(Severity)[n % 3],
                due_on=one.planned_for + timedelta(days=90),
            )
            for n, one in enumerate(followups)
            for at, kind in enumerate(kinds)
        ),
        batch_size=BATCH,
    )
    AreaAssessment.objects.bulk_create(
        (
            AreaAssessment(followup=one, section=section, level=Level.MET)
            for one in followups
            for section in sections
        ),
        batch_size=BATCH,
    )
    ActionPlan.objects.bulk_create(
        (
            ActionPlan(followup=one, requested_on=one.planned_for, due_on=one.planned_for)
            for one in followups[::2]
        ),
        batch_size=BATCH,
    )


def answer(wanted: int) -> int:
    """Store so many answers of one large survey; return how many there are."""
    contracts = Contract.objects.unscoped(reason=WHY).select_related("provider", "agreement")
    first = contracts.order_by("pk")[: wanted // QUESTIONS]
    board = Authority.objects.order_by("pk")[0]
    version = TemplateVersion.objects.unscoped(reason=WHY).get()
    section = Section.objects.unscoped(reason=WHY).order_by("pk")[0]
    questions = Question.objects.bulk_create(
        Question(section=section, number=n, text=f"Fråga {n}?") for n in range(QUESTIONS)
    )
    survey = SurveyRound.objects.create(
        authority=board, title="Enkät", template_version=version, opens_on=FIRST_DAY,
        due_on=FIRST_DAY + timedelta(days=30), concerns_from=FIRST_DAY, concerns_to=FIRST_DAY,
    )  # fmt: skip
    responses = SurveyResponse.objects.bulk_create(
        SurveyResponse(
            round=survey,
            contract=one,
            unit=one.units.get(),
            due_on=FIRST_DAY,
            operating_form=one.provider.operating_form,
        )
        for one in first
    )
    for at in range(0, len(responses), 20):
        SurveyAnswer.objects.bulk_create(
            (
                SurveyAnswer(
                    response=one, question=question, state=AnswerState.ANSWERED, value="yes"
                )
                for one in responses[at : at + 20]
                for question in questions
            ),
            batch_size=BATCH,
        )
    return SurveyAnswer.objects.unscoped(reason=WHY).count()


def measured(work: Callable[[], Any]) -> str:
    """Return the middle processor time of doing it some times, and its queries."""
    spent = []
    for _ in range(TIMES):
        start = time.process_time()
        work()
        spent.append((time.process_time() - start) * 1000)
    with CaptureQueriesContext(connection) as caught:
        work()
    return f"{median(spent):7.0f} ms  {len(caught):3} queries"


def read(client: Client, address: str) -> None:
    """Read the whole answer."""
    answered = client.get(address)
    if answered.status_code != 200:
        raise SystemExit(f"{address}: {answered.status_code}")


if __name__ == "__main__":
    sys.exit(main())
