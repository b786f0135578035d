"""Who guesses at links behind a proxy, who is stopped by it, and what is said of it."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from insyn.accounts.http import address_of, network_of
from insyn.audit.models import AuditEvent
from insyn.mailing.models import LinkGuess, OutgoingMail, PersonalLink
from insyn.mailing.rules import CODE_ATTEMPTS, GUESSES_ALLOWED
from insyn.mailing.services import deliver_due
from insyn.platform import clock
from tests.factories import PersonalLinkFactory
from tests.mailing.conftest import TOKEN, code_in_mail, link, unit_head

__all__ = ["link", "unit_head"]

pytestmark = pytest.mark.django_db
PROXY = "10.0.0.5"
EVENTS = AuditEvent.objects.unscoped(reason="The tests read every event.")
MAILS = OutgoingMail.objects.unscoped(reason="The tests look at every mail.")


@pytest.fixture(autouse=True)
def _still_clock():
    """Keep a quarter of an hour from ending in the middle of a test."""
    with clock.pretend(clock.today()):
        yield


def at(token: str) -> str:
    return reverse("provider_portal:link", args=[token])


def get(client: Client, token: str, forwarded: str) -> int:
    sent = {"REMOTE_ADDR": PROXY, "HTTP_X_FORWARDED_FOR": forwarded}
    return client.get(at(token), **sent).status_code


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, "203.0.113.9", PROXY),
        (1, "", PROXY),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (1, "203.0.113.9:50123", "203.0.113.9"),
        (1, "[2001:db8::7]:50123", "2001:db8::7"),
        (1, "[2001:db8::7]", "2001:db8::7"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "198.51.100.7, <script>", PROXY),
        (2, "198.51.100.7, 203.0.113.9, 10.0.0.4", "203.0.113.9"),
        (2, "203.0.113.9", PROXY),
        (-1, "203.0.113.9", PROXY),
    ],
)
def test_only_our_own_proxies_are_believed_about_who_sent(
    settings, proxies: int, forwarded: str, believed: str
) -> None:
    settings.PROXY_COUNT = proxies
    sent = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}

    assert address_of(RequestFactory().get("/", REMOTE_ADDR=PROXY, **sent)) == believed


def test_one_with_a_whole_network_is_one_sender() -> None:
    assert network_of("2001:db8:0:1::7") == network_of("2001:db8:0:1:ffff::8")
    assert network_of("2001:db8:0:1::7") != network_of("2001:db8:0:2::7")
    assert network_of("203.0.113.9") == "203.0.113.9"
    assert network_of("::ffff:203.0.113.9") != network_of("::ffff:203.0.113.8")
    assert network_of("") == ""


def test_one_who_guesses_behind_the_proxy_locks_out_nobody_else(client, link, settings) -> None:
    settings.PROXY_COUNT = 1
    for number in range(GUESSES_ALLOWED + 1):
        forged = f"198.51.100.{number}, 203.0.113.9"
        answer = get(client, f"gissning-{number}", forged)

    assert answer == 429
    assert get(client, TOKEN, "192.0.2.1, 203.0.113.9") == 429
    assert get(client, TOKEN, "203.0.113.8") == 200


def test_colleagues_who_open_their_old_links_lock_nobody_out(client, link) -> None:
    used = PersonalLinkFactory.create(mail=link.mail, token="anvand", used_at=clock.now())
    for _time in range(2 * GUESSES_ALLOWED):
        assert client.get(at("anvand")).status_code == 404

    assert client.get(at(TOKEN)).status_code == 200
    assert LinkGuess.objects.count() == GUESSES_ALLOWED
    used.refresh_from_db()
    assert used.opened_at is None


def test_a_code_typed_wrong_too_often_stands_in_the_trail_once(client, link, unit_head) -> None:
    client.post(at(TOKEN))
    deliver_due()
    wrong = f"{(int(code_in_mail()) + 1) % 1_000_000:06d}"
    for _time in range(CODE_ATTEMPTS + 3):
        client.post(reverse("provider_portal:code", args=[TOKEN]), {"code": wrong})

    event = EVENTS.get(event="user.code_spent")
    assert (event.authority_id, event.subject) == (
        link.authority_id, f"accounts.user:{unit_head.pk}",
    )  # fmt: skip
    assert wrong not in str(event.facts)


# ---- an address that is no longer the person's ----------------------------------------------


def moved(person) -> None:
    person.email = "ny@omsorg.se"
    person.save()


def test_a_link_to_an_address_that_is_no_longer_the_persons_does_not_open(
    client, link, unit_head
) -> None:
    moved(unit_head)

    assert client.get(at(TOKEN)).status_code == 404
    assert client.post(at(TOKEN)).status_code == 404
    assert not MAILS.filter(kind="code").exists()


def test_whoever_reads_the_old_address_gets_no_new_link(client, link, unit_head) -> None:
    moved(unit_head)
    client.post("/utforare/ny-lank/", {"address": "chef@omsorg.se"})

    assert not MAILS.filter(kind="new_link").exists()
    assert PersonalLink.objects.count() == 1
