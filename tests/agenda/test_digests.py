from datetime import date, timedelta

import pytest
from django.urls import reverse

from insyn.accounts.models import User
from insyn.agenda.models import DigestChoice
from insyn.agenda.rules import DigestRhythm
from insyn.agenda.services import choose_digest, send_digests
from insyn.followups.rules import State
from insyn.kernel.access import Role
from insyn.kernel.errors import RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.registry.queries import access_of
from tests import people
from tests.portal.conftest import followup, review

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
PAGE = reverse("agenda:digest")


@pytest.fixture
def waits_for_anna(ekby, anna: User) -> User:
    anna.email = "anna@ekby.example"
    anna.save()
    review(followup(ekby, State.PLANNED, planned_for=MONDAY - timedelta(days=1)), anna)
    return anna


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.unscoped(reason="the tests look at all mail there is"))


def test_the_digest_tells_how_much_waits_but_not_of_whom(waits_for_anna) -> None:
    choose_digest(waits_for_anna, rhythm=DigestRhythm.WEEKLY)

    assert send_digests(MONDAY) == 1
    (mail,) = mails()
    assert mail.subject == "En sak väntar på dig i Insyn"
    assert "Försenat" in mail.text
    assert "Uppföljning att påbörja, 22 november 2026" in mail.text
    assert "/att-gora/" in mail.text
    assert "AB" not in mail.text


def test_a_digest_is_read_by_nobody_but_its_reader(waits_for_anna, ekby) -> None:
    choose_digest(waits_for_anna, rhythm=DigestRhythm.WEEKLY)
    send_digests(MONDAY)
    (mail,) = mails()
    colleague = people.member(ekby, Role.PLAN_OWNER, "Ella")

    assert mail in OutgoingMail.objects.visible_to(access_of(waits_for_anna))
    assert not OutgoingMail.objects.visible_to(access_of(colleague)).exists()


def test_it_comes_once_a_day(waits_for_anna) -> None:
    choose_digest(waits_for_anna, rhythm=DigestRhythm.DAILY)
    send_digests(MONDAY)

    assert send_digests(MONDAY) == 0
    assert len(mails()) == 1


def test_nobody_gets_one_without_asking(waits_for_anna) -> None:
    assert send_digests(MONDAY) == 0


def test_an_empty_digest_is_not_sent(anna: User) -> None:
    anna.email = "anna@ekby.example"
    anna.save()
    choose_digest(anna, rhythm=DigestRhythm.DAILY)

    assert send_digests(MONDAY) == 0
    assert mails() == []


def test_one_whose_roles_have_ended_gets_none(waits_for_anna) -> None:
    choose_digest(waits_for_anna, rhythm=DigestRhythm.DAILY)
    waits_for_anna.memberships.update(valid_to=date(2020, 1, 1))

    assert send_digests(MONDAY) == 0


def test_it_needs_an_address(anna: User) -> None:
    anna.email = ""
    anna.save()

    with pytest.raises(RuleViolation, match="saknar e-postadress"):
        choose_digest(anna, rhythm=DigestRhythm.DAILY)


def test_the_page_keeps_the_choice(waits_for_anna, as_anna) -> None:
    answer = as_anna.post(PAGE, {"rhythm": "daily"}, follow=True)

    assert "Ditt val är sparat." in answer.content.decode()
    assert DigestChoice.objects.get(user=waits_for_anna).rhythm == DigestRhythm.DAILY


def test_a_choice_that_does_not_exist_is_refused(as_anna) -> None:
    assert as_anna.post(PAGE, {"rhythm": "hourly"}).status_code == 200
    assert not DigestChoice.objects.exists()
