import datetime

import pytest
from django.urls import reverse

from insyn.audit.models import AuditEvent
from insyn.documents.models import Document
from insyn.followups import services
from insyn.followups.models import Correspondence, DocumentRequest, Followup, FormDocument
from insyn.followups.queries.listed_documents import listed_documents
from insyn.followups.rules import RequestState, State
from insyn.followups.rules.listed_documents import Need
from insyn.followups.services.forms import FormFacts, ListedDocument, save_documents, save_form
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.factories import (
    DAY,
    ContractFactory,
    FollowupFactory,
    ProviderContactFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
LIST = (
    ListedDocument("Rutin", 12),
    ListedDocument("Schema", None),
    ListedDocument("Planer", None, is_about_clients=True),
)


@pytest.fixture
def form(anna, ekby):
    row = save_form(access_of(anna), ekby, facts=FormFacts("Avtalsuppföljning"))
    return save_documents(access_of(anna), row, documents=LIST, version=None)


@pytest.fixture
def of_form(ekby, form) -> Followup:
    return FollowupFactory.create(authority=ekby, form=form, number="2026-007")


def earlier(followup: Followup, title: str, received_on, **facts) -> DocumentRequest:
    other = FollowupFactory.create(
        authority=followup.authority, contract=facts.pop("contract", followup.contract), **facts
    )
    return DocumentRequest.objects.create(
        followup=other, title=title, asked_on=received_on, due_on=received_on,
        received_on=received_on, state=RequestState.RECEIVED,
    )  # fmt: skip


def needs(user, followup, today=DAY) -> dict[str, Need]:
    rows = listed_documents(access_of(user), followup, today)
    return {row.document.title: row.standing.need for row in rows}


def keys(user, form) -> set[int]:
    return set(
        FormDocument.objects.visible_to(access_of(user)).filter(form=form).values_list(
            "pk", flat=True
        )
    )  # fmt: skip


def test_everything_is_lacking_at_first(anna, of_form) -> None:
    assert needs(anna, of_form) == {
        "Rutin": Need.MISSING, "Schema": Need.EACH_TIME, "Planer": Need.EACH_TIME,
    }  # fmt: skip


def test_what_came_in_last_autumn_is_not_asked_for_again(anna, of_form) -> None:
    earlier(of_form, "rutin", DAY - datetime.timedelta(days=150))

    assert needs(anna, of_form)["Rutin"] is Need.GOOD
    assert needs(anna, of_form, DAY + datetime.timedelta(days=300))["Rutin"] is Need.OLD


def test_another_agreement_with_the_same_provider_counts(anna, ekby, of_form) -> None:
    other = ContractFactory.create(provider=of_form.contract.provider, agreement__authority=ekby)
    earlier(of_form, "Rutin", DAY, contract=other)

    assert needs(anna, of_form)["Rutin"] is Need.GOOD


def test_what_came_in_about_another_unit_provider_or_board_does_not_count(
    anna, norrby, of_form
) -> None:
    unit = UnitFactory.create(provider=of_form.contract.provider)
    earlier(of_form, "Rutin", DAY, unit=unit)
    stranger = ContractFactory.create(agreement__authority=of_form.authority)
    earlier(of_form, "Rutin", DAY, contract=stranger)
    theirs = FollowupFactory.create(authority=norrby, contract=of_form.contract)
    DocumentRequest.objects.create(
        followup=theirs, title="Rutin", asked_on=DAY, due_on=DAY, received_on=DAY,
        state=RequestState.RECEIVED,
    )  # fmt: skip

    assert needs(anna, of_form)["Rutin"] is Need.MISSING


def test_asking_makes_requests_one_letter_one_post_and_mails(anna, of_form, form) -> None:
    access = access_of(anna)
    contact = ProviderContactFactory.create(
        provider=of_form.contract.provider, authority=of_form.authority,
        user__email="kontakt@exempel.se",
    )  # fmt: skip
    due = clock.today() + datetime.timedelta(days=14)

    asked = services.request_listed(access, of_form, chosen=keys(anna, form), due_on=due)

    assert asked.told == 1
    assert {row.title for row in asked.requests} == {"Rutin", "Schema", "Planer"}
    about_clients = next(row for row in asked.requests if row.title == "Planer")
    assert about_clients.secrecy == Secrecy.CLIENT_DOCUMENT
    assert Document.objects.visible_to(access).count() == 2
    post = Correspondence.objects.visible_to(access).get()
    assert post.followup == of_form
    mail = OutgoingMail.objects.visible_to(access).get()
    assert mail.user == contact.user
    assert "Rutin" in mail.text
    assert due.strftime("%Y") in mail.text


def test_asking_again_asks_only_for_what_is_left(anna, of_form, form) -> None:
    access = access_of(anna)
    first, *rest = sorted(keys(anna, form))
    due = clock.today()
    services.request_listed(access, of_form, chosen={first}, due_on=due)

    asked = services.request_listed(access, of_form, chosen={first, *rest}, due_on=due)

    assert len(asked.requests) == 2
    with pytest.raises(RuleViolation, match="inte redan är begärd"):
        services.request_listed(access, of_form, chosen={first, *rest}, due_on=due)


def test_with_nobody_to_tell_it_says_so(anna, as_anna, of_form, form) -> None:
    page = as_anna.post(
        reverse("followups:request_listed", args=[of_form.pk]),
        {"due_on": clock.today().isoformat(), f"begar_{min(keys(anna, form))}": "on"},
        follow=True,
    )

    assert "Skicka brevet på annat sätt" in page.content.decode()


def test_a_day_that_has_passed_is_refused_and_nothing_is_asked_for(anna, of_form, form) -> None:
    access = access_of(anna)
    with pytest.raises(RuleViolation, match="Sista dagen"):
        services.request_listed(
            access, of_form, chosen=keys(anna, form),
            due_on=clock.today() - datetime.timedelta(days=1),
        )  # fmt: skip
    assert not DocumentRequest.objects.visible_to(access).exists()


def test_nothing_is_asked_for_when_the_follow_up_has_ended(anna, of_form, form) -> None:
    of_form.state = State.CLOSED
    of_form.save()
    with pytest.raises(RuleViolation, match="avslutad"):
        services.request_listed(
            access_of(anna), of_form, chosen=keys(anna, form), due_on=clock.today()
        )


def test_a_reader_asks_for_nothing(bo, of_form) -> None:
    with pytest.raises(NotAllowed):
        services.request_listed(access_of(bo), of_form, chosen={1}, due_on=clock.today())


def test_the_page_says_what_is_reused_and_why(as_anna, of_form) -> None:
    with clock.pretend(DAY):
        earlier(of_form, "Rutin", DAY, number="2026-003")
        address = reverse("followups:request_listed", args=[of_form.pk])
        page = as_anna.get(address).content.decode()

    assert "Kom in 2 mars 2026 och duger till 2 mars 2027" in page
    assert "2026-003" in page
    assert page.count("checked") == 2


def test_the_title_of_a_document_about_clients_stays_out_of_the_trail(anna, of_form, form) -> None:
    services.request_listed(access_of(anna), of_form, chosen=keys(anna, form), due_on=clock.today())
    lines = AuditEvent.objects.visible_to(access_of(anna)).about(of_form)

    assert "Planer" not in str([row.facts for row in lines])


def test_late_documents_are_listed_filtered_and_exported(as_anna, ekby, of_form) -> None:
    for title, due in (("Sen rutin", DAY), ("Kommande", DAY + datetime.timedelta(days=9))):
        DocumentRequest.objects.create(followup=of_form, title=title, asked_on=DAY, due_on=due)
    address = reverse("followups:awaited")

    with clock.pretend(DAY + datetime.timedelta(days=1)):
        page = as_anna.get(address).content.decode()
        late = as_anna.get(address, {"is_late": "on"}).content.decode()
        file = as_anna.get(address, {"fil": "csv"})

    assert page.index("Sen rutin") < page.index("Kommande")
    assert "Kommande" not in late
    assert b"Sen rutin" in b"".join(file.streaming_content if file.streaming else [file.content])
