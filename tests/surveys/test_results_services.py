import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from insyn.kernel.access import Role
from insyn.surveys.models import AnswerTally, Submission
from insyn.surveys.queries.long_form import long_rows
from insyn.surveys.queries.questions import forget_questions, questions_of
from insyn.surveys.queries.result_rows import units_compared, with_answer
from insyn.surveys.queries.results import QuestionResult, may_see_results, results_of
from insyn.surveys.queries.tallies import plain_count, tallies_of
from insyn.surveys.rules.questions import asked_in_round
from insyn.surveys.services.results import fold_all, fold_round
from tests.surveys.results import Counted, counted_round

pytestmark = pytest.mark.django_db


def routine(counted: Counted, *, sees_all: bool) -> QuestionResult:
    """Return how the question about the routine was answered."""
    found = results_of(counted.access(), counted.round, sees_all=sees_all)
    one = found.question(counted.routine.pk)
    assert one is not None
    return one


@pytest.fixture
def counted(ekby) -> Counted:
    forget_questions()
    return counted_round(ekby)


def test_reading_before_any_fold_is_exact(counted) -> None:
    counted.responses(["yes", "no", "yes"])

    assert tallies_of(counted.access(), counted.round) == plain_count(
        counted.access(), counted.round
    )


def test_folding_stores_what_a_plain_count_gives(counted) -> None:
    counted.responses(["yes", "no", "yes"])
    fold_round(counted.access(), counted.round)

    assert not Submission.objects.visible_to(counted.access()).uncounted().exists()
    assert tallies_of(counted.access(), counted.round) == plain_count(
        counted.access(), counted.round
    )


def test_a_new_submission_takes_the_place_of_the_one_before(counted) -> None:
    (row,) = counted.responses(["no"])
    fold_all()
    counted.submit(row, {counted.routine: "yes", counted.number: 9})
    between = tallies_of(counted.access(), counted.round)
    fold_all()
    after = tallies_of(counted.access(), counted.round)

    assert between == after == plain_count(counted.access(), counted.round)
    assert {cell.answer for cell in after} == {"yes", "number", "#answered", "#met"}


def test_two_submissions_between_two_folds_count_as_the_newest(counted) -> None:
    (row,) = counted.responses(["no"])
    counted.submit(row, {counted.routine: "yes"})

    assert fold_all() == 2
    assert tallies_of(counted.access(), counted.round) == plain_count(
        counted.access(), counted.round
    )


def test_folding_twice_changes_nothing(counted) -> None:
    counted.responses(["yes"])
    fold_all()
    before = list(AnswerTally.objects.visible_to(counted.access()).values())

    assert fold_all() == 0
    assert list(AnswerTally.objects.visible_to(counted.access()).values()) == before


def test_a_fold_in_small_batches_gives_the_same(counted, monkeypatch) -> None:
    monkeypatch.setattr("insyn.surveys.services.results.AT_A_TIME", 1)
    (row, *_rest) = counted.responses(["yes", "no", "yes"])
    counted.submit(row, {counted.routine: "no"})
    fold_all()

    assert tallies_of(counted.access(), counted.round) == plain_count(
        counted.access(), counted.round
    )


def test_in_house_and_others_stand_side_by_side(counted) -> None:
    counted.responses(["yes", "no"])
    counted.responses(["yes"], form="in_house")
    board = routine(counted, sees_all=True).board

    assert (board.own.per_cent, board.others.per_cent) == (100, 50)


def test_a_reader_gets_no_group_under_five(counted) -> None:
    counted.responses(["yes"] * 6)
    counted.responses(["no"] * 7, area=counted.other_area)
    counted.responses(["no"] * 3, form="in_house")
    board = routine(counted, sees_all=False).board

    assert board.own.is_hidden
    assert board.others.is_hidden
    assert board.total.number == 16


def test_the_same_question_is_compared_with_the_round_before(counted, ekby) -> None:
    counted.responses(["yes"] * 6)
    earlier = counted_round(
        ekby, title="Enkät 2025", concerns_from="2024-01-01", concerns_to="2024-12-31",
        template_version=counted.round.template_version.template.versions.create(number=2),
    )  # fmt: skip
    earlier.responses(["no"] * 5 + ["yes"] * 5)
    earlier.close()
    one = routine(counted, sees_all=True)

    assert one.change(one.board.total).points == 50


def test_the_rows_behind_a_figure_are_as_many_as_it_says(counted) -> None:
    counted.responses(["yes", "no", "yes"])
    fold_all()
    asked = asked_in_round(questions_of(counted.round))[0]

    assert len(with_answer(counted.access(), counted.round, asked, "yes")) == 2
    assert len(with_answer(counted.access(), counted.round, asked, "#unmet")) == 1


def test_a_unit_is_compared_with_all(counted) -> None:
    mine, *_rest = counted.responses(["no", "yes", "yes", "yes"])
    found = results_of(counted.access(), counted.round, sees_all=True)
    (one,) = units_compared(counted.access(), counted.round, [mine], found.board.total)

    assert (one.per_cent, one.all, one.against_all.points) == (0, 75, -75)


def test_long_form_has_one_row_per_unit_and_question(counted) -> None:
    counted.responses(["yes", "no"])
    rows = list(long_rows(counted.access(), counted.round))

    assert [(row.asked.code, row.code, row.number) for row in rows[:2]] == [
        ("F1", "yes", None), ("F2", "4", 4),
    ]  # fmt: skip
    assert len(rows) == 4


def test_others_see_results_when_the_round_is_closed(counted) -> None:
    reader = counted.access(Role.READER)
    while_open = may_see_results(reader, counted.round)
    counted.close()

    assert not while_open
    assert may_see_results(reader, counted.round)
    assert may_see_results(counted.access(), counted.round)


def test_results_take_as_many_questions_whatever_the_size(counted) -> None:
    counted.responses(["yes", "no"])
    fold_all()
    results_of(counted.access(), counted.round, sees_all=True)
    with CaptureQueriesContext(connection) as few:
        results_of(counted.access(), counted.round, sees_all=True)
    counted.responses(["yes"] * 10, area=counted.other_area)
    fold_all()
    with CaptureQueriesContext(connection) as many:
        results_of(counted.access(), counted.round, sees_all=True)

    assert len(many) <= len(few) <= 10
