import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from insyn.config.checklists import CHECKLISTS
from insyn.config.duties import SOURCES as DUTIES
from insyn.config.evidence import SOURCES as EVIDENCE
from insyn.config.reminders import SOURCES as REMINDERS
from insyn.dialogues.models import AgendaItem, AgreedPoint, DialogueMeeting
from insyn.dialogues.queries.duties import duty_sources
from insyn.dialogues.queries.of_followup import checklist_of, evidence_of
from insyn.dialogues.queries.reminders import reminders_due
from insyn.dialogues.rules import AgreedBy, MeetingState
from insyn.kernel.access import Role
from insyn.kernel.evidence import EvidenceKind
from insyn.platform import clock
from insyn.platform.duties import Duties
from insyn.registry.queries import access_of
from tests.conftest import log_in
from tests.dialogues.conftest import in_days
from tests.factories import FollowupFactory, MembershipFactory, ProviderFactory

pytestmark = pytest.mark.django_db
WHY = "Testet ser efter i databasen."
LONG = "Stiftelsen för omsorgsfullt och tillgängligt boende i samverkan med många andra " * 2
ON_A_LIST, ON_A_MEETING, ON_A_TAB = 14, 20, 16
"""Queries, whatever is shown; signing in and the frame of the page among them."""


def page_of(client: Client, name: str, *args, **query) -> str:
    return client.get(reverse(name, args=args), query).content.decode()


def visible(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


# Lists


def test_the_list_holds_what_is_to_come_before_what_was(as_anna, meeting, held):
    text = page_of(as_anna, "dialogues:meetings")

    assert text.index(f"moten/{meeting.pk}/") < text.index(f"moten/{held.pk}/")


def test_an_empty_list_says_how_to_begin(as_anna):
    assert "Inga dialogmöten än" in page_of(as_anna, "dialogues:meetings")
    assert "Inga överenskommelser än" in page_of(as_anna, "dialogues:points")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"q": "åkerö"}, 2),
        ({"q": "någon annan"}, 0),
        ({"state": "held"}, 1),
        ({"state": "nonsens"}, 2),
        ({"year": "1999"}, 2),
        ({"sort": "-provider"}, 2),
        ({"sort": "state"}, 2),
        ({"sort": "nonsens"}, 2),
    ],
)
def test_the_list_is_filtered_and_sorted(as_anna, meeting, held, query, count):
    text = page_of(as_anna, "dialogues:meetings", **query)

    assert len(re.findall(r'href="/dialogmoten/\d+/"', text)) == count


def test_the_list_is_narrowed_to_a_year(as_anna, make_meeting, meeting):
    make_meeting(planned_on=datetime.date(2019, 5, 2))

    assert page_of(as_anna, "dialogues:meetings", year="2019").count("2019-05-02") == 1


@pytest.mark.parametrize("name", ["dialogues:meetings", "dialogues:points"])
@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
def test_a_list_is_taken_out_as_a_file(as_anna, meeting, point, name, file_type):
    answer = as_anna.get(reverse(name), {"fil": file_type})

    assert file_type in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("query", "count"),
    [({"state": "late"}, 1), ({"state": "open"}, 2), ({"state": "done"}, 0),
     ({"done_by": "provider"}, 1), ({"q": "rutinen"}, 1), ({"sort": "due"}, 2)],
)  # fmt: skip
def test_the_agreed_points_are_filtered(as_anna, held, point, query, count):
    AgreedPoint.objects.create(
        meeting=held, text="Nytt schema", done_by=AgreedBy.AUTHORITY, due_on=in_days(-1)
    )

    text = page_of(as_anna, "dialogues:points", **query)

    assert text.count('<th scope="row"') == count


def many(make_meeting, count: int = 30) -> None:
    for number in range(count):
        row = make_meeting(
            planned_on=in_days(-number - 1), held_on=in_days(-number - 1), state=MeetingState.HELD,
            participants="chef", place=LONG[:190], minutes_sent_on=in_days(0),
        )  # fmt: skip
        AgreedPoint.objects.create(
            meeting=row, text=LONG[:290], done_by=AgreedBy.BOTH, due_on=in_days(number)
        )
        AgendaItem.objects.create(meeting=row, title=f"{number} {LONG}"[:290])


@pytest.mark.parametrize("name", ["dialogues:meetings", "dialogues:points"])
def test_a_long_list_needs_no_more_queries(
    as_anna, make_meeting, name, django_assert_max_num_queries
):
    many(make_meeting)

    with django_assert_max_num_queries(ON_A_LIST):
        as_anna.get(reverse(name))


# One meeting


def test_a_meeting_is_planned_on_its_page(as_anna, anna, ekby, contract):
    answer = as_anna.post(
        reverse("dialogues:plan"),
        {"contract": contract.pk, "authority": ekby.pk, "planned_on": in_days(6).isoformat(),
         "starts_at": "13:00", "ends_at": "14:30", "mode": "digital", "responsible": anna.pk},
    )  # fmt: skip

    made = DialogueMeeting.objects.unscoped(reason=WHY).get()
    assert answer.url == reverse("dialogues:meeting", args=[made.pk])


def test_the_contract_of_a_follow_up_is_chosen_beforehand(as_anna, contract):
    text = page_of(as_anna, "dialogues:plan", kontrakt=contract.pk)

    assert f'<option value="{contract.pk}" selected>' in text


def test_what_is_open_is_ticked_beforehand(as_anna, meeting, make_finding):
    finding = make_finding()

    text = page_of(as_anna, "dialogues:meeting", meeting.pk)

    box = re.search(rf'<input[^>]*value="finding:{finding.pk}"[^>]*>', text)
    assert box is not None
    assert "checked" in box[0]


def test_the_ticked_are_added_by_a_button(as_anna, meeting, make_finding):
    finding = make_finding()

    as_anna.post(
        reverse("dialogues:add_proposed", args=[meeting.pk]),
        {"key": [f"finding:{finding.pk}"], "version": 1},
    )

    assert AgendaItem.objects.unscoped(reason=WHY).filter(finding=finding).exists()


def test_an_item_is_moved_and_taken_away_by_buttons(as_anna, meeting):
    second = AgendaItem.objects.create(meeting=meeting, position=2, title="Sommaren")
    as_anna.post(
        reverse("dialogues:move_item", args=[second.pk]), {"way": "up", "version": meeting.version}
    )
    rows = AgendaItem.objects.unscoped(reason=WHY).filter(meeting=meeting)
    assert [row.title for row in rows] == ["Sommaren", "Bemanningen på kvällar"]

    as_anna.post(reverse("dialogues:remove_item", args=[second.pk]), {"version": 2})
    assert not rows.filter(pk=second.pk).exists()


@pytest.mark.parametrize("version", ["", "hej", "٣", "999"])
def test_a_button_on_an_old_page_changes_nothing(as_anna, meeting, version):
    item = AgendaItem.objects.unscoped(reason=WHY).get()

    answer = as_anna.post(
        reverse("dialogues:remove_item", args=[item.pk]), {"version": version}, follow=True
    )

    assert "Någon annan har ändrat" in answer.content.decode()


def test_the_page_says_when_nobody_could_be_mailed(as_anna, meeting):
    answer = as_anna.post(
        reverse("dialogues:invite", args=[meeting.pk]), {"version": 1, "message": ""}, follow=True
    )

    assert "Ingen hos utföraren fick mejl" in answer.content.decode()


def test_an_invited_provider_is_told_when_the_meeting_is_off(as_anna, meeting, told):
    as_anna.post(reverse("dialogues:invite", args=[meeting.pk]), {"version": 1, "message": ""})
    answer = as_anna.post(
        reverse("dialogues:cancel", args=[meeting.pk]),
        {"version": 2, "reason": "Sjukdom"}, follow=True,
    )  # fmt: skip

    assert "Mötet är inställt" in answer.content.decode()
    assert "Ingen hos utföraren" not in answer.content.decode()


def test_the_notes_of_each_item_are_written_on_one_page(as_anna, meeting):
    item = AgendaItem.objects.unscoped(reason=WHY).get()

    as_anna.post(
        reverse("dialogues:hold", args=[meeting.pk]),
        {"version": 1, "held_on": clock.today().isoformat(), "participants": "chef",
         f"item_{item.pk}": "Två är tillsatta", "notes": ""},
    )  # fmt: skip

    assert "Två är tillsatta" in page_of(as_anna, "dialogues:meeting", meeting.pk)


def test_what_is_wrong_is_told_beside_what_was_typed(as_anna, meeting):
    answer = as_anna.post(
        reverse("dialogues:hold", args=[meeting.pk]),
        {"version": 1, "held_on": in_days(3).isoformat(), "participants": "chefen själv"},
    )

    text = answer.content.decode()
    assert "kan inte vara genomfört i framtiden" in text
    assert "chefen själv" in text


def test_something_is_agreed_changed_done_and_opened_on_pages(as_anna, held):
    facts = {"text": "Rutin", "done_by": "provider", "due_on": in_days(5).isoformat()}
    as_anna.post(reverse("dialogues:agree", args=[held.pk]), facts)
    row = AgreedPoint.objects.unscoped(reason=WHY).get()
    as_anna.post(
        reverse("dialogues:point_change", args=[row.pk]),
        {**facts, "text": "Ny rutin", "version": 1},
    )
    as_anna.post(
        reverse("dialogues:point_done", args=[row.pk]),
        {"version": 2, "done_on": clock.today().isoformat(), "how": "Skickad"},
    )
    row.refresh_from_db()
    assert (row.text, row.note) == ("Ny rutin", "Skickad")

    as_anna.post(reverse("dialogues:point_reopen", args=[row.pk]), {"version": 3})
    as_anna.post(reverse("dialogues:point_remove", args=[row.pk]), {"version": 4})
    assert not AgreedPoint.objects.unscoped(reason=WHY).exists()


def test_the_minutes_are_sent_from_the_page(as_anna, held, told):
    as_anna.post(reverse("dialogues:minutes", args=[held.pk]), {"version": 1})

    assert "Skicka minnesanteckningarna igen" in page_of(as_anna, "dialogues:meeting", held.pk)


def test_a_long_agenda_needs_no_more_queries(
    as_anna, meeting, make_finding, held, django_assert_max_num_queries
):
    for number in range(60):
        finding = make_finding(text=f"{number} {LONG}")
        AgendaItem.objects.create(meeting=meeting, title=f"Punkt {number}", finding=finding)
        make_finding(text=f"Till {number}")

    with django_assert_max_num_queries(ON_A_MEETING):
        as_anna.get(reverse("dialogues:meeting", args=[meeting.pk]))


@pytest.mark.parametrize("role", [Role.DECISION_MAKER, Role.REGISTRAR, Role.FINANCE_CONTROLLER])
def test_one_who_does_not_carry_out_sees_the_meeting_without_buttons(client, ekby, meeting, role):
    user = MembershipFactory.create(authority=ekby, role=role, user__username="chef").user

    text = page_of(log_in(client, user), "dialogues:meeting", meeting.pk)

    assert "Bemanningen på kvällar" in text
    assert "Bjud in utföraren" not in text
    assert "Lägg till egen punkt" not in text


# In the next follow-up


def test_what_is_open_is_shown_in_the_next_follow_up(as_anna, ekby, contract, point, held):
    following = FollowupFactory.create(authority=ekby, contract=contract, number="2027-001")

    text = visible(page_of(as_anna, "dialogues:of_followup", following.pk))

    assert point.text in text
    assert "Möten med utföraren" in text


def test_the_tab_says_so_when_nothing_was_agreed(as_anna, followup):
    assert "Inget är öppet." in page_of(as_anna, "dialogues:of_followup", followup.pk)


def test_the_tab_needs_no_more_queries_for_more_rows(
    as_anna, followup, make_meeting, django_assert_max_num_queries
):
    many(make_meeting)

    with django_assert_max_num_queries(ON_A_TAB):
        as_anna.get(reverse("dialogues:of_followup", args=[followup.pk]))


def test_the_checklist_counts_what_is_open(access, followup, point):
    (item,) = checklist_of(access, followup, clock.today())

    assert item.text == "1 överenskommelse från dialogmöte är öppen"
    assert item.due_on == point.due_on


def test_the_checklist_is_silent_when_nothing_is_open(access, followup, point):
    point.done_on = in_days(0)
    point.save()

    assert list(checklist_of(access, followup, clock.today())) == []


def test_what_was_agreed_is_evidence_of_the_whole(access, followup, point):
    found = evidence_of(access, followup, [])

    assert [one.kind for one in found[None]] == [EvidenceKind.AGREED]
    assert "Inte klart" in found[None][0].text


def test_what_was_agreed_with_another_provider_is_no_evidence(access, ekby, point):
    other = FollowupFactory.create(authority=ekby, contract__provider=ProviderFactory.create())

    assert evidence_of(access, other, []) == {}
    assert list(checklist_of(access, other, clock.today())) == []


def test_the_app_is_asked_where_it_should_be():
    for sources, function in (
        (CHECKLISTS, checklist_of), (EVIDENCE, evidence_of), (DUTIES, duty_sources),
        (REMINDERS, reminders_due),
    ):  # fmt: skip
        assert function in sources


def test_the_hub_of_a_provider_lists_its_meetings(as_anna, contract, meeting):
    text = page_of(as_anna, "dialogues:of_provider", contract.provider_id)

    assert reverse("dialogues:meeting", args=[meeting.pk]) in text


# What waits


def kinds(access) -> list[str]:
    today = clock.today()
    return [duty.kind for duty in Duties(duty_sources(access, today), today)]


def test_a_meeting_within_a_week_waits_and_one_later_does_not(access, make_meeting):
    make_meeting(planned_on=in_days(7))
    make_meeting(planned_on=in_days(8))

    assert kinds(access) == ["Dialogmöte"]


def test_a_meeting_that_has_passed_is_to_be_noted(access, make_meeting):
    make_meeting(planned_on=in_days(-1))

    assert kinds(access) == ["Dialogmöte att anteckna"]


def test_minutes_wait_until_they_are_sent(access, held):
    assert kinds(access) == ["Minnesanteckningar att skicka"]
    held.minutes_sent_on = in_days(0)
    held.save()
    assert kinds(access) == []


@pytest.mark.parametrize(
    ("who", "expected"),
    [(AgreedBy.AUTHORITY, 1), (AgreedBy.BOTH, 1), (AgreedBy.PROVIDER, 0)],
)
def test_what_the_board_is_to_do_waits_for_it(access, held, point, who, expected):
    held.minutes_sent_on = in_days(0)
    held.save()
    point.done_by = who
    point.save()

    assert kinds(access).count("Överenskommelse") == expected


def test_the_responsible_has_it_as_ones_own(access, anna, make_meeting):
    make_meeting(planned_on=in_days(1), responsible=anna)
    today = clock.today()

    assert [duty.is_own for duty in Duties(duty_sources(access, today), today)] == [True]


def test_nothing_waits_for_one_who_reads(bo, meeting, point):
    assert kinds(access_of(bo)) == []


@pytest.mark.parametrize(
    ("who", "is_told", "expected"),
    [
        (AgreedBy.PROVIDER, True, 1),
        (AgreedBy.BOTH, True, 1),
        (AgreedBy.AUTHORITY, True, 0),
        (AgreedBy.PROVIDER, False, 0),
    ],
)
def test_a_provider_is_reminded_of_what_it_was_told_that_it_does(
    held, point, who, is_told, expected
):
    held.minutes_sent_on = in_days(0) if is_told else None
    held.save()
    point.done_by = who
    point.save()

    assert len(list(reminders_due([in_days(10)]))) == expected


def test_a_provider_is_not_reminded_of_what_is_done_or_due_another_day(held, point):
    held.minutes_sent_on = in_days(0)
    held.save()
    assert list(reminders_due([in_days(3)])) == []
    point.done_on = in_days(0)
    point.save()
    assert list(reminders_due([in_days(10)])) == []
