from datetime import timedelta

import pytest

from insyn.accounts import services
from insyn.accounts.models import Membership, Municipality, User
from insyn.accounts.queries import managed_members
from insyn.accounts.services import Person
from insyn.audit.models import SYSTEM_CHAIN, AuditEvent
from insyn.kernel.access import Access, Role
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
NEW = Person("dag.ny", "Dag", "Nyberg", "dag@exempel.se")


def events() -> list[str]:
    rows = AuditEvent.objects.unscoped(reason="a test looks at the whole trail")
    return list(rows.order_by("pk").values_list("event", flat=True))


def role_in_force(user: User) -> set[str]:
    held = Membership.objects.filter(user=user).current(clock.today())
    return set(held.values_list("role", flat=True))


def test_an_administrator_gives_an_existing_user_a_role(admin_anna, ekby, dag) -> None:
    services.add_member(access_of(admin_anna), ekby, role=Role.REVIEWER, username="dag")

    assert role_in_force(dag) == {Role.REVIEWER}
    assert events() == ["membership.given"]


@pytest.mark.parametrize("person", ["anna", "bo", "cilla", "dag", "system_admin"])
def test_nobody_else_does(person: str, ekby, request) -> None:
    user = request.getfixturevalue(person)

    with pytest.raises(NotAllowed):
        services.add_member(access_of(user), ekby, role=Role.REVIEWER, username=user.username)
    assert events() == []


def test_an_administrator_of_one_authority_manages_no_other(admin_anna, norrby, cilla) -> None:
    access = access_of(admin_anna)

    with pytest.raises(NotAllowed):
        services.add_member(access, norrby, role=Role.READER, username="cilla")
    with pytest.raises(NotAllowed):
        services.end_membership(access, cilla.memberships.get())
    with pytest.raises(NotAllowed):
        services.renew_password(access, cilla.memberships.get(), whose=access_of(cilla))


def test_the_same_role_is_not_given_twice(admin_anna, ekby, bo) -> None:
    with pytest.raises(RuleViolation, match="Bo har redan den rollen"):
        services.add_member(access_of(admin_anna), ekby, role=Role.READER, username="bo")


def test_an_unknown_user_name_is_said(admin_anna, ekby) -> None:
    with pytest.raises(RuleViolation, match="Ingen har användarnamnet ”ingen”"):
        services.add_member(access_of(admin_anna), ekby, role=Role.READER, username="ingen")


def test_a_new_person_gets_a_password_that_works_once(admin_anna, ekby) -> None:
    new = services.add_person(access_of(admin_anna), ekby, role=Role.READER, person=NEW)

    user = User.objects.get(username="dag.ny")
    assert user.check_password(new.one_time_password)
    assert user.must_change_password
    assert role_in_force(user) == {Role.READER}


def test_two_one_time_passwords_differ(admin_anna, ekby) -> None:
    access = access_of(admin_anna)
    other = Person("dag.annan", "Dag", "Annan")

    one = services.add_person(access, ekby, role=Role.READER, person=NEW)
    two = services.add_person(access, ekby, role=Role.READER, person=other)

    assert one.one_time_password != two.one_time_password
    assert len(one.one_time_password) == 19


def test_the_one_time_password_is_not_in_the_trail(admin_anna, ekby) -> None:
    new = services.add_person(access_of(admin_anna), ekby, role=Role.READER, person=NEW)

    rows = AuditEvent.objects.unscoped(reason="a test looks at the whole trail")
    assert all(new.one_time_password not in f"{row.facts}{row.subject_name}" for row in rows)


@pytest.mark.parametrize("username", ["anna", "ANNA"])
def test_a_taken_user_name_is_refused_whatever_its_case(admin_anna, ekby, username: str) -> None:
    with pytest.raises(RuleViolation, match="är upptaget"):
        services.add_person(
            access_of(admin_anna), ekby, role=Role.READER, person=Person(username, "Anna", "Två")
        )


def test_a_user_name_with_strange_signs_is_refused(admin_anna, ekby) -> None:
    with pytest.raises(RuleViolation):
        services.add_person(
            access_of(admin_anna), ekby, role=Role.READER, person=Person("a b/c", "Dag", "Ny")
        )


def test_the_role_of_the_installation_is_not_given(admin_anna, ekby) -> None:
    access = access_of(admin_anna)

    with pytest.raises(RuleViolation, match="systemadministratör"):
        services.add_member(access, ekby, role=Role.SYSTEM_ADMIN, username="anna")


def test_the_role_of_the_installation_is_not_taken(admin_anna, system_admin) -> None:
    with pytest.raises(RuleViolation, match="systemadministratör"):
        services.end_membership(access_of(admin_anna), system_admin.memberships.get())


def test_an_ended_membership_gives_nothing_from_that_moment(admin_anna, bo) -> None:
    services.end_membership(access_of(admin_anna), bo.memberships.get())

    assert access_of(bo).mandates == ()
    assert events() == ["membership.ended"]


def test_one_that_began_today_also_ends_at_once(admin_anna, ekby, dag) -> None:
    access = access_of(admin_anna)
    given = services.add_member(access, ekby, role=Role.READER, username="dag")

    services.end_membership(access, given)

    assert access_of(dag).mandates == ()
    assert events() == ["membership.given", "membership.ended"]


def test_a_membership_can_end_on_a_later_day(admin_anna, bo) -> None:
    later = clock.today() + timedelta(days=30)

    services.end_membership(access_of(admin_anna), bo.memberships.get(), last_day=later)

    assert bo.memberships.get().valid_to == later
    assert access_of(bo).mandates


def test_what_has_ended_does_not_end_again(admin_anna, bo) -> None:
    access = access_of(admin_anna)
    services.end_membership(access, bo.memberships.get())

    with pytest.raises(RuleViolation, match="redan avslutat"):
        services.end_membership(access, bo.memberships.get())


def test_the_last_administrator_cannot_leave(admin_anna) -> None:
    own = admin_anna.memberships.get(role=Role.AUTHORITY_ADMIN)

    with pytest.raises(RuleViolation, match="enda nämndadministratör"):
        services.end_membership(access_of(admin_anna), own)
    assert events() == []


def test_an_administrator_can_leave_when_there_is_another(admin_anna, ekby, bo) -> None:
    MembershipFactory.create(authority=ekby, user=bo, role=Role.AUTHORITY_ADMIN)
    own = admin_anna.memberships.get(role=Role.AUTHORITY_ADMIN)

    services.end_membership(access_of(admin_anna), own)

    assert role_in_force(admin_anna) == {Role.PLAN_OWNER}


@pytest.mark.parametrize("reason", ["inactive", "ends soon", "elsewhere"])
def test_one_who_does_not_stay_does_not_count(admin_anna, ekby, norrby, reason: str) -> None:
    other = UserFactory.create(is_active=reason != "inactive")
    MembershipFactory.create(
        user=other,
        authority=norrby if reason == "elsewhere" else ekby,
        role=Role.AUTHORITY_ADMIN,
        valid_to=clock.today() if reason == "ends soon" else None,
    )
    own = admin_anna.memberships.get(role=Role.AUTHORITY_ADMIN)

    with pytest.raises(RuleViolation, match="enda nämndadministratör"):
        services.end_membership(access_of(admin_anna), own)


def test_a_changed_role_replaces_the_old_one(admin_anna, bo) -> None:
    services.change_role(access_of(admin_anna), bo.memberships.get(), role=Role.REVIEWER)

    assert role_in_force(bo) == {Role.REVIEWER}
    assert events() == ["membership.ended", "membership.given"]


def test_a_refused_change_of_role_changes_nothing(admin_anna, ekby, bo) -> None:
    MembershipFactory.create(user=bo, authority=ekby, role=Role.REVIEWER)
    reader = bo.memberships.get(role=Role.READER)

    with pytest.raises(RuleViolation, match="har redan den rollen"):
        services.change_role(access_of(admin_anna), reader, role=Role.REVIEWER)

    assert role_in_force(bo) == {Role.READER, Role.REVIEWER}
    assert events() == []


def test_a_renewed_password_replaces_the_old_one(admin_anna, bo) -> None:
    bo.set_password("det gamla lösenordet")
    bo.save()

    secret = services.renew_password(
        access_of(admin_anna), bo.memberships.get(), whose=access_of(bo)
    )

    bo.refresh_from_db()
    assert bo.check_password(secret)
    assert bo.must_change_password
    assert events() == ["user.password_renewed"]


def test_no_password_is_renewed_for_one_with_a_role_elsewhere(admin_anna, ekby, cilla) -> None:
    here = MembershipFactory.create(user=cilla, authority=ekby, role=Role.READER)

    with pytest.raises(RuleViolation, match="uppdrag som du inte administrerar"):
        services.renew_password(access_of(admin_anna), here, whose=access_of(cilla))


def test_nobody_changes_the_password_of_another(anna, bo) -> None:
    with pytest.raises(NotAllowed):
        services.change_password(access_of(anna), bo, new_password="ett nytt lösenord")


def test_a_failed_log_in_with_an_unknown_name_does_not_write_the_name_down() -> None:
    asker = Access(user_id=None, name="anonym", origin="192.0.2.7")
    services.note_failed_log_in(asker, username="mitt-hemliga-lösenord", is_locked=False)

    row = AuditEvent.objects.unscoped(reason="a test looks at the whole trail").get()
    assert row.authority_id == SYSTEM_CHAIN
    assert row.subject_name == "Okänd användare"
    assert row.origin == "192.0.2.7"
    assert "hemliga" not in f"{row.facts}{row.subject}{row.actor_name}"


def test_a_failed_log_in_with_a_known_name_says_whose(anna) -> None:
    asker = Access(user_id=None, name="anonym")
    services.note_failed_log_in(asker, username="anna", is_locked=True)

    row = AuditEvent.objects.unscoped(reason="a test looks at the whole trail").get()
    assert (row.subject_name, row.facts) == ("Anna", {"is_locked": True})


def test_only_the_system_founds_an_authority(anna) -> None:
    with pytest.raises(NotAllowed):
        services.found_authority(
            access_of(anna),
            municipality="Ekby",
            name="Ny nämnd",
            role=Role.AUTHORITY_ADMIN,
            person=NEW,
        )
    assert not Municipality.objects.filter(authorities__name="Ny nämnd").exists()


def test_an_administrator_manages_the_members_of_the_own_authority_only(
    admin_anna, bo, cilla
) -> None:
    users = {row.user.username for row in managed_members(access_of(admin_anna))}

    assert users == {"anna", "bo"}


@pytest.mark.parametrize("person", ["anna", "cilla", "dag", "system_admin"])
def test_one_without_the_permission_manages_nobody(person: str, bo, request) -> None:
    access = access_of(request.getfixturevalue(person))

    assert not managed_members(access).exists()


def test_the_row_and_the_question_agree_on_what_is_current(ekby) -> None:
    today = clock.today()
    days = [None, today - timedelta(days=1), today, today + timedelta(days=1)]
    for start in days:
        for end in days:
            if start is None or end is None or start <= end:
                MembershipFactory.create(authority=ekby, valid_from=start, valid_to=end)

    found = set(Membership.objects.current(today))
    assert found == {row for row in Membership.objects.all() if row.is_current(today)}
