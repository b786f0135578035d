from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from insyn.plans.letters import tables
from insyn.plans.rules import ActivityState
from insyn.plans.rules.hours import (
    in_months,
    months_of,
    per_year,
    summed,
    total_of,
    without_hours,
    without_time,
)
from tests.plans.lines import day, hours, line, period, plan, spring

DAYS = st.dates(min_value=day("2024-01-01"), max_value=day("2027-12-31"))
SPANS = st.tuples(DAYS, DAYS).map(lambda pair: period(str(min(pair)), str(max(pair))))
TENTHS = st.integers(0, 99_999).map(lambda n: Decimal(n) / 10)


def test_hours_are_those_of_one_occasion_times_the_occasions():
    assert total_of(line("A", hours=hours("7.5"), occasions=4)) == hours("30")


def test_a_cancelled_activity_takes_no_hours():
    assert total_of(line("A", hours=hours("8"), state=ActivityState.CANCELLED)) == 0


def test_hours_are_spread_over_the_days_of_a_period():
    row = line("A", period("2026-03-01", "2026-04-30"), hours=hours("61"))

    assert months_of(row) == {(2026, 3): 31, (2026, 4): 30}


def test_each_period_takes_an_equal_part():
    row = line(
        "A",
        period("2026-03-01", "2026-03-31"),
        period("2026-09-01", "2026-09-02"),
        hours=hours("10"),
    )

    assert months_of(row) == {(2026, 3): 5, (2026, 9): 5}


@given(st.lists(SPANS, min_size=1, max_size=5), TENTHS, st.integers(1, 40))
def test_the_parts_always_add_up_to_the_whole(spans, estimate, occasions):
    row = line("A", *spans, hours=estimate, occasions=occasions)

    assert sum(months_of(row).values()) == total_of(row)


@given(st.lists(SPANS, min_size=1, max_size=5), TENTHS)
def test_no_month_ever_has_less_than_nothing(spans, estimate):
    assert all(part >= 0 for part in months_of(line("A", *spans, hours=estimate)).values())


def test_a_year_within_the_capacity_says_what_is_left():
    told = plan(line("A", spring(2026), hours=hours("40")), capacity_hours=100)
    (found,) = per_year(told)

    assert (found.hours, found.left, found.over) == (hours("40"), hours("60"), None)


def test_a_year_above_the_capacity_says_by_how_much():
    told = plan(line("A", spring(2026), hours=hours("140.5")), capacity_hours=100)
    (found,) = per_year(told)

    assert found.over == hours("40.5")


def test_a_plan_without_capacity_is_never_over():
    (found,) = per_year(plan(line("A", spring(2026), hours=hours("9000"))))

    assert (found.left, found.over) == (None, None)


def test_a_year_outside_the_plan_has_no_capacity():
    told = plan(line("A", spring(2027), hours=hours("10")), years=(2026,), capacity_hours=100)

    assert [(found.year, found.capacity) for found in per_year(told)] == [(2026, 100), (2027, None)]


def test_hours_are_summed_by_who_is_responsible():
    rows = [
        line("A", spring(2026), hours=hours("92"), person="Anna"),
        line("B", period("2026-04-01", "2026-04-30"), hours=hours("8"), person="Anna"),
        line("C", spring(2026), hours=hours("10")),
        line("D", spring(2025), hours=hours("10"), person="Bo"),
    ]
    found = in_months(rows, 2026, by=lambda row: row.responsible)

    assert [(row.name, row.total) for row in found] == [
        ("Anna", hours("100")),
        ("Socialnämnden, Ekby", hours("10")),
    ]
    assert found[0].parts[3] == 38


def test_a_sum_is_place_by_place():
    rows = in_months(
        [line("A", spring(2026), hours=hours("92"), person=name) for name in ("Anna", "Bo")],
        2026,
        by=lambda row: row.responsible,
    )

    assert summed(rows, "Summa").parts[2:5] == (hours("62"), hours("60"), hours("62"))


def test_what_nobody_has_estimated_is_told():
    missing, known = line("A", spring(2026)), line("B", spring(2026), hours=hours("1"))

    assert without_hours([missing, known]) == (missing,)


def test_hours_without_a_period_are_told():
    loose, placed = line("A", hours=hours("1")), line("B", spring(2026), hours=hours("1"))

    assert without_time([loose, placed]) == (loose,)


def test_the_table_of_hours_ends_with_sum_capacity_and_what_is_left():
    rows = (
        line("A", spring(2026), hours=hours("92.5")),
        line("B", spring(2027), hours=hours("20"), form_key=2, form="Tema"),
    )
    (table,) = tables.hours_table(plan(*rows, years=(2026, 2027), capacity_hours=50))

    assert table.header == ("Form", "2026", "2027", "Summa")
    assert table.rows == (
        ("Avtalsuppföljning", "92,5", "0", "92,5"),
        ("Tema", "0", "20", "20"),
        ("Summa", "92,5", "20", "112,5"),
        ("Kapacitet", "50", "50", "100"),
        ("Kvar", "−42,5", "30", "−12,5"),
    )


def test_a_plan_without_hours_has_no_table_of_hours():
    assert tables.hours_table(plan(line("A", spring(2026)))) == ()


def test_the_months_of_a_year_are_a_table_too():
    (table,) = tables.month_hours_table(plan(line("A", spring(2026), hours=hours("92"))), 2026)

    assert table.rows[0][3:6] == ("31", "30", "31")
