import pytest
from django.urls import reverse

from insyn.accounts.queries import authority_lines
from insyn.kernel.access import Role
from insyn.kernel.errors import NotAllowed
from insyn.platform import clock
from insyn.portal.queries.people import people
from insyn.registry.queries import access_of
from tests.conftest import log_in
from tests.factories import AuthorityFactory, MembershipFactory
from tests.portal.conftest import DAY

pytestmark = pytest.mark.django_db
START, MEMBERS = reverse("portal:start"), reverse("accounts:members")


@pytest.fixture
def keeper(ekby):
    """Manages the members of Ekby, and has come in."""
    user = MembershipFactory.create(authority=ekby, role=Role.AUTHORITY_ADMIN).user
    user.last_login = clock.now()
    user.save()
    return user


def come_in(user, **facts) -> None:
    user.last_login = clock.now()
    for name, value in facts.items():
        setattr(user, name, value)
    user.save()


def test_one_who_has_never_logged_in_is_shown(keeper, anna, cilla, today) -> None:
    found = people(access_of(keeper), today=today)

    assert [row.user for row in found.waiting] == [anna]
    assert found.waiting_count == 1


def test_one_with_a_one_time_password_is_shown(keeper, anna, today) -> None:
    come_in(anna, must_change_password=True)

    assert people(access_of(keeper), today=today).waiting_count == 1


@pytest.mark.parametrize("facts", [{}, {"is_active": False, "must_change_password": True}])
def test_one_who_is_in_or_shut_out_is_not_shown(keeper, anna, today, facts) -> None:
    come_in(anna, **facts)

    assert people(access_of(keeper), today=today).waiting_count == 0


def test_a_role_that_ended_lately_or_will_soon_is_shown(keeper, ekby, norrby, today) -> None:
    for days in (-31, -30, 30, 31):
        MembershipFactory.create(authority=ekby, valid_to=today + days * DAY)
    MembershipFactory.create(authority=norrby, valid_to=today)

    found = people(access_of(keeper), today=today).ending
    assert [row.valid_to for row in found] == [today + 30 * DAY, today - 30 * DAY]


def test_the_list_of_members_shows_as_many_as_the_start_page_says(client, keeper, ekby) -> None:
    MembershipFactory.create_batch(7, authority=ekby)
    log_in(client, keeper)

    page = client.get(START).content.decode()

    assert f'href="{MEMBERS}?waiting=on"' in page
    assert "lösenord (7)" in page
    assert client.get(MEMBERS, {"waiting": "on"}).context["page"].paginator.count == 7


def test_only_those_who_manage_members_see_them(as_anna, bo) -> None:
    assert "Har aldrig loggat in" not in as_anna.get(START).content.decode()


def test_the_page_of_an_administrator_asks_few_questions(
    client, keeper, ekby, django_assert_max_num_queries
) -> None:
    MembershipFactory.create_batch(20, authority=ekby)
    log_in(client, keeper)

    with django_assert_max_num_queries(17):
        client.get(START)


def test_one_who_runs_the_installation_sees_every_authority(
    client, system_admin, keeper, norrby
) -> None:
    page = log_in(client, system_admin).get(START)

    lines = page.context["authorities"]
    assert [(str(line.authority), line.admins, line.people) for line in lines] == [
        ("Socialnämnden, Ekby", [keeper], 2),
        ("Socialnämnden, Norrby", [], 0),
    ]
    assert "Administratör saknas" in page.content.decode()


def test_ended_roles_and_closed_accounts_are_not_counted(system_admin, ekby, today) -> None:
    MembershipFactory.create(authority=ekby, role=Role.AUTHORITY_ADMIN, valid_to=today - DAY)
    MembershipFactory.create(authority=ekby, role=Role.AUTHORITY_ADMIN, user__is_active=False)

    (line,) = authority_lines(access_of(system_admin), today=today)
    assert (line.admins, line.people) == ([], 1)


@pytest.mark.parametrize("person", ["keeper", "anna", "dag", "contact"])
def test_nobody_else_sees_the_authorities(person: str, today, request) -> None:
    with pytest.raises(NotAllowed):
        authority_lines(access_of(request.getfixturevalue(person)), today=today)


def test_the_page_of_the_installation_asks_few_questions(
    client, system_admin, django_assert_max_num_queries
) -> None:
    for _ in range(20):
        MembershipFactory.create(authority=AuthorityFactory.create(), role=Role.AUTHORITY_ADMIN)
    log_in(client, system_admin)

    with django_assert_max_num_queries(9):
        client.get(START)


def test_one_who_runs_the_installation_is_offered_no_lists_that_stay_empty(
    client, system_admin
) -> None:
    page = log_in(client, system_admin).get(START).content.decode()

    assert reverse("followups:list") not in page
    assert 'role="search"' not in page


def test_one_with_two_roles_sees_both_parts(client, system_admin, ekby) -> None:
    MembershipFactory.create(user=system_admin, authority=ekby, role=Role.PLAN_OWNER)

    context = log_in(client, system_admin).get(START).context

    assert "figures" in context
    assert "authorities" in context
