"""An unannounced visit is never visible to the provider before it has taken place."""

import datetime
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils.formats import date_format

from insyn.accounts.models import User
from insyn.followups.models import Correspondence, Reviewer
from insyn.followups.rules import State
from insyn.mailing.models import OutgoingMail
from insyn.platform import clock
from insyn.platform.duties import Duties
from insyn.registry.queries import access_of
from insyn.visits import services
from insyn.visits.letters import LetterWords
from insyn.visits.models import (
    FileSample,
    Interview,
    InterviewTheme,
    Observation,
    Photo,
    StaffingCheck,
    Visit,
    VisitLetter,
    VisitParticipant,
)
from insyn.visits.queries.duties import duty_sources
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import VisitLetterKind, VisitState
from tests.factories import DAY, ProviderContactFactory

pytestmark = pytest.mark.django_db
PURPOSE = "Nattbemanningen i hemlighet"
PAGES = ("tasks", "contact")
ROWS = (FileSample, Interview, InterviewTheme, Observation, Photo, StaffingCheck, Visit,
        VisitLetter, VisitParticipant)  # fmt: skip


@pytest.fixture
def told(ekby, followup, contact: User) -> User:
    """Answers for the provider, can be mailed and can log in."""
    contact.email = "chefen@exempel.se"
    contact.save()
    provider = followup.contract.provider
    ProviderContactFactory.create(user=contact, provider=provider, authority=ekby)
    return contact


def book(anna, followup, **said: Any) -> Visit:
    known: dict[str, Any] = {
        "kind": VisitKind.VISIT,
        "planned_on": clock.today() + datetime.timedelta(days=3),
        "starts_at": datetime.time(23, 30),
        "place": "Hemliga gatan 1",
        "purpose": PURPOSE,
    }
    facts = services.VisitFacts(**(known | said))
    return services.book_visit(access_of(anna), followup, facts=facts)


def announce(anna, visit: Visit) -> None:
    services.issue_visit_letter(
        access_of(anna), visit, VisitLetterKind.ANNOUNCEMENT, words=LetterWords(), version=1
    )


@pytest.fixture
def secret(anna, followup, told) -> Visit:
    """An unannounced visit next week, with its instruction, to a provider that can log in."""
    visit = book(anna, followup, is_announced=False)
    services.issue_visit_letter(
        access_of(anna), visit, VisitLetterKind.INSTRUCTION, words=LetterWords(), version=1
    )
    return visit


def test_no_mail_and_no_post_tells_of_it(anna, secret) -> None:
    services.cancel_visit(access_of(anna), secret, reason="Flyttas", version=1)

    assert not OutgoingMail.objects.unscoped(reason="test").exists()
    assert not Correspondence.objects.unscoped(reason="test").exists()


@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_the_provider_tells_of_it(page, client, contact, secret) -> None:
    client.force_login(contact)

    shown = client.get(reverse(f"provider_portal:{page}"), follow=True).content.decode()

    for words in (PURPOSE, "Hemliga gatan", "23.30", "23:30", "oanmält", "Oanmält"):
        assert words not in shown


def test_no_row_of_a_visit_opens_for_a_provider(contact, secret) -> None:
    for model in ROWS:
        assert not model.objects.visible_to(access_of(contact)).exists()


def test_no_page_or_paper_of_the_visit_opens_for_a_provider(client, anna, contact, secret) -> None:
    letter = VisitLetter.objects.visible_to(access_of(anna)).get()
    client.force_login(contact)

    addresses = [
        reverse("visits:visit", args=[secret.pk]),
        reverse("visits:followup", args=[secret.followup_id]),
        reverse("visits:record", args=[secret.followup_id, "pdf"]),
        reverse("documents:download", args=[letter.pdf_id]),
        reverse("documents:detail", args=[letter.word_id]),
    ]
    assert {client.get(address).status_code for address in addresses} == {404}


def test_it_is_no_duty_of_a_provider(contact, secret) -> None:
    assert not list(Duties(duty_sources(access_of(contact), clock.today()), clock.today()))


def test_the_result_that_is_sent_says_nothing_of_it(client, contact, followup, secret) -> None:
    followup.state, followup.reported_on, followup.carried_out_on = State.SENT, DAY, DAY
    followup.save()
    client.force_login(contact)

    page = client.get(reverse("provider_portal:result", args=[followup.pk]))

    assert page.status_code == 200
    for words in (PURPOSE, "Hemliga gatan", "Oanmält", "oanmält"):
        assert words not in page.content.decode()


def test_staff_who_read_only_what_is_reported_do_not_see_it_either(client, bo, anna, secret):
    letter = VisitLetter.objects.visible_to(access_of(anna)).get()
    client.force_login(bo)

    assert client.get(reverse("visits:visit", args=[secret.pk])).status_code == 404
    assert client.get(reverse("documents:download", args=[letter.pdf_id])).status_code == 404


def test_the_authority_is_reminded_on_the_page_that_it_is_secret(as_anna, secret) -> None:
    page = as_anna.get(reverse("visits:visit", args=[secret.pk])).content.decode()

    assert "Utföraren vet inget om besöket" in page
    assert reverse("visits:letter", args=[secret.pk, "announcement"]) not in page


def tasks(client, user) -> str:
    client.force_login(user)
    return str(client.get(reverse("provider_portal:tasks")).content.decode())


def unmarked(page: str) -> str:
    """The page without what differs each time that it is asked for."""
    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"|"X-CSRFToken": "[^"]*"', "", page)


def test_an_announced_visit_stands_on_the_providers_page(client, anna, followup, told) -> None:
    announce(anna, book(anna, followup, place="Solvägen 3", starts_at=datetime.time(9, 30)))

    page = tasks(client, told)

    day = clock.today() + datetime.timedelta(days=3)
    for words in (date_format(day, "j F Y"), "09.30", "Solvägen 3", str(anna)):
        assert words in page


def test_a_visit_that_nothing_is_sent_about_does_not(client, anna, followup, told) -> None:
    before = unmarked(tasks(client, told))

    book(anna, followup)

    assert unmarked(tasks(client, told)) == before


def test_a_cancelled_visit_that_was_told_of_is_said_to_be_off(client, anna, followup, told) -> None:
    visit = book(anna, followup, place="Solvägen 3")
    announce(anna, visit)
    services.cancel_visit(access_of(anna), visit, reason="Sjukdom", version=1)

    page = tasks(client, told)

    assert "Besöket är inställt" in page
    assert "Sjukdom" not in page


def test_one_who_has_left_or_told_of_bias_does_not_come(client, anna, bo, followup, told) -> None:
    announce(anna, book(anna, followup))
    Reviewer.objects.create(followup=followup, user=bo, conflict="Släkt med chefen")

    page = unmarked(tasks(client, told))
    assert re.search(rf"\b{anna}\b", page)
    assert not re.search(rf"\b{bo}\b", page)


def test_another_provider_is_told_of_nobodys_visit(client, anna, ekby, followup, told) -> None:
    announce(anna, book(anna, followup, place="Solvägen 3"))
    other = ProviderContactFactory.create(authority=ekby, user__username="annan").user

    assert "Solvägen 3" not in tasks(client, other)


def test_no_page_differs_whether_there_is_an_unannounced_visit_or_not(
    client, anna, followup, told
) -> None:
    announce(anna, book(anna, followup, place="Solvägen 3"))
    client.force_login(told)
    addresses = [reverse(f"provider_portal:{name}") for name in (*PAGES, "examples")]
    before = [unmarked(client.get(one).content.decode()) for one in addresses]

    visit = book(anna, followup, is_announced=False)
    services.issue_visit_letter(
        access_of(anna), visit, VisitLetterKind.INSTRUCTION, words=LetterWords(), version=1
    )
    after_booking = [unmarked(client.get(one).content.decode()) for one in addresses]
    services.cancel_visit(access_of(anna), visit, reason="Flyttas", version=1)
    after_cancelling = [unmarked(client.get(one).content.decode()) for one in addresses]

    assert before == after_booking == after_cancelling


def test_an_unannounced_visit_that_has_taken_place_does_not_stand_there(
    client, anna, secret, told
) -> None:
    Visit.objects.visible_to(access_of(anna)).filter(pk=secret.pk).update(
        state=VisitState.CARRIED_OUT, visited_on=clock.today()
    )

    assert "Hemliga gatan" not in tasks(client, told)
