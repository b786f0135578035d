from datetime import timedelta

import pytest
from django.urls import reverse

from insyn.accounts.models import Membership, User
from insyn.kernel.access import Role
from insyn.platform import clock
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
MEMBERS, ADD = reverse("accounts:members"), reverse("accounts:member_add")


def new_person(ekby, **more: str) -> dict[str, str]:
    return {
        "authority": str(ekby.pk),
        "role": "reviewer",
        "account": "new",
        "username": "dag.ny",
        "first_name": "Dag",
        "last_name": "Nyberg",
        **more,
    }


def test_the_profile_shows_only_the_own_roles(as_anna, cilla) -> None:
    page = as_anna.get(reverse("accounts:profile")).content.decode()

    assert "Socialnämnden, Ekby" in page
    assert "Norrby" not in page


def test_the_list_shows_the_members_of_the_own_authority_only(as_admin, bo, cilla) -> None:
    page = as_admin.get(MEMBERS).content.decode()

    assert "Bo" in page
    assert "cilla" not in page


def test_ended_memberships_are_shown_when_asked_for(as_admin, ekby) -> None:
    yesterday = clock.today() - timedelta(days=1)
    MembershipFactory.create(authority=ekby, user__first_name="Förr", valid_to=yesterday)

    assert "Förr" not in as_admin.get(MEMBERS).content.decode()
    assert "Förr" in as_admin.get(MEMBERS, {"ended": "on"}).content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "bo"}, {"bo"}),
        ({"role": "reader"}, {"bo"}),
        ({"role": "finns inte"}, {"anna", "bo"}),
        ({"authority": "99999"}, {"anna", "bo"}),
        ({"sort": "-role"}, {"anna", "bo"}),
        ({"sort": "; drop table"}, {"anna", "bo"}),
        ({"q": "ingen"}, set()),
    ],
)
def test_the_list_is_filtered(as_admin, bo, query: dict[str, str], names: set[str]) -> None:
    page = as_admin.get(MEMBERS, query)

    assert {row.user.username for row in page.context["page"]} == names


def test_the_list_asks_few_questions(as_admin, ekby, django_assert_max_num_queries) -> None:
    MembershipFactory.create_batch(60, authority=ekby)

    with django_assert_max_num_queries(12):
        as_admin.get(MEMBERS)


def test_a_new_person_is_added_and_the_password_shown_once(as_admin, ekby) -> None:
    answer = as_admin.post(ADD, new_person(ekby))

    secret = answer.context["one_time_password"]
    assert secret in answer.content.decode()
    assert User.objects.get(username="dag.ny").check_password(secret)
    assert answer.headers["Cache-Control"] == "no-store"
    assert secret not in as_admin.get(MEMBERS).content.decode()


def test_an_existing_person_is_added_by_user_name(as_admin, ekby, dag) -> None:
    answer = as_admin.post(ADD, new_person(ekby, account="has", username="dag"))

    assert answer.status_code == 302
    assert dag.memberships.get().role == Role.REVIEWER


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"username": ""}, "Fyll i ”Användarnamn”."),
        ({"username": "a b/c"}, "användarnamn"),
        ({"username": "anna"}, "är upptaget"),
        ({"account": "has", "username": "ingen"}, "Ingen har användarnamnet"),
        ({"role": "system_admin"}, "Valet under ”Roll” finns inte"),
        ({"role": ""}, "Välj något under ”Roll”"),
        ({"authority": ""}, "Välj något under ”Nämnd”"),
        ({"first_name": ""}, "Fyll i ”Förnamn”."),
        ({"email": "inte en adress"}, "namn@exempel.se"),
        ({"username": "x" * 151}, "högst 150 tecken"),
    ],
)
def test_a_bad_form_says_what_and_keeps_what_was_typed(
    as_admin, ekby, wrong: dict[str, str], sentence: str
) -> None:
    answer = as_admin.post(ADD, new_person(ekby, **wrong))

    page = answer.content.decode()
    assert sentence.lower() in page.lower()
    assert "Nyberg" in page
    assert not User.objects.filter(last_name="Nyberg").exists()


def test_another_authority_cannot_be_chosen(as_admin, norrby) -> None:
    answer = as_admin.post(ADD, new_person(norrby))

    assert "Valet under ”Nämnd” finns inte" in answer.content.decode()


def test_a_role_is_changed_on_the_page(as_admin, bo) -> None:
    own = bo.memberships.get()

    as_admin.post(reverse("accounts:member_role", args=[own.pk]), {"role": "reviewer"})

    assert Membership.objects.current(clock.today()).get(user=bo).role == Role.REVIEWER


def test_a_refused_change_shows_the_sentence(as_admin, admin_anna) -> None:
    own = admin_anna.memberships.get(role=Role.AUTHORITY_ADMIN)

    answer = as_admin.post(reverse("accounts:member_role", args=[own.pk]), {"role": "reader"})

    assert "enda nämndadministratör" in answer.content.decode()


def test_a_membership_is_ended_on_the_page(as_admin, bo) -> None:
    own = bo.memberships.get()

    answer = as_admin.post(reverse("accounts:member_end", args=[own.pk]))

    assert answer.headers["Location"] == MEMBERS
    assert not Membership.objects.current(clock.today()).filter(user=bo).exists()


@pytest.mark.parametrize(
    ("last_day", "sentence"), [("2020-01-01", "kan inte ha passerat"), ("i morgon", "ett datum")]
)
def test_a_wrong_last_day_is_said(as_admin, bo, last_day: str, sentence: str) -> None:
    url = reverse("accounts:member_end", args=[bo.memberships.get().pk])

    assert sentence in as_admin.post(url, {"last_day": last_day}).content.decode()


def test_a_forgotten_password_is_renewed_on_the_page(as_admin, bo) -> None:
    answer = as_admin.post(reverse("accounts:member_password", args=[bo.memberships.get().pk]))

    bo.refresh_from_db()
    assert bo.check_password(answer.context["one_time_password"])


def test_a_refused_renewal_goes_back_with_the_sentence(as_admin, ekby, cilla) -> None:
    here = MembershipFactory.create(user=cilla, authority=ekby, role=Role.READER)

    answer = as_admin.post(reverse("accounts:member_password", args=[here.pk]), follow=True)

    assert "uppdrag som du inte administrerar" in answer.content.decode()


@pytest.mark.parametrize("name", ["member_role", "member_end", "member_password"])
def test_members_of_another_authority_do_not_exist(as_admin, cilla, name: str) -> None:
    theirs = cilla.memberships.get()

    answer = as_admin.post(reverse(f"accounts:{name}", args=[theirs.pk]), {"role": "reader"})

    assert answer.status_code == 404
    assert as_admin.get(reverse("accounts:member", args=[theirs.pk])).status_code == 404


@pytest.mark.parametrize("name", ["members", "member_add"])
def test_the_administrators_pages_open_for_the_administrator(as_admin, name: str) -> None:
    assert as_admin.get(reverse(f"accounts:{name}")).status_code == 200


def test_the_page_of_a_member_opens_for_the_administrator(as_admin, bo) -> None:
    url = reverse("accounts:member", args=[bo.memberships.get().pk])

    assert as_admin.get(url).status_code == 200


def test_no_role_is_chosen_beforehand(as_admin) -> None:
    page = as_admin.get(ADD).content.decode()

    options = page.split('name="role"')[1].split("</select>")[0].split("<option")[1:]
    assert 'value=""' in options[0]
    assert not any("selected" in option for option in options[1:])
