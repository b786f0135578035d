"""Control charts: limits as in the textbooks, what stands out, and the page."""

import datetime
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from insyn.accounts.models import Authority
from insyn.criteria.rules import Level
from insyn.findings.models import AreaAssessment
from insyn.followups.models import Followup
from insyn.followups.rules import Kind, Reason, State
from insyn.kernel.access import Access, Role, Secrecy
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.results.queries.charts import points_of
from insyn.results.rules.charts import FEWEST, ChartKind, Point, Sign, chart
from insyn.results.rules.charts_periods import Counted, Step, periods_back
from insyn.results.rules.scope import Scope
from insyn.signals.models import Signal
from insyn.signals.rules import Severity, SignalCategory, SignalSource
from tests.factories import (
    FollowupFactory,
    MembershipFactory,
    ProviderFactory,
    ProviderGroupFactory,
    SectionFactory,
)
from tests.results.factories import FindingFactory

TODAY = datetime.date(2026, 3, 10)
JUICE = (
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12,
    7, 13, 9, 6,
)  # fmt: skip
"""Cans of 50 that leaked. Montgomery, Introduction to Statistical Quality Control, table 7.1."""


def points(counts, size: float = 1.0) -> list[Point]:
    return [Point(str(at), count, size) for at, count in enumerate(counts)]


def signed(found, sign: Sign) -> list[int]:
    return [at for at, one in enumerate(found.points) if sign in one.signs]


def test_a_chart_of_shares_is_as_in_montgomery():
    found = chart(ChartKind.SHARE, points(JUICE, 50))

    assert found.middle == pytest.approx(0.2313, abs=5e-5)
    assert found.points[0].high == pytest.approx(0.4102, abs=5e-4)
    assert found.points[0].low == pytest.approx(0.0524, abs=5e-4)
    assert signed(found, Sign.OUTSIDE) == [14, 22]


def test_a_chart_of_rates_has_limits_by_the_size_of_each_point():
    sizes = [4, 9] * 8
    found = chart(ChartKind.RATE, [Point("", 1.0 * size, size) for size in sizes])

    assert found.middle == 1
    assert (found.points[0].low, found.points[0].high) == (0, 2.5)
    assert (found.points[1].low, found.points[1].high) == (0, 2)


def test_a_chart_of_single_numbers_has_limits_by_the_moving_range():
    found = chart(ChartKind.SINGLE, points([10, 12] * 6))

    assert found.middle == 11
    assert found.points[0].high == pytest.approx(11 + 2.66 * 2)
    assert found.points[0].low == pytest.approx(11 - 2.66 * 2)


def test_eight_in_a_row_stand_out_and_seven_do_not():
    level = [10, 8] * 4
    eight = chart(ChartKind.SINGLE, points([*level, *[12] * 8, 2, 2, 2, 2, 2]))
    seven = chart(ChartKind.SINGLE, points([*level, *[12] * 7, 2, 2, 2, 2]))

    assert signed(eight, Sign.RUN) == list(range(8, 16))
    assert signed(seven, Sign.RUN) == []


def test_too_few_points_have_no_limits():
    found = chart(ChartKind.SINGLE, points([1, 90] * 5))

    assert found.middle is None
    assert found.lacking == FEWEST - 10
    assert found.signs == ()


def test_a_period_without_follow_ups_says_nothing_and_breaks_no_run():
    sizes = [5, 0] + [5] * 14
    found = chart(ChartKind.RATE, [Point("", 5 if size else 0, size) for size in sizes])

    assert found.points[1].value is None
    assert found.points[1].high is None
    assert found.measured == 15


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=30))
def test_limits_lie_around_the_middle_and_within_what_can_be(pairs):
    found = chart(ChartKind.SHARE, [Point("", min(a, b), b) for a, b in pairs])

    for one in found.points:
        if found.middle is not None and one.low is not None and one.high is not None:
            assert 0 <= one.low <= found.middle + 1e-12
            assert found.middle - 1e-12 <= one.high <= 1


def test_periods_end_before_the_present_one():
    months, quarters = periods_back(Step.MONTH, TODAY), periods_back(Step.QUARTER, TODAY)

    assert (months[0].starts_on, months[-1].ends_on) == (
        datetime.date(2024, 3, 1),
        datetime.date(2026, 2, 28),
    )
    assert (quarters[0].label, quarters[-1].label) == ("21 k1", "25 k4")
    assert quarters[-1].ends_on == datetime.date(2025, 12, 31)


@given(
    st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 12, 31)), st.sampled_from(list(Step))
)
def test_periods_follow_on_each_other_without_a_gap(today, step):
    found = periods_back(step, today)

    assert all(
        later.starts_on - earlier.ends_on == datetime.timedelta(days=1)
        for earlier, later in pairwise(found)
    )
    assert found[-1].ends_on < today


pytestmark = pytest.mark.django_db
PERIODS = periods_back(Step.MONTH, TODAY)
LAST = datetime.date(2026, 2, 10)


def made(ekby: Authority, on: datetime.date = LAST, **facts) -> Followup:
    known = {"state": State.SENT, "carried_out_on": on, "reported_on": on}
    return FollowupFactory.create(authority=ekby, **(known | facts))


def every(access: Access, ekby: Authority, counted: Counted, **narrowed) -> list[Point]:
    scope = Scope(frozenset({ekby.pk}), PERIODS[0].starts_on, PERIODS[-1].ends_on)
    return points_of(access, scope, counted, PERIODS, **narrowed)


def last(access: Access, ekby: Authority, counted: Counted, **narrowed) -> Point:
    return every(access, ekby, counted, **narrowed)[-1]


def test_deficiencies_are_counted_per_follow_up(ekby, anna):
    first, second = made(ekby), made(ekby)
    FindingFactory.create(followup=first, area="Personal")
    FindingFactory.create(followup=first, area="Mat")
    access = access_of(anna)

    found = last(access, ekby, Counted.DEFICIENCIES)
    assert (found.count, found.size, set(found.rows)) == (2, 2, {first.pk, second.pk})
    assert last(access, ekby, Counted.DEFICIENCIES, area="personal").count == 1


def test_areas_that_are_met_are_counted_of_those_assessed(ekby, anna):
    row = made(ekby)
    for number, level in enumerate((Level.MET, Level.PARTLY, Level.NOT_ASSESSED), 1):
        section = SectionFactory.create(version=row.template_version, number=number)
        AreaAssessment.objects.create(followup=row, section=section, level=level)

    found = last(access_of(anna), ekby, Counted.MET)

    assert (found.count, found.size) == (1, 2)


def test_events_are_those_that_nobody_had_planned(ekby, anna):
    made(ekby)
    event, signalled = made(ekby, kind=Kind.EVENT), made(ekby, reason=Reason.SIGNAL)

    assert set(last(access_of(anna), ekby, Counted.EVENTS).rows) == {event.pk, signalled.pk}


def signal(ekby, **facts) -> Signal:
    known = {
        "authority": ekby, "provider": ProviderFactory.create(), "source": SignalSource.STAFF,
        "category": SignalCategory.STAFFING, "severity": next(iter(Severity)),
        "happened_on": LAST, "text": "Ensam natt", "noted_at": clock.now(),
    }  # fmt: skip
    return Signal.objects.create(**(known | facts))


def test_signals_are_counted_for_those_who_see_them(ekby, anna, bo):
    group = ProviderGroupFactory.create()
    one, other = signal(ekby), signal(ekby, provider=ProviderFactory.create(group=group))

    assert last(access_of(anna), ekby, Counted.SIGNALS).rows == (one.pk, other.pk)
    assert last(access_of(anna), ekby, Counted.SIGNALS, group=group).rows == (other.pk,)
    assert every(access_of(bo), ekby, Counted.SIGNALS) == []


def test_a_signal_that_only_a_named_few_may_know_of_is_in_no_point(ekby, anna):
    row = signal(ekby)
    signal(ekby, secrecy=Secrecy.RESTRICTED)

    assert last(access_of(anna), ekby, Counted.SIGNALS).rows == (row.pk,)


def test_who_only_leaves_signals_is_told_nothing_of_how_many_there_are(ekby, dag):
    MembershipFactory.create(user=dag, authority=ekby, role=Role.READER)
    signal(ekby, reporter=dag)

    assert every(access_of(dag), ekby, Counted.SIGNALS) == []


def test_the_page_says_why_no_signals_are_drawn(as_bo: Client):
    answer = as_bo.get(reverse("results:charts"), {"counted": "signals"})

    assert "Signaler räknas bara för dem som arbetar med uppföljningarna" in answer.text


def test_a_point_of_signals_leads_to_them_and_not_to_their_words(
    as_anna: Client, ekby, monkeypatch
):
    signal(ekby)
    monkeypatch.setattr("insyn.platform.clock.today", lambda: TODAY)

    answer = as_anna.get(reverse("results:charts_rows", args=[23]), {"counted": "signals"})

    assert answer.context["page"].paginator.count == len(answer.context["rows"]) == 1
    assert "Ensam natt" not in answer.content.decode()


def test_a_group_is_counted_for_itself(ekby, anna):
    group = ProviderGroupFactory.create()
    made(ekby)
    mine = made(ekby, contract__provider__group=group)

    assert last(access_of(anna), ekby, Counted.DEFICIENCIES, group=group).rows == (mine.pk,)


def test_another_board_counts_nothing_of_ekbys(ekby, cilla):
    made(ekby)

    assert last(access_of(cilla), ekby, Counted.DEFICIENCIES).rows == ()


@pytest.mark.parametrize("counted", [*Counted, "nonsense", ""])
@pytest.mark.parametrize("step", ["month", "quarter", "x"])
def test_every_chart_is_a_page(as_anna: Client, ekby, counted, step):
    made(ekby, datetime.date(2025, 6, 1))

    answer = as_anna.get(reverse("results:charts"), {"counted": str(counted), "step": step})

    assert answer.status_code == 200


def test_the_page_says_when_there_are_too_few_points(as_anna: Client, ekby, monkeypatch):
    made(ekby)
    monkeypatch.setattr("insyn.platform.clock.today", lambda: TODAY)

    read = as_anna.get(reverse("results:charts")).content.decode()

    assert "För få punkter" in read
    assert "<svg" in read


def test_a_point_leads_to_its_follow_ups(as_anna: Client, ekby, monkeypatch):
    row = made(ekby)
    monkeypatch.setattr("insyn.platform.clock.today", lambda: TODAY)

    answer = as_anna.get(reverse("results:charts_rows", args=[23]))

    assert answer.context["page"].paginator.count == len(answer.context["rows"]) == 1
    assert row.number in answer.content.decode()
    assert as_anna.get(reverse("results:charts_rows", args=[24])).status_code == 404


def test_the_points_are_a_file_too(as_anna: Client, ekby):
    answer = as_anna.get(reverse("results:charts"), {"fil": "csv"})

    assert "Undre gräns" in answer.getvalue().decode("utf-8-sig")


def test_the_page_needs_as_many_queries_whatever_it_shows(
    as_anna: Client, ekby, django_assert_max_num_queries
):
    for _ in range(10):
        FindingFactory.create(followup=made(ekby))

    with django_assert_max_num_queries(20):
        as_anna.get(reverse("results:charts"))
