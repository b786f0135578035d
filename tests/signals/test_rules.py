import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insyn.kernel.errors import RuleViolation
from insyn.signals.rules import (
    LIFECYCLE,
    Refusal,
    Severity,
    SignalCategory,
    SignalEvent,
    SignalState,
    at_least,
)
from insyn.signals.rules.lex_sarah import (
    AFTER,
    INVESTIGATE_WITHIN,
    TELL_WITHIN,
    NoticeTimes,
    Times,
    days_between,
    disorder,
    is_handled_in_time,
    later_than,
)
from insyn.signals.rules.patterns import SHIPPED, Pattern, PatternScope, Seen, counts, met
from insyn.signals.rules.triage import day_refusal, parking_refusal, text_refusal

DAY = datetime.date(2026, 3, 2)
DAYS = st.integers(0, 400).map(lambda n: DAY + datetime.timedelta(days=n))


def seen(key: int = 1, **known) -> Seen:
    plain: dict[str, Any] = {
        "key": key,
        "happened_on": DAY,
        "provider": 1,
        "category": SignalCategory.STAFFING,
        "severity": Severity.MEDIUM,
    }
    return Seen(**(plain | known))


signals = st.lists(
    st.builds(
        seen,
        key=st.integers(1, 10_000),
        happened_on=DAYS,
        provider=st.integers(1, 3),
        group=st.one_of(st.none(), st.integers(1, 2)),
        unit=st.one_of(st.none(), st.integers(1, 3)),
        category=st.sampled_from(SignalCategory),
        severity=st.sampled_from(Severity),
        state=st.sampled_from([SignalState.NEW, SignalState.PARKED, SignalState.DISMISSED]),
        is_handled_notice=st.booleans(),
        is_own_word=st.booleans(),
        is_used=st.booleans(),
    ),
    max_size=30,
    unique_by=lambda one: one.key,
)
patterns = st.builds(
    Pattern,
    signals=st.integers(1, 5),
    days=st.integers(1, 120),
    scope=st.sampled_from(PatternScope),
    category=st.one_of(st.none(), st.sampled_from(SignalCategory)),
    severity=st.sampled_from(Severity),
)


# The life of a signal


def test_every_state_is_reached_and_every_event_used():
    assert {SignalState.NEW} | set(LIFECYCLE.transitions.values()) == set(SignalState)
    assert {event for _state, event in LIFECYCLE.transitions} == set(SignalEvent)


def test_every_state_but_new_can_be_opened_again():
    reopened = {s for s in SignalState if LIFECYCLE.allows(s, SignalEvent.REOPEN)}

    assert reopened == set(SignalState) - {SignalState.NEW}


def test_a_dismissed_signal_is_not_parked():
    with pytest.raises(RuleViolation):
        LIFECYCLE.after(SignalState.DISMISSED, SignalEvent.PARK)


def test_severity_has_an_order():
    assert at_least(Severity.SERIOUS) == ["serious", "critical"]


def test_a_signal_may_not_lie_ahead_or_a_lifetime_back():
    assert day_refusal(DAY, DAY) is None
    assert day_refusal(DAY + datetime.timedelta(days=1), DAY) == Refusal.IN_THE_FUTURE
    assert day_refusal(DAY.replace(year=2001), DAY) == Refusal.LONG_AGO


def test_a_signal_says_something_and_not_too_much():
    assert text_refusal(" \n") == Refusal.NO_TEXT
    assert text_refusal("x" * 4001) == Refusal.TOO_LONG
    assert text_refusal("Ingen personal.") is None


def test_a_signal_is_parked_to_a_day_ahead_and_with_a_reason():
    ahead = DAY + datetime.timedelta(days=1)

    assert parking_refusal(DAY, DAY, "Väntar på svar") == Refusal.NOT_AHEAD
    assert parking_refusal(ahead, DAY, " ") == Refusal.NO_PARKING_REASON
    assert parking_refusal(ahead, DAY, "Väntar på svar") is None


# Patterns


def days(*numbers: int, **known) -> list[Seen]:
    return [
        seen(key, happened_on=DAY + datetime.timedelta(days=number), **known)
        for key, number in enumerate(numbers, start=1)
    ]


@pytest.mark.parametrize(
    ("numbers", "keys"),
    [
        ((0, 10, 90), [(1, 2, 3)]),
        ((0, 10, 91), []),
        ((0, 50, 100, 130), [(2, 3, 4)]),
        ((0, 1, 2, 3, 4), [(1, 2, 3, 4, 5)]),
        ((0, 1, 2, 200, 201, 202), [(1, 2, 3), (4, 5, 6)]),
        ((0, 1), []),
    ],
)
def test_three_within_ninety_days(numbers, keys):
    assert met(Pattern(3, 90), days(*numbers)) == keys


def test_one_critical_is_enough_and_one_serious_is_not():
    (_name, pattern) = SHIPPED[0]

    assert met(pattern, [seen(severity=Severity.CRITICAL)]) == [(1,)]
    assert met(pattern, [seen(severity=Severity.SERIOUS)]) == []


@pytest.mark.parametrize("category", [SignalCategory.COST, SignalCategory.GOALS])
def test_a_large_change_in_cost_or_goal_is_enough(category):
    large = seen(category=category, severity=Severity.SERIOUS)

    assert any(met(pattern, [large]) for _name, pattern in SHIPPED)


def test_the_group_is_counted_across_its_providers():
    rows = [seen(key, provider=key, group=7) for key in (1, 2, 3)]

    assert met(Pattern(3, 90, PatternScope.GROUP), rows) == [(1, 2, 3)]
    assert met(Pattern(3, 90, PatternScope.PROVIDER), rows) == []


@pytest.mark.parametrize(
    ("severity", "number"),
    [(Severity.LOW, 0), (Severity.MEDIUM, 0), (Severity.SERIOUS, 1), (Severity.CRITICAL, 1)],
)
def test_telling_of_oneself_counts_only_when_it_is_serious(severity, number):
    rows = [seen(key, severity=severity, is_own_word=True) for key in (1, 2, 3)]

    assert len(met(Pattern(3, 90), rows)) == number


def test_signals_without_a_unit_are_never_of_the_same_unit():
    assert met(Pattern(1, 90, PatternScope.UNIT), [seen()]) == []


@given(st.lists(DAYS, min_size=1, max_size=40), patterns)
def test_many_lex_sarah_notices_handled_in_time_never_count(when, pattern):
    """Reporting many never counts against anybody."""
    rows = [
        seen(
            key, happened_on=day, severity=Severity.CRITICAL, unit=1, group=1,
            category=pattern.category or SignalCategory.SAFETY, is_handled_notice=True,
        )
        for key, day in enumerate(when)
    ]  # fmt: skip

    assert met(pattern, rows) == []


@given(signals, patterns)
def test_notices_handled_in_time_change_nothing_for_the_others(rows, pattern):
    without = [one for one in rows if not one.is_handled_notice]

    assert met(pattern, rows) == met(pattern, without)


@given(signals, patterns)
def test_a_reason_is_long_enough_close_enough_and_alike(rows, pattern):
    known = {one.key: one for one in rows}

    for keys in met(pattern, rows):
        found = [known[key] for key in keys]
        days_said = [one.happened_on for one in found]
        assert len(found) >= pattern.signals
        assert (max(days_said) - min(days_said)).days <= pattern.days
        assert all(counts(pattern, one) for one in found)
        assert all(one.severity.weight >= pattern.severity.weight for one in found)


@given(signals, patterns)
def test_no_signal_is_behind_two_reasons(rows, pattern):
    keys = [key for reason in met(pattern, rows) for key in reason]

    assert len(keys) == len(set(keys))


@given(signals, patterns)
def test_used_signals_never_give_a_second_reason(rows, pattern):
    used = {key for reason in met(pattern, rows) for key in reason}
    left = [one for one in rows if one.key not in used]

    again = met(pattern, left)

    assert not used & {key for reason in again for key in reason}


@given(signals, patterns, st.randoms())
def test_the_order_of_the_rows_does_not_matter(rows, pattern, chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)

    assert met(pattern, shuffled) == met(pattern, rows) or sorted(met(pattern, shuffled)) == sorted(
        met(pattern, rows)
    )


@given(signals, patterns)
def test_where_enough_lie_close_there_is_a_reason(rows, pattern):
    """Nothing is missed: if any window holds enough of one place, some reason is given."""
    places: dict[int, list[datetime.date]] = {}
    for one in rows:
        place = {
            PatternScope.UNIT: one.unit,
            PatternScope.PROVIDER: one.provider,
            PatternScope.GROUP: one.group,
        }[pattern.scope]
        if place is not None and counts(pattern, one):
            places.setdefault(place, []).append(one.happened_on)
    wide = datetime.timedelta(days=pattern.days)
    is_due = any(
        sum(first <= day <= first + wide for day in when) >= pattern.signals
        for when in places.values()
        for first in when
    )

    assert bool(met(pattern, rows)) == is_due


# Lex Sarah


def times(**known) -> NoticeTimes:
    return NoticeTimes(**({"happened_on": DAY, "reported_on": DAY, "received_on": DAY} | known))


def after(number: int) -> datetime.date:
    return DAY + datetime.timedelta(days=number)


def test_the_times_of_a_notice_come_in_order():
    assert disorder(times(told_board_on=after(1), received_on=after(2))) is None
    assert disorder(times(happened_on=after(3))) == (Times.HAPPENED, Times.REPORTED)
    assert disorder(times(told_board_on=after(-1))) == (Times.REPORTED, Times.TOLD)


@given(st.sampled_from(AFTER))
def test_each_pair_is_looked_at(pair):
    before, behind = pair
    wrong = (
        times(**{behind.value: after(-1)})
        if behind != Times.REPORTED
        else times(happened_on=after(1))
    )

    assert disorder(wrong) is not None
    assert before != behind


def test_a_step_cannot_lie_ahead():
    assert later_than(times(), DAY) is None
    assert later_than(times(to_ivo_on=after(1)), DAY) == Times.TO_INSPECTORATE


def test_the_days_between_two_steps():
    assert days_between(DAY, after(5)) == 5
    assert days_between(DAY, None) is None


def test_a_notice_is_handled_in_time_until_a_step_is_late():
    slow = after(TELL_WITHIN.days + 1)
    late = after(INVESTIGATE_WITHIN.days + 1)

    assert is_handled_in_time(times(), is_serious=False, today=DAY)
    assert not is_handled_in_time(times(received_on=slow), is_serious=False, today=slow)
    assert not is_handled_in_time(times(), is_serious=False, today=late)
    assert is_handled_in_time(times(investigated_on=after(20)), is_serious=False, today=late)


def test_a_serious_one_goes_to_the_inspectorate():
    done = times(investigated_on=after(20))

    assert not is_handled_in_time(done, is_serious=True, today=after(30))
    assert is_handled_in_time(
        times(investigated_on=after(20), to_ivo_on=after(21)), is_serious=True, today=after(30)
    )
    assert is_handled_in_time(times(), is_serious=True, today=after(30))
