"""Who learns of a meeting, of its agenda and of what was agreed."""

import pytest
from django.test import Client
from django.urls import reverse

from insyn.accounts.models import Authority
from insyn.dialogues.models import AgendaItem, AgreedPoint, DialogueMeeting
from insyn.dialogues.rules import AgreedBy, MeetingState
from insyn.dialogues.services import invite, send_minutes
from insyn.kernel.access import Role
from insyn.registry.queries import access_of
from tests.conftest import log_in
from tests.dialogues.conftest import in_days
from tests.factories import CooperationFactory, MembershipFactory

pytestmark = pytest.mark.django_db
MODELS = (DialogueMeeting, AgendaItem, AgreedPoint)


def seen(user) -> list[int]:
    access = access_of(user)
    return [model.objects.visible_to(access).count() for model in MODELS]


def told_of(user) -> list[int]:
    access = access_of(user)
    return [model.objects.shown_to_provider(access).count() for model in MODELS]


def test_those_who_see_drafts_read_the_rows_of_their_own_board(anna, held, point):
    assert seen(anna) == [1, 1, 1]


@pytest.mark.parametrize("role", [Role.READER, Role.CASE_WORKER, Role.SYSTEM_ADMIN])
def test_those_who_see_no_drafts_read_nothing(ekby, held, point, role):
    user = MembershipFactory.create(authority=ekby, role=role, user__username="annan").user

    assert seen(user) == [0, 0, 0]


def test_another_board_reads_nothing_even_in_a_cooperation(
    cilla, ekby: Authority, norrby: Authority, contract, held, point
):
    contract.agreement.cooperation = CooperationFactory.create(lead=ekby, members=[norrby])
    contract.agreement.save()

    assert seen(cilla) == [0, 0, 0]


def test_the_lead_of_a_cooperation_reads_no_members_meetings(
    cilla, ekby: Authority, norrby: Authority, contract, held, point
):
    contract.agreement.cooperation = CooperationFactory.create(lead=norrby, members=[ekby])
    contract.agreement.save()

    assert seen(cilla) == [0, 0, 0]


def test_a_provider_knows_nothing_of_a_meeting_that_is_only_planned(told, meeting, held, point):
    assert told_of(told) == [0, 0, 0]


def test_an_invited_provider_reads_the_meeting_and_its_agenda(access, told, meeting):
    invite(access, meeting, message="", version=1)

    assert told_of(told) == [1, 1, 0]


def test_a_provider_reads_what_was_agreed_first_with_the_minutes(access, told, held, point):
    held.invited_on = in_days(-9)
    held.save()
    assert told_of(told) == [1, 1, 0]

    send_minutes(access, held, version=1)
    assert told_of(told) == [1, 1, 1]


def test_another_provider_and_a_member_of_the_board_get_nothing_that_way(
    access, anna, contact, told, held, point
):
    send_minutes(access, held, version=1)

    assert told_of(contact) == told_of(anna) == [0, 0, 0]


# The provider's pages


@pytest.fixture
def as_told(client: Client, told) -> Client:
    return log_in(client, told)


def own_page(client: Client, meeting) -> str:
    return client.get(reverse("provider_portal:meeting", args=[meeting.pk])).content.decode()


def test_the_invitation_is_on_the_providers_first_page(access, as_told, meeting):
    invite(access, meeting, message="", version=1)

    text = as_told.get(reverse("provider_portal:tasks")).content.decode()

    assert reverse("provider_portal:meeting", args=[meeting.pk]) in text
    assert "Ni är inbjudna" in text


def test_the_first_page_is_silent_when_there_are_no_meetings(as_told, meeting):
    text = as_told.get(reverse("provider_portal:tasks")).content.decode()

    assert "Dialogmöte" not in text


def test_what_was_said_is_not_on_the_page_before_the_minutes(access, as_told, held, point):
    held.invited_on, held.notes = in_days(-9), "Vi avvaktar med vitet"
    held.save()

    text = own_page(as_told, held)
    for words in ("De är på gång.", "Vi avvaktar", "två uppföljare", point.text):
        assert words not in text

    send_minutes(access, held, version=1)
    text = own_page(as_told, held)
    for words in ("De är på gång.", "Vi avvaktar", "två uppföljare", point.text):
        assert words in text


def test_why_a_meeting_is_off_stays_with_the_board(as_told, meeting):
    meeting.invited_on, meeting.state = in_days(-1), MeetingState.CANCELLED
    meeting.cancelled_reason = "Vi misstänker fusk"
    meeting.save()

    text = own_page(as_told, meeting)

    assert "Mötet är inställt" in text
    assert "fusk" not in text


@pytest.mark.parametrize("extension", ["pdf", "docx"])
def test_a_provider_takes_down_its_letters(access, as_told, held, extension):
    send_minutes(access, held, version=1)
    address = reverse(
        "provider_portal:meeting_letter", args=[held.pk, "minnesanteckningar", extension]
    )

    answer = as_told.get(address)

    assert answer.status_code == 200
    assert extension in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("what", "extension"), [("inbjudan", "pdf"), ("anteckningar", "pdf"), ("inbjudan", "exe")]
)
def test_a_letter_that_was_not_sent_does_not_exist(access, as_told, held, what, extension):
    send_minutes(access, held, version=1)

    answer = as_told.get(reverse("provider_portal:meeting_letter", args=[held.pk, what, extension]))

    assert answer.status_code == 404


def test_a_provider_notes_its_own_point_as_done(access, as_told, held, point):
    send_minutes(access, held, version=1)

    answer = as_told.post(
        reverse("provider_portal:point_done", args=[point.pk]),
        {"version": 1, "done_on": in_days(0).isoformat(), "how": "Skickad i dag"},
        follow=True,
    )

    assert "Det är antecknat som klart" in answer.content.decode()
    point.refresh_from_db()
    assert point.note == "Skickad i dag"


def test_a_wrong_day_is_told_on_the_providers_form(access, as_told, held, point):
    send_minutes(access, held, version=1)

    answer = as_told.post(
        reverse("provider_portal:point_done", args=[point.pk]),
        {"version": 1, "done_on": in_days(2).isoformat(), "how": ""},
    )

    assert "i framtiden" in answer.content.decode()


def test_what_the_board_does_is_not_the_providers_to_note(access, as_told, held, point):
    point.done_by = AgreedBy.AUTHORITY
    point.save()
    send_minutes(access, held, version=1)

    answer = as_told.get(reverse("provider_portal:point_done", args=[point.pk]))

    assert answer.status_code == 404
    assert "Anteckna som klart" not in own_page(as_told, held)


def test_another_providers_contact_finds_no_page(access, client, contact, held, point):
    send_minutes(access, held, version=1)
    outside = log_in(client, contact)

    for address in (
        reverse("provider_portal:meeting", args=[held.pk]),
        reverse("provider_portal:meeting_letter", args=[held.pk, "minnesanteckningar", "pdf"]),
        reverse("provider_portal:point_done", args=[point.pk]),
        reverse("dialogues:meeting", args=[held.pk]),
    ):
        assert outside.get(address).status_code == 404


def test_the_first_page_needs_no_more_queries_for_many_meetings(
    as_told, make_meeting, django_assert_max_num_queries
):
    for number in range(30):
        row = make_meeting(
            planned_on=in_days(number), held_on=in_days(-1), state=MeetingState.HELD,
            participants="chef", invited_on=in_days(-3), minutes_sent_on=in_days(0),
        )  # fmt: skip
        AgreedPoint.objects.create(
            meeting=row, text="Rutin", done_by=AgreedBy.BOTH, due_on=in_days(3)
        )

    with django_assert_max_num_queries(28):
        as_told.get(reverse("provider_portal:tasks"))
