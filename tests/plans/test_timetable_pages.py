import datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import Authority
from insyn.plans.models import ActivityPeriod, ActivityTarget, FormStage, Plan, PlannedActivity
from insyn.plans.queries.timetable import plan_lines
from insyn.plans.rules import ActivityState, Scope
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import (
    AgreementFactory,
    LotFactory,
    PlanFactory,
    PlanFormFactory,
    PlannedActivityFactory,
    ProviderFactory,
    ServiceAreaFactory,
)

pytestmark = pytest.mark.django_db

VIEWS = ("tidplan", "arshjul", "omraden", "avtal", "steg", "timmar")
FILES = tuple(view for view in VIEWS if view != "arshjul")
THE_DAY = datetime.date(2026, 4, 10)


@pytest.fixture(autouse=True)
def _in_april():
    with clock.pretend(THE_DAY):
        yield


@pytest.fixture
def plan(ekby: Authority) -> Plan:
    return PlanFactory.create(
        authority=ekby, title="Plan 2026–2027", ends_on=datetime.date(2027, 12, 31),
        proposed_on=THE_DAY, capacity_hours=100,
    )  # fmt: skip


@pytest.fixture
def form(plan: Plan):
    return PlanFormFactory.create(plan=plan, name="Avtalsuppföljning")


def planned(form, title="Enkät till hemtjänsten", **facts) -> PlannedActivity:
    return PlannedActivityFactory.create(form=form, title=title, **facts)


def in_months(activity, first, last, *, year=2026, **facts) -> ActivityPeriod:
    return ActivityPeriod.objects.create(
        activity=activity,
        starts_on=datetime.date(year, first, 1),
        ends_on=datetime.date(year, last, 28),
        **facts,
    )


def page_of(client: Client, plan: Plan, view: str, query: str = "") -> str:
    answer = client.get(f"/planer/{plan.pk}/{view}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def text_of_file(client: Client, plan: Plan, view: str) -> str:
    answer = client.get(f"/planer/{plan.pk}/{view}/?fil=csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    return answer.getvalue().decode("utf-8-sig")


@pytest.mark.parametrize("view", VIEWS)
def test_a_plan_without_activities_says_so(as_anna, plan, view):
    assert "Inga aktiviteter än" in page_of(as_anna, plan, view)


@pytest.mark.parametrize("view", VIEWS)
def test_a_plan_with_something_in_every_view_is_shown(as_anna, plan, form, view):
    full(plan, form)

    assert "Inga aktiviteter än" not in page_of(as_anna, plan, view)


@pytest.mark.parametrize("view", VIEWS)
def test_the_plan_of_another_municipality_does_not_exist(as_cilla, plan, view):
    assert as_cilla.get(f"/planer/{plan.pk}/{view}/").status_code == 404


@pytest.mark.parametrize("view", FILES)
def test_every_table_can_be_taken_out_as_a_file(as_anna, plan, form, view):
    full(plan, form)

    assert "Avtalsuppföljning" in text_of_file(as_anna, plan, view) or view == "timmar"


@pytest.mark.parametrize("view", VIEWS)
def test_a_large_plan_takes_few_queries(as_anna, plan, form, view, django_assert_max_num_queries):
    for _ in range(30):
        full(plan, form)

    with django_assert_max_num_queries(14):
        page_of(as_anna, plan, view)


def full(plan: Plan, form) -> None:
    """Add one of everything that a view can show."""
    rows = PlannedActivity.objects.unscoped(reason="the test counts its own rows")
    number = rows.count()
    stages = FormStage.objects.unscoped(reason="the test finds its own row")
    stage, _ = stages.get_or_create(form=form, name="Översikt")
    agreement = AgreementFactory.create(authority=plan.authority, title=f"Ramavtal {number}")
    of_agreement = planned(form, scope=Scope.AGREEMENT, agreement=agreement, hours=Decimal(8))
    in_months(of_agreement, 3, 5, stage=stage)
    ActivityTarget.objects.create(activity=of_agreement, provider=ProviderFactory.create())
    lot = LotFactory.create(agreement=agreement)
    in_months(planned(form, scope=Scope.LOT, lot=lot), 9, 9)
    area = ServiceAreaFactory.create()
    in_months(planned(form, scope=Scope.SERVICE_AREA, service_area=area), 2, 5)


def test_a_bar_says_its_days_and_its_state(as_anna, plan, form):
    in_months(planned(form), 3, 5)

    assert ", 2026-03-01–2026-05-28, Pågår nu" in page_of(as_anna, plan, "tidplan")


def test_a_bar_leads_to_its_activity(as_anna, plan, form):
    activity = planned(form)
    in_months(activity, 3, 5)
    page = page_of(as_anna, plan, "tidplan")

    address = reverse("plans:activity", args=[activity.pk])

    assert page.count(f'href="{address}"') == 2


def test_a_cancelled_activity_is_still_shown_with_its_word(as_anna, plan, form):
    activity = planned(form, state=ActivityState.CANCELLED, state_reason="Avtalet sades upp")
    in_months(activity, 3, 5)
    page = page_of(as_anna, plan, "tidplan")

    assert 'data-look="stopped"' in page
    assert "Inställd" in page


def test_the_line_of_today_is_drawn_only_in_this_year(as_anna, plan, form):
    activity = planned(form)
    in_months(activity, 3, 5)
    in_months(activity, 3, 5, year=2027)

    assert "u-plan-gantt t15" in page_of(as_anna, plan, "tidplan")
    assert "u-plan-gantt t" not in page_of(as_anna, plan, "tidplan", "?year=2027")


def test_an_activity_of_another_year_is_counted_but_not_drawn(as_anna, plan, form):
    in_months(planned(form, "Enkät nästa år"), 3, 5, year=2027)
    page = page_of(as_anna, plan, "tidplan")

    assert "Enkät nästa år" not in page
    assert "1 aktivitet görs bara andra år." in page


def test_an_activity_without_a_period_is_named_below(as_anna, plan, form):
    planned(form, "Enkät utan tid")
    page = page_of(as_anna, plan, "tidplan")

    assert "1 aktivitet har ingen period" in page
    assert "Enkät utan tid" in page


def test_the_timetable_is_filtered_by_form(as_anna, plan, form):
    other = PlanFormFactory.create(plan=plan, name="Tema")
    in_months(planned(form, "Enkät"), 3, 5)
    in_months(planned(other, "Bemanning"), 3, 5)
    page = page_of(as_anna, plan, "tidplan", f"?form={other.pk}")

    assert ">Bemanning</a>" in page
    assert ">Enkät</a>" not in page


def test_the_timetable_is_filtered_by_who_is_responsible(as_anna, anna, plan, form):
    in_months(planned(form, "Enkät", responsible=anna), 3, 5)
    in_months(planned(form, "Bemanning"), 3, 5)
    page = page_of(as_anna, plan, "tidplan", "?responsible=Anna")

    assert ">Enkät</a>" in page
    assert ">Bemanning</a>" not in page


def test_a_filter_that_fits_nothing_says_so(as_anna, plan, form):
    in_months(planned(form), 3, 5, year=2027)

    assert "Inget passar filtret" in page_of(as_anna, plan, "tidplan", f"?form={form.pk}")


def test_a_long_timetable_is_paged(as_anna, plan, form):
    other = PlanFormFactory.create(plan=plan, name="Tema")
    for _ in range(50):
        in_months(planned(form), 3, 5)
        in_months(planned(other, "Bemanning"), 3, 5)
    first, second = (page_of(as_anna, plan, "tidplan", f"?page={n}") for n in (1, 2))

    assert "Sida 1 av 2" in first
    assert ">Bemanning</a>" not in first
    assert ">Bemanning</a>" in second


def test_two_forms_in_the_same_place_are_never_mixed(as_anna, plan):
    one, other = (PlanFormFactory.create(plan=plan, position=0) for _ in range(2))
    for position in range(3):
        in_months(planned(one, position=position), 3, 5)
        in_months(planned(other, position=position), 3, 5)

    assert page_of(as_anna, plan, "tidplan").count('class="u-part"') == 2


def test_the_wheel_of_few_activities_names_each(as_anna, plan, form):
    in_months(planned(form), 3, 5)
    page = page_of(as_anna, plan, "arshjul")

    assert page.count("<path d=") == 1
    assert "Månad för månad" in page


def test_the_wheel_of_many_activities_counts_them_by_form(as_anna, plan, form):
    for _ in range(12):
        in_months(planned(form), 3, 5)

    assert "Antal aktiviteter per form och månad" in page_of(as_anna, plan, "arshjul")


def test_what_is_the_same_every_year_is_one_cell(as_anna, plan, form):
    activity = planned(form, scope=Scope.SERVICE_AREA, service_area=ServiceAreaFactory.create())
    for year in (2026, 2027):
        ActivityPeriod.objects.create(
            activity=activity,
            starts_on=datetime.date(year, 2, 1),
            ends_on=datetime.date(year, 5, 31),
            label="Februari–maj",
        )
    page = page_of(as_anna, plan, "omraden")

    assert 'colspan="2" data-l="2026–2027"' in page
    assert "Februari–maj varje år" in page


def test_an_agreement_stands_with_the_day_it_ends(as_anna, ekby, plan, form):
    agreement = AgreementFactory.create(
        authority=ekby, title="Ramavtal HVB", starts_on=datetime.date(2020, 4, 1),
        ends_on=datetime.date(2024, 3, 31),
    )  # fmt: skip
    in_months(planned(form, scope=Scope.AGREEMENT, agreement=agreement), 3, 5)
    page = page_of(as_anna, plan, "avtal")

    assert "2024-03-31" in page
    assert "Har upphört" in page


def test_a_lot_counts_for_its_agreement(as_anna, ekby, plan, form):
    agreement = AgreementFactory.create(authority=ekby, title="Ramavtal HVB")
    lot = LotFactory.create(agreement=agreement)
    in_months(planned(form, scope=Scope.LOT, lot=lot), 3, 5)

    assert "Ramavtal HVB" in page_of(as_anna, plan, "avtal")


def test_hours_above_the_capacity_are_said_in_words(as_anna, plan, form):
    in_months(planned(form, hours=Decimal("140.5")), 3, 5)

    assert "40,5 timmar över kapaciteten, som är 100" in page_of(as_anna, plan, "timmar")


def test_activities_without_hours_are_named(as_anna, plan, form):
    in_months(planned(form, hours=Decimal(4)), 3, 5)
    planned(form, "Enkät utan timmar")
    page = page_of(as_anna, plan, "timmar")

    assert "Aktiviteter utan timmar" in page
    assert "Enkät utan timmar" in page


def test_an_address_with_a_nonsense_year_shows_this_year(as_anna, plan, form):
    in_months(planned(form), 3, 5)

    assert "Tidplan 2026" in page_of(as_anna, plan, "tidplan", "?year=' OR 1=1&page=-7&form=x")


def test_pages_speak_english(as_anna, plan, form):
    in_months(planned(form), 9, 9)
    as_anna.post(reverse("accounts:language"), {"language": "en"})

    assert "1–28 September" in page_of(as_anna, plan, "tidplan")


def test_lines_carry_providers_and_stages(anna, plan, form):
    full(plan, form)
    (line, *_) = plan_lines(access_of(anna), plan).lines

    assert line.periods[0].stage == "Översikt"
    assert len(line.providers) == 1
