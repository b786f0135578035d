import datetime

import pytest
from django.urls import reverse

from insyn.kernel.access import Role, Secrecy
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailKind, MailState
from tests.factories import MOMENT, OutgoingMailFactory
from tests.secrecy.rows import member

pytestmark = pytest.mark.django_db
LIST = reverse("mailing:list")
ALL = OutgoingMail.objects.unscoped(reason="the tests look at every mail")


@pytest.fixture
def mail(ekby):
    return OutgoingMailFactory.create(authority=ekby, user__email="chef@omsorg.se")


def page_of(client, address: str = LIST) -> str:
    return str(client.get(address).content.decode())


def test_the_list_says_what_went_to_whom_and_how(as_anna, mail) -> None:
    page = page_of(as_anna)

    for said in ("Enhetschefen", "chef@omsorg.se", "Inbjudan", "I kö", "2026-03-02 10:00"):
        assert said in page


def test_nobody_reads_the_mail_of_another_authority(as_cilla, mail) -> None:
    assert "chef@omsorg.se" not in page_of(as_cilla)
    for name in ("mail", "resend", "cancel"):
        assert as_cilla.get(reverse(f"mailing:{name}", args=[mail.pk])).status_code == 404


def test_one_who_sees_no_drafts_sees_no_mail(as_bo, mail) -> None:
    assert "chef@omsorg.se" not in page_of(as_bo)
    assert as_bo.get(reverse("mailing:mail", args=[mail.pk])).status_code == 404


def test_mail_about_what_is_guarded_is_read_by_those_who_may_read_that(client, ekby) -> None:
    mail = OutgoingMailFactory.create(authority=ekby, secrecy=Secrecy.RESTRICTED)
    address = reverse("mailing:mail", args=[mail.pk])

    for role, status in ((Role.PLAN_OWNER, 200), (Role.REGISTRAR, 404)):
        client.force_login(member(ekby, role))
        assert client.get(address).status_code == status, role
        assert (mail.to_address in page_of(client)) == (status == 200)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"a@x.se", "b@x.se", "c@x.se"}),
        ("q=B@X", {"b@x.se"}),
        ("state=bounced", {"b@x.se"}),
        ("kind=reminder", {"c@x.se"}),
        ("first_day=2026-03-03", {"c@x.se"}),
        ("last_day=2026-03-02", {"a@x.se", "b@x.se"}),
        ("first_day=igår", {"a@x.se", "b@x.se", "c@x.se"}),
        ("state=ingen", {"a@x.se", "b@x.se", "c@x.se"}),
    ],
)
def test_the_list_is_filtered(as_anna, ekby, query: str, shown: set[str]) -> None:
    make = OutgoingMailFactory.create
    make(authority=ekby, user__email="a@x.se")
    make(authority=ekby, user__email="b@x.se", state=MailState.BOUNCED)
    later = MOMENT + datetime.timedelta(days=1)
    make(authority=ekby, user__email="c@x.se", kind=MailKind.REMINDER, queued_at=later)
    page = page_of(as_anna, f"{LIST}?{query}")

    assert {address for address in ("a@x.se", "b@x.se", "c@x.se") if address in page} == shown


@pytest.mark.parametrize(
    "sort", ["to", "-to", "kind", "state", "queued", "sent", "-sent", "authority", "ond"]
)
def test_the_list_is_sorted(as_anna, ekby, sort: str) -> None:
    OutgoingMailFactory.create_batch(3, authority=ekby)

    assert as_anna.get(LIST, {"sort": sort}).status_code == 200


def test_the_newest_stand_first(as_anna, ekby) -> None:
    for number, name in enumerate(("äldst", "yngst")):
        at = MOMENT + datetime.timedelta(hours=number)
        OutgoingMailFactory.create(authority=ekby, to_name=name, queued_at=at)
    page = page_of(as_anna)

    assert page.index("yngst") < page.index("äldst")


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_is_taken_as_a_file(as_anna, mail, kind: str) -> None:
    answer = as_anna.get(LIST, {"fil": kind})

    assert "attachment" in answer.headers["Content-Disposition"]
    if kind == "csv":
        assert "chef@omsorg.se" in answer.content.decode()


def test_a_long_list_is_few_questions(as_anna, ekby, django_assert_max_num_queries) -> None:
    OutgoingMailFactory.create_batch(60, authority=ekby)

    with django_assert_max_num_queries(12):
        page = page_of(as_anna)
    assert "Visar 1–50 av 60" in page


def test_an_empty_list_says_what_comes(as_anna) -> None:
    assert "Inga utskick än" in page_of(as_anna)


def test_a_mail_is_shown_with_the_place_of_its_link(as_anna, mail) -> None:
    page = page_of(as_anna, reverse("mailing:mail", args=[mail.pk]))

    assert "[personlig länk]" in page
    assert "/utforare/in/" not in page
    assert "Stoppa" in page


def test_what_may_have_arrived_is_said_and_can_be_sent_again(as_anna, ekby) -> None:
    mail = OutgoingMailFactory.create(authority=ekby, state="unsure", problem="Bröts.")
    page = page_of(as_anna, reverse("mailing:mail", args=[mail.pk]))

    assert "Ingen vet om mejlet gick fram" in page
    assert reverse("mailing:resend", args=[mail.pk]) in page


def test_a_mail_is_sent_again_with_a_reason(as_anna, ekby) -> None:
    mail = OutgoingMailFactory.create(authority=ekby, state="unsure", sent_at=None)
    address = reverse("mailing:resend", args=[mail.pk])

    assert "Fyll i ”Skäl”." in as_anna.post(address, {"version": 1}).content.decode()
    answer = as_anna.post(address, {"version": 1, "reason": "Hen har inte fått något"})
    assert answer.url == reverse("mailing:mail", args=[mail.pk])
    assert ALL.get(pk=mail.pk).state == MailState.QUEUED


def test_a_mail_is_stopped_with_a_reason(as_anna, mail) -> None:
    address = reverse("mailing:cancel", args=[mail.pk])
    as_anna.post(address, {"version": 1, "reason": "Fel omgång"})

    assert ALL.get(pk=mail.pk).state == MailState.CANCELLED
    again = as_anna.post(address, {"version": 2, "reason": "Fel omgång"}).content.decode()
    assert "redan stoppat" in again


def test_a_stale_page_is_told_so(as_anna, mail) -> None:
    address = reverse("mailing:cancel", args=[mail.pk])

    assert (
        "Någon annan har ändrat"
        in as_anna.post(address, {"version": 9, "reason": "Fel omgång"}).content.decode()
    )
