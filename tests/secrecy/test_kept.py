"""What was answered and handed in is never edited or removed, not even past the services."""

import pytest
from django.db import DatabaseError, connection, transaction

from insyn.accounts.models import Authority
from insyn.platform import clock
from insyn.surveys.models import AnswerOperation, Submission, SurveyResponse
from insyn.surveys.rules import OperationKind, OperationOutcome
from tests.factories import ProviderFactory
from tests.surveys.answering import Answered, answered, key

pytestmark = pytest.mark.django_db
WHY = "The test tries what no service does."
OPERATIONS = AnswerOperation.objects.unscoped(reason=WHY)
SUBMISSIONS = Submission.objects.unscoped(reason=WHY)
STATEMENTS = (
    "UPDATE surveys_answeroperation SET comment = 'x'",
    "UPDATE surveys_answeroperation SET outcome = outcome",
    "DELETE FROM surveys_answeroperation",
    "UPDATE surveys_submission SET answers = '{}'",
    "UPDATE surveys_submission SET submitted_at = '2020-01-01 00:00:00'",
    "UPDATE surveys_submission SET submitted_by_id = submitted_by_id",
    "UPDATE surveys_submission SET digest = 'x', counted_at = NULL",
    "DELETE FROM surveys_submission",
)


@pytest.fixture
def handed_in(ekby: Authority) -> Answered:
    """A response with one operation and one submission."""
    made = answered(ekby, ProviderFactory.create(name="Åkerö Stödboende AB"))
    AnswerOperation.objects.create(
        key=key("op"), response=made.response, question=made.questions["F1"], value="yes",
        kind=OperationKind.SET, outcome=OperationOutcome.APPLIED, made_at=clock.now(),
        stored_at=clock.now(), user=made.user,
    )  # fmt: skip
    Submission.objects.create(
        response=made.response, number=1, key=key("in"), digest="0" * 64, answers={},
        submitted_at=clock.now(), submitted_by=made.user,
    )  # fmt: skip
    return made


@pytest.mark.parametrize("sql", STATEMENTS)
def test_the_database_itself_refuses(handed_in, sql: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_a_response_that_was_answered_cannot_be_taken_away_with_its_answers(handed_in) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        SurveyResponse.objects.unscoped(reason=WHY).all().delete()

    assert (OPERATIONS.count(), SUBMISSIONS.count()) == (1, 1)


def test_a_submission_is_counted_and_counted_anew(handed_in) -> None:
    SUBMISSIONS.update(counted_at=clock.now())
    SUBMISSIONS.update(counted_at=None)

    assert SUBMISSIONS.get().counted_at is None
