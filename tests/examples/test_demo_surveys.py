"""The surveys of the demonstration: every state there is, and what is invented says so."""

from collections import Counter
from datetime import date

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from insyn.audit.models import AuditEvent
from insyn.criteria.rules import AnswerType, QuestionFacts
from insyn.criteria.rules.answers import answer_problem
from insyn.examples.demonstration.guide import guide
from insyn.examples.demonstration.post import deliver
from insyn.examples.demonstration.surveyed import (
    COLLEAGUE,
    COURSES,
    LAST_YEAR_SILENT,
    WHY_ONE_MORE,
)
from insyn.examples.made_up_answers import answer_to, roll
from insyn.followups.rules import State
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailKind, MailState
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.surveys.models import (
    AddedQuestion,
    Addressee,
    ClientReply,
    ProposedFinding,
    SurveyAnswer,
    SurveyResponse,
    SurveyRound,
)
from insyn.surveys.rules import AnswerState, ProposalState, ResponseState, RoundState
from tests import ready
from tests.factories import OutgoingMailFactory

pytestmark = pytest.mark.django_db


def rows(model):
    return model._base_manager.all()


def running() -> SurveyRound:
    found: SurveyRound = rows(SurveyRound).get(state=RoundState.OPEN)
    return found


def last() -> SurveyRound:
    found: SurveyRound = rows(SurveyRound).get(state=RoundState.CLOSED)
    return found


@pytest.mark.slow
class TestSurveys:
    def test_a_round_runs_one_is_closed_and_one_is_prepared(self, town) -> None:
        states = rows(SurveyRound).values_list("state", flat=True)

        assert sorted(states) == sorted(RoundState.codes())

    def test_the_running_round_has_a_response_in_every_state(self, town) -> None:
        found = set(rows(SurveyResponse).filter(round=running()).values_list("state", flat=True))

        assert found == set(ResponseState.codes()) - {ResponseState.WAITING}

    def test_every_provider_that_is_asked_has_a_course(self, town) -> None:
        keys = {row.pk: key for key, row in town.providers.items()}
        asked = rows(SurveyResponse).filter(round=running())
        found = {keys[pk] for pk in asked.values_list("contract__provider", flat=True)}

        assert found == set(COURSES)

    def test_some_are_late_and_some_have_longer(self, town) -> None:
        asked = rows(SurveyResponse).filter(round=running())

        assert (
            SurveyResponse.objects.unscoped(reason="Prov").filter(round=running()).late(ready.TODAY)
        )
        assert asked.exclude(extension_reason="").filter(due_on__gt=ready.TODAY).exists()

    def test_last_years_answers_wait_to_be_confirmed(self, town) -> None:
        waiting = rows(SurveyAnswer).filter(response__round=running(), state=AnswerState.PREFILLED)

        assert waiting.exists()
        assert set(waiting.values_list("prefilled_from", flat=True)) == {"2025"}

    def test_last_year_all_but_one_provider_were_accepted_and_told_the_result(self, town) -> None:
        asked = rows(SurveyResponse).filter(round=last())
        left = asked.exclude(state=ResponseState.ACCEPTED)
        silent = town.providers[LAST_YEAR_SILENT].pk

        assert set(left.values_list("contract__provider", flat=True)) == {silent}
        assert not asked.filter(state=ResponseState.ACCEPTED, feedback_pdf=None).exists()

    def test_proposals_have_been_accepted_rejected_and_left(self, town) -> None:
        found = set(rows(ProposedFinding).values_list("state", flat=True))

        assert found >= {ProposalState.ACCEPTED, ProposalState.REJECTED, ProposalState.PROPOSED}

    def test_a_colleague_answers_one_area(self, town) -> None:
        row = rows(Addressee).get(is_delegate=True)

        assert row.user.email == COLLEAGUE[1]
        assert Addressee.sections.through.objects.filter(addressee=row).count() == 1

    def test_private_and_in_house_are_asked_on_the_same_terms(self, town) -> None:
        forms = Counter(
            rows(SurveyResponse).filter(round=running()).values_list("operating_form", flat=True)
        )

        assert set(forms) >= {"private", "non_profit", "in_house"}

    def test_clients_have_answered_without_anything_that_points_at_them(self, town) -> None:
        found = rows(ClientReply)

        assert found.count() > 5
        assert {row.month.day for row in found} == {1}

    def test_those_who_log_in_as_providers_have_something_to_answer(self, town) -> None:
        access = access_of(town.users["utforare"])
        mine = SurveyResponse.objects.shown_to_provider(access).awaited()

        assert mine.filter(state=ResponseState.SAVED).exists()

    def test_every_kind_of_mail_about_surveys_is_there(self, town) -> None:
        kinds = set(rows(OutgoingMail).values_list("kind", flat=True))

        assert kinds >= {
            MailKind.INVITATION, MailKind.REMINDER, MailKind.EXTENSION, MailKind.RETURNED,
            MailKind.DELEGATION, MailKind.FEEDBACK, MailKind.QUESTION,
        }  # fmt: skip

    def test_mail_waits_until_the_building_is_done(self, town) -> None:
        states = set(rows(OutgoingMail).values_list("state", flat=True))

        assert states == {MailState.QUEUED, MailState.CANCELLED}

    def test_a_mail_that_nobody_knows_of_is_on_its_way(self, town) -> None:
        made = rows(OutgoingMail).filter(to_address__endswith=".localhost")

        assert {row.kind for row in made} >= {MailKind.INVITATION}

    def test_a_question_has_come_into_the_running_round(self, town) -> None:
        (added,) = rows(AddedQuestion).filter(round=running())

        assert added.reason == WHY_ONE_MORE

    def test_some_were_accepted_many_at_once(self, town) -> None:
        events = rows(AuditEvent).filter(event="survey_response.accepted")

        assert any(event.facts.get("is_bulk") for event in events)

    def test_the_follow_up_of_who_never_answered_has_ended(self, town) -> None:
        left = rows(SurveyResponse).filter(round=last()).exclude(state=ResponseState.ACCEPTED)

        assert {row.followup.state for row in left} == {State.CANCELLED}


def test_the_guide_tells_how_to_come_in_by_link() -> None:
    assert COLLEAGUE[1] in guide()
    assert "personlig länk" in guide()


def test_mail_that_cannot_arrive_is_told_of(tmp_path) -> None:
    with clock.pretend(date(2026, 11, 10)):
        for address in ("anna@exempel.se", "anna@exempel.invalid", "anna@exempel.test",
                        "anna@exempel.localhost"):  # fmt: skip
            OutgoingMailFactory.create(
                to_address=address, user__email=address, text="Hej", queued_at=clock.now(),
                next_try_at=clock.now(),
            )  # fmt: skip
    with (
        clock.pretend(ready.TODAY),
        override_settings(
            EMAIL_BACKEND="insyn.platform.outbox.FileOutbox", EMAIL_FILE_PATH=tmp_path
        ),
    ):
        deliver()

    made = rows(OutgoingMail).filter(to_address__startswith="anna@exempel.")
    states = {row.to_address: row.state for row in made}
    assert states == {
        "anna@exempel.se": MailState.SENT,
        "anna@exempel.invalid": MailState.BOUNCED,
        "anna@exempel.test": MailState.FAILED,
        "anna@exempel.localhost": MailState.UNSURE,
    }


@given(
    st.sampled_from(sorted(set(AnswerType) - {AnswerType.SCALE})),
    st.text(max_size=8),
    st.integers(0, 100),
)
def test_what_is_made_up_is_always_an_answer(kind, seed, good) -> None:
    choices = (("a1", "Ett"), ("a2", "Två"))
    question = QuestionFacts("Hur?", answer_type=kind, choices=choices)
    value = answer_to(question, seed=seed, good=good, day=ready.TODAY)

    assert kind == AnswerType.DOCUMENT or answer_problem(question, value) == ""


def test_the_same_seed_gives_the_same_number_everywhere() -> None:
    assert [roll("insyn"), roll("insyn:1"), roll("insyn:2")] == [75, 98, 68]
