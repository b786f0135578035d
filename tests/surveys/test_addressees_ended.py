import datetime

import pytest

from insyn.mailing.models import OutgoingMail, PersonalLink
from insyn.mailing.rules import MailKind
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.surveys import services
from insyn.surveys.models import Addressee, SurveyAnswer, SurveyResponse
from insyn.surveys.queries.people import invitations_of
from insyn.surveys.services.delegation import NewDelegate, delegate, take_back
from tests.surveys.rounds import Board, board_of

pytestmark = pytest.mark.django_db
WHY = "Provet läser raderna som de är."


@pytest.fixture
def board(ekby, anna) -> Board:
    return board_of(ekby, anna)


@pytest.fixture
def answering(board):
    """Enhetschef Ett answers in two rounds, and has somebody beside in the first."""
    first, other = board.sent(), board.sent(title="Tilläggsenkät")
    response = board.response_of(first, board.private)
    services.add_addressee(board.access, response, name="Ny Chef", address="ny@omsorg.se")
    return response, board.response_of(other, board.private)


def head_of(response) -> Addressee:
    rows = Addressee.objects.unscoped(reason=WHY).select_related("user", "response__round")
    return rows.get(response=response, user__username="enhetschefett", ended_at=None)


def link_for(response, user) -> PersonalLink:
    mails = OutgoingMail.objects.unscoped(reason=WHY).filter(user=user)
    mail = mails.filter(about=f"surveys.surveyresponse:{response.pk}").order_by("-pk")[0]
    return PersonalLink.objects.create(
        authority=mail.authority, user=user, mail=mail, digest=f"{response.pk:064d}",
        made_at=clock.now(), expires_at=clock.now() + datetime.timedelta(days=1),
    )  # fmt: skip


def is_revoked(link) -> bool:
    link.refresh_from_db()
    return link.revoked_at is not None


def test_the_links_to_a_survey_go_out_though_the_person_answers_another(board, answering) -> None:
    ended, other = answering
    row = head_of(ended)
    links = [link_for(response, row.user) for response in (ended, other)]

    services.end_addressee(board.access, row)

    assert [is_revoked(link) for link in links] == [True, False]


def test_one_who_answers_nothing_more_has_no_link_left(board, answering) -> None:
    ended, other = answering
    row = head_of(ended)
    lost = link_for(other, row.user)
    Addressee.objects.unscoped(reason=WHY).filter(response=other, user=row.user).delete()

    services.end_addressee(board.access, row)

    assert is_revoked(lost)


def test_a_survey_that_was_taken_away_is_gone_also_for_a_contact_person(board, answering) -> None:
    ended, other = answering
    row = head_of(ended)

    services.end_addressee(board.access, row)

    seen = SurveyResponse.objects.shown_to_provider(access_of(row.user))
    assert list(seen.values_list("pk", flat=True)) == [other.pk]
    assert ended.pk not in invitations_of(row.user)


def test_its_answers_are_gone_with_it(board, answering) -> None:
    ended, _other = answering
    row = head_of(ended)
    SurveyAnswer.objects.create(
        response=ended, question=board.questions["F1"], state="answered", value="yes"
    )
    services.end_addressee(board.access, row)

    rows = SurveyAnswer.objects.shown_to_provider(access_of(row.user))
    assert not rows.filter(response=ended).exists()


def test_one_who_is_named_anew_sees_the_survey_again(board, answering) -> None:
    ended, _other = answering
    row = head_of(ended)
    services.end_addressee(board.access, row)

    services.add_addressee(board.access, ended, name="Enhetschef", address=row.user.email)

    seen = SurveyResponse.objects.shown_to_provider(access_of(row.user))
    assert seen.filter(pk=ended.pk).exists()


def test_a_part_that_is_taken_back_leaves_the_links_to_other_surveys(board, answering) -> None:
    first, other = answering
    asker = access_of(head_of(first).user)
    asked = NewDelegate("Kollega", "kollega@omsorg.se", [board.section.pk])
    rows = [delegate(asker, response.pk, facts=asked) for response in (first, other)]
    links = [link_for(row.response, row.user) for row in rows]

    take_back(asker, first.pk, addressee_pk=rows[0].pk)

    assert [is_revoked(link) for link in links] == [True, False]
    assert OutgoingMail.objects.unscoped(reason=WHY).filter(kind=MailKind.DELEGATION).count() == 2
