from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.criteria.rules import AnswerType, QuestionFacts
from insyn.papers.sheets.cells import Unfit
from insyn.surveys.rules.workbook import Mark, mark_refusal, read_answer, row_key


def facts(kind: AnswerType, **said) -> QuestionFacts:
    return QuestionFacts("Hur ofta?", answer_type=kind, **said)


def as_written(label: str) -> list[str]:
    return [label]


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (AnswerType.YES_NO, "ja", "yes"),
        (AnswerType.YES_NO, False, "no"),
        (AnswerType.YES_PARTLY_NO, " Delvis ", "partly"),
        (AnswerType.FREQUENCY, "varje vecka", "weekly"),
        (AnswerType.PERCENT, "50 %", "50"),
        (AnswerType.NUMBER, 12.5, "12,5"),
        (AnswerType.DATE, date(2026, 3, 1), "2026-03-01"),
        (AnswerType.SAMPLE, "9 rätt av 10", {"right": 9, "of": 10}),
        (AnswerType.TEXT, "Två\nrader", "Två\nrader"),
        (AnswerType.TEXT, "Inte tillämpligt", "not_applicable"),
        (AnswerType.TEXT, None, None),
    ],
)
def test_a_cell_is_read_as_its_question_asks(kind, cell, value) -> None:
    assert read_answer(facts(kind), cell, spoken=as_written) == value


@given(
    st.sampled_from(list(AnswerType)),
    st.one_of(st.text(), st.floats(), st.integers(), st.booleans()),
)
def test_no_cell_is_ever_too_strange_to_read(kind, cell) -> None:
    with suppress(Unfit):
        read_answer(facts(kind), cell, spoken=as_written)


@given(st.text(max_size=40))
def test_no_foreign_mark_is_taken_for_ours(text) -> None:
    assert mark_refusal([(text,)], Mark(1, 2))


@given(st.text(), st.text())
def test_another_answer_gives_another_key(one, other) -> None:
    same = row_key(1, 1, one, "") == row_key(1, 1, other, "")

    assert same or one != other
