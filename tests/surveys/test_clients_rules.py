import datetime

from hypothesis import given
from hypothesis import strategies as st

from insyn.criteria.rules import AnswerType, Level, LevelFacts, QuestionFacts
from insyn.surveys.rules.clients import (
    answers_to_keep,
    month_after,
    open_months,
    periods,
    reply_refusal,
    template_refusal,
)

YES_NO = QuestionFacts(text="Finns en rutin?", code="F1", answer_type=AnswerType.YES_NO)
SCALE = QuestionFacts(
    text="Hur väl?", code="F5", answer_type=AnswerType.SCALE,
    levels=(LevelFacts("Bra", "+", Level.MET), LevelFacts("Sådär", "~", Level.PARTLY)),
)  # fmt: skip
TEXT = QuestionFacts(text="Beskriv", code="F6", answer_type=AnswerType.TEXT)
TODAY = datetime.date(2026, 3, 10)


def month(year: int, number: int) -> datetime.date:
    return datetime.date(year, number, 1)


def test_free_text_is_never_put_to_clients() -> None:
    assert "inte med ett val" in template_refusal([YES_NO, TEXT])
    assert template_refusal([YES_NO, SCALE]) == ""


def test_a_month_is_open_until_the_tenth_of_the_next() -> None:
    start = month(2026, 1)

    assert open_months(TODAY, starts_on=start, ends_on=None) == [month(2026, 3), month(2026, 2)]
    after = TODAY + datetime.timedelta(days=1)
    assert open_months(after, starts_on=start, ends_on=None) == [month(2026, 3)]


def test_a_half_year_is_shown_when_nothing_more_can_come() -> None:
    counts = {month(2026, 6): 7}

    assert periods(counts, today=datetime.date(2026, 7, 10)) == []
    (period,) = periods(counts, today=datetime.date(2026, 7, 11))
    assert (period.starts, period.ends) == (month(2026, 1), month(2026, 6))


def test_a_half_year_with_few_replies_is_shown_with_the_next() -> None:
    counts = {month(2025, 2): 3, month(2025, 9): 4}
    (period,) = periods(counts, today=TODAY)

    assert (period.starts, period.ends, period.number) == (month(2025, 1), month(2025, 12), 7)


@given(st.integers(-50, 50))
def test_months_are_counted_over_the_years(number) -> None:
    assert month_after(month_after(month(2026, 5), number), -number) == month(2026, 5)


def test_a_reply_takes_nothing_but_the_given_choices() -> None:
    assert "Välj" in reply_refusal([YES_NO], {"F1": "19121212-1212"})
    assert reply_refusal([YES_NO], {}) == "Fyll i minst ett svar."
    assert reply_refusal([YES_NO], {"F1": "yes"}) == ""


def test_an_answer_to_what_is_not_asked_is_left_out() -> None:
    then = QuestionFacts(
        text="Varför?", code="F2", answer_type=AnswerType.YES_NO,
        condition={"question": "F1", "operator": "is", "value": "no"},
    )  # fmt: skip

    assert answers_to_keep([YES_NO, then], {"F1": "yes", "F2": "no"}) == {"F1": "yes"}
