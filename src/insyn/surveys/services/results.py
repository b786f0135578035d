"""Counting submissions into the tallies of their round."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TypeVar

from django.db import transaction

from insyn.kernel.access import Access, Mandate, Role
from insyn.platform import clock
from insyn.surveys.models import AnswerTally, Submission, SurveyRound
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.tallies import change_of, uncounted
from insyn.surveys.rules.questions import asked_in_round
from insyn.surveys.rules.tallying import Amount, Cell, Coder

T = TypeVar("T")

AT_A_TIME = 2_000
"""Submissions that are counted in one transaction."""
WRITTEN_AT_ONCE = 500
"""Rows in one statement."""


def fold_all() -> int:
    """Count in every submission that is not counted, of all boards; return how many were."""
    rows = SurveyRound.objects.unscoped(
        reason="Svaren räknas in för alla nämnders omgångar, och visas för ingen."
    )
    waiting = rows.filter(responses__submissions__counted_at=None)
    found = waiting.filter(responses__submissions__isnull=False).order_by("pk").distinct()
    return sum(fold_round(_counter(row), row) for row in found)


def _counter(survey_round: SurveyRound) -> Access:
    mandate = Mandate(survey_round.authority_id, Role.PLAN_OWNER)
    return Access.system("Insyn", mandates=(mandate,))


def fold_round(access: Access, survey_round: SurveyRound) -> int:
    """Count the round's new submissions into its tallies; return how many there were.

    In batches, each in a transaction that holds the round: two that count at once take turns,
    and one that is stopped has lost nothing. No tally can go below nothing.
    """
    done = 0
    while count := _fold_batch(access, survey_round.pk):
        done += count
    return done


@transaction.atomic
def _fold_batch(access: Access, round_pk: int) -> int:
    rows = SurveyRound.objects.visible_to(access)
    survey_round = rows.select_for_update(of=("self",)).get(pk=round_pk)
    found = uncounted(access, survey_round, AT_A_TIME)
    keys = [key for one in found for key in one.keys]
    if keys:
        coder = Coder(asked_in_round(questions_of(survey_round)))
        _add(access, survey_round, change_of(found, coder))
        told = Submission.objects.visible_to(access).filter(pk__in=keys)
        told.update(counted_at=clock.now())
    return len(keys)


def _add(access: Access, survey_round: SurveyRound, changes: Mapping[Cell, Amount]) -> None:
    rows = AnswerTally.objects.visible_to(access).filter(round=survey_round)
    asked = rows.filter(question__in={cell.question for cell in changes})
    present = {
        Cell(row.question_id, row.service_area_id, row.operating_form, row.answer): row
        for row in asked
    }
    gone: list[int] = []
    changed: list[AnswerTally] = []
    for cell, more in changes.items():
        row = present.get(cell)
        if row is not None:
            gone.append(row.pk)
        amount = more.plus(Amount(row.count, row.total)) if row else more
        if amount.number:
            changed.append(_new(survey_round, cell, amount))
    # Written anew and not updated: a thousand rows with a value each are dear to update.
    for keys in _in_portions(gone):
        rows.filter(pk__in=keys).delete()
    for some in _in_portions(changed):
        AnswerTally.objects.bulk_create(some)


def _in_portions(rows: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(rows)
    while some := list(islice(waiting, WRITTEN_AT_ONCE)):
        yield some


def _new(survey_round: SurveyRound, cell: Cell, amount: Amount) -> AnswerTally:
    return AnswerTally(
        round=survey_round,
        question_id=cell.question,
        service_area_id=cell.area,
        operating_form=cell.form,
        answer=cell.answer,
        count=amount.number,
        total=amount.total,
    )
