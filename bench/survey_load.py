"""Answers a survey of 40 questions for many units at once, over HTTP, as the providers do.

Sixteen clients, each a process of its own with a connection that it keeps, send a unit's 40
answers as the browser's outbox does and then hand in. Then the same for a tenth of the units
while the server is killed (−9) and started again: the clients send what they got no answer to
once more. At last everything acknowledged is looked for in the database, and counted.

Run: ``python bench/survey_load.py`` with 200 units, ``python bench/survey_load.py 5000`` for the
whole; with ``DATABASE_URL`` on that database, which must be empty, otherwise on a SQLite of its
own. The figures of several thousand units are those to go by. ``--server 4x1`` runs four workers
with a thread each instead of two with four. Beside the milliseconds stands how many times the
work of a yardstick they are, a loop of plain Python timed just before: that is the figure to
compare between machines, and on one that has much else to do. The mark is in milliseconds.
"""

# ruff: noqa: E402  the database must be named before anything reads the settings
import argparse
import atexit
import http.client
import json
import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

FOLDER = tempfile.mkdtemp(prefix="insyn_bench_")
os.environ["INSYN_VAR_DIR"] = FOLDER
os.environ["DJANGO_SETTINGS_MODULE"] = "insyn.config.settings"
MAIN = os.getpid()

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection

from insyn.accounts.http import RENEWED_KEY
from insyn.accounts.models import Authority, Municipality, User
from insyn.criteria.models import Question, ReviewTemplate, Section, TemplateVersion
from insyn.criteria.rules import AnswerType, Respondent, TemplateKind, TemplateState
from insyn.kernel import orgnr
from insyn.kernel.access import Access, Mandate, Role
from insyn.platform import clock
from insyn.registry.models import Agreement, Contract, Provider, ServiceArea, Unit
from insyn.registry.rules import OperatingForm
from insyn.surveys.models import (
    Addressee,
    AnswerOperation,
    Submission,
    SurveyAnswer,
    SurveyResponse,
    SurveyRound,
)
from insyn.surveys.services.sending import send_round

CLIENTS = 16
QUESTIONS = 40
SECTIONS = 8
CPU_BUDGET, WISHED = 12.0, 150
"""The server's milliseconds for 40 answers; submissions/s that are wished for on two free cores."""
KILLS = 5
ALONE = 50
"""Units that answer one after the other, so that nothing else is in the figure."""
SECRET = "abcdefghijklmnopqrstuvwxyzABCDEF"  # noqa: S105  a mark of this run, no secret
WHY = "Mätningen räknar allt som finns."


@dataclass
class One:
    """A unit that answers: where, as whom, and what."""

    response: int
    session: str
    revision: int = 0


@dataclass
class Went:
    """How it went for one client: seconds per request, and what was acknowledged."""

    answers: list[float] = field(default_factory=list)
    hand_in: list[float] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    handed_in: list[str] = field(default_factory=list)
    again: int = 0


def main() -> int:
    """Build, measure, kill, count; fail when anything acknowledged is not stored."""
    asked = argparse.ArgumentParser()
    asked.add_argument("units", type=int, nargs="?", default=200)
    asked.add_argument("--server", default="2x4", help="workers x threads")
    told = asked.parse_args()
    units, (workers, threads) = told.units, told.server.split("x")
    atexit.register(lambda: shutil.rmtree(FOLDER, ignore_errors=True) if os.getpid() == MAIN else 0)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    extra = max(units // 10, CLIENTS * 2)
    every, questions = build(units + extra + ALONE)
    print(f"{units} units × {QUESTIONS} answers, {CLIENTS} clients, {connection.vendor}, "
          f"gunicorn {workers}×{threads}")  # fmt: skip
    server = Server(("--workers", workers, "--threads", threads))
    server.start()
    server.warm(every[0])
    cpu = alone(server, every[:ALONE], questions)
    lost = measured(server, every[ALONE : units + ALONE], questions)
    lost += killed(server, every[units + ALONE :], questions)
    server.stop()
    return int(cpu > CPU_BUDGET or lost > 0)


def alone(server: "Server", units: Sequence[One], questions: Sequence[int]) -> float:
    """Print and return the server's milliseconds for a unit's answers, one unit at a time."""
    before, client, went = server.spent(), Client(server.port), Went()
    for unit in units:
        answer_one(client, unit, questions, went)
    cost = (server.spent() - before) / len(units) * 1000
    print(
        f"processor of the server: {compared(cost)} for {QUESTIONS} answers; mark {CPU_BUDGET:.0f}"
    )
    return cost


def compared(cost: float) -> str:
    """Return milliseconds in words, beside the yardstick's."""
    return f"{cost:.1f} ms ({cost / yardstick():.1f} yardsticks)"


def yardstick() -> float:
    """Return the milliseconds of processor that a loop of plain Python takes here and now."""
    taken = []
    for _ in range(9):
        start = time.process_time()
        sum(number * number for number in range(20_000))
        taken.append(time.process_time() - start)
    return median(taken) * 1000


def measured(server: "Server", units: Sequence[One], questions: Sequence[int]) -> int:
    """Print the figures of the load; return 1 if something was lost or doubled."""
    before, start = server.spent(), time.perf_counter()
    base = base_spent()
    went = in_parallel(server.port, units, questions)
    wall = time.perf_counter() - start
    whole = (server.spent() - before) / len(units) * 1000
    print(f"{len(units) / wall:.0f} submissions/s, wished for {WISHED}; "
          f"{len(units) * QUESTIONS / wall:.0f} answers/s")  # fmt: skip
    for name, seconds in (
        ("40 answers", [s for one in went for s in one.answers]),
        ("hand in", [s for one in went for s in one.hand_in]),
    ):
        print(f"{name:10} p50 {part(seconds, 0.5):4.0f} ms, p95 {part(seconds, 0.95):4.0f} ms, "
              f"max {max(seconds) * 1000:4.0f} ms")  # fmt: skip
    print(f"processor of the server: {compared(whole)} for a whole submission")
    if base is not None:
        print(f"processor of the database: {(base_spent() or base) - base:.1f} s in all")
    return counted(units, went)


def killed(server: "Server", units: Sequence[One], questions: Sequence[int]) -> int:
    """Kill the server while the units answer; return whether something was lost or doubled."""
    context = multiprocessing.get_context("fork")
    connection.close()
    with context.Pool(CLIENTS) as pool:
        asked = [
            pool.apply_async(answer_all, (server.port, list(units[n::CLIENTS]), list(questions)))
            for n in range(CLIENTS)
        ]
        for _ in range(KILLS):
            time.sleep(1.2)
            server.kill()
            server.start()
        went = [one.get(600) for one in asked]
    again = sum(one.again for one in went)
    print(f"killed {KILLS} times: {again} requests without an answer were sent again")
    return counted(units, went)


def counted(units: Sequence[One], went: Sequence[Went]) -> int:
    """Print what was acknowledged beside what is stored; return 1 unless all is there once."""
    keys = [unit.response for unit in units]
    operations = AnswerOperation.objects.unscoped(reason=WHY).filter(response__in=keys)
    submissions = Submission.objects.unscoped(reason=WHY).filter(response__in=keys)
    answers = SurveyAnswer.objects.unscoped(reason=WHY).filter(response__in=keys)
    stored = {str(key) for key in operations.values_list("key", flat=True).iterator()}
    handed_in = {str(key) for key in submissions.values_list("key", flat=True)}
    acknowledged = {key for one in went for key in one.acknowledged}
    thanked = {key for one in went for key in one.handed_in}
    lost = len(acknowledged - stored) + len(thanked - handed_in)
    print(f"acknowledged {len(acknowledged)} answers and {len(thanked)} submissions")
    print(f"stored       {len(stored)} answers and {submissions.count()} submissions; lost {lost}")
    whole = len(units) * QUESTIONS
    is_right = (len(stored), answers.count(), submissions.count()) == (whole, whole, len(units))
    return int(lost > 0 or not is_right)


# The clients.


def in_parallel(port: int, units: Sequence[One], questions: Sequence[int]) -> list[Went]:
    connection.close()
    context = multiprocessing.get_context("fork")
    work = [(port, list(units[n::CLIENTS]), list(questions)) for n in range(CLIENTS)]
    with context.Pool(CLIENTS) as pool:
        return pool.starmap(answer_all, work)


def answer_all(port: int, units: Sequence[One], questions: Sequence[int]) -> Went:
    """Answer for each unit and hand in; what got no answer is sent again as it was."""
    client, went = Client(port), Went()
    for unit in units:
        answer_one(client, unit, questions, went)
        hand_in(client, unit, went)
    went.again = client.again
    return went


def answer_one(client: "Client", unit: One, questions: Sequence[int], went: Went) -> None:
    ops = [
        {
            "key": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{unit.response}:{question}")),
            "question": question,
            "kind": "set",
            "value": ("yes", "partly", "no")[(unit.response + place) % 3],
            "comment": "Rutinen gås igenom varje år och vid behov." if place % 4 == 0 else "",
            "seen_revision": 0,
            "made_at": "2026-03-03T08:00:00Z",
        }
        for place, question in enumerate(questions)
    ]
    address = f"/utforare/enkat/{unit.response}/andringar/"
    seconds, said = client.post(unit, address, json.dumps({"ops": ops, "since": 0}))
    acks = json.loads(said)["acks"]
    unit.revision = json.loads(said)["revision"]
    went.answers.append(seconds)
    went.acknowledged += [ack["key"] for ack in acks if ack["outcome"] == "applied"]


def hand_in(client: "Client", unit: One, went: Went) -> None:
    key = str(uuid.uuid5(uuid.NAMESPACE_OID, str(unit.response)))
    form = {"key": key, "seen_revision": unit.revision, "is_read": "on"}
    address = f"/utforare/enkat/{unit.response}/lamna-in/"
    seconds, _said = client.post(unit, address, urlencode(form), expected=302)
    went.hand_in.append(seconds)
    went.handed_in.append(key)


class Client:
    """One connection that is kept, and opened again when the server has died."""

    def __init__(self, port: int) -> None:
        self.port, self.again = port, 0
        self.line: http.client.HTTPConnection | None = None

    def post(
        self, unit: One, address: str, body: str, *, expected: int = 200
    ) -> tuple[float, bytes]:
        """Return the seconds until the answer came, and the answer."""
        kind = "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
        headers = {
            "Content-Type": kind,
            "Cookie": f"sessionid={unit.session}; csrftoken={SECRET}",
            "X-CSRFToken": SECRET,
            "Accept-Encoding": "identity",
        }
        while True:
            start = time.perf_counter()
            try:
                if self.line is None:
                    self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                self.line.request("POST", address, body.encode(), headers)
                answer = self.line.getresponse()
                said = answer.read()
            except (OSError, http.client.HTTPException):
                self.line, self.again = None, self.again + 1
                time.sleep(0.1)
                continue
            if answer.status != expected:
                raise SystemExit(f"{answer.status} from {address}: {said[:300]!r}")
            return time.perf_counter() - start, said


def part(seconds: Sequence[float], share: float) -> float:
    """Return the milliseconds within which that share of the requests were answered."""
    return sorted(seconds)[min(int(len(seconds) * share), len(seconds) - 1)] * 1000


# The server.


class Server:
    """Gunicorn with its workers, which can be killed and started again."""

    def __init__(self, shape: Sequence[str]) -> None:
        self.shape = shape
        with socket.socket() as it:
            it.bind(("127.0.0.1", 0))
            self.port = int(it.getsockname()[1])
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        gunicorn = str(Path(sys.executable).parent / "gunicorn")
        command = [gunicorn, "insyn.config.wsgi", "--bind", f"127.0.0.1:{self.port}", *self.shape,
                   "--keep-alive", "60", "--log-level", "critical"]  # fmt: skip
        self.process = subprocess.Popen(command, start_new_session=True)
        while True:
            try:
                line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                line.request("GET", "/logga-in/")
                line.getresponse().read()
            except OSError:
                time.sleep(0.1)
            else:
                return

    def warm(self, unit: One) -> None:
        """Let every thread meet its first request before anything is measured."""
        address = f"/utforare/enkat/{unit.response}/andringar/"
        for _ in range(16):
            Client(self.port).post(unit, address, json.dumps({"ops": [], "since": 0}))

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait()

    def spent(self) -> float:
        """Return the processor seconds of the workers so far."""
        assert self.process is not None
        return sum(spent_by(pid) for pid in children_of(self.process.pid))


def spent_by(pid: int) -> float:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(int(ticks) for ticks in stat[11:15]) / os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in text.split()]


def base_spent() -> float | None:
    """Return the processor seconds of the database's server, if it runs on this machine."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (mine,) = cursor.fetchone() or (0,)
    try:
        parent = int(Path(f"/proc/{mine}/stat").read_text().rpartition(")")[2].split()[1])
        return sum(spent_by(pid) for pid in (parent, *children_of(parent)))
    except (FileNotFoundError, PermissionError):
        return None


# The survey.


def build(count: int, *, is_sent: bool = True) -> tuple[list[One], list[int]]:
    """Send a survey to that many units, each with a person of its own who is logged in."""
    town = Municipality.objects.create(name="Ekby")
    authority = Authority.objects.create(municipality=town, name="Socialnämnden")
    access = Access.system("bench", mandates=(Mandate(authority.pk, Role.PLAN_OWNER),))
    version, questions = instrument(authority)
    today = clock.today()
    survey_round = SurveyRound.objects.create(
        authority=authority,
        title="Avtalsenkät",
        template_version=version,
        concerns_from=date(today.year - 1, 1, 1),
        concerns_to=date(today.year - 1, 12, 31),
        opens_on=today,
        due_on=today + timedelta(days=30),
        contact="Avtalsenheten",
        ground_sol="SoL 15 kap. 9 §",
        ground_lss="Avtalet",
    )
    responses = recipients(authority, survey_round, count)
    if is_sent:
        start = time.process_time()
        send_round(access, survey_round)
        print(f"sent to {count} units in {time.process_time() - start:.1f} CPU s")
    people = Addressee.objects.unscoped(reason=WHY).select_related("user").order_by("response")
    return list(logged_in(responses, [row.user for row in people])), questions


def instrument(authority: Authority) -> tuple[TemplateVersion, list[int]]:
    template = ReviewTemplate.objects.create(
        authority=authority, name="Avtalsenkät", kind=TemplateKind.SURVEY
    )
    version = TemplateVersion.objects.create(
        template=template, number=1, state=TemplateState.PUBLISHED, published_on=clock.today()
    )
    rule = {"when": {"operator": "is", "value": "no"}, "kind": "deficiency", "severity": "minor"}
    keys: list[int] = []
    for number in range(1, SECTIONS + 1):
        section = Section.objects.create(version=version, number=number, name=f"Område {number}")
        for place in range(1, QUESTIONS // SECTIONS + 1):
            row = Question.objects.create(
                section=section, number=place, code=f"F{len(keys) + 1}",
                text=f"Finns rutin {len(keys) + 1} och följs den?",
                answer_type=AnswerType.YES_PARTLY_NO, respondent=Respondent.PROVIDER,
                finding_rules=[rule] if place == 1 else [],
            )  # fmt: skip
            keys.append(row.pk)
    return version, keys


def recipients(authority: Authority, survey_round: SurveyRound, count: int) -> list[SurveyResponse]:
    """Make providers with a unit, a contract, a person and a response each."""
    agreement = Agreement.objects.create(
        authority=authority, title="Ramavtal", starts_on=date(2024, 1, 1)
    )
    area = ServiceArea.objects.order_by("pk")[0]
    providers = Provider.objects.bulk_create(
        (Provider(name=f"Exempelutförare {n} AB", org_number=number(n)) for n in range(count)),
        batch_size=500,
    )
    units = Unit.objects.bulk_create(
        (Unit(provider=one, service_area=area, name=f"Enhet {one.pk}") for one in providers),
        batch_size=500,
    )
    contracts = Contract.objects.bulk_create(
        (Contract(agreement=agreement, provider=one, starts_on=date(2024, 1, 1))
         for one in providers),
        batch_size=500,
    )  # fmt: skip
    named = Contract.units.through
    named.objects.bulk_create(
        (named(contract=contract, unit=unit)
         for contract, unit in zip(contracts, units, strict=True)),
        batch_size=500,
    )  # fmt: skip
    users = User.objects.bulk_create(
        (User(username=f"svar{n}@exempel.invalid", email=f"svar{n}@exempel.invalid",
              first_name="Anna", last_name=str(n)) for n in range(count)),
        batch_size=500,
    )  # fmt: skip
    responses = SurveyResponse.objects.bulk_create(
        (SurveyResponse(round=survey_round, contract=contract, unit=unit, service_area=area,
                        operating_form=OperatingForm.PRIVATE, due_on=survey_round.due_on)
         for contract, unit in zip(contracts, units, strict=True)),
        batch_size=500,
    )  # fmt: skip
    Addressee.objects.bulk_create(
        (Addressee(response=response, user=user, given_at=clock.now())
         for response, user in zip(responses, users, strict=True)),
        batch_size=500,
    )  # fmt: skip
    return responses


def number(n: int) -> str:
    """Return the n-th number of a made-up company, with a valid check digit."""
    nine = f"5520{n:05d}"
    return next(digits for digit in range(10) if orgnr.is_valid(digits := f"{nine}{digit}"))


def logged_in(responses: Sequence[SurveyResponse], users: Sequence[User]) -> Iterator[One]:
    """Give each person a session, as after a log-in; return who answers what."""
    store, minute = SessionStore(), int(clock.now().timestamp()) // 60
    sessions, made = [], []
    for response, user in zip(responses, users, strict=True):
        said = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            RENEWED_KEY: minute,
        }
        name = uuid.uuid5(uuid.NAMESPACE_OID, f"session {user.pk}").hex
        data = store.encode(said)
        ends = clock.now() + timedelta(days=1)
        sessions.append(Session(session_key=name, session_data=data, expire_date=ends))
        made.append(One(response.pk, name))
    Session.objects.bulk_create(sessions, batch_size=500)
    return iter(made)


if __name__ == "__main__":
    sys.exit(main())
