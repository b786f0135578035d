"""Statistics and yearly reports over 20 000 follow-ups, a million answers and 290 boards.

Prints processor milliseconds, of Python and of the database's server apart, and queries. Mark:
400 a page and 5 000 a report, both together; what is over says so, and then the command fails.
It takes the database that ``DATABASE_URL`` points at, empty or as an earlier run left it, else a
new SQLite file, where all the time is Python's. The server's time is read in /proc, so the server
must be on the same machine.
Run: ``python bench/results.py [answers]``.
"""

# ruff: noqa: E402  the database must be named before anything reads the settings
import atexit
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any

FOLDER = tempfile.mkdtemp(prefix="insyn_bench_")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["INSYN_VAR_DIR"] = FOLDER
os.environ["DJANGO_SETTINGS_MODULE"] = "insyn.config.settings"

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client

from insyn.accounts.models import Authority, Coordination, Membership, Municipality, User
from insyn.criteria.models import Question, ReviewTemplate, Section, TemplateVersion
from insyn.criteria.rules import Level, TemplateState
from insyn.findings.models import AreaAssessment, Finding
from insyn.findings.rules import FindingKind, Severity
from insyn.followups.models import Followup
from insyn.followups.rules import Kind, Outcome, State
from insyn.kernel.access import Role
from insyn.measures.models import ActionPlan
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import SOURCES, CheckKind, CheckResult
from insyn.platform import clock
from insyn.registry.models import Agreement, Contract, Provider, ServiceArea, Unit
from insyn.registry.queries import access_of
from insyn.registry.rules import OperatingForm
from insyn.reports.models import LockedTable, Report
from insyn.reports.queries.tables import counting, tables_now
from insyn.reports.rules import ReportKind, ReportState
from insyn.reports.rules.locked import as_values, fingerprint
from insyn.reports.services.papers import made
from insyn.reports.services.year import yearly_files
from insyn.requirements.models import Requirement, RequirementVersion
from insyn.results.queries.yearly import year_tables
from insyn.results.rules.scope import whole_year
from insyn.results.rules.words import TableKey
from insyn.signals.models import Signal
from insyn.signals.rules import Severity as SignalSeverity
from insyn.signals.rules import SignalCategory, SignalSource
from insyn.surveys.models import SurveyAnswer, SurveyResponse, SurveyRound
from insyn.surveys.rules import AnswerState, ResponseState

BOARDS, FOLLOWUPS, PROVIDERS, BATCH = 290, 20_000, 3_000, 1_000
LARGE, MANY = 2_000, 50
"""Follow-ups of the one board that is larger than all others; boards of one who has many."""
PAGE_MARK, REPORT_MARK, TIMES = 400, 5_000, 5
FIRST_DAY, TODAY, YEAR = date(2021, 1, 7), date(2025, 11, 3), 2024
ANSWERS, DEMANDS, QUESTIONS = 1_000_000, 25, 250
"""Answers in all: each follow-up's demands are assessed, and the rest answers one survey."""
WHY = "Mätningen räknar allt som finns."
PEOPLE = ("large board", "fifty boards", "every board", "reader of every board")
TICK = os.sysconf("SC_CLK_TCK")
PAGES = {
    "start page": "/",
    "open deficiencies": "/brister/",
    "overview": f"/statistik/?year={YEAR}",
    "overview, narrowed": f"/statistik/?year={YEAR}&operating_form=private&service_area=1",
    **{f"table {key.value}": f"/statistik/{key.value}/?year={YEAR}" for key in TableKey},
    "rows of a figure": f"/statistik/coverage/all/0/?year={YEAR}",
    "contracts by age": f"/statistik/kontrakt/?year={YEAR}",
    "areas by age": "/statistik/alder/",
    "equal terms": "/lika-villkor/",
    "chart": "/styrdiagram/",
    "chart of areas met": "/styrdiagram/?counted=met",
    "burden": "/belastning/",
    "reports": "/rapporter/",
    "signals": "/signaler/",
}


def main() -> int:
    """Build everything, then print each page's and each report's middle processor time."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    began = time.process_time()
    people = built_before() or build(int(sys.argv[1]) if len(sys.argv) > 1 else ANSWERS)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(f"built in {time.process_time() - began:.0f} CPU s, {connection.vendor}")
    import_module("insyn.config.wsgi")  # the collecting of rubbish, as in production
    with clock.pretend(TODAY):
        costs = [*pages(people), *reports()]
    over = [cost for cost in costs if cost.is_over]
    print(f"{len(over)} of {len(costs)} over the mark")
    return 1 if over else 0


@dataclass(frozen=True, slots=True)
class Cost:
    """What something took: milliseconds of Python and of the server, and queries."""

    python: float
    server: float
    queries: int
    mark: int

    @property
    def is_over(self) -> bool:
        return self.python + self.server > self.mark


def pages(people: dict[str, User]) -> Iterator[Cost]:
    """Measure every page for everybody, and every table at once."""
    for name, user in people.items():
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for page, address in PAGES.items():
            yield told(f"{name}: {page}", partial(read, client, address), PAGE_MARK)
        access = access_of(user)
        scope = whole_year(access.authority_ids, YEAR)
        yield told(f"{name}: every table", partial(year_tables, access, scope), REPORT_MARK)


def reports() -> Iterator[Cost]:
    """Measure the files of the largest board's yearly report, and of the council's over all."""
    large = Authority.objects.select_related("municipality").order_by("pk")[0]
    yearly = partial(yearly_files, large, YEAR, today=TODAY)
    yield told("yearly report of the large board", yearly, REPORT_MARK)
    council = Report.objects.unscoped(reason=WHY).get(kind=ReportKind.COUNCIL)
    whole = partial(made, counting(council.authority), council, on=TODAY)
    yield told("yearly report to the council", whole, REPORT_MARK)


def told(name: str, work: Callable[[], Any], mark: int) -> Cost:
    """Do it some times; print and return the middle time and the number of queries."""
    asked, spent = 0, []

    def count(execute: Callable[..., Any], *question: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*question)

    with connection.execute_wrapper(count):
        work()
    before = server_spent()
    for _ in range(TIMES):
        start = time.process_time()
        work()
        spent.append((time.process_time() - start) * 1000)
    cost = Cost(median(spent), (server_spent() - before) / TIMES, asked, mark)
    print(
        f"{name:60}{cost.python:7.0f} ms {cost.server:7.0f} ms server {cost.queries:4} queries"
        f"{'  OVER' if cost.is_over else ''}",
        flush=True,
    )
    return cost


def server_spent() -> float:
    """Return the processor milliseconds of the server's process that answers us, else nothing."""
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    process = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if not process.exists():
        return 0.0
    user, system = process.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) * 1000 / TICK


def read(client: Client, address: str) -> None:
    """Read the whole answer."""
    answered = client.get(address)
    if answered.status_code != 200:
        raise SystemExit(f"{address}: {answered.status_code}")


def built_before() -> dict[str, User]:
    """Return who looks in a database that was filled by an earlier run; nobody in an empty one."""
    users = User.objects.in_bulk([name.replace(" ", "_") for name in PEOPLE], field_name="username")
    return {name: users[name.replace(" ", "_")] for name in PEOPLE} if users else {}


def build(answers: int) -> dict[str, User]:
    """Fill the database; return who looks: at one large board, at many boards and at all."""
    region = Municipality.objects.create(name="Regionen")
    boards = [
        Authority.objects.create(municipality=region, name=f"Nämnd {n}") for n in range(BOARDS)
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
    followups = Followup.objects.bulk_create(
        (followup(boards, contracts, version, n) for n in range(FOLLOWUPS)), batch_size=BATCH
    )
    found(followups, sections, demands(contracts[0][0].agreement))
    beside(boards, contracts)
    answer(answers, contracts, sections[0])
    people = {name: User.objects.create_user(name.replace(" ", "_")) for name in PEOPLE}
    some = (boards[:1], boards[:MANY], boards, boards)
    for user, theirs in zip(people.values(), some, strict=True):
        role = Role.READER if "reader" in user.username else Role.PLAN_OWNER
        Membership.objects.bulk_create(
            Membership(user=user, authority=board, role=role) for board in theirs
        )
    tell(boards)
    return people


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
    made_ones = Contract.objects.bulk_create(rows, batch_size=BATCH)
    by_provider = {unit.provider_id: unit.pk for unit in units}
    through = Contract.units.through
    through.objects.bulk_create(
        (through(contract_id=c.pk, unit_id=by_provider[c.provider_id]) for c in made_ones),
        batch_size=BATCH,
    )
    of: dict[int, list[Contract]] = {}
    for contract in made_ones:
        of.setdefault(contract.agreement_id, []).append(contract)
    return [of[agreement.pk] for agreement in agreements]


def demands(agreement: Agreement) -> list[RequirementVersion]:
    """Return the wordings that every follow-up assesses."""
    rows = Requirement.objects.bulk_create(
        Requirement(authority=agreement.authority, agreement=agreement, position=n)
        for n in range(DEMANDS)
    )
    return RequirementVersion.objects.bulk_create(
        RequirementVersion(
            requirement=row, revision=1, number=str(n), text="Rutin finns.", valid_from=FIRST_DAY
        )
        for n, row in enumerate(rows)
    )


def followup(
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


def found(
    followups: list[Followup], sections: list[Section], wordings: list[RequirementVersion]
) -> None:
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
                wording=wordings[n % DEMANDS] if n % 2 else None,
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


def beside(boards: list[Authority], contracts: list[list[Contract]]) -> None:
    """Give each board a signal and two register checks of each of its contracts."""
    pairs = [(board, one) for board, some in zip(boards, contracts, strict=True) for one in some]
    Signal.objects.bulk_create(
        (
            Signal(
                authority=board, provider_id=one.provider_id, contract=one, text="Sen hjälp.",
                source=list(SignalSource)[n % 3], category=list(SignalCategory)[n % 4],
                severity=list(SignalSeverity)[n % 3], happened_on=TODAY - timedelta(days=n % 700),
                noted_at=clock.now() - timedelta(days=n % 700),
            )
            for n, (board, one) in enumerate(pairs)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    RegisterCheck.objects.bulk_create(
        (
            RegisterCheck(
                authority=board, provider_id=one.provider_id, kind=kind, source=SOURCES[kind],
                result=list(CheckResult)[n % 3], remark="Avförd.",
                checked_on=TODAY - timedelta(days=n % 900),
            )
            for n, (board, one) in enumerate(pairs)
            for kind in list(CheckKind)[:2]
        ),
        batch_size=BATCH,
    )  # fmt: skip


def answer(wanted: int, contracts: list[list[Contract]], section: Section) -> None:
    """Store so many answers, by the database itself: of the follow-ups, and of one large survey."""
    assessed = (
        "INSERT INTO findings_requirementassessment (followup_id, wording_id, level, note, version)"
        " SELECT f.id, w.id, %s, '', 1 FROM followups_followup f"
        " CROSS JOIN requirements_requirementversion w"
    )
    questions = Question.objects.bulk_create(
        Question(section=section, number=n, text=f"Fråga {n}?") for n in range(QUESTIONS)
    )
    left = max(wanted - FOLLOWUPS * DEMANDS, 0)
    everyone = [one for some in contracts for one in some][: left // len(questions)]
    survey = SurveyRound.objects.create(
        authority=contracts[0][0].agreement.authority, title="Enkät", opens_on=FIRST_DAY,
        template_version=section.version, due_on=FIRST_DAY + timedelta(days=30),
        concerns_from=FIRST_DAY, concerns_to=FIRST_DAY,
    )  # fmt: skip
    SurveyResponse.objects.bulk_create(
        SurveyResponse(
            round=survey, contract=one, unit=one.units.get(), due_on=FIRST_DAY,
            operating_form=OperatingForm.PRIVATE, state=ResponseState.ACCEPTED,
        )
        for one in everyone
    )  # fmt: skip
    answered = (
        "INSERT INTO surveys_surveyanswer (response_id, question_id, state, value, comment,"
        " prefilled_from, returned_reason, revision)"
        " SELECT r.id, q.id, %s, '\"yes\"', '', '', '', 1 FROM surveys_surveyresponse r"
        " CROSS JOIN criteria_question q"
    )
    with connection.cursor() as cursor:
        cursor.execute(assessed, [Level.MET.value])
        stored = cursor.rowcount
        cursor.execute(answered, [AnswerState.ANSWERED.value])
        stored += cursor.rowcount
    print(f"{FOLLOWUPS} follow-ups of {BOARDS} boards, {stored} answers")
    assert SurveyAnswer.objects.unscoped(reason=WHY).exists()


def tell(boards: list[Authority]) -> None:
    """Give each board but the first a decided yearly report; the first tells the council."""
    head = {"starts_on": date(YEAR, 1, 1), "ends_on": date(YEAR, 12, 31), "locked_at": clock.now()}
    Coordination.objects.bulk_create(
        Coordination(coordinator=boards[0], coordinated=one, valid_from=FIRST_DAY)
        for one in boards[1:]
    )
    decided = {"state": ReportState.DECIDED, "decided_on": TODAY, "decision": "§ 12"}
    for board in boards[1:]:
        report = Report.objects.create(
            authority=board, kind=ReportKind.YEARLY, title="Årsrapport", **head, **decided
        )
        values = [(place, as_values(table)) for place, table in tables_now(counting(board), report)]
        LockedTable.objects.bulk_create(
            LockedTable(
                report=report, place=place, position=n, key=content["key"], content=content,
                fingerprint=fingerprint(content), locked_at=clock.now(),
            )
            for n, (place, content) in enumerate(values)
        )  # fmt: skip
    del head["locked_at"]
    Report.objects.create(
        authority=boards[0], kind=ReportKind.COUNCIL, title="Till fullmäktige", **head
    )


if __name__ == "__main__":
    sys.exit(main())
