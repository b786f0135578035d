import pytest
from django.urls import reverse

from insyn.audit.models import AuditEvent
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
PAGE = reverse("accounts:password")
BETTER = "Sju blå cyklar utanför"


@pytest.fixture
def as_owner(client, anna_with_password):
    client.force_login(anna_with_password)
    return client


def change(client, new: str = BETTER, again: str | None = None, old: str = PASSWORD):
    return client.post(
        PAGE,
        {
            "old_password": old,
            "new_password1": new,
            "new_password2": new if again is None else again,
        },
    )


def test_the_rules_are_shown(as_owner) -> None:
    assert "minst 12 tecken" in as_owner.get(PAGE).content.decode()


def test_a_good_password_is_taken_and_the_session_lives_on(as_owner, anna_with_password) -> None:
    answer = change(as_owner)

    anna_with_password.refresh_from_db()
    assert answer.status_code == 302
    assert anna_with_password.check_password(BETTER)
    assert as_owner.get(PAGE).status_code == 200


def test_a_change_leaves_a_line(as_owner) -> None:
    change(as_owner)

    rows = AuditEvent.objects.unscoped(reason="a test looks at the whole trail")
    assert rows.get().event == "user.password_changed"


@pytest.mark.parametrize(
    ("new", "again", "old"),
    [
        ("kort", None, PASSWORD),
        ("123456789012", None, PASSWORD),
        ("password1234", None, PASSWORD),
        (BETTER, "något annat", PASSWORD),
        (BETTER, None, "fel"),
        ("", "", ""),
    ],
)
def test_a_bad_password_is_refused_in_words(as_owner, anna_with_password, new, again, old) -> None:
    answer = change(as_owner, new, again, old)

    anna_with_password.refresh_from_db()
    assert answer.status_code == 200
    assert "Fel:" in answer.content.decode()
    assert anna_with_password.check_password(PASSWORD)


def test_one_with_a_one_time_password_goes_nowhere_else(as_owner, anna_with_password) -> None:
    anna_with_password.must_change_password = True
    anna_with_password.save()

    for name in ("portal:start", "accounts:profile", "portal:search"):
        assert as_owner.get(reverse(name)).headers["Location"] == PAGE
    assert "engångslösenord" in as_owner.get(PAGE).content.decode()


def test_with_an_own_password_the_house_is_open(as_owner, anna_with_password) -> None:
    anna_with_password.must_change_password = True
    anna_with_password.save()

    change(as_owner)

    assert as_owner.get(reverse("accounts:profile")).status_code == 200


def test_one_with_a_one_time_password_may_log_out(as_owner, anna_with_password) -> None:
    anna_with_password.must_change_password = True
    anna_with_password.save()

    answer = as_owner.post(reverse("accounts:logout"))

    assert answer.headers["Location"] == reverse("accounts:login")
