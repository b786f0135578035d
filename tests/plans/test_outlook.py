from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from insyn.accounts.models import User
from insyn.kernel.errors import RuleViolation
from insyn.plans.letters.tables import agreement_matrix_table
from insyn.plans.models import ActivityTarget, PlannedActivity
from insyn.plans.queries.timetable import plan_lines
from insyn.plans.rules import PlanState, Scope
from insyn.plans.rules.activities import outlook_refusal
from insyn.plans.rules.matrices import agreement_matrices
from insyn.plans.services import start_next
from insyn.plans.services.activities import (
    ActivityFacts,
    PeriodFacts,
    TargetFacts,
    save_activity,
    set_targets,
)
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import AgreementFactory, PlanFactory, PlanFormFactory, PlannedActivityFactory

pytestmark = pytest.mark.django_db
YEAR = PeriodFacts(date(2026, 1, 1), date(2026, 12, 31), "2026")


@pytest.fixture
def plan(ekby):
    return PlanFactory.create(
        authority=ekby, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31)
    )


@pytest.fixture
def facts(ekby, plan):
    return ActivityFacts(
        form=PlanFormFactory.create(plan=plan),
        title="Särskild uppföljning",
        scope=Scope.AGREEMENT,
        agreement=AgreementFactory.create(authority=ekby),
        outlook_years=(2028, 2024),
        periods=(YEAR,),
    )


@pytest.mark.parametrize(
    ("years", "said"),
    [((), ""), ((2025, 2027), ""), ((2026,), "utanför planen"), ((1999,), "högst tio år")],
)
def test_an_outlook_lies_near_the_plan_and_outside_it(years, said) -> None:
    refusal = outlook_refusal(range(2026, 2027), years)

    assert said in refusal
    assert bool(refusal) == bool(said)


def test_the_years_are_kept_in_order(anna: User, plan, facts) -> None:
    assert save_activity(access_of(anna), plan, facts=facts).outlook_years == [2024, 2028]


def test_a_year_of_the_plan_is_refused_as_outlook(anna: User, plan, facts) -> None:
    with pytest.raises(RuleViolation, match="utanför planen"):
        save_activity(
            access_of(anna), plan,
            facts=replace(facts, outlook_years=(2026,)),
        )  # fmt: skip


def test_the_matrix_has_a_cross_for_each_year_of_the_outlook(anna: User, plan, facts) -> None:
    save_activity(access_of(anna), plan, facts=facts)

    (matrix,) = agreement_matrices(plan_lines(access_of(anna), plan))

    assert matrix.years == (2024, 2026, 2028)
    assert [bool(cell.entries) for cell in matrix.rows[0].cells] == [True, True, True]


def test_what_is_only_an_outlook_is_marked_in_the_head_of_its_column(
    anna: User, plan, facts
) -> None:
    save_activity(access_of(anna), plan, facts=facts)
    told = plan_lines(access_of(anna), plan)

    (table,) = agreement_matrix_table(told)

    assert [head.removeprefix(f"{facts.form} ") for head in table.header[2:]] == [
        "2024 (utanför planen)", "2026", "2028 (utanför planen)",
    ]  # fmt: skip


@pytest.mark.parametrize("view", ["agreement_matrix", "area_matrix"])
def test_the_page_says_which_years_are_only_an_outlook(
    as_anna, anna: User, plan, facts, view
) -> None:
    scope = Scope.AGREEMENT if view == "agreement_matrix" else Scope.THEME
    about = {"agreement": facts.agreement} if scope is Scope.AGREEMENT else {"theme": "Kost"}
    facts = replace(facts, **({"scope": scope, "agreement": None, "theme": ""} | about))
    save_activity(access_of(anna), plan, facts=facts)
    address = reverse(f"plans:{view}", args=[plan.pk])

    said = as_anna.get(address).content.decode()

    assert said.count('<span class="u-sub">utanför planen</span>') == 2
    assert 'data-l="2028, utanför planen"' in said
    assert "beslutar inte om dem" in said
    assert "2028 (utanför planen)" in as_anna.get(f"{address}?fil=csv").content.decode("utf-8-sig")


def test_the_next_plan_takes_its_year_from_the_outlook(anna: User, plan, facts) -> None:
    save_activity(access_of(anna), plan, facts=facts)
    plan.state, plan.decided_on = PlanState.ADOPTED, date(2025, 12, 1)
    plan.save()

    with clock.pretend(date(2026, 11, 1)):
        new = start_next(
            access_of(anna), plan,
            starts_on=date(2027, 1, 1), ends_on=date(2028, 12, 31), title="Plan 2027–2028",
        )  # fmt: skip

    row = PlannedActivity.objects.visible_to(access_of(anna)).get(plan=new)
    periods = row.periods.all().visible_to(access_of(anna))
    assert [period.starts_on.year for period in periods] == [2028]
    assert row.outlook_years == [2024, 2026]


def test_the_form_asks_for_years_with_four_figures(as_anna, plan, facts, anna) -> None:
    row = save_activity(access_of(anna), plan, facts=facts)
    address = reverse("plans:activity_edit", args=[row.pk])
    sent = {"title": row.title, "version": row.version, "occasions": 1}

    answer = as_anna.post(address, {**sent, "outlook_years": "26, 2028"})

    assert "”26” är inget år" in answer.content.decode()


def test_one_who_is_not_in_the_register_has_the_name_of_the_plan(as_anna, anna: User, plan) -> None:
    row = PlannedActivityFactory.create(plan=plan)
    named = TargetFacts(listed_as="Utlussen AB")
    set_targets(access_of(anna), row, targets=[named, named])

    assert [str(target) for target in ActivityTarget.objects.visible_to(access_of(anna))] == [
        "Utlussen AB"
    ]
    for name in ("activity", "activity_targets", "activity_edit", "activity_lay_out"):
        page = as_anna.get(reverse(f"plans:{name}", args=[row.pk]))
        assert page.status_code == 200, name
    assert "finns inte i registret" in as_anna.get(
        reverse("plans:activity", args=[row.pk])
    ).content.decode()  # fmt: skip


def test_a_target_without_a_name_is_refused(anna: User, plan) -> None:
    row = PlannedActivityFactory.create(plan=plan)

    with pytest.raises(RuleViolation, match="Skriv utförarens namn"):
        set_targets(access_of(anna), row, targets=[TargetFacts(listed_as=" ")])
