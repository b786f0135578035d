"""Shows what the results of a survey cost with 1 000 000 answers, and that they are right.

Prints the processor seconds, of this process and of PostgreSQL, for counting the submissions in
(per submission too), for the query behind the results and for the whole page, the number of
queries, and whether the tallies equal a count of every submission: before the fold, in the
middle of it and after, also when some have been handed in anew. Mark: the page within 300 ms of
processor time on PostgreSQL, when everything is counted in.

Run: ``DATABASE_URL=… python bench/survey_results.py [--responses 25000]``. The database is
filled unless an earlier run did it. Without ``DATABASE_URL`` a new SQLite file is used.
"""

# ruff: noqa: E402  the database must be named before anything reads the settings
import argparse
import atexit
import os
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from statistics import median
from typing import Any

FOLDER = tempfile.mkdtemp(prefix="insyn_bench_")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["INSYN_VAR_DIR"] = FOLDER
os.environ["DJANGO_SETTINGS_MODULE"] = "insyn.config.settings"
os.environ["PGOPTIONS"] = "-c max_parallel_workers_per_gather=0"  # all work is on one account

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import Authority, Membership, Municipality, User
from insyn.criteria.models import Question, ReviewTemplate, Section, TemplateVersion
from insyn.criteria.rules import AnswerType, Respondent, TemplateState
from insyn.kernel.access import Access, Mandate, Role
from insyn.registry.models import Agreement, Contract, Provider, ServiceArea, Unit
from insyn.registry.rules import OperatingForm
from insyn.surveys.models import AnswerTally, Submission, SurveyResponse, SurveyRound
from insyn.surveys.queries.results import results_of
from insyn.surveys.queries.tallies import plain_count, tallies_of
from insyn.surveys.rules import ResponseState, RoundState
from insyn.surveys.services.results import fold_round

QUESTIONS, SECTIONS, BATCH, TIMES = 40, 8, 1_000, 7
AGAIN = 500
"""Responses that are handed in a second time after the first fold."""
FORMS = (OperatingForm.PRIVATE, OperatingForm.NON_PROFIT, OperatingForm.IN_HOUSE)
MOMENT = datetime(2026, 3, 20, 9, tzinfo=UTC)
TITLE, TITLE_BEFORE = "Avtalsenkät", "Avtalsenkät året före"
WHY = "the bench owns the database"


def main() -> int:
    """Fill the database if it is empty, count, and show the page."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--responses", type=int, default=25_000)
    told = asked.parse_args()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not SurveyRound.objects.unscoped(reason=WHY).exists():
        build(told.responses)
    survey_round = SurveyRound.objects.unscoped(reason=WHY).get(title=TITLE)
    access = asker(survey_round.authority)
    Submission.objects.unscoped(reason=WHY).update(counted_at=None)
    survey_round.tallies.unscoped(reason=WHY).delete()
    counted = Submission.objects.visible_to(access).count()
    print(f"{connection.vendor}: {counted} submissions, {counted * QUESTIONS} answers")
    is_right = compare(access, survey_round, "before the fold")
    cost, _wall = cpu(lambda: fold_round(access, survey_round))
    print(f"fold: {cost:.1f} s, {1000 * cost / counted:.2f} ms per submission")
    hand_in_again(access, survey_round)
    is_right &= compare(access, survey_round, f"with {AGAIN} handed in anew")
    fold_round(access, survey_round)
    is_right &= compare(access, survey_round, "after the fold")
    with_a_year_before(access, survey_round)
    tidy()
    read(access, survey_round)
    page_cost = page(survey_round)
    print("within the mark" if page_cost <= 0.3 and is_right else "NOT WITHIN THE MARK")
    return 0 if page_cost <= 0.3 and is_right else 1


def compare(access: Access, survey_round: SurveyRound, when: str) -> bool:
    is_same = tallies_of(access, survey_round) == plain_count(access, survey_round)
    print(f"{when}: the tallies {'equal' if is_same else 'DIFFER FROM'} a plain count")
    return is_same


def with_a_year_before(access: Access, survey_round: SurveyRound) -> None:
    """Let there be a closed round as large the year before, so that the page compares."""
    before, _made = SurveyRound.objects.unscoped(reason=WHY).get_or_create(
        authority=survey_round.authority,
        title=TITLE_BEFORE,
        defaults={
            "template_version": survey_round.template_version,
            "concerns_from": date(2024, 1, 1),
            "concerns_to": date(2024, 12, 31),
            "opens_on": date(2025, 2, 1),
            "due_on": date(2025, 3, 31),
            "contact": "Anna",
            "state": RoundState.CLOSED,
            "sent_at": MOMENT,
        },
    )
    rows = AnswerTally.objects.visible_to(access)
    rows.filter(round=before).delete()
    copies = list(rows.filter(round=survey_round))
    for row in copies:
        row.pk, row.round = None, before
    stored(AnswerTally, iter(copies))
    print(f"{len(copies)} tallies in each of two rounds")


def read(access: Access, survey_round: SurveyRound) -> None:
    costs = [cpu(lambda: results_of(access, survey_round, sees_all=True))[0] for _n in range(TIMES)]
    print(f"results read: {1000 * median(costs):.0f} ms, median of {TIMES}")


def page(survey_round: SurveyRound) -> float:
    """Return the processor seconds of the results page, the median of several."""
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    client = Client()
    client.force_login(User.objects.get(username="anna"))
    address = reverse("surveys:results", args=[survey_round.pk])
    asked: list[str] = []

    def count(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        answer = client.get(address)
    costs = [cpu(lambda: client.get(address))[0] for _n in range(TIMES)]
    print(
        f"page: {1000 * median(costs):.0f} ms, median of {TIMES}, highest "
        f"{1000 * max(costs):.0f} ms; {len(asked)} queries, status {answer.status_code}, "
        f"{len(answer.content) // 1024} kB"
    )
    return median(costs)


def cpu(act: Any) -> tuple[float, float]:
    """Return the processor seconds, ours and PostgreSQL's, and those of the clock."""
    before, server, start = time.process_time(), server_seconds(), time.perf_counter()
    act()
    own, theirs = time.process_time() - before, server_seconds() - server
    return own + theirs, time.perf_counter() - start


def server_seconds() -> float:
    """Return the processor seconds of our own PostgreSQL process; none of SQLite."""
    if connection.vendor != "postgresql":
        return 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    said = subprocess.run(
        ["/bin/cat", f"/proc/{pid}/stat"], capture_output=True, text=True, check=False
    ).stdout
    ticks = said.rpartition(")")[2].split()
    return (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK") if ticks else 0.0


def asker(board: Authority) -> Access:
    return Access.system("bench", mandates=(Mandate(board.pk, Role.PLAN_OWNER),))


def build(responses: int) -> None:
    """Store a board, a template with forty questions, and a response per unit, handed in."""
    town = Municipality.objects.create(name="Bench")
    board = Authority.objects.create(municipality=town, name="Bench")
    anna = User.objects.create_user(username="anna")
    Membership.objects.create(user=anna, authority=board, role=Role.PLAN_OWNER)
    survey_round = a_round(board)
    asked = questions(survey_round)
    areas = list(ServiceArea.objects.order_by("pk"))[:10]
    provider = Provider.objects.create(name="Utförare", org_number="5590000001")
    agreement = Agreement.objects.create(authority=board, title="Avtal", starts_on=date(2022, 1, 1))
    contract = Contract.objects.create(
        agreement=agreement, provider=provider, starts_on=date(2022, 1, 1)
    )
    units = stored(
        Unit,
        (
            Unit(provider=provider, name=f"Enhet {n}", service_area=areas[n % len(areas)])
            for n in range(responses)
        ),
    )
    rows = stored(
        SurveyResponse,
        (
            SurveyResponse(
                round=survey_round, contract=contract, unit=unit, due_on=survey_round.due_on,
                service_area_id=unit.service_area_id, state=ResponseState.SUBMITTED,
                operating_form=FORMS[n % len(FORMS)], submitted_at=MOMENT,
            )
            for n, unit in enumerate(units)
        ),
    )  # fmt: skip
    stored(Submission, (submission(row, asked, anna, n, 1) for n, row in enumerate(rows)))
    tidy()


def tidy() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def a_round(board: Authority) -> SurveyRound:
    template = ReviewTemplate.objects.create(authority=board, name="Enkät")
    version = TemplateVersion.objects.create(
        template=template, number=1, state=TemplateState.PUBLISHED
    )
    return SurveyRound.objects.create(
        authority=board, title=TITLE, template_version=version,
        concerns_from=date(2025, 1, 1), concerns_to=date(2025, 12, 31),
        opens_on=date(2026, 2, 1), due_on=date(2026, 3, 31), contact="Anna",
        ground_sol="SoL 15 kap. 9 §", ground_lss="Avtalet", state=RoundState.OPEN, sent_at=MOMENT,
    )  # fmt: skip


def questions(survey_round: SurveyRound) -> list[Question]:
    """Return forty questions of the types that a contract survey has, in eight areas."""
    sections = [
        Section.objects.create(
            version=survey_round.template_version, number=n + 1, name=f"Område {n + 1}"
        )
        for n in range(SECTIONS)
    ]
    kinds = (
        AnswerType.YES_NO, AnswerType.YES_PARTLY_NO, AnswerType.FREQUENCY, AnswerType.NUMBER,
        AnswerType.SAMPLE,
    )  # fmt: skip
    return [
        Question.objects.create(
            section=sections[n % SECTIONS], number=n + 1, code=f"F{n + 1}",
            text=f"Fråga {n + 1}?", answer_type=kinds[n % len(kinds)],
            respondent=Respondent.PROVIDER,
        )
        for n in range(QUESTIONS)
    ]  # fmt: skip


GIVEN: dict[str, tuple[Any, ...]] = {
    AnswerType.YES_NO: ("yes", "yes", "yes", "no", "not_applicable"),
    AnswerType.YES_PARTLY_NO: ("yes", "yes", "partly", "no"),
    AnswerType.FREQUENCY: ("daily", "weekly", "monthly", "quarterly", "yearly", "never"),
    AnswerType.NUMBER: (0, 1, 2.5, 7, 12, 40),
    AnswerType.SAMPLE: ({"right": 9, "of": 10}, {"right": 10, "of": 10}, {"right": 0, "of": 4}),
}


def submission(
    row: SurveyResponse, asked: list[Question], user: User, n: int, number: int
) -> Submission:
    answers = {}
    for place, question in enumerate(asked):
        choices = GIVEN[question.answer_type]
        value = choices[(n * 7 + place * 3 + n // 11 + number) % len(choices)]
        answers[str(question.pk)] = {"value": value, "comment": ""}
    return Submission(
        response=row, number=number, key=uuid.uuid5(uuid.NAMESPACE_OID, f"{row.pk} {number}"),
        answers=answers, digest="0" * 64, submitted_at=MOMENT, submitted_by=user,
    )  # fmt: skip


def hand_in_again(access: Access, survey_round: SurveyRound) -> None:
    """Let some responses be handed in anew with other answers, as after a return."""
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round)
    told = [(row, row.submissions.visible_to(access).count()) for row in rows[:AGAIN]]
    asked = list(
        Question.objects.visible_to(access).filter(
            section__version=survey_round.template_version_id
        )
    )
    anna = User.objects.get(username="anna")
    stored(
        Submission,
        (submission(row, asked, anna, n, done + 1) for n, (row, done) in enumerate(told)),
    )


def stored(model: type[models.Model], rows: Iterator[Any]) -> list[Any]:
    kept: list[Any] = []
    while batch := list(islice(rows, BATCH)):
        kept += model._default_manager.bulk_create(batch)
    return kept


if __name__ == "__main__":
    raise SystemExit(main())
