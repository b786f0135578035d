from datetime import date

import pytest
from django.urls import reverse

from insyn.accounts.models import User
from insyn.followups.models import Followup, Reviewer
from insyn.followups.rules import State
from insyn.followups.rules.plan_progress import Standing
from insyn.plans.models import ActivityPeriod, FormStage, PlannedActivity
from insyn.plans.rules import ActivityState, FormKind, PlanState, Scope
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import (
    AgreementFactory,
    ContractFactory,
    FollowupFactory,
    PlanFactory,
    PlanFormFactory,
    PlannedActivityFactory,
    ProviderFactory,
    TemplateVersionFactory,
)

pytestmark = pytest.mark.django_db
MARCH, MAY_31 = date(2026, 3, 1), date(2026, 5, 31)


@pytest.fixture(autouse=True)
def in_february():
    with clock.pretend(date(2026, 2, 2)):
        yield


@pytest.fixture
def activity(ekby) -> PlannedActivity:
    """Follow-up of an agreement with three contracts from March to May; adopted."""
    agreement = AgreementFactory.create(authority=ekby, title="Ramavtal HVB")
    for name in ("Alby Vård AB", "Bodal Omsorg AB", "Cedern AB"):
        ContractFactory.create(
            agreement=agreement,
            provider=ProviderFactory.create(name=name),
            starts_on=date(2020, 1, 1),
            ends_on=None,
        )
    plan = PlanFactory.create(
        authority=ekby, state=PlanState.ADOPTED, decided_on=date(2025, 12, 1),
        proposed_on=date(2025, 11, 20), title="Uppföljningsplan 2026",
    )  # fmt: skip
    form = PlanFormFactory.create(plan=plan, kind=FormKind.PERIODIC, name="Regelbunden uppföljning")
    row = PlannedActivityFactory.create(
        form=form, title="Uppföljning av HVB", scope=Scope.AGREEMENT, agreement=agreement, theme="",
        hours=8,
    )  # fmt: skip
    ActivityPeriod.objects.create(activity=row, starts_on=MARCH, ends_on=MAY_31)
    return row


@pytest.fixture
def template(ekby):
    return TemplateVersionFactory.create(template__authority=ekby)


def url(name: str, *args: object) -> str:
    return reverse(f"followups:{name}", args=args)


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def made(user: User) -> list[Followup]:
    rows = Followup.objects.visible_to(access_of(user)).exclude(activity=None)
    return list(rows.select_related("contract__provider").order_by("number"))


def form_of(client, activity):
    return client.get(url("start_activity", activity.pk)).context["form"]


def sent(form, **changes: object) -> dict[str, object]:
    """Return what the browser sends of the form as it was shown."""
    data = {}
    for bound in form:
        value = bound.value()
        if value not in {None, "", False}:
            data[bound.html_name] = "on" if value is True else str(value)
    return {name: value for name, value in {**data, **changes}.items() if value is not None}


def test_days_are_proposed_evenly_over_the_period(as_anna, activity, template) -> None:
    form = form_of(as_anna, activity)

    days = [line.day.value() for line in form.lines]
    assert days == [date(2026, 3, 16), date(2026, 4, 15), date(2026, 5, 15)]


def test_the_only_template_is_chosen_from_the_start(as_anna, activity, template) -> None:
    assert form_of(as_anna, activity)["template_version"].value() == str(template.pk)


def test_the_one_who_answers_for_the_activity_is_proposed(
    as_anna, reviewer, activity, template
) -> None:
    activity.responsible = reviewer
    activity.save()

    firsts = [line.first.value() for line in form_of(as_anna, activity).lines]
    assert firsts == [str(reviewer.pk)] * 3


def test_one_press_makes_what_was_proposed(as_anna, anna, activity, template) -> None:
    data = sent(form_of(as_anna, activity))

    answer = as_anna.post(url("start_activity", activity.pk), data, follow=True)

    assert "3 uppföljningar är planerade." in text(answer)
    assert [row.planned_for.month for row in made(anna)] == [3, 4, 5]


def test_the_page_then_shows_what_was_made_and_offers_it_no_more(
    as_anna, anna, activity, template
) -> None:
    data = sent(form_of(as_anna, activity))
    as_anna.post(url("start_activity", activity.pk), data)
    page = text(as_anna.get(url("start_activity", activity.pk)))

    assert "Redan skapade för perioden" in page
    assert url("detail", made(anna)[0].pk) in page
    assert "chosen_" not in page


def test_the_same_post_again_says_that_nothing_was_made(as_anna, anna, activity, template) -> None:
    data = sent(form_of(as_anna, activity))
    as_anna.post(url("start_activity", activity.pk), data)
    page = text(as_anna.post(url("start_activity", activity.pk), data, follow=True))

    assert "Uppföljningarna fanns redan. Inget nytt skapades." in page
    assert len(made(anna)) == 3


def test_an_unticked_contract_gets_none(as_anna, anna, activity, template) -> None:
    form = form_of(as_anna, activity)
    key = form.lines[1].row.contract.pk
    data = sent(form, **{f"chosen_{key}": None})
    as_anna.post(url("start_activity", activity.pk), data)

    assert [str(row.contract.provider) for row in made(anna)] == ["Alby Vård AB", "Cedern AB"]


def test_the_fields_at_the_top_fill_in_the_ticked_rows_and_make_nothing(
    as_anna, anna, reviewer, activity, template
) -> None:
    form = form_of(as_anna, activity)
    unticked = form.lines[2].row.contract.pk
    changes = {
        f"chosen_{unticked}": None,
        "everybody_first": anna.pk,
        "everybody_second": reviewer.pk,
        "from_day": "2026-05-04",
        "to_day": "2026-05-05",
        "fyll": "1",
    }
    answer = as_anna.post(url("start_activity", activity.pk), sent(form, **changes))
    lines = answer.context["form"].lines

    assert [line.first.value() for line in lines] == [str(anna.pk), str(anna.pk), None]
    assert [line.second.value() for line in lines[:2]] == [str(reviewer.pk)] * 2
    assert [line.day.value() for line in lines[:2]] == [date(2026, 5, 4), date(2026, 5, 5)]
    assert [line.is_chosen.value() for line in lines] == [True, True, False]
    assert made(anna) == []


def test_what_was_filled_in_can_then_be_made(as_anna, anna, reviewer, activity, template) -> None:
    data = sent(form_of(as_anna, activity), everybody_second=reviewer.pk, fyll="1")
    filled = as_anna.post(url("start_activity", activity.pk), data).context["form"]
    as_anna.post(url("start_activity", activity.pk), sent(filled))

    reviewers = Reviewer.objects.visible_to(access_of(anna))
    assert [one.user for one in reviewers] == [reviewer] * 3


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("day", "2026-06-30", "2026-06-30 för Alby Vård AB ligger utanför perioden mars–maj 2026"),
        ("day", "", "Välj vilken dag Alby Vård AB följs upp."),
        ("day", "vet inte", "ska vara ett datum, som 2026-11-21"),
        ("first", "999999", "Valet under ”Uppföljare 1: Alby Vård AB” finns inte"),
    ],
)
def test_a_slip_in_a_row_is_told_by_the_providers_name(
    as_anna, anna, activity, template, field, value, sentence
) -> None:
    form = form_of(as_anna, activity)
    key = form.lines[0].row.contract.pk
    data = sent(form, **{f"{field}_{key}": value})

    assert sentence in text(as_anna.post(url("start_activity", activity.pk), data))
    assert made(anna) == []


def test_the_same_person_twice_is_refused(as_anna, anna, activity, template) -> None:
    form = form_of(as_anna, activity)
    key = form.lines[0].row.contract.pk
    data = sent(form, **{f"first_{key}": anna.pk, f"second_{key}": anna.pk})

    page = text(as_anna.post(url("start_activity", activity.pk), data))
    assert "Välj två olika personer för Alby Vård AB." in page


def test_nobody_ticked_is_refused(as_anna, anna, activity, template) -> None:
    form = form_of(as_anna, activity)
    none = {line.is_chosen.html_name: None for line in form.lines}

    page = text(as_anna.post(url("start_activity", activity.pk), sent(form, **none)))
    assert "Kryssa för minst en utförare att följa upp." in page


def test_without_a_published_template_the_page_says_what_to_do(as_anna, activity) -> None:
    page = text(as_anna.get(url("start_activity", activity.pk)))

    assert "Det finns ingen publicerad uppföljningsmall att välja" in page


def test_a_plan_that_is_not_adopted_offers_no_form(as_anna, activity, template) -> None:
    activity.plan.state = PlanState.DRAFT
    activity.plan.save()
    page = text(as_anna.get(url("start_activity", activity.pk)))

    assert "Nämnden har inte antagit planen" in page
    assert "Skapa uppföljningarna" not in page


def test_an_activity_without_a_period_says_so(as_anna, anna, activity) -> None:
    ActivityPeriod.objects.visible_to(access_of(anna)).delete()

    assert "Aktiviteten har ingen period" in text(as_anna.get(url("start_activity", activity.pk)))


def test_another_period_can_be_chosen(as_anna, activity, template) -> None:
    stage = FormStage.objects.create(form=activity.form, name="Fördjupad")
    autumn = ActivityPeriod.objects.create(
        activity=activity, stage=stage, starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 30)
    )
    answer = as_anna.get(url("start_activity", activity.pk), {"period": autumn.pk})

    assert "Fördjupad: 2026-09-01" in text(answer)
    assert {line.day.value().month for line in answer.context["form"].lines} == {9}


def test_many_contracts_cost_few_questions(
    as_anna, activity, template, django_assert_max_num_queries
) -> None:
    for _ in range(40):
        ContractFactory.create(agreement=activity.agreement)

    with django_assert_max_num_queries(18):
        as_anna.get(url("start_activity", activity.pk))


def test_a_reader_may_not_make_follow_ups(as_bo, activity) -> None:
    assert as_bo.get(url("start_activity", activity.pk)).status_code == 403


def test_another_municipality_does_not_find_the_activity(as_cilla, activity) -> None:
    assert as_cilla.get(url("start_activity", activity.pk)).status_code == 404


def test_progress_shows_the_activity_and_the_way_to_its_follow_ups(as_anna, activity) -> None:
    page = text(as_anna.get(url("of_plan", activity.plan_id)))

    assert "Uppföljning av HVB" in page
    assert "mars–maj 2026" in page
    assert "Inte startad" in page
    assert url("start_activity", activity.pk) in page


def test_progress_counts_what_is_reported(as_anna, ekby, activity) -> None:
    for state in (State.PLANNED, State.SENT):
        FollowupFactory.create(
            authority=ekby, activity=activity, state=state, reported_on=MARCH, planned_for=MAY_31
        )
    page = text(as_anna.get(url("of_plan", activity.plan_id)))

    assert "1 av 2 rapporterade" in page
    assert f"{url('list')}?plan={activity.plan_id}&amp;activity={activity.pk}" in page


def test_progress_says_why_an_activity_was_stopped(as_anna, activity) -> None:
    activity.state, activity.state_reason = ActivityState.POSTPONED, "Uppföljaren är sjuk"
    activity.save()
    page = text(as_anna.get(url("of_plan", activity.plan_id)))

    assert "Senarelagd" in page
    assert "Uppföljaren är sjuk" in page


@pytest.mark.parametrize(
    ("query", "is_there"),
    [
        ({"standing": "waiting"}, True),
        ({"standing": "done"}, False),
        ({"q": "hvb"}, True),
        ({"q": "öppenvård"}, False),
        ({"is_late": "on"}, False),
        ({"is_stopped": "on"}, False),
        ({"form": "nej"}, True),
    ],
)
def test_progress_is_narrowed_by_the_filter(as_anna, activity, query, is_there) -> None:
    rows = as_anna.get(url("of_plan", activity.plan_id), query).context["rows"]

    assert [row.activity for row in rows] == ([activity] if is_there else [])


def test_progress_can_be_taken_out_as_a_file(as_anna, activity) -> None:
    answer = as_anna.get(url("of_plan", activity.plan_id), {"fil": "csv"})

    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "Uppföljning av HVB" in answer.getvalue().decode("utf-8-sig")


def test_an_empty_plan_says_so(as_anna, ekby) -> None:
    plan = PlanFactory.create(authority=ekby)
    page = text(as_anna.get(url("of_plan", plan.pk)))

    assert "Planen har inga aktiviteter än" in page
    assert "Planen är inte antagen" in page


def test_a_reader_is_told_that_what_is_under_way_is_not_shown(as_bo, ekby, activity) -> None:
    FollowupFactory.create(authority=ekby, activity=activity, state=State.DRAFT)
    answer = as_bo.get(url("of_plan", activity.plan_id))
    page = text(answer)

    assert [row.standing for row in answer.context["rows"]] == [Standing.UNKNOWN]
    assert "Din roll ser uppföljningar först när de är rapporterade" in page
    assert "Skapa uppföljningar" not in page


def test_progress_of_three_hundred_activities_asks_few_questions(
    as_anna, activity, django_assert_max_num_queries
) -> None:
    rows = [
        PlannedActivity(
            plan=activity.plan, form=activity.form, title=f"Aktivitet {n}", scope=Scope.THEME,
            theme="Tema", responsible_authority=activity.responsible_authority,
        )
        for n in range(300)
    ]  # fmt: skip
    PlannedActivity.objects.bulk_create(rows)

    with django_assert_max_num_queries(12):
        as_anna.get(url("of_plan", activity.plan_id))


def test_a_follow_up_leads_to_its_activity_and_its_plan(as_anna, ekby, activity) -> None:
    followup = FollowupFactory.create(authority=ekby, activity=activity)
    page = text(as_anna.get(url("detail", followup.pk)))

    assert reverse("plans:activity", args=[activity.pk]) in page
    assert url("of_plan", activity.plan_id) in page


def test_the_list_is_narrowed_to_a_plan_and_an_activity(as_anna, ekby, activity) -> None:
    ours = FollowupFactory.create(authority=ekby, activity=activity)
    FollowupFactory.create(authority=ekby)
    query = {"plan": activity.plan_id}

    assert list(as_anna.get(url("list"), query).context["page"]) == [ours]
    query["activity"] = activity.pk
    assert list(as_anna.get(url("list"), query).context["page"]) == [ours]


def test_the_list_offers_no_plan_while_nothing_came_from_one(as_anna, ekby) -> None:
    FollowupFactory.create(authority=ekby)

    assert "plan" not in as_anna.get(url("list")).context["filters"].fields
