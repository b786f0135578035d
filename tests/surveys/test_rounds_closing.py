import pytest
from django.urls import reverse

from insyn.audit.models import AuditEvent
from insyn.followups.models import Followup
from insyn.followups.rules import Kind, State
from insyn.followups.services.surveys import end_survey_followups, resume_survey_followups
from insyn.kernel.errors import NotAllowed
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.surveys import services
from insyn.surveys.rules import ResponseState
from tests.factories import FollowupFactory
from tests.surveys.rounds import TODAY, Board, board_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(ekby, anna) -> Board:
    return board_of(ekby, anna)


@pytest.fixture
def survey_round(board):
    """A round in which Linden has handed in and Björken has not."""
    row = board.sent()
    done = board.response_of(row, board.own)
    done.state = ResponseState.SUBMITTED
    done.save()
    return row


def followup_of(board, survey_round, unit) -> Followup:
    response = board.response_of(survey_round, unit)
    return Followup.objects.visible_to(board.access).get(survey_response=response)


def test_closing_ends_the_follow_ups_of_those_who_never_handed_in(board, survey_round) -> None:
    services.close_round(board.access, survey_round)

    ended, going = (followup_of(board, survey_round, one) for one in (board.private, board.own))
    assert (ended.state, going.state) == (State.CANCELLED, State.ONGOING)
    assert ended.cancelled_reason == (
        "Enkäten ”Avtalsenkät 2026” stängdes utan att svaren hade lämnats in."
    )


def test_questions_in_return_are_not_ended_with_the_round(board, survey_round) -> None:
    response = board.response_of(survey_round, board.own)
    response.state = ResponseState.RETURNED
    response.save()

    services.close_round(board.access, survey_round)

    assert followup_of(board, survey_round, board.own).state == State.ONGOING


def test_opening_again_takes_the_follow_ups_up_again(board, survey_round) -> None:
    closed = services.close_round(board.access, survey_round)

    services.reopen_round(board.access, closed)

    row = followup_of(board, survey_round, board.private)
    assert (row.state, row.cancelled_reason) == (State.ONGOING, "")


def test_the_end_and_the_resumption_stand_in_the_trail_of_the_follow_up(
    board, survey_round
) -> None:
    services.reopen_round(board.access, services.close_round(board.access, survey_round))

    row = followup_of(board, survey_round, board.private)
    lines = AuditEvent.objects.visible_to(board.access).about(row).order_by("number")
    assert [line.event for line in lines] == [
        "followup.planned", "followup.end_unanswered", "followup.resume",
    ]  # fmt: skip


def test_the_trail_of_the_round_counts_those_who_had_not_handed_in(board, survey_round) -> None:
    services.close_round(board.access, survey_round)

    lines = AuditEvent.objects.visible_to(board.access).about(survey_round)
    assert lines.order_by("-number")[0].facts == {"not_handed_in": 1}


def test_the_page_names_those_who_have_not_handed_in(board, survey_round, as_anna) -> None:
    with clock.pretend(TODAY):
        page = as_anna.get(reverse("surveys:close", args=[survey_round.pk])).text

    assert "1 uppföljning avslutas som obesvarad" in page
    assert "Björken" in page
    assert "Linden" not in page


def test_a_visit_is_never_ended_or_resumed_with_a_survey(board) -> None:
    visit = FollowupFactory.create(authority=board.authority, kind=Kind.VISIT, state=State.ONGOING)

    count = end_survey_followups(
        board.access, board.authority, followups=[visit.pk], reason="Stängd"
    )

    assert count == 0


def test_another_board_ends_and_resumes_nothing(board, survey_round, cilla) -> None:
    row = followup_of(board, survey_round, board.private)

    with pytest.raises(NotAllowed):
        end_survey_followups(access_of(cilla), board.authority, followups=[row.pk], reason="Stängd")
    with pytest.raises(NotAllowed):
        resume_survey_followups(access_of(cilla), board.authority, followups=[row.pk])


def test_a_round_is_closed_in_few_questions(
    board, survey_round, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(20):
        services.close_round(board.access, survey_round)
