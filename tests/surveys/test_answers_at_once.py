import threading
import time
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from insyn.surveys.models import AnswerOperation, SurveyAnswer, SurveyResponse, SurveyRound
from insyn.surveys.rules import OperationOutcome, RoundState
from insyn.surveys.services.answers import apply_operations, submit
from insyn.surveys.services.answers.applying import Locked
from tests.factories import ProviderFactory
from tests.surveys.answering import Answered, answered, key

shipped_areas = import_module("insyn.registry.migrations.0003_shipped_service_areas")
WHY = "Provet räknar raderna som de är."
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'sqlite'",
        reason="SQLite lets one writer in at a time; what is sent twice is tested one by one",
    ),
]


@pytest.fixture(scope="module", autouse=True)
def _shipped_rows_again(django_db_setup, django_db_blocker):
    """Tests that commit empty every table behind them; the next ones want what is shipped."""
    yield
    with django_db_blocker.unblock():
        shipped_areas.ship(apps, None)


@pytest.fixture
def survey(ekby) -> Answered:
    return answered(ekby, ProviderFactory.create())


def at_once(*acts) -> list[Any]:
    """Run the acts at once, each on its own connection; return what each came to."""
    outcomes: list[Any] = []
    barrier = threading.Barrier(len(acts))

    def run(act) -> None:
        barrier.wait()
        try:
            outcomes.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_the_same_operations_at_the_same_time_are_done_once(survey) -> None:
    access, operations = survey.access, [survey.op("F1"), survey.op("F3", 5)]

    def act():
        return apply_operations(access, survey.response.pk, operations).revision

    assert at_once(*[act] * 4) == [2, 2, 2, 2]
    assert AnswerOperation.objects.unscoped(reason=WHY).count() == 2
    assert SurveyAnswer.objects.unscoped(reason=WHY).count() == 2
    assert survey.fresh().revision == 2


def test_who_waits_while_the_survey_is_closed_is_told_so(survey) -> None:
    access, closing = survey.access, threading.Event()

    def close() -> str:
        rows = SurveyResponse.objects.unscoped(reason=WHY)
        with transaction.atomic():
            rows.select_for_update(of=("self",)).get(pk=survey.response.pk)
            SurveyRound.objects.unscoped(reason=WHY).update(state=RoundState.CLOSED)
            closing.set()
            time.sleep(0.5)  # the one who answers waits for the lock meanwhile
        return "closed"

    def write() -> str:
        closing.wait()
        try:
            apply_operations(access, survey.response.pk, [survey.op("F1")])
        except Locked:
            return "told"
        return "written"

    assert sorted(at_once(close, write)) == ["closed", "told"]


def test_two_who_answer_differently_at_once_lose_nothing(survey) -> None:
    access = survey.access

    def act(value):
        done = apply_operations(access, survey.response.pk, [survey.op("F3", value)])
        return done.acks[0].outcome

    outcomes = at_once(lambda: act(1), lambda: act(2))

    assert sorted(outcomes) == [OperationOutcome.APPLIED, OperationOutcome.CONFLICT]
    kept = AnswerOperation.objects.unscoped(reason=WHY)
    assert {one.value for one in kept} == {1, 2}


def test_the_same_page_handed_in_twice_at_once_is_one_submission(survey) -> None:
    access = survey.access
    operations = [
        survey.op("F1"),
        survey.op("F3", 5),
        survey.op("F4", ["a1"]),
        survey.op("F5", {"right": 1, "of": 2}),
    ]
    apply_operations(access, survey.response.pk, operations)

    def act():
        return submit(access, survey.response.pk, key=key("in")).pk

    assert len(set(at_once(*[act] * 3))) == 1
