import datetime

import pytest
from django.urls import reverse

from insyn.accounts.models import Authority, User
from insyn.kernel.access import Access, Role
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.plans import services
from insyn.plans.models import Programme
from insyn.plans.queries.programmes import board_lines
from insyn.plans.rules import PlanState
from insyn.registry.queries import access_of
from tests.factories import AuthorityFactory, MembershipFactory, PlanFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 2)


@pytest.fixture
def access(anna: User) -> Access:
    return access_of(anna)


def facts(ekby: Authority, **said) -> services.ProgrammeFacts:
    usual = {
        "municipality": ekby.municipality,
        "title": "Program för privata utförare",
        "starts_on": datetime.date(2023, 1, 1),
        "ends_on": datetime.date(2026, 12, 31),
    }
    return services.ProgrammeFacts(**{**usual, **said})


@pytest.fixture
def programme(access, ekby) -> Programme:
    return services.save_programme(access, programme=None, facts=facts(ekby))


def test_goals_are_numbered_in_order(access, programme) -> None:
    goals = [
        services.save_goal(access, programme=programme, goal=None, facts=services.GoalFacts(text))
        for text in ("Trygghet", "Insyn")
    ]

    assert [goal.number for goal in goals] == [1, 2]


def test_two_goals_have_different_numbers(access, programme) -> None:
    first = services.GoalFacts("Trygghet", number=1)
    services.save_goal(access, programme=programme, goal=None, facts=first)

    with pytest.raises(RuleViolation, match="Programmet har redan ett mål med det numret"):
        services.save_goal(access, programme=programme, goal=None, facts=first)


def test_a_goal_sent_twice_is_added_once(access, programme) -> None:
    told = services.GoalFacts("Alla avtal följs upp")
    services.save_goal(access, programme=programme, goal=None, facts=told)

    with pytest.raises(RuleViolation, match="har redan det målet"):
        services.save_goal(access, programme=programme, goal=None, facts=told)

    assert programme.goals.count() == 1


def test_a_goal_is_removed(access, programme) -> None:
    told = services.GoalFacts("Trygghet")
    goal = services.save_goal(access, programme=programme, goal=None, facts=told)

    services.remove_goal(access, goal)

    assert not programme.goals.exists()


def test_a_programme_that_ends_before_it_starts_is_refused(access, ekby) -> None:
    told = facts(ekby, ends_on=datetime.date(2022, 12, 31))

    with pytest.raises(RuleViolation, match="Programmet kan inte sluta innan det börjar"):
        services.save_programme(access, programme=None, facts=told)


def test_a_programme_that_somebody_else_has_changed_is_outdated(access, ekby, programme) -> None:
    services.save_programme(
        access, programme=programme, facts=facts(ekby, title="Först"), version=1
    )

    with pytest.raises(Outdated):
        services.save_programme(
            access, programme=programme, facts=facts(ekby, title="Sedan"), version=1
        )


def test_a_programme_stays_in_its_municipality(access, programme, norrby) -> None:
    with pytest.raises(RuleViolation, match="kan inte flyttas"):
        services.save_programme(access, programme=programme, facts=facts(norrby))


@pytest.mark.parametrize("person", ["bo", "cilla"])
def test_only_those_who_plan_in_the_municipality_change_its_programme(
    ekby, programme, person, request
) -> None:
    asker = access_of(request.getfixturevalue(person))

    with pytest.raises(NotAllowed):
        services.save_programme(asker, programme=programme, facts=facts(ekby))


def test_a_programme_with_a_plan_is_not_removed(access, ekby, programme) -> None:
    PlanFactory.create(authority=ekby, programme=programme)

    with pytest.raises(RuleViolation, match="Det kan inte tas bort"):
        services.remove_programme(access, programme)


def test_a_programme_without_plans_is_removed(access, programme) -> None:
    services.remove_programme(access, programme)

    assert not Programme.objects.exists()


def line_of(access: Access, programme: Programme, name: str):
    lines = board_lines(access, programme, today=TODAY)
    return next(line for line in lines if line.board.name == name)


@pytest.fixture
def elders(ekby: Authority) -> Authority:
    return AuthorityFactory.create(municipality=ekby.municipality, name="Äldrenämnden")


def test_a_board_without_a_plan_is_listed(access, programme, elders) -> None:
    line = line_of(access, programme, "Äldrenämnden")

    assert (line.plans, line.has_adopted) == ([], False)


def test_of_a_hidden_plan_only_its_adoption_is_told(access, programme, elders) -> None:
    PlanFactory.create(
        authority=elders, programme=programme, state=PlanState.ADOPTED, decided_on=TODAY
    )

    line = line_of(access, programme, "Äldrenämnden")

    assert (line.plans, line.has_adopted) == ([], True)


def test_nothing_is_told_of_a_hidden_draft(access, programme, elders) -> None:
    PlanFactory.create(authority=elders, programme=programme)

    line = line_of(access, programme, "Äldrenämnden")

    assert (line.plans, line.has_adopted) == ([], False)


def test_a_plan_that_the_asker_sees_is_named(access, ekby, programme) -> None:
    plan = PlanFactory.create(authority=ekby, programme=programme)

    assert line_of(access, programme, "Socialnämnden").plans == [plan]


def test_a_board_that_has_ended_is_not_listed(access, ekby, programme) -> None:
    AuthorityFactory.create(
        municipality=ekby.municipality, name="Gamla nämnden", valid_to=datetime.date(2022, 12, 31)
    )

    names = [line.board.name for line in board_lines(access, programme, today=TODAY)]
    assert "Gamla nämnden" not in names


def test_the_page_of_a_programme_shows_its_goals(as_bo, access, programme) -> None:
    told = services.GoalFacts("Alla ska ha insyn")
    services.save_goal(access, programme=programme, goal=None, facts=told)

    page = as_bo.get(reverse("plans:programme", args=[programme.pk])).content.decode()

    assert "Alla ska ha insyn" in page
    assert reverse("plans:goal_add", args=[programme.pk]) not in page


def test_a_programme_is_added_through_the_form(as_anna, ekby) -> None:
    answer = as_anna.post(
        reverse("plans:programme_add"),
        {
            "title": "Program 2027–2030",
            "municipality": ekby.municipality_id,
            "starts_on": "2027-01-01",
            "ends_on": "2030-12-31",
        },
    )

    row = Programme.objects.get()
    assert answer.url == reverse("plans:programme", args=[row.pk])


def test_the_form_offers_no_other_municipality(as_anna, norrby) -> None:
    page = as_anna.get(reverse("plans:programme_add")).content.decode()

    assert "Norrby" not in page


def test_a_programme_and_a_goal_are_removed_after_a_question(as_anna, access, programme) -> None:
    told = services.GoalFacts("Trygghet")
    goal = services.save_goal(access, programme=programme, goal=None, facts=told)

    as_anna.post(reverse("plans:goal_remove", args=[goal.pk]))
    assert not programme.goals.exists()
    as_anna.post(reverse("plans:programme_remove", args=[programme.pk]))
    assert not Programme.objects.exists()


def test_a_list_of_programmes_stays_within_its_queries(
    as_anna, ekby, django_assert_max_num_queries
) -> None:
    for number in range(20):
        Programme.objects.create(
            municipality=ekby.municipality,
            title=f"Program {number}",
            starts_on=TODAY,
            ends_on=TODAY,
        )

    with django_assert_max_num_queries(12):
        as_anna.get(reverse("plans:programmes"))


def test_the_list_of_programmes_is_a_file_too(as_bo, programme) -> None:
    answer = as_bo.get(reverse("plans:programmes"), {"fil": "csv"})

    assert "Program för privata utförare" in answer.content.decode("utf-8-sig")


def test_the_list_keeps_one_municipality(as_bo, programme, norrby) -> None:
    Programme.objects.create(
        municipality=norrby.municipality, title="Norrbys", starts_on=TODAY, ends_on=TODAY
    )

    page = as_bo.get(
        reverse("plans:programmes"), {"municipality": programme.municipality_id}
    ).content.decode()

    assert "Program för privata utförare" in page
    assert "Norrbys" not in page


def test_a_role_that_decides_changes_no_programme(ekby, programme) -> None:
    user = MembershipFactory.create(authority=ekby, role=Role.DECISION_MAKER).user

    with pytest.raises(NotAllowed):
        services.remove_programme(access_of(user), programme)
