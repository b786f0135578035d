"""Who answers a survey: delegation, taking back, and what a delegate meets."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import Authority, User
from insyn.audit.models import AuditEvent
from insyn.kernel.errors import NotAllowed
from insyn.mailing.models import OutgoingMail, PersonalLink
from insyn.mailing.rules import LINK_PLACE, MailKind, MailState
from insyn.mailing.services.links import mint_link
from insyn.platform import clock
from insyn.registry.models import Provider
from insyn.surveys.models import Addressee
from insyn.surveys.rules import AnswerState, ResponseState
from insyn.surveys.services.delegation import NewDelegate, delegate, take_back
from tests.conftest import log_in
from tests.factories import ProviderContactFactory, UserFactory
from tests.surveys.answering import Answered, access_by_invitation, answered, colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(ekby: Authority, provider: Provider) -> Answered:
    return answered(ekby, provider, username="enhetschef")


@pytest.fixture
def as_answerer(client: Client, asked: Answered) -> Client:
    return log_in(client, asked.user)


def url(asked: Answered, name: str, *args: object) -> str:
    return reverse(f"provider_portal:{name}", args=[asked.response.pk, *args])


def text_of(answer) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def ask_bo(client: Client, asked: Answered, *sections, address="bo@omsorg.se"):
    said = {"name": "Bo Ek", "address": address,
            "section_ids": [section.pk for section in sections]}  # fmt: skip
    return client.post(url(asked, "people"), said, follow=True)


def delegates() -> list[Addressee]:
    rows = Addressee.objects.unscoped(reason="The test reads all rows.").current()
    return list(rows.filter(is_delegate=True).select_related("user"))


def mails() -> list[OutgoingMail]:
    rows = OutgoingMail.objects.unscoped(reason="The test reads all rows.")
    return list(rows.filter(kind=MailKind.DELEGATION))


def test_an_area_is_given_to_an_address_with_a_personal_link(as_answerer, asked) -> None:
    shown = text_of(ask_bo(as_answerer, asked, asked.sections[1]))

    assert "Bo Ek får ett mejl med en personlig länk." in shown
    (row,) = delegates()
    assert row.user.email == "bo@omsorg.se"
    (mail,) = mails()
    assert mail.to_address == "bo@omsorg.se"
    assert LINK_PLACE in mail.text
    assert "Personal" in mail.text
    assert mail.leads_to == url(asked, "survey")


def test_asking_twice_for_the_same_sends_one_mail(as_answerer, asked) -> None:
    for _ in range(2):
        ask_bo(as_answerer, asked, asked.sections[1])

    assert len(delegates()) == len(mails()) == 1


def test_other_areas_replace_those_that_were_given(as_answerer, asked) -> None:
    ask_bo(as_answerer, asked, asked.sections[1])
    ask_bo(as_answerer, asked, asked.sections[0])

    (row,) = delegates()
    through = Addressee.sections.through.objects.filter(addressee=row)
    assert list(through.values_list("section", flat=True)) == [asked.sections[0].pk]
    assert len(mails()) == 2


def test_an_area_must_be_chosen(as_answerer, asked) -> None:
    shown = text_of(ask_bo(as_answerer, asked))

    assert "Välj minst ett alternativ under ”Områden”." in shown
    assert 'value="bo@omsorg.se"' in shown


def test_a_strange_area_is_refused(as_answerer, asked, ekby, provider) -> None:
    other = answered(ekby, provider, username="annan", title="En annan enkät")

    ask_bo(as_answerer, asked, other.sections[0])

    assert delegates() == []


@pytest.mark.parametrize("address", ["enhetschef@omsorg.se", "kollega@omsorg.se"])
def test_one_who_answers_the_whole_is_given_no_part(address, as_answerer, asked, ekby) -> None:
    asked.user.email = "enhetschef@omsorg.se"
    asked.user.save()
    whole = colleague(asked)
    whole.email, whole.comes_by_link = "kollega@omsorg.se", True
    whole.save()

    shown = text_of(ask_bo(as_answerer, asked, asked.sections[0], address=address))

    assert "Personen svarar redan på hela enkäten." in shown


def test_nothing_is_delegated_of_what_is_handed_in(as_answerer, asked) -> None:
    asked.move(ResponseState.SUBMITTED)

    ask_bo(as_answerer, asked, asked.sections[0])

    assert delegates() == []


@pytest.fixture
def part(asked) -> User:
    """Answers only the second area."""
    return colleague(asked, asked.sections[1], username="dag@omsorg.se")


def test_a_delegate_sees_only_the_given_area(client, asked, part) -> None:
    asked.given("F2", "Hemligt om ledningen")
    log_in(client, part)

    overview = text_of(client.get(url(asked, "survey")))
    review = text_of(client.get(url(asked, "survey_review")))

    assert "2. Personal" in overview
    assert "1. Ledning" not in overview + review
    assert "Hemligt om ledningen" not in overview + review
    assert client.get(url(asked, "survey_section", 1)).status_code == 404
    assert client.get(url(asked, "survey_section", 2)).status_code == 200


def test_a_delegate_cannot_answer_another_area(client, asked, part) -> None:
    log_in(client, part)

    said = {f"seen-{asked.questions['F1'].pk}": "0", f"answer-{asked.questions['F1'].pk}": "yes"}
    client.post(url(asked, "survey_section", 2), said)

    assert not asked.answers("F1").exists()


def test_a_delegate_cannot_hand_in_delegate_or_read_receipts(client, asked, part) -> None:
    log_in(client, part)

    assert "Granska och lämna in" not in text_of(client.get(url(asked, "survey")))
    assert client.post(url(asked, "survey_submit"), {}).status_code == 404
    assert client.post(url(asked, "people"), {}).status_code == 404
    for name in ("survey_history",):
        assert client.get(url(asked, name)).status_code == 404


def test_a_delegate_who_has_the_form_of_the_whole_hands_in_nothing(client, asked, part) -> None:
    log_in(client, part)
    form = {"key": str(uuid.uuid4()), "seen_revision": 0, "is_read": "on"}

    assert client.post(url(asked, "survey_submit"), form).status_code == 404
    assert not asked.response.submissions.unscoped(reason="test").exists()


def test_the_services_too_refuse_a_delegate(asked, part) -> None:
    access = access_by_invitation(part, asked.response)
    facts = NewDelegate("Bo Ek", "bo@omsorg.se", [asked.sections[1].pk])

    with pytest.raises(NotAllowed):
        delegate(access, asked.response.pk, facts=facts)
    with pytest.raises(NotAllowed):
        take_back(access, asked.response.pk, addressee_pk=delegates()[0].pk)


def test_a_delegates_file_from_another_area_does_not_exist(client, asked, part, world) -> None:
    asked.given("F1", "yes").documents.add(world.document)
    log_in(client, part)

    assert client.get(url(asked, "file", world.document.pk)).status_code == 404


def test_taking_back_ends_the_access_and_the_links_and_leaves_a_line(
    client, as_answerer, asked, ekby
) -> None:
    ask_bo(as_answerer, asked, asked.sections[1])
    (row,) = delegates()
    mint_link(mails()[0], row.user)
    asked.given("F4", ["a1"], answered_by=row.user, answered_at=clock.now())

    answer = as_answerer.post(url(asked, "take_back", row.pk), follow=True)

    assert "svarar inte längre" in text_of(answer)
    assert delegates() == []
    assert PersonalLink.objects.get().revoked_at is not None
    assert asked.answer("F4").state == AnswerState.ANSWERED
    events = AuditEvent.objects.unscoped(reason="The test reads all rows.")
    assert events.filter(event="survey_response.taken_back").exists()
    assert log_in(Client(), row.user).get(url(asked, "survey")).status_code == 404


def test_nobody_locks_out_one_whom_the_authority_asked(as_answerer, asked) -> None:
    colleague(asked)
    rows = Addressee.objects.unscoped(reason="The test reads all rows.")
    whole = rows.get(is_delegate=False)

    answer = as_answerer.post(url(asked, "take_back", whole.pk), follow=True)

    assert "svarar inte längre för någon del" in text_of(answer)
    whole.refresh_from_db()
    assert whole.ended_at is None


def test_an_address_does_not_find_out_who_reads_it(as_answerer, asked, ekby) -> None:
    UserFactory.create(username="x", email="bo@omsorg.se", first_name="Hemligsson")
    ProviderContactFactory.create(
        authority=ekby, provider__name="Konkurrenten AB", user__username="y",
        user__email="dag@omsorg.se", user__first_name="Dold",
    )  # fmt: skip

    ask_bo(as_answerer, asked, asked.sections[0])
    shown = text_of(ask_bo(as_answerer, asked, asked.sections[1], address="dag@omsorg.se"))

    assert "Hemligsson" not in shown
    assert "Dold" not in shown


def test_what_others_have_called_an_address_is_not_told(as_answerer, asked) -> None:
    UserFactory.create(
        username="bo@omsorg.se", email="bo@omsorg.se", first_name="Hemligsson", comes_by_link=True
    )

    shown = text_of(ask_bo(as_answerer, asked, asked.sections[0]))
    (row,) = delegates()
    gone = text_of(as_answerer.post(url(asked, "take_back", row.pk), follow=True))

    assert row.user.first_name == "Hemligsson"
    assert "Bo Ek" in shown
    assert "Bo Ek svarar inte längre" in gone
    assert "Hemligsson" not in shown + gone
    events = AuditEvent.objects.unscoped(reason="The test reads all rows.")
    assert "Hemligsson" not in str(list(events.values_list("facts", flat=True)))


def test_mail_that_has_not_left_goes_out_with_the_part(as_answerer, asked) -> None:
    ask_bo(as_answerer, asked, asked.sections[1])
    (row,) = delegates()

    as_answerer.post(url(asked, "take_back", row.pk))

    assert [mail.state for mail in mails()] == [MailState.CANCELLED]


def test_two_people_see_who_answered_what(client, asked, part) -> None:
    part.comes_by_link = True
    part.save()
    (row,) = delegates()
    row.name = "Dag i köket"
    row.save()
    asked.given("F4", ["a1"], answered_by=part, answered_at=clock.now())
    log_in(client, asked.user)

    shown = text_of(client.get(url(asked, "survey_section", 2)))

    assert "Dag, 20" in shown
    assert "Svarar också här: Dag i köket" in shown
