import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from insyn.findings.models import FactCheck, FactCheckComment, FactCheckPassage
from insyn.findings.rules.lists import FactCheckState, Reply
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.kernel.access import Role
from insyn.platform import clock
from insyn.registry.queries import access_of
from tests.conftest import log_in
from tests.factories import MembershipFactory, ProviderContactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_anna(client: Client, anna) -> Client:
    return log_in(client, anna)


@pytest.fixture
def contact(followup, ekby):
    return ProviderContactFactory.create(
        provider=followup.contract.provider,
        authority=ekby,
        user__username="kontakt",
        user__email="kontakt@example.se",
    ).user


def page(client: Client, name: str, pk: int, **data) -> str:
    answer = (
        client.post(reverse(name, args=[pk]), data, follow=True)
        if data
        else client.get(reverse(name, args=[pk]))
    )
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, followup: Followup) -> str:
    due_on = clock.today().replace(year=clock.today().year + 1)
    said = {"version": followup.version, "due_on": due_on.isoformat()}
    return page(client, "findings:fact_check_send", followup.pk, **said)


def check() -> FactCheck:
    return FactCheck.objects.unscoped(reason="what a test did").get()


def passages() -> list[FactCheckPassage]:
    return list(FactCheckPassage.objects.unscoped(reason="what a test did"))


def comment() -> FactCheckComment:
    return FactCheckComment.objects.unscoped(reason="what a test did").get()


def test_before_sending_the_page_shows_what_the_provider_will_read(as_anna, assessed, deficiency):
    text = page(as_anna, "findings:fact_check_send", assessed.pk)

    assert "Det här får utföraren läsa" in text
    assert "Kraven på personal följs inte." in text
    assert deficiency.text in text


def test_the_page_says_when_nobody_can_be_mailed(as_anna, assessed) -> None:
    assert "Ingen hos utföraren har en e-postadress" in send(as_anna, assessed)


def test_a_wrong_day_is_told_in_the_form(as_anna, assessed) -> None:
    said = {"version": assessed.version, "due_on": "2020-01-01"}

    text = page(as_anna, "findings:fact_check_send", assessed.pk, **said)

    assert "senare än i dag" in text


def test_a_walk_from_the_draft_to_the_decided_dispute(
    client, anna, reviewer_two, contact, assessed
) -> None:
    assert "1 person fick ett mejl." in send(log_in(client, anna), assessed)
    second = passages()[1]

    log_in(client, contact)
    assert "Faktagranskning" in client.get(reverse("provider_portal:tasks")).content.decode()
    said = {"text": "Det stämmer inte", "version": 0, "next": "1"}
    page(client, "provider_portal:fact_check_comment", second.pk, **said)
    page(client, "provider_portal:fact_check_hand_in", check().pk, send="1")
    assert check().state == FactCheckState.ANSWERED

    log_in(client, anna)
    shown = page(client, "findings:fact_check", assessed.pk)
    assert "Det stämmer inte" in shown
    said = {"reply": "rejected", "text": "Det står i akterna", "version": comment().version}
    page(client, "findings:fact_check_reply", comment().pk, **said)

    log_in(client, contact)
    text = page(client, "provider_portal:fact_check", check().pk)
    assert "Det står i akterna" in text
    said = {"text": "Se avtalet", "version": comment().version}
    page(client, "provider_portal:fact_check_dispute", comment().pk, **said)

    log_in(client, reviewer_two)
    said = {"reply": "accepted", "text": "Avtalet visar det", "version": comment().version}
    page(client, "findings:fact_check_decide", comment().pk, **said)

    assert comment().second_reply == Reply.ACCEPTED
    assert check().state == FactCheckState.SETTLED


@pytest.fixture
def reviewer_two(ekby):
    return MembershipFactory.create(
        authority=ekby, role=Role.REVIEWER, user__username="kollega"
    ).user


def test_a_reply_is_not_shown_to_the_provider_before_all_have_one(
    client, anna, contact, assessed
) -> None:
    send(log_in(client, anna), assessed)
    log_in(client, contact)
    for passage in passages()[:2]:
        said = {"text": "Fel", "version": 0}
        page(client, "provider_portal:fact_check_comment", passage.pk, **said)
    page(client, "provider_portal:fact_check_hand_in", check().pk, send="1")
    first = FactCheckComment.objects.visible_to(access_of(anna)).earliest("pk")
    log_in(client, anna)
    said = {"reply": "rejected", "text": "Hemligt än så länge", "version": first.version}
    page(client, "findings:fact_check_reply", first.pk, **said)

    log_in(client, contact)
    assert "Hemligt än" not in page(client, "provider_portal:fact_check", check().pk)
    assert "Hemligt än" not in page(client, "provider_portal:fact_check_dispute", first.pk)


def test_nothing_to_remark_on_is_one_press(client, anna, contact, assessed) -> None:
    send(log_in(client, anna), assessed)
    log_in(client, contact)

    text = page(client, "provider_portal:fact_check_hand_in", check().pk, no_remarks="1")

    assert "inget att anmärka" in text
    assert check().has_no_remarks


def test_after_the_last_day_the_draft_is_read_but_not_answered(
    client, anna, contact, assessed
) -> None:
    send(log_in(client, anna), assessed)
    FactCheck.objects.unscoped(reason="set-up").update(sent_on="2020-01-01", due_on="2020-01-15")
    log_in(client, contact)

    text = page(client, "provider_portal:fact_check", check().pk)
    said = {"text": "Fel", "version": 0}
    refused = page(client, "provider_portal:fact_check_comment", passages()[1].pk, **said)

    assert "Kraven på personal följs inte." in text
    assert "Något är fel" not in text
    assert "Sista dagen att svara var" in text
    assert "Sista dagen att svara var" in refused


def test_the_exchange_is_a_pdf(as_anna, assessed) -> None:
    send(as_anna, assessed)

    answer = as_anna.get(reverse("findings:fact_check_pdf", args=[assessed.pk]))

    assert answer.content.startswith(b"%PDF")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_provider_of_another_contract_meets_nothing(client, anna, ekby, assessed) -> None:
    send(log_in(client, anna), assessed)
    other = ProviderContactFactory.create(authority=ekby, user__username="annan").user
    log_in(client, other)

    for name, pk in (
        ("provider_portal:fact_check", check().pk),
        ("provider_portal:fact_check_comment", passages()[0].pk),
    ):
        assert client.get(reverse(name, args=[pk])).status_code == 404


def test_the_page_asks_no_more_for_many_passages(as_anna, assessed) -> None:
    send(as_anna, assessed)
    url = reverse("findings:fact_check", args=[assessed.pk])

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            as_anna.get(url)
        return len(queries)

    few = count()
    for number in range(10, 40):
        FactCheckPassage.objects.create(
            fact_check=check(), number=number, heading="Mer", text="Mer", about="result:9"
        )

    assert count() == few
    assert few <= 25


def test_the_checklist_and_the_result_say_whose_turn_it_is(as_anna, assessed) -> None:
    send(as_anna, assessed)

    assert "hos utföraren för faktagranskning" in page(as_anna, "findings:followup", assessed.pk)
    assert "Faktagranska utkastet" in page(as_anna, "followups:detail", assessed.pk)


def test_a_draft_is_not_sent_from_the_first_page(as_anna, assessed) -> None:
    text = page(as_anna, "followups:detail", assessed.pk)

    assert reverse("findings:fact_check", args=[assessed.pk]) in text
    assert "send_for_fact_check" not in text
    assert Followup.objects.unscoped(reason="test").get().state == State.DRAFT
