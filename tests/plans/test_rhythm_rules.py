from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.plans.rules import RhythmKind
from insyn.plans.rules.rhythms import (
    MEANINGS,
    SENTENCES,
    SHIPPED,
    Ground,
    Terms,
    meaning_of,
    months_later,
    periods_of,
    problem_with,
)
from insyn.plans.rules.spans import Span

PLAN = Span(date(2022, 1, 1), date(2024, 12, 31))
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
NAMED = dict(SHIPPED)


def labels(terms: Terms, ground: Ground) -> list[tuple[int, str]]:
    return [(span.starts_on.year, span.label) for span in periods_of(terms, ground)]


def test_monthly_is_each_month_of_the_plan() -> None:
    found = periods_of(NAMED["Varje månad"], Ground(PLAN))

    assert len(found) == 36
    assert found[1] == Span(date(2022, 2, 1), date(2022, 2, 28), "Februari")


def test_quarterly_is_four_times_a_year() -> None:
    assert labels(NAMED["Varje kvartal"], Ground(YEAR)) == [
        (2026, "Januari–mars"),
        (2026, "April–juni"),
        (2026, "Juli–september"),
        (2026, "Oktober–december"),
    ]


def test_twice_a_year_is_each_half() -> None:
    assert labels(NAMED["Två gånger om året"], Ground(YEAR)) == [
        (2026, "Januari–juni"),
        (2026, "Juli–december"),
    ]


def test_monthly_in_a_part_of_the_year_leaves_out_the_other_months() -> None:
    terms = Terms(RhythmKind.MONTHS, every=1, from_month=3, to_month=5)

    assert [label for _year, label in labels(terms, Ground(YEAR))] == ["Mars", "April", "Maj"]


def test_yearly_in_a_part_of_the_year_is_that_part_of_each_year() -> None:
    terms = Terms(RhythmKind.YEARS, every=1, from_month=2, to_month=5)

    assert labels(terms, Ground(PLAN)) == [
        (2022, "Februari–maj"),
        (2023, "Februari–maj"),
        (2024, "Februari–maj"),
    ]


@pytest.mark.parametrize(
    ("name", "first_year", "years"),
    [
        ("Vartannat år", None, [2022, 2024]),
        ("Vartannat år", 2023, [2023]),
        ("Vart tredje år", None, [2022]),
        ("Vart tredje år", 2021, [2024]),
    ],
)
def test_every_nth_year_counts_from_the_first(
    name: str, first_year: int | None, years: list[int]
) -> None:
    found = periods_of(NAMED[name], Ground(PLAN, first_year=first_year))

    assert [span.starts_on.year for span in found] == years


def test_once_per_agreement_lies_in_the_agreement_and_the_plan() -> None:
    agreement = Span(date(2023, 4, 1), date(2027, 3, 31))

    found = periods_of(NAMED["En gång per avtalsperiod"], Ground(PLAN, agreement))

    assert [(s.starts_on, s.ends_on) for s in found] == [(date(2023, 4, 1), date(2024, 12, 31))]


def test_once_in_a_part_of_the_year_is_the_first_that_the_agreement_has() -> None:
    terms = Terms(RhythmKind.ONCE_PER_AGREEMENT, from_month=3, to_month=5)
    agreement = Span(date(2022, 6, 1), date(2024, 12, 31))

    assert labels(terms, Ground(PLAN, agreement)) == [(2023, "Mars–maj")]


@pytest.mark.parametrize("kind", RhythmKind)
def test_an_agreement_that_is_never_in_force_gives_no_period(kind: RhythmKind) -> None:
    agreement = Span(date(2019, 1, 1), date(2021, 12, 31))
    terms = Terms(kind, every=1, after_months=6, before_months=8)

    assert periods_of(terms, Ground(PLAN, agreement, (date(2022, 1, 1),))) == []


def test_new_units_are_followed_up_six_to_eight_months_after_the_first_client() -> None:
    found = periods_of(
        NAMED["6–8 månader efter första brukaren"], Ground(YEAR, first_clients=(date(2026, 1, 15),))
    )

    assert [(s.starts_on, s.ends_on) for s in found] == [(date(2026, 7, 15), date(2026, 9, 15))]


def test_a_unit_without_clients_gives_no_period() -> None:
    assert periods_of(NAMED["6–8 månader efter första brukaren"], Ground(YEAR)) == []


def test_continuous_is_one_period_over_the_plan() -> None:
    assert periods_of(NAMED["Fortlöpande"], Ground(PLAN)) == [
        Span(PLAN.starts_on, PLAN.ends_on, "Fortlöpande")
    ]


def test_months_later_stays_in_the_month() -> None:
    assert months_later(date(2026, 8, 31), 6) == date(2027, 2, 28)


@pytest.mark.parametrize("terms", NAMED.values())
def test_what_is_shipped_is_whole(terms: Terms) -> None:
    assert problem_with(terms) == ""
    assert terms.tidied() == terms
    assert meaning_of(terms) in MEANINGS


@pytest.mark.parametrize(
    ("terms", "problem"),
    [
        (Terms(RhythmKind.MONTHS), "every_month"),
        (Terms(RhythmKind.MONTHS, every=25), "every_month"),
        (Terms(RhythmKind.YEARS, every=0), "every_year"),
        (Terms(RhythmKind.ONCE, from_month=3), "half_months"),
        (Terms(RhythmKind.ONCE, from_month=5, to_month=3), "turned_months"),
        (Terms(RhythmKind.AFTER_FIRST_CLIENT, after_months=6), "since"),
        (Terms(RhythmKind.AFTER_FIRST_CLIENT, after_months=8, before_months=6), "turned_since"),
    ],
)
def test_terms_that_do_not_hold_together_say_why(terms: Terms, problem: str) -> None:
    assert problem_with(terms) == problem
    assert problem in SENTENCES


def test_terms_lose_what_their_kind_does_not_speak_of() -> None:
    terms = Terms(RhythmKind.CONTINUOUS, every=3, from_month=1, to_month=2, after_months=6)

    assert terms.tidied() == Terms(RhythmKind.CONTINUOUS)


DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 31))
MONTHS = st.integers(1, 12)
ALL_TERMS = st.builds(
    lambda kind, every, months, since: Terms(
        kind,
        every=every,
        from_month=min(months),
        to_month=max(months),
        after_months=min(since),
        before_months=max(since),
    ).tidied(),
    st.sampled_from(list(RhythmKind)),
    st.integers(1, 24),
    st.tuples(MONTHS, MONTHS),
    st.tuples(st.integers(0, 60), st.integers(0, 60)),
)
PAIRS = st.tuples(DAYS, DAYS).map(lambda pair: Span(min(pair), max(pair)))


@given(ALL_TERMS, PAIRS, st.none() | PAIRS, st.lists(DAYS, max_size=4))
def test_a_period_never_lies_outside_the_plan_or_the_agreement(
    terms: Terms, plan: Span, agreement: Span | None, first_clients: list[date]
) -> None:
    found = periods_of(terms, Ground(plan, agreement, tuple(first_clients)))

    assert found == sorted(set(found))
    for span in found:
        assert span.starts_on <= span.ends_on
        assert span.within(plan)
        assert agreement is None or span.within(agreement)
