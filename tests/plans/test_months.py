import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.papers.wording import Language, wording
from insyn.plans.rules.months import Words, clipped, said, said_in_year
from tests.plans.lines import day

DAYS = st.dates(min_value=day("2020-01-01"), max_value=day("2030-12-31"))


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2026-03-01", "2026-05-31", "mars–maj"),
        ("2026-09-01", "2026-09-30", "september"),
        ("2024-02-01", "2024-02-29", "februari"),
        ("2026-02-01", "2026-02-28", "februari"),
        ("2026-01-01", "2026-12-31", "hela året"),
        ("2026-03-02", "2026-03-13", "2–13 mars"),
        ("2026-03-15", "2026-03-15", "15 mars"),
        ("2026-03-15", "2026-04-02", "15 mars–2 april"),
    ],
)
def test_a_time_is_said_by_whole_months_else_by_days(first, last, text):
    assert said_in_year(day(first), day(last), day(first).year) == text


def test_what_lies_in_other_years_is_left_out():
    time = day("2025-11-01"), day("2026-02-28")

    assert said_in_year(*time, 2025) == "november–december"
    assert said_in_year(*time, 2026) == "januari–februari"
    assert said_in_year(*time, 2027) == ""


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2026-03-01", "2026-05-31", "mars–maj 2026"),
        ("2025-11-01", "2026-02-28", "november 2025–februari 2026"),
        ("2025-11-15", "2026-02-03", "15 november 2025–3 februari 2026"),
        ("2022-01-01", "2024-12-31", "2022–2024"),
        ("2026-01-01", "2026-12-31", "2026"),
    ],
)
def test_a_time_is_said_with_its_years(first, last, text):
    assert said(day(first), day(last)) == text


def test_months_are_said_in_the_language_of_the_words():
    english = Words(months=wording(Language.ENGLISH).months)

    assert said_in_year(day("2026-03-01"), day("2026-05-31"), 2026, english) == "March–May"


@given(DAYS, DAYS)
def test_every_day_of_a_time_stands_in_exactly_one_year(one, other):
    first, last = min(one, other), max(one, other)
    parts = [clipped(first, last, year) for year in range(2020, 2031)]

    assert (
        sum((end - start).days + 1 for start, end in filter(None, parts)) == (last - first).days + 1
    )


@given(DAYS, DAYS)
def test_every_time_is_said_with_some_words(one, other):
    assert said(min(one, other), max(one, other)).strip()
