from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from insyn.accounts.models import Authority, User
from insyn.kernel.access import Permission
from insyn.registry.queries import access_of

pytestmark = pytest.mark.django_db
FIRST = ("--municipality", "Ekby", "--authority", "Socialnämnden", "--admin", "anna")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("new_installation", *arguments, stdout=out)
    return out.getvalue()


def test_it_creates_the_board_and_one_who_can_let_others_in() -> None:
    run(*FIRST)

    ekby = Authority.objects.get(name="Socialnämnden", municipality__name="Ekby")
    anna = access_of(User.objects.get(username="anna"))
    assert anna.may(Permission.MANAGE_MEMBERS, authority_id=ekby.pk)


def test_it_prints_a_password_that_works() -> None:
    said = run(*FIRST)

    secret = said.partition("Engångslösenord: ")[2].split("\n")[0]
    anna = User.objects.get(username="anna")
    assert anna.check_password(secret)
    assert anna.must_change_password


def test_the_same_person_gets_no_new_password_for_a_second_board() -> None:
    run(*FIRST)

    said = run("--municipality", "Norrby", "--authority", "Socialnämnden", "--admin", "anna")

    assert "Engångslösenord" not in said
    assert User.objects.get().memberships.count() == 2


def test_the_same_again_is_refused_in_words() -> None:
    run(*FIRST)

    with pytest.raises(CommandError, match="har redan den rollen"):
        run(*FIRST)


def test_it_can_also_give_the_role_of_the_installation() -> None:
    run(*FIRST, "--role", "system_admin")

    assert not access_of(User.objects.get()).authority_ids


@pytest.mark.parametrize("option", ["--municipality", "--authority"])
def test_an_empty_name_is_refused(option: str) -> None:
    arguments = list(FIRST)
    arguments[arguments.index(option) + 1] = "  "

    with pytest.raises(CommandError, match=f"{option} får inte vara tomt"):
        run(*arguments)


def test_a_strange_user_name_is_refused_and_nothing_is_left() -> None:
    with pytest.raises(CommandError):
        run(*FIRST[:-1], "a b/c")

    assert not Authority.objects.exists()
