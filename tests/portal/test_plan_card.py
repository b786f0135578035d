from datetime import date

import pytest
from django.urls import reverse

from insyn.followups.rules import State
from insyn.plans.models import ActivityPeriod, PlannedActivity
from insyn.plans.rules import ActivityState, PlanState
from insyn.platform import clock
from insyn.portal.queries.plan import plans_of_year
from insyn.portal.queries.search import search
from insyn.portal.rules import HitKind
from insyn.registry.queries import access_of
from tests.factories import (
    DAY,
    FollowupFactory,
    PlanFactory,
    PlanFormFactory,
    PlannedActivityFactory,
)

pytestmark = pytest.mark.django_db
JUNE = date(2026, 6, 1)


@pytest.fixture(autouse=True)
def in_june():
    with clock.pretend(JUNE):
        yield


@pytest.fixture
def form(ekby):
    """A form of Ekby's adopted plan for 2026."""
    plan = PlanFactory.create(
        authority=ekby, title="Uppföljningsplan 2026", case_number="SN 2025/314",
        state=PlanState.ADOPTED, proposed_on=DAY, decided_on=DAY,
    )  # fmt: skip
    return PlanFormFactory.create(plan=plan)


def planned(form, first: date, last: date, **facts) -> PlannedActivity:
    activity = PlannedActivityFactory.create(form=form, **facts)
    ActivityPeriod.objects.create(activity=activity, starts_on=first, ends_on=last)
    return activity


def card(user):
    return plans_of_year(access_of(user), today=clock.today())


def test_the_card_counts_the_activities_of_the_year(anna, ekby, form) -> None:
    planned(form, date(2026, 1, 1), date(2026, 3, 31), state=ActivityState.DONE)
    started = planned(form, date(2026, 4, 1), date(2026, 8, 31))
    planned(form, date(2026, 9, 1), date(2026, 9, 30))
    planned(form, date(2027, 1, 1), date(2027, 3, 31))
    FollowupFactory.create(authority=ekby, activity=started, planned_for=JUNE)
    (one,) = card(anna)

    assert (one.sum.to_do, one.sum.done, one.sum.started, one.sum.waiting) == (3, 1, 1, 1)


def test_what_is_to_be_started_soon_is_listed_soonest_first(anna, form) -> None:
    soon = planned(form, date(2026, 6, 20), date(2026, 8, 31))
    late = planned(form, date(2026, 3, 1), date(2026, 5, 31))
    planned(form, date(2026, 10, 1), date(2026, 10, 31))
    (one,) = card(anna)

    assert [row.activity for row in one.to_start] == [late, soon]
    assert [row.is_late for row in one.to_start] == [True, False]


def test_a_reader_is_given_nothing_to_start(bo, form) -> None:
    planned(form, date(2026, 3, 1), date(2026, 5, 31))
    (one,) = card(bo)

    assert one.to_start == ()


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.PROPOSED, PlanState.REPLACED])
def test_only_an_adopted_plan_is_the_plan_of_the_year(anna, form, state) -> None:
    form.plan.state = state
    form.plan.save()

    assert card(anna) == []


def test_another_years_plan_is_not_shown(anna, form) -> None:
    form.plan.starts_on, form.plan.ends_on = date(2025, 1, 1), date(2025, 12, 31)
    form.plan.save()

    assert card(anna) == []


def test_another_municipalitys_plan_is_not_shown(cilla, form) -> None:
    assert card(cilla) == []


def test_the_card_leads_to_the_progress_of_the_plan(as_anna, form) -> None:
    planned(form, date(2026, 3, 1), date(2026, 5, 31))
    page = as_anna.get(reverse("portal:start")).content.decode()

    assert "Årets plan" in page
    assert reverse("followups:of_plan", args=[form.plan_id]) in page


def test_without_an_adopted_plan_the_card_says_so_to_one_who_plans(as_anna) -> None:
    page = as_anna.get(reverse("portal:start")).content.decode()

    assert "Ingen plan är antagen för 2026" in page


def test_a_reader_without_a_plan_gets_no_card(as_bo) -> None:
    assert "Årets plan" not in as_bo.get(reverse("portal:start")).content.decode()


def test_the_card_asks_four_questions(anna, form, django_assert_num_queries) -> None:
    planned(form, date(2026, 3, 1), date(2026, 5, 31))
    access = access_of(anna)

    with django_assert_num_queries(4):
        plans_of_year(access, today=JUNE)


@pytest.mark.parametrize("text", ["uppföljningsplan", "2025/314"])
def test_a_plan_is_found_by_title_and_case_number(anna, form, text) -> None:
    groups = {group.kind: group.hits for group in search(access_of(anna), text)}

    assert [hit.name for hit in groups[HitKind.PLANS]] == ["Uppföljningsplan 2026"]


def test_another_municipalitys_plan_is_never_found(cilla, form) -> None:
    assert search(access_of(cilla), "uppföljningsplan") == []


def test_a_reader_finds_no_draft(bo, form) -> None:
    form.plan.state, form.plan.proposed_on = PlanState.DRAFT, None
    form.plan.save()

    assert search(access_of(bo), "uppföljningsplan") == []


def test_a_reader_counts_what_is_reported(bo, ekby, form) -> None:
    activity = planned(form, date(2026, 3, 1), date(2026, 5, 31))
    FollowupFactory.create(
        authority=ekby, activity=activity, planned_for=JUNE, state=State.SENT, reported_on=JUNE
    )
    FollowupFactory.create(authority=ekby, activity=activity, planned_for=JUNE, state=State.DRAFT)
    (one,) = card(bo)

    assert (one.sum.unknown, one.sum.tally.reported, one.sum.tally.made) == (1, 1, 1)
