import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.registry.rules.options import (
    SENTENCES,
    OptionDates,
    call_problem,
    chain_problem,
    option_problem,
)

START, END = datetime.date(2022, 4, 18), datetime.date(2024, 4, 17)
A_DAY = datetime.timedelta(days=1)
days = st.dates(datetime.date(2020, 1, 1), datetime.date(2030, 12, 31))


def problem(**changes) -> str:
    dates = {
        "extends_to": datetime.date(2025, 4, 17),
        "call_by": datetime.date(2023, 10, 17),
        "agreement_starts_on": START,
        "agreement_ends_on": END,
    }
    return option_problem(**(dates | changes))


def test_an_option_that_extends_the_agreement_can_be():
    assert problem() == ""


def test_the_last_day_to_call_may_be_the_last_day_of_the_agreement():
    assert problem(call_by=END) == ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"extends_to": END}, "before_end"),
        ({"extends_to": START}, "before_end"),
        ({"call_by": END + A_DAY}, "called_after_end"),
        ({"call_by": datetime.date(2026, 1, 1)}, "called_after_end"),
        ({"call_by": START - A_DAY}, "called_before_start"),
        ({"agreement_ends_on": None}, "no_end"),
    ],
)
def test_what_an_option_cannot_be(changes, code):
    assert problem(**changes) == SENTENCES[code]


@given(extends_to=days, call_by=days, starts_on=days, ends_on=days)
def test_an_option_that_can_be_always_extends_the_agreement_and_is_called_within_it(
    extends_to, call_by, starts_on, ends_on
):
    if not option_problem(
        extends_to=extends_to,
        call_by=call_by,
        agreement_starts_on=starts_on,
        agreement_ends_on=ends_on,
    ):
        assert starts_on <= call_by <= ends_on < extends_to


def chain(*options: OptionDates) -> tuple[int, str] | None:
    return chain_problem(options, agreement_starts_on=START, agreement_ends_on=END)


FIRST = OptionDates(1, datetime.date(2025, 4, 17), datetime.date(2023, 10, 17))


def test_the_second_option_is_called_before_the_first_has_run_out():
    second = OptionDates(2, datetime.date(2026, 4, 17), datetime.date(2024, 10, 17))

    assert chain(FIRST, second) is None


def test_the_second_option_must_reach_further_than_the_first():
    second = OptionDates(2, FIRST.extends_to, datetime.date(2024, 10, 17))

    assert chain(FIRST, second) == (2, SENTENCES["before_end"])


@pytest.mark.parametrize(
    ("called_on", "code"),
    [
        (datetime.date(2023, 10, 18), "too_late"),
        (datetime.date(2022, 4, 17), "too_early"),
        (datetime.date(2024, 1, 2), "not_yet"),
    ],
)
def test_days_on_which_an_option_cannot_have_been_called(called_on, code):
    today = datetime.date(2024, 1, 1)

    assert (
        call_problem(
            called_on=called_on, call_by=FIRST.call_by, agreement_starts_on=START, today=today
        )
        == SENTENCES[code]
    )


def test_an_option_may_be_called_on_its_last_day():
    day = FIRST.call_by

    assert call_problem(called_on=day, call_by=day, agreement_starts_on=START, today=day) == ""
