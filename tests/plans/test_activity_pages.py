from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import Authority, User
from insyn.criteria.rules import TemplateState
from insyn.plans.models import (
    ActivityPeriod,
    ActivityTarget,
    FormStage,
    Plan,
    PlanForm,
    PlannedActivity,
    Rhythm,
)
from insyn.plans.rules import ActivityState, PlanState, RhythmKind, Scope
from insyn.registry.queries import access_of
from tests.factories import (
    AgreementFactory,
    ContractFactory,
    LotFactory,
    PlanFactory,
    PlanFormFactory,
    PlannedActivityFactory,
    ProviderFactory,
    ReviewTemplateFactory,
    ServiceAreaFactory,
    TemplateVersionFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(ekby: Authority) -> Plan:
    return PlanFactory.create(authority=ekby, title="Plan 2026")


@pytest.fixture
def form(plan: Plan) -> PlanForm:
    return PlanFormFactory.create(plan=plan, name="Avtalsuppföljning")


@pytest.fixture
def activity(form: PlanForm) -> PlannedActivity:
    return PlannedActivityFactory.create(form=form, title="Tema bemanning")


@pytest.fixture
def yearly(ekby: Authority) -> Rhythm:
    return Rhythm.objects.create(
        authority=ekby,
        name="Varje vår",
        kind=RhythmKind.YEARS,
        every=1,
        from_month=3,
        to_month=5,
    )


def adopt(plan: Plan) -> Plan:
    plan.state, plan.decided_on = PlanState.ADOPTED, date(2026, 1, 20)
    plan.proposed_on = date(2026, 1, 10)
    plan.save()
    return plan


def start(plan: Plan, form: PlanForm, scope: Scope, agreement: object = "") -> str:
    address = reverse("plans:activity_add", args=[plan.pk])
    return f"{address}?form={form.pk}&scope={scope.value}&agreement={agreement}"


def text(answer) -> str:
    return str(answer.content.decode())


def newest(user: User) -> PlannedActivity:
    return PlannedActivity.objects.visible_to(access_of(user)).latest("pk")


def periods_of(user: User, activity: PlannedActivity) -> list[tuple[str, str]]:
    rows = ActivityPeriod.objects.visible_to(access_of(user)).filter(activity=activity)
    return [(row.starts_on.isoformat(), row.label) for row in rows]


def page(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"plans:{name}", args=args), query)
    assert answer.status_code == 200
    return text(answer)


def test_the_first_step_asks_for_form_and_scope(as_anna, plan, form) -> None:
    shown = page(as_anna, "activity_add", plan.pk)

    assert "Steg 1 av 2" in shown
    assert "Avtalsuppföljning" in shown


def test_a_plan_without_forms_says_where_to_add_one(as_anna, plan) -> None:
    assert "Planen har inga uppföljningsformer" in page(as_anna, "activity_add", plan.pk)


def test_a_scope_in_an_agreement_is_asked_for_the_agreement_in_the_first_step(
    as_anna, plan, form
) -> None:
    answer = as_anna.get(start(plan, form, Scope.LOT))

    assert "Välj vilket avtal aktiviteten gäller." in text(answer)


def test_the_second_step_offers_only_the_lots_of_the_agreement(as_anna, ekby, plan, form) -> None:
    lot = LotFactory.create(agreement__authority=ekby, name="Korttidshem")
    LotFactory.create(agreement__authority=ekby, name="Annat område")

    shown = text(as_anna.get(start(plan, form, Scope.LOT, lot.agreement_id)))

    assert "Korttidshem" in shown
    assert "Annat område" not in shown


def test_an_activity_about_an_agreement_is_added_with_its_period(
    as_anna, anna, ekby, plan, form
) -> None:
    agreement = AgreementFactory.create(authority=ekby, title="Ramavtal HVB")
    address = start(plan, form, Scope.AGREEMENT, agreement.pk)

    answer = as_anna.post(
        address,
        {
            "title": "Uppföljning av ramavtal HVB",
            "occasions": "3",
            "hours": "7,5",
            "methods": ["visit", "interview"],
            "periods": "mars–maj",
        },
    )

    row = newest(anna)
    assert answer.url == reverse("plans:activity", args=[row.pk])
    assert (row.agreement, row.occasions, row.methods) == (agreement, 3, ["visit", "interview"])
    assert periods_of(anna, row) == [("2026-03-01", "Mars–maj")]


def test_the_title_is_suggested_from_the_form_and_the_agreement(as_anna, ekby, plan, form) -> None:
    agreement = AgreementFactory.create(authority=ekby, title="Ramavtal HVB")

    shown = text(as_anna.get(start(plan, form, Scope.AGREEMENT, agreement.pk)))

    assert "Avtalsuppföljning: Ramavtal HVB" in shown


def test_a_service_area_is_demanded_when_it_is_the_scope(as_anna, plan, form) -> None:
    ServiceAreaFactory.create()

    answer = as_anna.post(
        start(plan, form, Scope.SERVICE_AREA), {"title": "Hemtjänst", "occasions": "1"}
    )

    assert "Välj något under ”Verksamhetsområde”." in text(answer)


def test_a_period_outside_the_plan_is_told_at_the_field(as_anna, plan, form) -> None:
    facts = {"title": "T", "theme": "T", "occasions": "1", "periods": "mars–maj 2027"}

    answer = as_anna.post(start(plan, form, Scope.THEME), facts)

    assert "Perioden mars–maj 2027 ligger utanför planen, som gäller 2026." in text(answer)
    assert 'id="id_periods_error"' in text(answer)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("våren 2026", "säger inte vilka månader det är"),
        ("maj–mars 2026", "slutar innan den börjar"),
        ("31 februari", "har en dag som inte finns"),
        ("snarast", "går inte att läsa som en period"),
    ],
)
def test_a_period_that_cannot_be_read_says_why(as_anna, plan, form, typed, said) -> None:
    facts = {"title": "T", "theme": "T", "occasions": "1", "periods": typed}

    answer = as_anna.post(start(plan, form, Scope.THEME), facts)

    assert said in text(answer)
    assert typed in text(answer)


def test_each_stage_of_the_form_gets_a_month(as_anna, anna, plan, form) -> None:
    first = FormStage.objects.create(form=form, name="Översiktlig", position=1)
    second = FormStage.objects.create(form=form, name="Fördjupad", position=2)
    facts = {
        "title": "T",
        "theme": "T",
        "occasions": "1",
        f"stage_{first.pk}": "mars",
        f"stage_{second.pk}": "september 2026",
    }

    as_anna.post(start(plan, form, Scope.THEME), facts)

    rows = ActivityPeriod.objects.visible_to(access_of(anna)).filter(activity=newest(anna))
    assert [(str(row.stage), row.label) for row in rows] == [
        ("Översiktlig", "Mars"),
        ("Fördjupad", "September"),
    ]


def test_an_empty_period_is_computed_from_the_rhythm(as_anna, anna, plan, form, yearly) -> None:
    facts = {"title": "T", "theme": "T", "occasions": "1", "rhythm": yearly.pk}

    as_anna.post(start(plan, form, Scope.THEME), facts)

    assert periods_of(anna, newest(anna)) == [("2026-03-01", "Mars–maj")]


def test_an_activity_about_units_goes_on_to_choosing_them(as_anna, anna, plan, form) -> None:
    answer = as_anna.post(start(plan, form, Scope.UNITS), {"title": "T", "occasions": "1"})

    assert answer.url == reverse("plans:activity_targets", args=[newest(anna).pk])


def test_only_published_templates_are_offered(as_anna, ekby, plan, form) -> None:
    TemplateVersionFactory.create(template__authority=ekby, template__name="Mall i bruk")
    TemplateVersionFactory.create(
        template=ReviewTemplateFactory.create(authority=ekby, name="Mall i utkast"),
        state=TemplateState.DRAFT,
    )

    shown = text(as_anna.get(start(plan, form, Scope.THEME)))

    assert "Mall i bruk" in shown
    assert "Mall i utkast" not in shown


def test_a_touched_period_keeps_what_the_others_are_called(as_anna, anna, activity) -> None:
    stage = FormStage.objects.create(form=activity.form, name="Översiktlig")
    ActivityPeriod.objects.create(
        activity=activity,
        stage=stage,
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 3, 31),
        label="Tidig vår",
    )
    facts = {
        "version": "1",
        "title": "Nytt namn",
        "theme": "T",
        "occasions": "1",
        f"stage_{stage.pk}": "mars 2026",
        "periods": "maj",
    }

    as_anna.post(reverse("plans:activity_edit", args=[activity.pk]), facts)

    assert periods_of(anna, activity) == [("2026-03-01", "Tidig vår"), ("2026-05-01", "Maj")]


def test_a_period_that_is_emptied_goes_away(as_anna, anna, activity) -> None:
    ActivityPeriod.objects.create(
        activity=activity, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31)
    )
    facts = {"version": "1", "title": "T", "theme": "T", "occasions": "1", "periods": ""}

    as_anna.post(reverse("plans:activity_edit", args=[activity.pk]), facts)

    assert periods_of(anna, activity) == []


def test_the_scope_is_changed_in_a_step_of_its_own(as_anna, anna, ekby, activity) -> None:
    address = reverse("plans:activity_edit", args=[activity.pk])
    assert "Byt form, omfattning eller avtal" in text(as_anna.get(f"{address}?byt=1"))
    agreement = AgreementFactory.create(authority=ekby)
    query = f"?form={activity.form_id}&scope=agreement&agreement={agreement.pk}"

    as_anna.post(address + query, {"version": "1", "title": "T", "occasions": "1"})

    row = newest(anna)
    assert (row.scope, row.agreement) == (Scope.AGREEMENT, agreement)


def test_two_people_changing_the_same_activity_is_told(as_anna, activity) -> None:
    facts = {"version": "7", "title": "T", "theme": "T", "occasions": "1"}

    answer = as_anna.post(reverse("plans:activity_edit", args=[activity.pk]), facts)

    assert "Någon annan har ändrat" in text(answer)


def test_a_change_of_an_adopted_plan_is_asked_why(as_anna, activity) -> None:
    adopt(activity.plan)
    facts = {"version": "1", "title": "T", "theme": "T", "occasions": "1"}

    answer = as_anna.post(reverse("plans:activity_edit", args=[activity.pk]), facts)

    assert "Fyll i ”Varför planen ändras”." in text(answer)


def test_the_list_shows_the_plan_in_its_order_with_what_is_lacking(as_anna, plan, form) -> None:
    PlannedActivityFactory.create(form=form, title="Andra", position=2)
    PlannedActivityFactory.create(form=form, title="Första", position=1)

    shown = page(as_anna, "activities", plan.pk)

    assert shown.index("Första") < shown.index("Andra")
    assert "Ingen period än" in shown
    assert "Ingen person än" in shown


@pytest.mark.parametrize(
    "query",
    [
        {"q": "sökt"},
        {"scope": "agreement"},
        {"state": "cancelled"},
        {"year": "2026"},
        {"is_carried_over": "on"},
        {"lacking": "template"},
    ],
    ids=lambda query: next(iter(query)),
)
def test_the_list_is_narrowed(as_anna, anna, ekby, plan, form, query) -> None:
    other = PlannedActivityFactory.create(
        form=form, title="Kvar", template=ReviewTemplateFactory.create(authority=ekby)
    )
    row = PlannedActivityFactory.create(
        form=form,
        title="Den sökta",
        scope=Scope.AGREEMENT,
        agreement=AgreementFactory.create(authority=ekby),
        state=ActivityState.CANCELLED,
        state_reason="x",
        carried_over_from=other,
    )
    ActivityPeriod.objects.create(
        activity=row, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31)
    )

    shown = page(as_anna, "activities", plan.pk, **query)

    assert "Den sökta" in shown
    assert "Kvar" not in shown


def test_the_list_is_narrowed_to_a_form_and_a_person(as_anna, anna, plan, form) -> None:
    PlannedActivityFactory.create(form=form, title="Den sökta", responsible=anna)
    PlannedActivityFactory.create(form=PlanFormFactory.create(plan=plan), title="Kvar")

    for query in ({"form": str(form.pk)}, {"responsible": str(anna.pk)}):
        shown = page(as_anna, "activities", plan.pk, **query)
        assert "Den sökta" in shown
        assert "Kvar" not in shown


def test_the_list_is_taken_out_as_a_file(as_anna, plan, activity) -> None:
    answer = as_anna.get(reverse("plans:activities", args=[plan.pk]), {"fil": "csv"})

    assert "Tema bemanning" in b"".join(answer).decode("utf-8-sig")


def test_a_reader_has_no_buttons(as_bo, plan, activity) -> None:
    adopt(plan)

    shown = page(as_bo, "activities", plan.pk) + page(as_bo, "activity", activity.pk)

    assert "Tema bemanning" in shown
    assert "Lägg till en aktivitet" not in shown
    assert "Ställ in" not in shown


def test_three_hundred_activities_are_listed_in_twelve_queries(
    as_anna, anna, ekby, plan, form, django_assert_max_num_queries
) -> None:
    agreement = AgreementFactory.create(authority=ekby)
    provider = ProviderFactory.create()
    for place in range(300):
        row = PlannedActivityFactory.create(
            form=form, position=place, agreement=agreement, responsible=anna
        )
        ActivityPeriod.objects.create(
            activity=row, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31)
        )
        ActivityTarget.objects.create(activity=row, provider=provider)
    address = reverse("plans:activities", args=[plan.pk])

    with django_assert_max_num_queries(12):
        answer = as_anna.get(address, {"year": "2026", "q": "Aktivitet"})

    assert "Visar 1–100 av 300" in text(answer)


def test_an_activity_is_moved_by_a_button(as_anna, anna, form) -> None:
    first, second = (PlannedActivityFactory.create(form=form, position=n) for n in range(2))

    as_anna.post(reverse("plans:activity_move", args=[second.pk, "upp"]))

    rows = PlannedActivity.objects.visible_to(access_of(anna)).filter(form=form)
    assert list(rows) == [second, first]


def test_an_activity_is_removed_by_a_button(as_anna, anna, activity) -> None:
    as_anna.post(reverse("plans:activity_remove", args=[activity.pk]))

    assert not PlannedActivity.objects.visible_to(access_of(anna)).exists()


def test_an_activity_is_postponed_on_its_page(as_anna, anna, activity) -> None:
    ActivityPeriod.objects.create(
        activity=activity, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31)
    )
    adopt(activity.plan)

    as_anna.post(
        reverse("plans:activity_postpone", args=[activity.pk]),
        {"version": "1", "periods": "september", "reason": "Sjukdom"},
    )

    shown = page(as_anna, "activity", activity.pk)
    assert "Senarelagd" in shown
    assert "Sjukdom" in shown
    assert "september 2026" in shown


def test_an_activity_is_cancelled_and_planned_again(as_anna, anna, activity) -> None:
    adopt(activity.plan)

    as_anna.post(
        reverse("plans:activity_cancel", args=[activity.pk]), {"version": "1", "reason": "Fel"}
    )
    assert newest(anna).state == ActivityState.CANCELLED
    as_anna.post(
        reverse("plans:activity_resume", args=[activity.pk]), {"version": "2", "reason": "Rätt"}
    )

    assert newest(anna).state == ActivityState.PLANNED


def test_an_activity_is_done_by_a_button(as_anna, anna, activity) -> None:
    adopt(activity.plan)

    as_anna.post(reverse("plans:activity_done", args=[activity.pk]))

    assert newest(anna).state == ActivityState.DONE


def test_a_draft_cannot_be_done_and_says_why(as_anna, activity) -> None:
    answer = as_anna.post(reverse("plans:activity_done", args=[activity.pk]), follow=True)

    assert "Nämnden har inte antagit planen" in text(answer)


def test_the_providers_of_the_agreement_are_offered_and_ticked(as_anna, anna, ekby, form) -> None:
    contract = ContractFactory.create(
        agreement__authority=ekby, provider=ProviderFactory.create(name="Åkerö AB")
    )
    activity = PlannedActivityFactory.create(
        form=form, scope=Scope.AGREEMENT, agreement=contract.agreement
    )
    address = reverse("plans:activity_targets", args=[activity.pk])
    assert "Åkerö AB" in text(as_anna.get(address))

    as_anna.post(address, {"version": "1", "added": [str(contract.provider_id)]})

    target = ActivityTarget.objects.visible_to(access_of(anna)).get()
    assert target.provider == contract.provider


def test_units_are_found_by_their_name_and_ticked(as_anna, anna, form) -> None:
    unit = UnitFactory.create(name="Solgården")
    activity = PlannedActivityFactory.create(form=form, scope=Scope.UNITS)
    address = reverse("plans:activity_targets", args=[activity.pk]) + "?q=solg"

    as_anna.post(address, {"version": "1", "added": [str(unit.pk)]})

    target = ActivityTarget.objects.visible_to(access_of(anna)).get()
    assert (target.unit, target.provider) == (unit, unit.provider)


def test_a_target_that_is_unticked_goes_away(as_anna, anna, activity) -> None:
    stays, goes = (
        ActivityTarget.objects.create(activity=activity, provider=ProviderFactory.create())
        for _ in range(2)
    )

    as_anna.post(
        reverse("plans:activity_targets", args=[activity.pk]),
        {"version": "1", "kept": [str(stays.pk)]},
    )

    rows = ActivityTarget.objects.visible_to(access_of(anna))
    assert list(rows) == [stays]
    assert goes not in rows


def test_nothing_to_tick_asks_for_a_search(as_anna, activity) -> None:
    answer = as_anna.post(reverse("plans:activity_targets", args=[activity.pk]), {"version": "1"})

    assert "Sök först efter den som aktiviteten gäller." in text(answer)


def test_periods_are_laid_out_from_the_rhythm(as_anna, anna, activity, yearly) -> None:
    activity.rhythm = yearly
    activity.save()
    address = reverse("plans:activity_lay_out", args=[activity.pk])
    assert "mars–maj 2026" in text(as_anna.get(address))

    as_anna.post(address, {"version": "1"})

    assert periods_of(anna, activity) == [("2026-03-01", "Mars–maj")]


def test_new_units_are_laid_out_from_their_first_client(as_anna, anna, ekby, form) -> None:
    unit = UnitFactory.create(first_client_on=date(2026, 1, 10))
    late = UnitFactory.create(first_client_on=date(2026, 11, 1))
    activity = PlannedActivityFactory.create(
        form=form,
        scope=Scope.UNITS,
        rhythm=Rhythm.objects.create(
            authority=ekby,
            name="6–8 månader efter första brukaren",
            kind=RhythmKind.AFTER_FIRST_CLIENT,
            after_months=6,
            before_months=8,
        ),
    )
    for one in (unit, late):
        ActivityTarget.objects.create(activity=activity, provider=one.provider, unit=one)

    as_anna.post(reverse("plans:activity_lay_out", args=[activity.pk]), {"version": "1"})

    assert periods_of(anna, activity) == [("2026-07-10", "")]


def test_a_rhythm_that_never_comes_says_why(as_anna, ekby, activity) -> None:
    activity.rhythm = Rhythm.objects.create(
        authority=ekby,
        name="Efter första",
        kind=RhythmKind.AFTER_FIRST_CLIENT,
        after_months=6,
        before_months=8,
    )
    activity.save()

    assert "Det blir inga perioder" in page(as_anna, "activity_lay_out", activity.pk)


def test_ticked_activities_get_a_responsible(as_anna, anna, plan, form) -> None:
    rows = PlannedActivityFactory.create_batch(2, form=form)
    query = "&".join(f"rad={row.pk}" for row in rows)
    address = f"{reverse('plans:activities_change', args=[plan.pk])}?vad=ansvarig&{query}"
    assert rows[0].title in text(as_anna.get(address))

    as_anna.post(address, {"authority": plan.authority_id, "responsible": anna.pk})

    seen = PlannedActivity.objects.visible_to(access_of(anna))
    assert {row.responsible for row in seen} == {anna}


def test_ticked_activities_get_a_period(as_anna, anna, plan, activity) -> None:
    address = f"{reverse('plans:activities_change', args=[plan.pk])}?vad=period&rad={activity.pk}"

    as_anna.post(address, {"periods": "september"})

    assert periods_of(anna, activity) == [("2026-09-01", "September")]


@pytest.mark.parametrize("query", ["", "?rad=hej&rad=9999999999999999999"])
def test_nothing_ticked_is_told(as_anna, plan, query) -> None:
    address = reverse("plans:activities_change", args=[plan.pk]) + query

    answer = as_anna.get(address, follow=True)

    assert "Kryssa först för de aktiviteter som du vill ändra." in text(answer)


def test_the_suggested_rhythms_are_added_once(as_anna, anna, ekby) -> None:
    address = reverse("plans:rhythms_suggest", args=[ekby.pk])

    as_anna.post(address)
    answer = as_anna.post(address, follow=True)

    assert Rhythm.objects.visible_to(access_of(anna)).count() == 9
    assert "Nämnden har redan alla förslag." in text(answer)
    assert "Varannan månad" not in text(answer)
    assert "6–8 månader efter första brukaren" in text(answer)


def test_a_rhythm_gets_the_boards_own_name(as_anna, anna, ekby) -> None:
    as_anna.post(
        reverse("plans:rhythm_add", args=[ekby.pk]),
        {"name": "Varje vår", "kind": "years", "every": "1", "from_month": "3", "to_month": "5"},
    )

    shown = page(as_anna, "rhythms")
    assert "Varje vår" in shown
    assert "Varje år, mars–maj" in shown.casefold().replace("varje år", "Varje år")


def test_a_rhythm_whose_terms_do_not_hold_together_is_refused(as_anna, ekby) -> None:
    answer = as_anna.post(
        reverse("plans:rhythm_add", args=[ekby.pk]), {"name": "X", "kind": "months"}
    )

    assert "Skriv hur många månader det är mellan gångerna" in text(answer)


def test_a_retired_rhythm_is_no_longer_offered(as_anna, plan, form, yearly) -> None:
    as_anna.post(reverse("plans:rhythm_retire", args=[yearly.pk]))
    assert "Varje vår" not in text(as_anna.get(start(plan, form, Scope.THEME)))

    as_anna.post(reverse("plans:rhythm_retire", args=[yearly.pk]))

    assert "Varje vår" in text(as_anna.get(start(plan, form, Scope.THEME)))


def test_a_rhythm_in_use_is_not_removed(as_anna, anna, activity, yearly) -> None:
    activity.rhythm = yearly
    activity.save()

    answer = as_anna.post(reverse("plans:rhythm_remove", args=[yearly.pk]), follow=True)

    assert "Periodiciteten används i en plan." in text(answer)
    assert Rhythm.objects.visible_to(access_of(anna)).exists()


def test_cilla_sees_nothing_of_ekbys_rhythms_and_activities(
    as_cilla, activity, yearly, norrby
) -> None:
    own = PlannedActivityFactory.create(form__plan__authority=norrby)
    shown = page(as_cilla, "rhythms")
    added = text(as_cilla.get(start(own.plan, own.form, Scope.THEME)))

    assert "Varje vår" not in shown + added
    assert activity.title not in added
    assert "Anna" not in added


def test_units_that_nobody_has_chosen_give_no_periods_yet(as_anna, anna, ekby, plan, form) -> None:
    contract = ContractFactory.create(agreement__authority=ekby)
    UnitFactory.create(provider=contract.provider, first_client_on=date(2026, 1, 10))
    rhythm = Rhythm.objects.create(
        authority=ekby,
        name="Nya utförare",
        kind=RhythmKind.AFTER_FIRST_CLIENT,
        after_months=6,
        before_months=8,
    )
    facts = {"title": "T", "occasions": "1", "rhythm": rhythm.pk}

    as_anna.post(start(plan, form, Scope.UNITS), facts)
    free = newest(anna)
    as_anna.post(start(plan, form, Scope.AGREEMENT, contract.agreement_id), facts)

    assert periods_of(anna, free) == []
    assert periods_of(anna, newest(anna)) == [("2026-07-10", "")]


def test_a_plan_of_two_boards_asks_which_of_them_answers(as_anna, anna, ekby, norrby) -> None:
    form = PlanFormFactory.create(plan=PlanFactory.create(authority=ekby, parties=[norrby]))
    address = start(form.plan, form, Scope.THEME)
    assert "Ansvarig nämnd" in text(as_anna.get(address))

    as_anna.post(
        address,
        {"title": "T", "theme": "T", "occasions": "1", "responsible_authority": norrby.pk},
    )

    assert newest(anna).responsible_authority == norrby


def test_the_order_is_changed_only_while_the_plan_is_a_draft(as_anna, plan, form) -> None:
    row = PlannedActivityFactory.create(form=form)
    address = reverse("plans:activities", args=[plan.pk])
    button = reverse("plans:activity_move", args=[row.pk, "upp"])
    assert button in text(as_anna.get(address))

    plan.state, plan.decided_on = PlanState.ADOPTED, date(2026, 1, 20)
    plan.proposed_on = date(2026, 1, 10)
    plan.save()

    assert button not in text(as_anna.get(address))
