"""What every answer says to the browser, also when something is wrong."""

import subprocess
import sys
from collections.abc import Mapping
from types import MappingProxyType

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import standing
from tests.secrecy.rows import everything
from tests.secrecy.test_posts import COMING_IN, OWN_SETTINGS, payload
from tests.test_doors import DOORS

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
built = standing.standing(everything)
anna, world = standing.one("anna"), standing.one("world")
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


TELL_NOBODY = {"Referrer-Policy": "no-referrer"}
"""For pages whose address lets somebody in."""


KEPT_BY_ANYBODY = "public:"
"""How the names of what a board has published begin: shared caches may keep those pages."""


def checked(
    answer, but: Mapping[str, str] = MappingProxyType({}), *, kept: str = "no-store"
) -> None:
    for name, value in {**ALWAYS, **but}.items():
        assert answer.headers.get(name) == value, name
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert kept in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", sorted(DOORS))
def test_every_answer_carries_every_header(name: str, client: Client, anna, world) -> None:
    address = reverse(name, kwargs=DOORS[name].kwargs(world))
    lets_in = name in COMING_IN and name.startswith("provider_portal:")
    but = TELL_NOBODY if lets_in else {}
    kept = "public, max-age=" if name.startswith(KEPT_BY_ANYBODY) else "no-store"
    checked(client.get(address), but, kept=kept)
    client.force_login(anna)
    checked(client.get(address), but, kept=kept)


def test_so_do_the_answers_to_what_went_wrong(client: Client, anna, world, monkeypatch) -> None:
    client.force_login(anna)
    client.raise_request_exception = False
    asked = {
        400: {"path": "/", "HTTP_HOST": "elak.example"},
        403: {"path": reverse("accounts:members")},
        404: {"path": "/finns-inte/"},
        405: {"path": reverse("followups:request_usual", args=[world.followup.pk])},
    }
    for status, request in asked.items():
        answer = client.get(**request)
        assert answer.status_code == status
        checked(answer)
    monkeypatch.setattr("insyn.portal.views.figures", lambda *_args, **_kw: 1 / 0)
    fallen = client.get("/")
    assert fallen.status_code == 500
    assert "ZeroDivisionError" not in fallen.content.decode()
    checked(fallen)


@pytest.mark.parametrize("name", sorted(DOORS))
def test_no_form_is_taken_without_its_seal(name: str, anna, world) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)

    answer = client.post(reverse(name, kwargs=DOORS[name].kwargs(world)), payload(world))

    assert answer.status_code == 403
    assert "Sidan var för gammal" in answer.content.decode()


def test_the_cookies_are_closed_to_scripts_and_to_other_sites(client: Client, anna) -> None:
    anna.set_password("ett riktigt långt lösenord")
    anna.save()

    client.post(
        reverse("accounts:login"), {"username": "anna", "password": "ett riktigt långt lösenord"}
    )

    for name in (settings.SESSION_COOKIE_NAME, "insyn_last"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


def test_in_production_the_cookies_travel_by_https_alone() -> None:
    code = (
        "from django.conf import settings as s; "
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, "
        "s.SECURE_HSTS_SECONDS > 0, s.DEBUG)"
    )
    env = {
        "INSYN_PRODUCTION": "1",
        "INSYN_SECRET_KEY": "x" * 60,
        "DATABASE_URL": "postgresql://u@h/d",
        "DJANGO_SETTINGS_MODULE": "insyn.config.settings",
    }
    said = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )

    assert said.stdout.split() == ["True", "True", "True", "True", "False"]


@pytest.mark.parametrize(
    "target", ["//elak.example", "https://elak.example", "/\\elak.example", "/\t/elak.example"]
)
@pytest.mark.parametrize("name", sorted(OWN_SETTINGS - {"accounts:kept", "accounts:password"}))
def test_no_page_of_ones_own_leads_out_of_the_system(name, target, client, anna) -> None:
    client.force_login(anna)
    sent = {"next": target, "language": "sv", "color_mode": "dark"}

    answer = client.post(f"{reverse(name)}?next={target}", sent)

    assert "elak" not in answer.headers.get("Location", "")


def test_a_request_larger_than_any_form_is_refused_before_it_is_read(client, anna) -> None:
    client.force_login(anna)
    said = {"CONTENT_LENGTH": str(300 << 20)}

    answer = client.generic(
        "POST", reverse("exchange:import_new", args=["avtalslista"]), b"", **said
    )

    assert answer.status_code == 400
    assert "mer än det tar emot" in answer.content.decode()


def test_a_nonsense_length_is_refused(client) -> None:
    for said in ("-1", "x", "9" * 500):
        answer = client.generic("POST", reverse("accounts:login"), b"", CONTENT_LENGTH=said)
        assert answer.status_code == 400
