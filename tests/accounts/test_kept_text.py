import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from insyn.accounts.http import KEPT_KEY
from insyn.accounts.queries import lines_of
from insyn.accounts.rules import KEPT_AT_MOST, Kept
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN, KEPT = reverse("accounts:login"), reverse("accounts:kept")
FORM = reverse("accounts:member_add")
TYPED = {"first_name": "Åsa-Märta", "last_name": "Ödla", "username": "asa"}


@pytest.fixture
def owner(admin_anna):
    admin_anna.set_password(PASSWORD)
    admin_anna.save()
    return admin_anna


def log_in(client: Client, username: str = "anna"):
    return client.post(LOGIN, {"username": username, "password": PASSWORD})


def time_out(client: Client) -> None:
    """Let the session end the way it does by itself: the cookie leads nowhere."""
    client.session.flush()


@pytest.fixture
def timed_out(client, owner):
    log_in(client)
    time_out(client)
    return client


def test_what_was_sent_too_late_is_shown_after_log_in(timed_out) -> None:
    timed_out.post(FORM, TYPED)

    answer = log_in(timed_out)

    assert answer.headers["Location"] == KEPT
    page = timed_out.get(KEPT).content.decode()
    assert "Åsa-Märta" in page
    assert "Förnamn" in page


def test_the_log_in_page_says_that_it_is_kept_but_not_what(timed_out) -> None:
    asked = timed_out.post(FORM, TYPED)

    page = timed_out.get(asked.headers["Location"]).content.decode()
    assert "Det du skrev finns kvar." in page
    assert "Åsa-Märta" not in page


def test_it_can_be_sent_again_with_a_fresh_seal(owner) -> None:
    strict = Client(enforce_csrf_checks=True)
    seal = hidden_seal(strict.get(LOGIN))
    strict.post(LOGIN, {"username": "anna", "password": PASSWORD, "csrfmiddlewaretoken": seal})
    seal = hidden_seal(strict.get(FORM))
    time_out(strict)

    late = strict.post(FORM, {**TYPED, "csrfmiddlewaretoken": seal})
    assert late.headers["Location"].startswith(LOGIN)
    seal = hidden_seal(strict.get(LOGIN))
    strict.post(LOGIN, {"username": "anna", "password": PASSWORD, "csrfmiddlewaretoken": seal})
    page = strict.get(KEPT)
    again = strict.post(FORM, hidden_fields(page))

    assert again.status_code == 200
    assert 'value="Åsa-Märta"' in again.content.decode()
    assert KEPT_KEY not in strict.session


def hidden_seal(page) -> str:
    seals: list[str] = re.findall(
        r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode()
    )
    return seals[0]


def hidden_fields(page) -> dict[str, str]:
    text = page.content.decode()
    fields = dict(re.findall(r'<textarea name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', text))
    return {**fields, "csrfmiddlewaretoken": hidden_seal(page)}


def test_line_breaks_at_the_start_survive(timed_out) -> None:
    timed_out.post(FORM, {"last_name": "\nförsta raden var tom"})
    log_in(timed_out)

    page = timed_out.get(KEPT).content.decode()
    assert "hidden>\n\nförsta raden" in page


def test_markup_in_the_text_stays_text(timed_out) -> None:
    timed_out.post(FORM, {"last_name": "</textarea><script>alert(1)</script>"})
    log_in(timed_out)

    assert "<script>alert(1)" not in timed_out.get(KEPT).content.decode()


def test_another_user_never_sees_it(timed_out, bo) -> None:
    bo.set_password(PASSWORD)
    bo.save()
    timed_out.post(FORM, TYPED)

    answer = log_in(timed_out, "bo")

    assert answer.headers["Location"] != KEPT
    assert timed_out.get(KEPT).status_code == 302
    assert "Åsa-Märta" not in str(dict(timed_out.session))


def test_nor_does_the_next_user_after_a_log_out(timed_out, bo) -> None:
    timed_out.post(FORM, TYPED)
    log_in(timed_out)
    timed_out.post(reverse("accounts:logout"))

    assert KEPT_KEY not in timed_out.session


def test_nothing_is_kept_for_a_browser_that_nobody_has_logged_in_from(client) -> None:
    client.post(FORM, TYPED)

    assert KEPT_KEY not in client.session


def test_nothing_is_kept_on_a_forged_cookie(client, owner) -> None:
    client.cookies["insyn_last"] = f"{owner.pk}:forged"

    client.post(FORM, TYPED)

    assert KEPT_KEY not in client.session


def test_nothing_is_kept_after_a_log_out(client, owner) -> None:
    log_in(client)
    client.post(reverse("accounts:logout"))

    client.post(FORM, TYPED)

    assert KEPT_KEY not in client.session


def test_passwords_and_seals_are_not_kept(timed_out) -> None:
    timed_out.post(
        reverse("accounts:password"), {"old_password": "hemligt", "csrfmiddlewaretoken": "x"}
    )

    assert timed_out.session[KEPT_KEY]["fields"] == {}


def test_files_are_not_kept_but_said(timed_out) -> None:
    timed_out.post(FORM, {**TYPED, "fil": SimpleUploadedFile("hemlig.txt", b"innehall")})
    log_in(timed_out)

    page = timed_out.get(KEPT).content.decode()
    assert "Filerna följer inte med" in page
    assert "hemlig.txt" not in page


def test_too_much_text_is_said_and_not_kept(timed_out) -> None:
    asked = timed_out.post(FORM, {"last_name": "x" * (KEPT_AT_MOST + 1)})

    assert "för stort" in timed_out.get(asked.headers["Location"]).content.decode()
    assert timed_out.session[KEPT_KEY]["fields"] == {}


def test_it_can_be_thrown_away(timed_out) -> None:
    timed_out.post(FORM, TYPED)
    log_in(timed_out)

    timed_out.post(KEPT)

    assert KEPT_KEY not in timed_out.session


def test_it_stays_when_the_server_refuses_it(timed_out) -> None:
    timed_out.post(reverse("accounts:member_end", args=[999_999]), {"last_day": "2026-01-01"})
    log_in(timed_out)

    timed_out.post(reverse("accounts:member_end", args=[999_999]), {"last_day": "2026-01-01"})

    assert KEPT_KEY in timed_out.session


def test_an_htmx_post_is_kept_too(timed_out) -> None:
    answer = timed_out.post(FORM, TYPED, headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert timed_out.session[KEPT_KEY]["fields"]["first_name"] == ["Åsa-Märta"]


def test_a_late_post_leads_back_to_the_page_it_was_typed_on(timed_out) -> None:
    answer = timed_out.post(FORM, TYPED, headers={"Referer": f"http://testserver{FORM}?a=1"})

    assert answer.headers["Location"] == f"{LOGIN}?next={FORM}%3Fa%3D1"


@pytest.mark.parametrize("referer", ["", "https://ond.example/utforare/"])
def test_a_late_post_from_elsewhere_leads_to_the_start(timed_out, referer: str) -> None:
    answer = timed_out.post(FORM, TYPED, headers={"Referer": referer})

    assert answer.headers["Location"] == f"{LOGIN}?next="


def test_a_code_is_shown_with_its_word() -> None:
    sent = Kept(1, FORM, {"role": ["reviewer"], "version": ["3"], "username": [""]})

    assert [(line.label, line.value) for line in lines_of(sent)] == [("Roll", "Uppföljare")]


def test_a_field_that_no_table_has_is_shown_all_the_same() -> None:
    lines = lines_of(Kept(1, "/finns/inte/", {"form-0-quux": ["text"]}))

    assert [(line.label, line.value) for line in lines] == [("Uppgift", "text")]
