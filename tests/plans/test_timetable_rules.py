import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.plans.letters import tables
from insyn.plans.rules import ActivityState
from insyn.plans.rules.lines import when, when_in
from insyn.plans.rules.timetable import (
    MOST_ROWS,
    SHORTEST_BAR,
    WEEKS,
    Look,
    bars_of,
    groups_of,
    pages_of,
    year_shown,
)
from insyn.plans.rules.wheel import MOST_RINGS, OTHER_FORMS, by_month, rings_of
from tests.plans.lines import day, line, period, plan, spring

TODAY = day("2026-04-10")
DAYS = st.dates(min_value=day("2024-01-01"), max_value=day("2028-12-31"))


def bars(*periods, state=ActivityState.PLANNED):
    return bars_of(line("A", *periods, state=state), year=2026, today=TODAY)


@given(DAYS, DAYS)
def test_a_bar_always_lies_within_the_year(one, other):
    found = bars(period(str(min(one, other)), str(max(one, other))))

    assert all(
        bar.column >= 1 and bar.column + bar.width - 1 <= WEEKS and bar.width >= SHORTEST_BAR
        for bar in found
    )


@given(DAYS, DAYS)
def test_a_time_has_a_bar_exactly_when_it_touches_the_year(one, other):
    first, last = min(one, other), max(one, other)

    assert bool(bars(period(str(first), str(last)))) == (first.year <= 2026 <= last.year)


@pytest.mark.parametrize(
    ("state", "first", "last", "look"),
    [
        (ActivityState.PLANNED, "2026-05-01", "2026-05-31", Look.NEXT),
        (ActivityState.PLANNED, "2026-04-01", "2026-04-30", Look.NOW),
        (ActivityState.PLANNED, "2026-04-10", "2026-04-10", Look.NOW),
        (ActivityState.PLANNED, "2026-02-01", "2026-02-28", Look.PAST),
        (ActivityState.DONE, "2026-05-01", "2026-05-31", Look.DONE),
        (ActivityState.CANCELLED, "2026-04-01", "2026-04-30", Look.STOPPED),
        (ActivityState.POSTPONED, "2026-02-01", "2026-02-28", Look.MOVED),
    ],
)
def test_a_bar_looks_as_its_state_and_the_day(state, first, last, look):
    (bar,) = bars(period(first, last), state=state)

    assert bar.look is look


def test_a_bar_is_called_by_its_stage_its_label_or_its_months():
    staged, labelled, plain = bars(
        period("2026-01-01", "2026-01-31", stage="Översikt"),
        period("2026-02-01", "2026-02-15", "Efter sportlovet"),
        period("2026-03-01", "2026-05-31", "Mars–maj"),
    )

    assert [bar.text for bar in (staged, labelled, plain)] == [
        "Översikt", "Efter sportlovet", "Mars–maj",
    ]  # fmt: skip


def test_rows_stand_under_their_form_in_the_order_of_the_plan():
    rows = (
        line("A", spring(2026)),
        line("B", spring(2026)),
        line("C", spring(2026), form_key=2, form="Tema"),
        line("D", spring(2025), form_key=2, form="Tema"),
    )
    groups = groups_of(rows, year=2026, today=TODAY)

    assert [(group.form, [row.line.title for row in group.rows]) for group in groups] == [
        ("Avtalsuppföljning", ["A", "B"]),
        ("Tema", ["C"]),
    ]


def groups_with(*sizes):
    rows = [
        line("A", spring(2026), form_key=key, form=f"Form {key}")
        for key, size in enumerate(sizes)
        for _ in range(size)
    ]
    return groups_of(rows, year=2026, today=TODAY)


def test_a_short_timetable_is_one_page():
    assert len(pages_of(groups_with(40, 40))) == 1


def test_a_long_timetable_is_paged_by_form():
    pages = pages_of(groups_with(40, 41, 10))

    assert [[group.form for group in page] for page in pages] == [["Form 0"], ["Form 1", "Form 2"]]


def test_an_empty_timetable_has_one_empty_page():
    assert pages_of(()) == ((),)


@given(st.lists(st.integers(1, 200), max_size=6))
def test_paging_keeps_every_row_and_no_page_is_too_long(sizes):
    groups = groups_with(*sizes)
    pages = pages_of(groups)

    assert all(sum(len(group.rows) for group in page) <= MOST_ROWS for page in pages)
    assert [row for page in pages for group in page for row in group.rows] == [
        row for group in groups for row in group.rows
    ]


@pytest.mark.parametrize(
    ("asked", "shown"), [("2027", 2027), ("", 2026), ("1999", 2026), ("x", 2026), ("²⁰²⁷", 2026)]
)
def test_the_year_asked_for_is_shown_when_the_plan_has_it(asked, shown):
    assert year_shown(asked, (2025, 2026, 2027), TODAY) == shown


def test_a_plan_of_other_years_shows_its_first():
    assert year_shown("", (2030, 2031), TODAY) == 2030


def test_when_says_the_plans_own_label_with_its_year():
    assert when(line("A", spring(2022, "Mars - maj"))) == "Mars - maj 2022"


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ((2022, 2023, 2024), "februari–maj varje år, 2022–2024"),
        ((2022, 2024), "februari–maj varje år, 2022, 2024"),
    ],
)
def test_words_that_are_the_same_each_year_are_said_once(years, said) -> None:
    label = "februari–maj varje år"

    assert when(line("A", *(spring(year, label) for year in years))) == said


def test_two_times_in_one_year_with_the_same_words_are_said_as_they_were() -> None:
    assert when(line("A", spring(2022, "Vid behov"), spring(2022, "Vid behov"))) == "Vid behov 2022"


def test_when_says_months_that_are_merely_stored_as_a_label_like_any_months():
    assert when(line("A", spring(2022, "Mars–maj"))) == "mars–maj 2022"


def test_a_label_over_several_years_is_said_as_it_is():
    whole = period("2022-01-01", "2024-12-31", "fortlöpande")

    assert when(line("A", whole)) == "fortlöpande"


def test_times_are_said_in_order():
    row = line("A", period("2026-09-01", "2026-09-30"), spring(2026))

    assert when_in(row, 2026) == "mars–maj, september"


def test_few_activities_have_a_ring_each():
    rows = [line(f"A{n}", spring(2026)) for n in range(MOST_RINGS)]

    assert [ring.name for ring in rings_of(rows, 2026)] == [row.title for row in rows]


def test_many_activities_share_the_ring_of_their_form():
    rows = [line(f"A{n}", spring(2026)) for n in range(MOST_RINGS + 1)]
    (ring,) = rings_of(rows, 2026)

    assert (ring.name, ring.counts) == (
        "Avtalsuppföljning", (0, 0, 11, 11, 11, 0, 0, 0, 0, 0, 0, 0),
    )  # fmt: skip


def test_forms_beyond_the_last_ring_share_it():
    rows = [line("A", spring(2026), form_key=n, form=f"Form {n}") for n in range(MOST_RINGS + 3)]
    rings = rings_of(rows, 2026)

    assert len(rings) == MOST_RINGS
    assert (rings[-1].name, rings[-1].counts[2]) == (OTHER_FORMS, 4)


def test_a_cancelled_activity_is_not_in_the_wheel():
    assert rings_of([line("A", spring(2026), state=ActivityState.CANCELLED)], 2026) == ()


def test_each_month_lists_what_is_done_then():
    months = by_month([line("A", spring(2026))], 2026)

    assert [month for month, lines in enumerate(months, 1) if lines] == [3, 4, 5]


def test_the_wheel_says_in_words_what_it_draws():
    (figure,) = tables.wheel_figure(plan(line("Enkät till hemtjänsten", spring(2026))), 2026)

    assert figure.alt == "Enkät till hemtjänsten: mars–maj."


def test_a_year_without_activities_has_no_wheel():
    assert tables.wheel_figure(plan(line("A", spring(2025))), 2026) == ()


def test_the_timetable_as_a_table_says_what_of_whom_when_and_by_whom():
    row = line("Enkät", spring(2026), area="Hemtjänst", person="Anna")
    (table,) = tables.timetable_table(plan(row))

    assert table.rows == (("Enkät", "Avtalsuppföljning", "Hemtjänst", "Mars–maj", "Anna"),)


def test_a_table_over_several_years_tells_the_year():
    (table,) = tables.timetable_table(plan(line("Enkät", spring(2026)), years=(2026, 2027)))

    assert table.rows[0][3] == "Mars–maj 2026"


def test_the_first_and_the_last_day_of_a_year_have_places():
    first, last = (datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
    one, other = bars(period(str(first), str(first)), period(str(last), str(last)))

    assert (one.column, other.column + other.width - 1) == (1, WEEKS)


@given(DAYS.filter(lambda found: found.month < 11))
def test_two_times_that_follow_each_other_never_share_a_week(first):
    middle = first + datetime.timedelta(days=30)
    later = middle + datetime.timedelta(days=1)
    end = later + datetime.timedelta(days=30)
    row = line("A", period(str(first), str(middle)), period(str(later), str(end)))
    one, other = bars_of(row, year=first.year, today=TODAY)

    assert one.column + one.width <= other.column
