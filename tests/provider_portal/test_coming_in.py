"""Personal links: the way in, and everybody who must not find it."""

import datetime
import logging

import pytest
from django.core import mail as sent
from django.test import Client
from django.urls import reverse

from insyn.accounts.http import BY_LINK_KEY
from insyn.audit.models import AuditEvent
from insyn.kernel.access import Access, Role
from insyn.mailing import services
from insyn.mailing.models import LinkGuess, LoginCode, OutgoingMail, PersonalLink
from insyn.mailing.rules import CODES_AT_MOST, GUESSES_ALLOWED, LINK_PLACE
from insyn.mailing.services import deliver_due
from insyn.platform import clock
from insyn.platform.logs import WithoutLinks
from tests.factories import (
    MembershipFactory,
    OutgoingMailFactory,
    PersonalLinkFactory,
    ProviderContactFactory,
    UserFactory,
)
from tests.mailing.conftest import TOKEN, code_in_mail, link_in_mail

pytestmark = pytest.mark.django_db
NEW_LINK = "/utforare/ny-lank/"
EVENTS = AuditEvent.objects.unscoped(reason="the tests read every event")
MAILS = OutgoingMail.objects.unscoped(reason="the tests look at every mail")


def at(token: str) -> str:
    return reverse("provider_portal:link", args=[token])


def code_at(token: str) -> str:
    return reverse("provider_portal:code", args=[token])


def ask(client: Client, token: str = TOKEN) -> str:
    """Ask for a code and return it as it stands in the mail."""
    client.post(at(token))
    deliver_due()
    return code_in_mail()


def come_in(client: Client, token: str = TOKEN):
    return client.post(code_at(token), {"code": ask(client, token)})


def another_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_link_shows_where_the_code_goes_and_not_the_whole_address(client, link) -> None:
    page = client.get(at(TOKEN)).content.decode()

    assert "c•••@omsorg.se" in page
    assert "chef@" not in page


def test_to_look_at_a_link_changes_nothing_and_lets_nobody_in(client, link) -> None:
    before = PersonalLink.objects.values().get()
    for _scanner in range(3):
        client.get(at(TOKEN))
        client.head(at(TOKEN))
        client.get(code_at(TOKEN))

    assert PersonalLink.objects.values().get() == before
    assert not client.session.keys()
    assert MAILS.filter(kind="code").count() == 0
    assert not LinkGuess.objects.exists()


def test_the_right_code_lets_its_reader_in(client, link, unit_head) -> None:
    answer = come_in(client)

    assert answer.url == reverse("provider_portal:tasks")
    assert int(client.session["_auth_user_id"]) == unit_head.pk
    link.refresh_from_db()
    assert link.used_at is not None
    assert EVENTS.get(event="user.came_in_by_link").subject == f"accounts.user:{unit_head.pk}"


def test_one_with_nothing_left_to_do_is_told_so(client, link) -> None:
    come_in(client)

    assert client.get(reverse("provider_portal:tasks")).status_code == 200


def test_a_code_may_be_grouped(client, link) -> None:
    code = ask(client)

    assert client.post(code_at(TOKEN), {"code": f" {code[:3]} {code[3:]}"}).status_code == 302


def test_the_link_leads_where_the_mail_said(client, link) -> None:
    link.leads_to = "/utforare/enkat/7/"
    link.save()

    assert come_in(client).url == "/utforare/enkat/7/"


@pytest.mark.parametrize("away", ["https://ond.example/", "//ond.example", "/\\ond.example"])
def test_a_link_that_was_tampered_with_leads_nowhere_else(client, link, away: str) -> None:
    link.leads_to = away
    link.save()

    assert come_in(client).url == reverse("portal:start")


def test_a_used_link_does_not_open_again(client, link) -> None:
    come_in(client)

    assert Client().get(at(TOKEN)).status_code == 404


def test_all_that_does_not_open_looks_the_same(
    client, link, unit_head, django_assert_num_queries
) -> None:
    now = clock.now()
    ended = {
        "anvand": {"used_at": now},
        "aterkallad": {"revoked_at": now},
        "gammal": {"expires_at": now - datetime.timedelta(seconds=1)},
    }
    for token, changed in ended.items():
        PersonalLinkFactory.create(mail=link.mail, token=token, **changed)
    asked = {}
    for token in ("gissad", *ended):
        with django_assert_num_queries(8):
            answer = client.get(at(token))
        asked[token] = (answer.status_code, answer.content)

    assert len(set(asked.values())) == 1
    assert asked["gissad"][0] == 404


def test_a_link_of_one_who_is_shut_out_does_not_open(client, link, unit_head) -> None:
    unit_head.is_active = False
    unit_head.save()

    assert client.get(at(TOKEN)).status_code == 404


def test_a_code_opens_only_its_own_link(client, link, ekby) -> None:
    other = UserFactory.create(email="annan@konkurrent.se", comes_by_link=True)
    mail = OutgoingMailFactory.create(authority=ekby, user=other, state="sent")
    PersonalLinkFactory.create(mail=mail, token="en-annans-lank")
    ask(client, TOKEN)
    own = ask(client, "en-annans-lank")

    client.post(code_at(TOKEN), {"code": own})
    assert "_auth_user_id" not in client.session


def test_a_code_typed_wrong_five_times_is_worth_nothing(client, link) -> None:
    code = ask(client)
    for _attempt in range(5):
        client.post(code_at(TOKEN), {"code": another_than(code)})
    answer = client.post(code_at(TOKEN), {"code": code})

    assert "Begär en ny kod" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert LoginCode.objects.get().attempts == 5


def test_a_code_is_worth_nothing_after_a_quarter_of_an_hour(client, link) -> None:
    code = ask(client)
    LoginCode.objects.update(expires_at=clock.now())

    client.post(code_at(TOKEN), {"code": code})
    assert "_auth_user_id" not in client.session


def test_only_the_last_code_counts(client, link) -> None:
    first = ask(client)
    MAILS.update(queued_at=clock.now() - datetime.timedelta(minutes=2))
    second = ask(client)

    client.post(code_at(TOKEN), {"code": first if first != second else another_than(second)})
    assert "_auth_user_id" not in client.session
    assert client.post(code_at(TOKEN), {"code": second}).status_code == 302


def test_a_code_that_was_never_asked_for_does_not_exist(client, link) -> None:
    answer = client.post(code_at(TOKEN), {"code": "000000"})

    assert "Det finns ingen kod som gäller" in answer.content.decode()


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "٠١٢٣٤٥", "12345\x00"])
def test_what_is_no_code_gets_a_sentence(client, link, typed: str) -> None:
    assert client.post(code_at(TOKEN), {"code": typed}).status_code == 200


def test_a_button_pressed_twice_sends_one_code(client, link) -> None:
    client.post(at(TOKEN))
    client.post(at(TOKEN))

    assert MAILS.filter(kind="code").count() == 1


def test_a_link_cannot_ask_for_codes_for_ever(client, link) -> None:
    for _time in range(CODES_AT_MOST):
        client.post(at(TOKEN))
        MAILS.update(queued_at=clock.now() - datetime.timedelta(minutes=2))
    answer = client.post(at(TOKEN))

    assert "för många koder" in answer.content.decode()
    assert MAILS.filter(kind="code").count() == CODES_AT_MOST


def test_neither_code_nor_link_is_stored(client, link) -> None:
    code = ask(client)

    rows = [*LoginCode.objects.values(), *PersonalLink.objects.values(), *MAILS.values()]
    assert code not in str([row.get("seal") for row in rows])
    assert TOKEN not in str(rows)


def test_the_session_gets_a_new_key(client, link) -> None:
    client.get("/logga-in/")
    session = client.session
    session["planterad"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    come_in(client)

    assert client.session.session_key != planted


def test_nothing_of_another_log_in_remains(client, link, anna) -> None:
    client.force_login(anna)
    session = client.session
    session["annas"] = "hemlighet"
    session.save()
    come_in(client)

    assert "annas" not in client.session
    assert BY_LINK_KEY in client.session


@pytest.mark.parametrize("address", [at(TOKEN), code_at(TOKEN), NEW_LINK, at("gissad")])
def test_no_page_tells_where_it_was_reached_from(client, link, address: str) -> None:
    assert client.get(address).headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("address", [at(TOKEN), code_at(TOKEN)])
def test_the_link_does_not_stand_in_the_page(client, link, address: str) -> None:
    assert TOKEN not in client.get(address).content.decode()


def test_the_link_does_not_stand_in_the_pages_that_follow(client, link) -> None:
    come_in(client)

    assert TOKEN not in client.get(reverse("provider_portal:account")).content.decode()
    assert TOKEN not in str(dict(client.session))


def test_a_form_without_a_seal_is_refused(link) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(at(TOKEN), headers={"origin": "null"}).status_code == 403
    assert not MAILS.filter(kind="code").exists()


def test_a_form_is_taken_from_a_page_that_does_not_tell_where_it_was(link) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get(at(TOKEN))
    seal = strict.cookies["csrftoken"].value
    answer = strict.post(
        at(TOKEN), {"csrfmiddlewaretoken": seal}, headers={"origin": "null"}, secure=True
    )

    assert answer.status_code == 302


def test_a_form_from_another_site_is_refused_in_spite_of_its_seal(link) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get(at(TOKEN))
    seal = strict.cookies["csrftoken"].value
    answer = strict.post(
        at(TOKEN), {"csrfmiddlewaretoken": seal}, headers={"origin": "https://ond.example"}
    )

    assert answer.status_code == 403


def test_no_log_has_the_link_in_it(client, caplog) -> None:
    filtered = WithoutLinks()
    with caplog.at_level(logging.DEBUG):
        client.get(at("hemlig-del"))
    for record in caplog.records:
        filtered.filter(record)

    assert caplog.records
    assert "hemlig-del" not in " ".join(record.getMessage() for record in caplog.records)


def test_every_handler_takes_the_link_out(settings) -> None:
    handlers = settings.LOGGING["handlers"].values()

    assert all("no_links" in handler["filters"] for handler in handlers)


def test_guesses_are_stopped_and_told_of_once(client, link, still_clock) -> None:
    statuses = [client.get(at(f"gissning-{n}")).status_code for n in range(60)]

    assert statuses == [404] * GUESSES_ALLOWED + [429] * (60 - GUESSES_ALLOWED)
    assert LinkGuess.objects.count() == GUESSES_ALLOWED
    assert EVENTS.filter(event="link.guessed").count() == 1


def test_ten_thousand_guesses_leave_no_more_than_twenty(link, still_clock) -> None:
    nobody = Access(user_id=None, name="anonym", origin="192.0.2.7")
    stopped = 0
    for n in range(10_000):
        if services.is_stopped("192.0.2.7"):  # what the page asks first
            stopped += 1
        elif services.open_link(f"gissning-{n}") is None:
            services.note_guess(nobody, sender="192.0.2.7")

    assert stopped == 10_000 - GUESSES_ALLOWED
    assert not services.is_stopped("192.0.2.8")
    assert LinkGuess.objects.count() == GUESSES_ALLOWED
    assert EVENTS.filter(event="link.guessed").count() == 1


def test_guesses_in_the_next_quarter_are_told_of_once_more(client) -> None:
    for day in (22, 23):
        with clock.pretend(datetime.date(2026, 11, day)):
            for n in range(2 * GUESSES_ALLOWED):
                client.get(at(f"gissning-{n}"))

    assert EVENTS.filter(event="link.guessed").count() == 2


@pytest.fixture
def still_clock():
    """Stay within one quarter of an hour, however long the test takes."""
    with clock.pretend(datetime.date(2026, 11, 22)):
        yield


def test_one_who_guesses_gets_no_true_link_either(client, link, still_clock) -> None:
    for n in range(GUESSES_ALLOWED):
        client.get(at(f"gissning-{n}"))

    assert client.get(at(TOKEN)).status_code == 429
    assert client.post(code_at(TOKEN), {"code": "123456"}).status_code == 429
    assert client.get(at(TOKEN), REMOTE_ADDR="192.0.2.7").status_code == 200


def test_who_guessed_is_not_stored_in_the_clear(client) -> None:
    client.get(at("gissad"), REMOTE_ADDR="192.0.2.7")

    assert "192.0.2.7" not in str(LinkGuess.objects.values())


def test_a_new_link_is_sent_to_one_who_had_one(client, link) -> None:
    client.post(NEW_LINK, {"address": "Chef@Omsorg.se"})
    deliver_due()

    assert sent.outbox[0].to == ["Enhetschefen <chef@omsorg.se>"]
    assert come_in(client, link_in_mail().split("/")[3]).status_code == 302


def test_a_lost_link_gives_one_mail_in_a_quarter(client, link, still_clock) -> None:
    for _time in range(3):
        client.post(NEW_LINK, {"address": "chef@omsorg.se"})

    assert MAILS.filter(kind="new_link").count() == 1


def test_nobody_learns_whether_an_address_is_known(
    client, link, anna, still_clock, django_assert_num_queries
) -> None:
    revoked = OutgoingMailFactory.create(authority=link.authority)
    PersonalLinkFactory.create(mail=revoked, token="x", revoked_at=clock.now())
    client.post(NEW_LINK, {"address": "forst@ute.se"})
    said = []
    for address in ("chef@omsorg.se", "chef@omsorg.se", "ingen@alls.se", revoked.to_address):
        with django_assert_num_queries(15):
            answer = client.post(NEW_LINK, {"address": address})
        said.append((answer.status_code, answer.url, client.get(answer.url).content))

    assert len({said_of[:2] for said_of in said}) == 1
    assert MAILS.filter(kind="new_link").count() == 1


def test_wishes_for_new_links_are_stopped_like_guesses(client, link, still_clock) -> None:
    for n in range(GUESSES_ALLOWED):
        client.post(NEW_LINK, {"address": f"a{n}@b.se"})

    assert client.post(NEW_LINK, {"address": "chef@omsorg.se"}).status_code == 429
    assert not MAILS.filter(kind="new_link").exists()


def test_one_whose_links_were_taken_back_gets_no_new(client, link) -> None:
    PersonalLink.objects.update(revoked_at=clock.now())
    client.post(NEW_LINK, {"address": "chef@omsorg.se"})

    assert not MAILS.filter(kind="new_link").exists()


def test_an_official_who_comes_by_link_has_no_role(client, ekby, anna) -> None:
    anna.email = "anna@ekby.se"
    anna.save()
    mail = OutgoingMailFactory.create(authority=ekby, user=anna, state="sent")
    PersonalLinkFactory.create(mail=mail, token=TOKEN)
    come_in(client)

    assert client.get("/utforare/konto/").wsgi_request.access.mandates == ()
    assert client.get(reverse("mailing:list")).status_code == 404
    assert client.get(reverse("registry:providers")).status_code == 404


def test_an_official_who_comes_by_link_may_not_choose_a_password(client, ekby, anna) -> None:
    anna.email = "anna@ekby.se"
    anna.save()
    mail = OutgoingMailFactory.create(authority=ekby, user=anna, state="sent")
    PersonalLinkFactory.create(mail=mail, token=TOKEN)
    come_in(client)
    before = anna.password
    answer = choose(client)

    anna.refresh_from_db()
    assert anna.password == before
    assert "Du har en roll i en nämnd" in answer.content.decode()


def choose(client: Client, new: str = "Sju blå cyklar utanför"):
    return client.post("/utforare/konto/", {"new_password1": new, "new_password2": new})


def test_one_who_came_by_link_chooses_a_password_and_stays_in(client, link, unit_head) -> None:
    come_in(client)
    choose(client)

    unit_head.refresh_from_db()
    assert unit_head.check_password("Sju blå cyklar utanför")
    assert client.get("/utforare/konto/").status_code == 200
    client.post(reverse("accounts:logout"))
    typed = {"username": "chef@omsorg.se", "password": "Sju blå cyklar utanför"}
    assert client.post("/logga-in/", typed).status_code == 302


def test_a_bad_password_is_refused_in_words(client, link, unit_head) -> None:
    come_in(client)
    page = choose(client, "123").content.decode()

    assert "minst 12 tecken" in page


def test_one_who_logged_in_with_a_password_changes_it_where_it_is_asked_for(as_anna) -> None:
    assert as_anna.get("/utforare/konto/").url == reverse("accounts:password")


def test_log_out_ends_it_all(client, link) -> None:
    come_in(client)
    client.post(reverse("accounts:logout"))

    assert BY_LINK_KEY not in client.session
    assert "_auth_user_id" not in client.session


def test_a_later_log_in_with_a_password_has_the_roles_again(client, ekby, anna) -> None:
    anna.email = "anna@ekby.se"
    anna.set_password("Sju blå cyklar utanför")
    anna.save()
    mail = OutgoingMailFactory.create(authority=ekby, user=anna, state="sent")
    PersonalLinkFactory.create(mail=mail, token=TOKEN)
    come_in(client)
    client.post(reverse("accounts:logout"))
    client.post("/logga-in/", {"username": "anna", "password": "Sju blå cyklar utanför"})

    assert client.get(reverse("mailing:list")).status_code == 200


def test_a_contact_with_an_unused_one_time_password_is_not_asked_for_it(client, ekby) -> None:
    user = UserFactory.create(email="k@omsorg.se", must_change_password=True)
    ProviderContactFactory.create(authority=ekby, user=user)
    mail = OutgoingMailFactory.create(authority=ekby, user=user, state="sent")
    PersonalLinkFactory.create(mail=mail, token=TOKEN)
    come_in(client)

    assert client.get("/utforare/konto/").status_code == 200


def test_the_pages_speak_english_when_asked(client, link) -> None:
    assert 'lang="en"' in client.get(f"{at(TOKEN)}?sprak=en").content.decode()[:200]
    answer = client.post(f"{at(TOKEN)}?sprak=en")
    assert answer.url.endswith("?sprak=en")


def test_a_role_given_by_no_authority_follows_no_link(client, link, unit_head, norrby) -> None:
    MembershipFactory.create(user=unit_head, authority=norrby, role=Role.PLAN_OWNER)
    come_in(client)

    assert client.get("/utforare/konto/").wsgi_request.access.mandates == ()


def test_the_place_of_the_link_is_all_that_is_stored_of_a_new_one(client, link) -> None:
    client.post(NEW_LINK, {"address": "chef@omsorg.se"})

    assert LINK_PLACE in MAILS.get(kind="new_link").text
