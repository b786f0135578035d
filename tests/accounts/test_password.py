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
        path = reverse(name)
        assert as_owner.get(path).headers["Location"] == f"{PAGE}?next={path}"
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


@pytest.fixture
def new_here(anna_with_password) -> None:
    anna_with_password.must_change_password = True
    anna_with_password.save()


def test_the_first_own_password_leads_to_the_start_page_with_a_word(as_owner, new_here) -> None:
    answer = change(as_owner)

    assert answer.headers["Location"] == reverse("portal:start")
    assert "Lösenordet är bytt" in as_owner.get(reverse("portal:start")).content.decode()


def test_the_first_own_password_leads_to_where_one_was_going(as_owner, new_here) -> None:
    wanted = reverse("portal:deficiencies") + "?severity=major&q=brand"

    asked = as_owner.get(wanted, follow=True)
    page = asked.content.decode()
    address = asked.redirect_chain[-1][0]
    words = {"old_password": PASSWORD, "new_password1": BETTER, "new_password2": BETTER}
    answer = as_owner.post(address, words)

    assert 'name="next" value="/brister/?severity=major&amp;q=brand"' in page
    assert answer.headers["Location"] == wanted


@pytest.mark.parametrize("way", ["https://ond.se/", "//ond.se/", "/\\ond.se", "javascript:x"])
def test_the_first_own_password_leads_nowhere_outside(as_owner, new_here, way: str) -> None:
    words = {"old_password": PASSWORD, "new_password1": BETTER, "new_password2": BETTER}

    answer = as_owner.post(PAGE, {**words, "next": way})

    assert answer.headers["Location"] == reverse("portal:start")


def test_a_later_change_leads_back_to_ones_account(as_owner) -> None:
    assert change(as_owner).headers["Location"] == reverse("accounts:profile")


def test_one_with_a_one_time_password_is_offered_no_menu(as_owner, new_here) -> None:
    assert 'id="sidomeny"' not in as_owner.get(PAGE).content.decode()


def test_one_with_a_one_time_password_may_read_the_help(as_owner, new_here) -> None:
    assert as_owner.get(reverse("portal:help")).status_code == 200
