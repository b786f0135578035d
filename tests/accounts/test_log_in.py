import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from insyn.accounts.http import LAST_COOKIE
from insyn.audit.models import AuditEvent
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = reverse("accounts:login")


def log_in(client: Client, username: str = "anna", password: str = PASSWORD, **more: str):
    return client.post(LOGIN, {"username": username, "password": password, **more})


def last_event() -> AuditEvent:
    rows = AuditEvent.objects.unscoped(reason="a test looks at the whole trail")
    return rows.latest("pk")


def test_the_right_password_lets_in(client, anna_with_password) -> None:
    answer = log_in(client)

    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("portal:start")


def test_a_log_in_leaves_a_line_with_the_name(client, anna_with_password) -> None:
    log_in(client)

    assert last_event().event == "user.logged_in"
    assert last_event().actor_name == "Anna"


def test_the_wrong_password_is_said_without_telling_which_was_wrong(
    client, anna_with_password
) -> None:
    known = log_in(client, password="fel").content.decode()
    unknown = log_in(client, username="ingen", password="fel").content.decode()

    sentence = "Användarnamnet eller lösenordet stämmer inte."
    assert sentence in known
    assert sentence in unknown


def test_a_failed_log_in_leaves_a_line(client, anna_with_password) -> None:
    log_in(client, password="fel")

    assert last_event().event == "user.log_in_failed"
    assert last_event().origin == "127.0.0.1"


@pytest.mark.parametrize("sent", [{}, {"username": "anna"}, {"password": "x"}])
def test_an_empty_form_is_no_attempt(client, sent: dict[str, str]) -> None:
    answer = client.post(LOGIN, sent)

    assert answer.status_code == 200
    assert not AuditEvent.objects.unscoped(reason="a test looks at the whole trail").exists()


def test_after_five_failures_even_the_right_password_waits(client, anna_with_password) -> None:
    for _ in range(4):
        assert log_in(client, password="fel").status_code == 200

    assert log_in(client, password="fel").status_code == 429
    answer = log_in(client)
    assert answer.status_code == 429
    assert "Vänta 15 minuter" in answer.content.decode()


def test_the_lock_is_for_one_name_from_one_address(client, anna_with_password, bo) -> None:
    bo.set_password(PASSWORD)
    bo.save()
    for _ in range(5):
        log_in(client, password="fel")

    assert log_in(client, username="bo").status_code == 302
    client.logout()
    elsewhere = client.post(
        LOGIN, {"username": "anna", "password": PASSWORD}, REMOTE_ADDR="192.0.2.9"
    )
    assert elsewhere.status_code == 302


def test_the_lock_opens_after_a_quarter(client, anna_with_password, time_machine) -> None:
    time_machine.move_to("2026-03-02 08:00:00+01:00", tick=False)
    for _ in range(5):
        log_in(client, password="fel")
    time_machine.shift(60 * 14)
    assert log_in(client).status_code == 429

    time_machine.shift(60 * 2)
    assert log_in(client).status_code == 302


def test_no_name_and_no_password_is_logged_or_stored_by_the_throttle(
    client, caplog, anna_with_password
) -> None:
    from axes.models import AccessAttempt  # noqa: PLC0415  only this test knows it

    caplog.set_level("DEBUG")
    log_in(client, username="okand-person", password="hemligheten")

    row = AccessAttempt.objects.get()
    stored = f"{row.username} {row.post_data} {row.get_data}"
    for word in ("okand-person", "hemligheten"):
        assert word not in caplog.text
        assert word not in stored


def test_the_session_key_changes_at_log_in(client, anna_with_password) -> None:
    client.post(reverse("accounts:language"), {"language": "en"})
    before = client.session.session_key

    log_in(client)

    assert client.session.session_key != before


def test_the_password_is_not_stored_in_clear(anna_with_password) -> None:
    assert PASSWORD not in anna_with_password.password


def test_passwords_are_hashed_with_argon2_outside_tests() -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher  # noqa: PLC0415

    assert Argon2PasswordHasher().encode("x" * 12, "salt" * 4).startswith("argon2")
    source = (settings.PACKAGE_DIR / "config" / "settings.py").read_text()
    assert 'else ["django.contrib.auth.hashers.Argon2PasswordHasher"]' in source


@pytest.mark.parametrize("evil", ["https://ond.example/", "//ond.example", "/\\ond.example"])
def test_log_in_never_sends_anybody_out_of_the_system(
    client, anna_with_password, evil: str
) -> None:
    assert log_in(client, next=evil).headers["Location"] == reverse("portal:start")


def test_log_in_goes_on_to_where_one_was_going(client, anna_with_password) -> None:
    wanted = reverse("accounts:profile")
    asked = client.get(wanted)
    assert asked.headers["Location"] == f"{LOGIN}?next={wanted}"

    assert log_in(client, next=wanted).headers["Location"] == wanted


def test_htmx_is_sent_to_the_log_in_page_as_a_whole(client) -> None:
    answer = client.get(
        reverse("accounts:profile"),
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/utforare/?q=a"},
    )

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == f"{LOGIN}?next=/utforare/%3Fq%3Da"


def test_one_who_is_logged_in_is_not_asked_again(as_anna) -> None:
    assert as_anna.get(LOGIN).headers["Location"] == reverse("portal:start")


def test_a_closed_account_does_not_get_in(client, anna_with_password) -> None:
    anna_with_password.is_active = False
    anna_with_password.save()

    assert log_in(client).status_code == 200


def test_log_out_ends_the_session_and_forgets_who_it_was(client, anna_with_password) -> None:
    log_in(client)
    assert client.cookies[LAST_COOKIE]["httponly"]

    client.post(reverse("accounts:logout"))

    assert client.get(reverse("accounts:profile")).status_code == 302
    assert client.cookies[LAST_COOKIE].value == ""
    assert last_event().event == "user.logged_out"


def test_a_form_without_seal_is_answered_with_help(anna_with_password) -> None:
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post(LOGIN, {"username": "anna", "password": PASSWORD})

    assert answer.status_code == 403
    assert "ladda om sidan" in answer.content.decode()


def test_the_chosen_language_comes_back_at_log_in(client, anna_with_password) -> None:
    anna_with_password.language = "en"
    anna_with_password.save()

    log_in(client)

    assert client.get(reverse("accounts:profile")).headers["Content-Language"] == "en"


def test_the_language_can_be_chosen_before_log_in(client) -> None:
    answer = client.post(reverse("accounts:language"), {"language": "en", "next": LOGIN})

    assert answer.headers["Location"] == LOGIN
    assert client.get(LOGIN).headers["Content-Language"] == "en"


@pytest.mark.parametrize("language", ["", "xx", "../../etc", "sv\x00"])
def test_a_language_that_does_not_exist_changes_nothing(client, language: str) -> None:
    client.post(reverse("accounts:language"), {"language": language})

    assert client.get(LOGIN).headers["Content-Language"] == "sv"


def test_the_language_is_remembered_on_the_user(as_anna, anna) -> None:
    as_anna.post(reverse("accounts:language"), {"language": "en"})

    anna.refresh_from_db()
    assert anna.language == "en"


@pytest.mark.parametrize(("sent", "stored"), [("dark", "dark"), ("rosa", "auto")])
def test_the_colours_are_remembered_on_the_user(as_anna, anna, sent: str, stored: str) -> None:
    as_anna.post(reverse("accounts:color_mode"), {"color_mode": sent})

    anna.refresh_from_db()
    assert anna.color_mode == stored


def test_the_colours_can_be_chosen_before_log_in(client) -> None:
    client.post(reverse("accounts:color_mode"), {"color_mode": "dark", "next": LOGIN})

    assert 'data-color-scheme="dark"' in client.get(LOGIN).content.decode()
