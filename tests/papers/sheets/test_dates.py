from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.papers.sheets.cells import Cell, Unfit
from insyn.papers.sheets.dates import parse_date, parse_period

LAST_OF_FEBRUARY = date(2025, 2, 28)


@pytest.mark.parametrize(
    "cell",
    [
        LAST_OF_FEBRUARY,
        datetime.fromisoformat("2025-02-28T13:30"),
        "2025-02-28",
        " 2025-02-28 ",
        "2025-2-28",
        "2025/02/28",
        "2025-02-28 00:00:00",
        "2025-02-28T13:30",
        "20250228",
        20250228,
        "250228",
        250228,
        250228.0,
        "28/2 2025",
        "28/2-2025",
        "28/2/2025",
        "28.2.2025",
        "28/02 2025",
        "28\u00a0februari 2025",
        "den 28 feb. 2025",
        "28:e februari 2025",
    ],
    ids=repr,
)
def test_a_date_is_read_as_people_write_it(cell: Cell) -> None:
    assert parse_date(cell) == LAST_OF_FEBRUARY


def test_two_digit_years_turn_at_seventy() -> None:
    assert parse_date("691231") == date(2069, 12, 31)
    assert parse_date("700101") == date(1970, 1, 1)
    assert parse_date("000229") == date(2000, 2, 29)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("2026-02-31", "Datumet 2026-02-31 finns inte: februari 2026 har 28 dagar."),
        ("31/4 2025", "Datumet 2025-04-31 finns inte: april 2025 har 30 dagar."),
        ("2025-13-01", "Månaden 13 finns inte."),
        (170024, "Månaden 0 finns inte."),
        ("1899-12-31", "Året 1899 är orimligt."),
        ("2101-01-01", "Året 2101 är orimligt."),
        (date(1899, 12, 31), "Året 1899 är orimligt."),
        (70609, "Talet 70609 kan läsas som flera olika datum."),
        ("2022-04-18 - 2026-04-17", "Cellen innehåller en period."),
        ("2022–2024", "Cellen innehåller en period."),
        ("2022-2024", "Cellen innehåller en period."),
        ("1 maj till 3 juni 2025", "Cellen innehåller en period."),
        ("våren", "Värdet är inte ett datum."),
        ("28 foo 2025", "Värdet är inte ett datum."),
        (1.5, "Värdet är inte ett datum."),
        (True, "”SANT” är inte ett datum."),
        (None, "Värdet är inte ett datum."),
    ],
)
def test_what_is_no_date_gets_its_sentence(cell: Cell, sentence: str) -> None:
    with pytest.raises(Unfit) as unfit:
        parse_date(cell)

    assert str(unfit.value).startswith(sentence)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_survives_its_iso_text(day: date) -> None:
    assert parse_date(day.isoformat()) == day == parse_date(f"{day.day}/{day.month} {day.year}")


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_every_day_of_the_window_survives_six_digits(day: date) -> None:
    assert parse_date(f"{day:%y%m%d}") == day


@pytest.mark.parametrize(
    "text",
    [
        "2022-04-18 - 2026-04-17",
        "2022-04-18-2026-04-17",
        "2022-04-18 – 2026-04-17",
        "2022-04-18—2026-04-17",
        "220418--260417",
        "220418-260417",
        "20220418 – 20260417",
        "2022-04-18 t.o.m. 2026-04-17",
        "2022-04-18 tom 2026-04-17",
        "fr.o.m. 2022-04-18 t.o.m. 2026-04-17",
        "från 2022-04-18 till 2026-04-17",
        "Från och med 18 april 2022 till och med 17 april 2026",
        "18/4 2022 till 17/4 2026",
    ],
)
def test_a_period_is_read_as_people_write_it(text: str) -> None:
    assert parse_period(text) == (date(2022, 4, 18), date(2026, 4, 17))


@pytest.mark.parametrize(
    "text", ["2022-04-18 tills vidare", "från 2022-04-18 och tills vidare", "2022-04-18 –"]
)
def test_a_period_without_an_end_goes_on(text: str) -> None:
    assert parse_period(text) == (date(2022, 4, 18), None)


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("2022-04-18", "Cellen innehåller bara ett datum."),
        (date(2022, 4, 18), "Cellen innehåller bara ett datum."),
        ("2022–2024", "Värdet är inte ett datum."),
        ("våren", "Cellen innehåller ingen period."),
        ("2026-04-18 - 2022-04-17", "Perioden slutar (2022-04-17) innan den börjar"),
        ("2022-02-31 - 2026-04-17", "Datumet 2022-02-31 finns inte"),
        ("2022-04-18 till våren", "Värdet är inte ett datum."),
        (12, "Cellen innehåller ingen period."),
    ],
)
def test_what_is_no_period_gets_its_sentence(cell: Cell, sentence: str) -> None:
    with pytest.raises(Unfit) as unfit:
        parse_period(cell)

    assert str(unfit.value).startswith(sentence)


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(DAYS, DAYS)
def test_every_period_survives_its_text(first: date, last: date) -> None:
    start, end = sorted((first, last))

    assert parse_period(f"{start} – {end}") == (start, end)
