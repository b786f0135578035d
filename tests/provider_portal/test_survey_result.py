"""Those who were asked in person read what came of their survey, and nothing else."""

import pytest
from django.test import Client
from django.urls import reverse

from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.followups.models import Followup
from insyn.followups.rules import Kind, State
from insyn.platform import clock
from insyn.surveys.rules import ResponseState
from tests.conftest import log_in
from tests.factories import FollowupFactory
from tests.surveys.answering import Answered, answered, colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(ekby, provider) -> Answered:
    made = answered(ekby, provider, username="enhetschef")
    followup = sent_followup(made)
    made.move(ResponseState.ACCEPTED, followup=followup, submitted_at=clock.now())
    return made


def sent_followup(of: Answered) -> Followup:
    return FollowupFactory.create(
        authority=of.response.round.authority, contract=of.response.contract, kind=Kind.SURVEY,
        state=State.SENT, reported_on=clock.today(), overall_assessment="Följer kraven i stort.",
    )  # fmt: skip


def page(client: Client, followup: Followup):
    return client.get(reverse("provider_portal:result", args=[followup.pk]))


def test_one_who_was_asked_in_person_reads_the_result_with_its_findings(client, asked) -> None:
    Finding.objects.create(
        followup=asked.response.followup, kind=FindingKind.DEVELOPMENT_AREA, area="Ledning",
        text="Rutinen saknas.",
    )  # fmt: skip

    answer = page(log_in(client, colleague(asked)), asked.response.followup)

    assert "Följer kraven i stort." in answer.text
    assert "Rutinen saknas." in answer.text


def test_the_way_to_the_result_stands_on_the_page_of_earlier_answers(client, asked) -> None:
    answer = log_in(client, colleague(asked)).get(
        reverse("provider_portal:survey_history", args=[asked.response.pk])
    )

    assert reverse("provider_portal:result", args=[asked.response.followup_id]) in answer.text


def test_one_who_was_given_a_part_reads_no_result(client, asked) -> None:
    user = colleague(asked, asked.sections[0])

    assert page(log_in(client, user), asked.response.followup).status_code == 404


def test_no_other_result_of_the_provider_is_opened(client, asked) -> None:
    other = sent_followup(asked)

    assert page(log_in(client, colleague(asked)), other).status_code == 404


def test_a_result_that_has_not_been_sent_is_not_opened(client, asked) -> None:
    followup = asked.response.followup
    followup.state, followup.reported_on = State.ASSESSED, None
    followup.save()

    assert page(log_in(client, colleague(asked)), followup).status_code == 404


def test_one_from_whom_the_survey_was_taken_reads_no_result(client, asked) -> None:
    user = colleague(asked)
    row = asked.response.addressees.unscoped(reason="Provet avslutar mottagaren.").get(user=user)
    row.ended_at = clock.now()
    row.save()

    assert page(log_in(client, user), asked.response.followup).status_code == 404
