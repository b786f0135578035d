from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.plans.rules.period_words import MOST, SENTENCES, NotAPeriod, read_periods
from insyn.plans.rules.spans import Span, all_words_of, label_of, name_of_plan_time, words_of

ONE_YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
THREE_YEARS = Span(date(2022, 1, 1), date(2024, 12, 31))


def read(text: str, plan: Span = ONE_YEAR) -> list[tuple[str, str, str]]:
    return [(str(s.starts_on), str(s.ends_on), s.label) for s in read_periods(text, plan)]


def refusal(text: str, plan: Span = ONE_YEAR) -> str:
    with pytest.raises(NotAPeriod) as refused:
        read_periods(text, plan)
    return refused.value.code


@pytest.mark.parametrize(
    ("text", "first", "last", "label"),
    [
        ("mars–maj 2026", "2026-03-01", "2026-05-31", "Mars–maj"),
        ("Mars - maj 2026", "2026-03-01", "2026-05-31", "Mars–maj"),
        ("mars till maj", "2026-03-01", "2026-05-31", "Mars–maj"),
        ("mars t.o.m. maj 2026", "2026-03-01", "2026-05-31", "Mars–maj"),
        ("jan.–feb.", "2026-01-01", "2026-02-28", "Januari–februari"),
        ("september", "2026-09-01", "2026-09-30", "September"),
        ("sept 2026", "2026-09-01", "2026-09-30", "September"),
        ("november 2026–januari 2027", "2026-11-01", "2027-01-31", "November 2026–januari 2027"),
        ("2026-03-02", "2026-03-02", "2026-03-02", ""),
        ("2026-03-01–2026-05-31", "2026-03-01", "2026-05-31", "Mars–maj"),
        ("2026-03-01 till 2026-05-30", "2026-03-01", "2026-05-30", ""),
        ("15 mars–30 april 2026", "2026-03-15", "2026-04-30", ""),
        ("3–5 maj", "2026-05-03", "2026-05-05", ""),
        ("den 3 maj 2026", "2026-05-03", "2026-05-03", ""),
        ("20 december 2026 till 7 januari 2027", "2026-12-20", "2027-01-07", ""),
        ("kvartal 2", "2026-04-01", "2026-06-30", "April–juni"),
        ("andra kvartalet 2026", "2026-04-01", "2026-06-30", "April–juni"),
        ("Q3 2026", "2026-07-01", "2026-09-30", "Juli–september"),
        ("tertial 1", "2026-01-01", "2026-04-30", "Januari–april"),
        ("första halvåret 2026", "2026-01-01", "2026-06-30", "Januari–juni"),
        ("vecka 12 2026", "2026-03-16", "2026-03-22", "Vecka 12"),
        ("v. 12–14", "2026-03-16", "2026-04-05", "Vecka 12–14"),
        ("vecka 1 2026", "2026-01-01", "2026-01-04", "Vecka 1"),
        ("hela 2026", "2026-01-01", "2026-12-31", "Under året"),
        ("under året", "2026-01-01", "2026-12-31", "Under året"),
        ("fortlöpande", "2026-01-01", "2026-12-31", "Fortlöpande"),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, first: str, last: str, label: str) -> None:
    assert read(text) == [(first, last, label)]


def test_nothing_typed_is_no_period() -> None:
    assert read(" \n, ") == []


def test_every_year_gives_a_period_in_each_year_of_the_plan() -> None:
    assert read("februari–maj varje år", THREE_YEARS) == [
        ("2022-02-01", "2022-05-31", "Februari–maj"),
        ("2023-02-01", "2023-05-31", "Februari–maj"),
        ("2024-02-01", "2024-05-31", "Februari–maj"),
    ]


def test_several_periods_share_the_year_that_stands_last() -> None:
    assert [first for first, _last, _label in read("mars, september 2023", THREE_YEARS)] == [
        "2023-03-01",
        "2023-09-01",
    ]


def test_several_periods_with_own_years_keep_them() -> None:
    assert [first for first, _last, _label in read("mars 2022 och maj 2024", THREE_YEARS)] == [
        "2022-03-01",
        "2024-05-01",
    ]


def test_the_same_period_twice_is_one() -> None:
    assert len(read("mars, mars 2026, 2026-03-01 till 2026-03-31")) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("våren 2026", "season"),
        ("ht 2026", "season"),
        ("oktober–mars 2026", "turned"),
        ("2026-05-31 till 2026-03-01", "turned"),
        ("v. 14–12", "turned"),
        ("31 februari", "no_day"),
        ("2026-02-30", "no_day"),
        ("mars 0000", "no_day"),
        ("vecka 54", "no_week"),
        ("kvartal 5", "unknown"),
        ("snart", "unknown"),
        ("mars 26", "unknown"),
    ],
)
def test_what_is_no_period_says_why(text: str, code: str) -> None:
    assert refusal(text) == code


def test_a_month_without_a_year_is_asked_for_one_when_the_plan_has_several() -> None:
    assert refusal("mars", THREE_YEARS) == "no_year"


def test_what_cannot_be_read_is_not_asked_for_a_year() -> None:
    assert refusal("snart", THREE_YEARS) == "unknown"


def test_too_many_periods_are_refused() -> None:
    years = ", ".join(f"vecka {week} {year}" for year in range(2022, 2025) for week in range(1, 51))

    assert len(range(2022, 2025)) * 50 > MOST
    assert refusal(years, THREE_YEARS) == "many"


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    assert outcome_of(text) != ""


def outcome_of(text: str) -> object:
    """Return the periods, or the sentence that refuses them."""
    try:
        return read_periods(text, THREE_YEARS)
    except NotAPeriod as no:
        return SENTENCES[no.code] % no.values


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
SPANS = st.lists(st.tuples(DAYS, DAYS).map(lambda pair: tuple(sorted(pair))), max_size=5)


@given(SPANS)
def test_what_a_period_is_written_as_is_read_as_the_same_period(
    spans: list[tuple[date, date]],
) -> None:
    read_back = read_periods(all_words_of(spans), THREE_YEARS)

    assert [(s.starts_on, s.ends_on) for s in read_back] == sorted(set(spans))


@given(st.integers(1, 12), st.integers(1, 12))
def test_whole_months_are_read_back_with_the_same_name(one: int, other: int) -> None:
    span = Span.of_months(2026, min(one, other), max(one, other))

    assert read_periods(words_of(span.starts_on, span.ends_on), THREE_YEARS) == [span]
    assert label_of(span.starts_on, span.ends_on) == span.label


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2026-01-01", "2026-12-31", "2026"),
        ("2022-01-01", "2024-12-31", "2022–2024"),
        ("2026-07-01", "2027-06-30", "2026-07-01–2027-06-30"),
    ],
)
def test_the_time_of_a_plan_is_said_alike_in_every_language(first, last, said) -> None:
    days = date.fromisoformat(first), date.fromisoformat(last)

    assert name_of_plan_time(*days) == said
