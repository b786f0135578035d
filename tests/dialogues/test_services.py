import datetime
import io
from typing import Any

import pytest
from docx import Document as Word

from insyn.audit.models import AuditEvent
from insyn.dialogues import services
from insyn.dialogues.models import AgendaItem, AgreedPoint
from insyn.dialogues.queries.agenda import proposals_for
from insyn.dialogues.rules import AgreedBy, MeetingMode, MeetingState
from insyn.dialogues.services import HeldFacts, MeetingFacts, PointFacts
from insyn.findings.rules import FindingKind
from insyn.followups.models import Correspondence
from insyn.kernel.access import Role, Secrecy
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailKind
from insyn.registry.queries import access_of
from tests.dialogues.conftest import in_days
from tests.factories import ContractFactory, MembershipFactory

pytestmark = pytest.mark.django_db
WHY = "Testet ser efter i databasen."
NUMBER = "19121212-1212"
"""A personal number that the tax agency gives for tests."""


def events() -> list[str]:
    return list(
        AuditEvent.objects.unscoped(reason=WHY).order_by("number").values_list("event", flat=True)
    )


def text_of(document) -> str:
    with document.file.open("rb") as stored:
        paper = Word(io.BytesIO(stored.read()))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(part.text for part in paper.paragraphs), *cells])


def titles(meeting) -> list[str]:
    rows = AgendaItem.objects.unscoped(reason=WHY).filter(meeting=meeting)
    return list(rows.values_list("title", flat=True))


# Planning


def test_a_meeting_is_planned_and_stands_in_the_trail(access, ekby, contract):
    facts = MeetingFacts(in_days(5), MeetingMode.DIGITAL, place="Länk kommer")

    made = services.plan_meeting(access, ekby, contract, facts=facts)

    assert (made.state, made.place) == (MeetingState.PLANNED, "Länk kommer")
    assert events() == ["dialogue_meeting.planned"]


def test_one_who_only_reads_plans_nothing(bo, ekby, contract):
    with pytest.raises(NotAllowed):
        services.plan_meeting(access_of(bo), ekby, contract, facts=MeetingFacts(in_days(5)))


def test_a_contract_of_another_board_is_refused(access, ekby, norrby):
    elsewhere = ContractFactory.create(agreement__authority=norrby)

    with pytest.raises(RuleViolation, match="hör inte till nämndens avtal"):
        services.plan_meeting(access, ekby, elsewhere, facts=MeetingFacts(in_days(5)))


def test_the_responsible_works_for_the_board(access, ekby, contract, cilla):
    facts = MeetingFacts(in_days(5), responsible=cilla)

    with pytest.raises(RuleViolation, match="arbetar inte i nämnden"):
        services.plan_meeting(access, ekby, contract, facts=facts)


def test_hours_that_cannot_be_right_are_refused(access, ekby, contract):
    facts = MeetingFacts(in_days(5), starts_at=datetime.time(14), ends_at=datetime.time(13))

    with pytest.raises(RuleViolation, match="slutar innan det börjar"):
        services.plan_meeting(access, ekby, contract, facts=facts)


def test_a_personal_number_in_the_purpose_is_refused(access, ekby, contract):
    facts = MeetingFacts(in_days(5), purpose=f"Om {NUMBER}")

    with pytest.raises(RuleViolation, match="personnummer"):
        services.plan_meeting(access, ekby, contract, facts=facts)


def test_the_second_of_two_who_replan_is_told(access, meeting):
    services.change_meeting(access, meeting, facts=MeetingFacts(in_days(8)), version=1)

    with pytest.raises(Outdated):
        services.change_meeting(access, meeting, facts=MeetingFacts(in_days(9)), version=1)


def test_a_meeting_that_was_held_is_not_replanned(access, held):
    with pytest.raises(RuleViolation, match="genomfört eller inställt"):
        services.change_meeting(access, held, facts=MeetingFacts(in_days(8)), version=1)


# Agenda


def test_open_deficiencies_running_plans_and_open_points_are_proposed(
    access, meeting, make_finding, held, point
):
    make_finding()
    held.minutes_sent_on = in_days(-1)
    held.save()

    found = [one.title for one in proposals_for(access, meeting)]

    assert found == [
        "Brist: Ingen rutin för lex Sarah (uppföljning 2026-001)",
        "Åtgärdsplanen i uppföljning 2026-001: hur långt har ni kommit?",
        f"Rutinen för lex Sarah skickas in (överenskommet, klart senast {point.due_on})",
    ]


def test_what_is_over_is_not_proposed(access, meeting, make_finding, held, point, followup):
    make_finding(remedied_on=in_days(-1), remedied_note="Rutin finns")
    held.minutes_sent_on = in_days(-1)
    held.save()
    point.done_on = in_days(-1)
    point.save()
    followup.state = "closed"
    followup.save()

    assert proposals_for(access, meeting) == []


def test_what_the_provider_does_not_know_of_is_never_proposed(
    access, meeting, make_finding, followup, point
):
    followup.state, followup.reported_on = "ongoing", None
    followup.save()
    make_finding()

    assert proposals_for(access, meeting) == []


def test_the_commissioners_shortcomings_are_never_proposed(access, meeting, make_finding, followup):
    followup.state = "sent"
    followup.save()
    make_finding(kind=FindingKind.COMMISSIONER_SHORTCOMING)

    assert proposals_for(access, meeting) == []


def test_a_guarded_follow_up_is_never_proposed(access, meeting, make_finding, followup):
    followup.secrecy = Secrecy.RESTRICTED
    followup.save()
    make_finding()

    assert proposals_for(access, meeting) == []


def test_the_chosen_proposals_come_last_and_are_not_proposed_again(access, meeting, make_finding):
    finding = make_finding()

    services.add_proposed(access, meeting, keys={f"finding:{finding.pk}"}, version=1)

    assert titles(meeting)[-1].startswith("Brist: Ingen rutin")
    assert f"finding:{finding.pk}" not in {one.key for one in proposals_for(access, meeting)}


def test_nothing_chosen_is_told(access, meeting):
    with pytest.raises(RuleViolation, match="Kryssa för minst ett"):
        services.add_proposed(access, meeting, keys={"finding:999", "hej"}, version=1)


def test_an_item_of_ones_own_is_added_moved_and_taken_away(access, meeting):
    item = services.add_item(access, meeting, title="  Sommarens   bemanning ", version=1)
    services.move_item(access, item, step=-1, version=2)

    assert titles(meeting) == ["Sommarens bemanning", "Bemanningen på kvällar"]

    services.remove_item(access, item, version=3)

    assert titles(meeting) == ["Bemanningen på kvällar"]
    assert events() == ["dialogue_meeting.agenda_changed"] * 3


def test_the_second_of_two_who_change_the_agenda_is_told(access, meeting):
    services.add_item(access, meeting, title="En", version=1)

    with pytest.raises(Outdated):
        services.add_item(access, meeting, title="Två", version=1)


def test_the_agenda_of_a_meeting_that_is_over_stands(access, held):
    with pytest.raises(RuleViolation, match="genomfört eller inställt"):
        services.add_item(access, held, title="En", version=1)


def test_an_item_with_a_personal_number_is_refused(access, meeting):
    with pytest.raises(RuleViolation, match="personnummer"):
        services.add_item(access, meeting, title=f"Om {NUMBER}", version=1)


# Inviting


def test_the_invitation_is_filed_mailed_and_noted_for_the_diary(access, meeting, told):
    count = services.invite(access, meeting, message="Välkomna!", version=1)

    meeting.refresh_from_db()
    mail = OutgoingMail.objects.unscoped(reason=WHY).get()
    post = Correspondence.objects.unscoped(reason=WHY).get()
    assert (count, meeting.state) == (1, MeetingState.INVITED)
    assert (mail.kind, mail.to_address) == (MailKind.MEETING, "chefen@exempel.se")
    assert post.document == meeting.invitation
    said = text_of(meeting.invitation_word)
    assert "Bemanningen på kvällar" in said
    assert "Stadshuset, rum 3" in said
    assert "Välkomna!" in said


def test_with_nobody_to_mail_the_letter_is_made_all_the_same(access, meeting):
    assert services.invite(access, meeting, message="", version=1) == 0
    meeting.refresh_from_db()
    assert meeting.invitation is not None


def test_a_new_invitation_is_mailed_again_and_says_so(access, meeting, told):
    services.invite(access, meeting, message="", version=1)
    services.change_meeting(access, meeting, facts=MeetingFacts(in_days(9)), version=2)
    services.invite(access, meeting, message="", version=3)

    subjects = OutgoingMail.objects.unscoped(reason=WHY).values_list("subject", flat=True)
    assert sorted(one.split(",")[0] for one in subjects) == [
        "Inbjudan till dialogmöte",
        "Ändrad inbjudan till dialogmöte",
    ]


def test_nobody_is_invited_without_an_agenda(access, make_meeting):
    with pytest.raises(RuleViolation, match="Dagordningen är tom"):
        services.invite(access, make_meeting(), message="", version=1)


def test_an_invitation_from_an_old_page_is_refused(access, meeting):
    services.add_item(access, meeting, title="En", version=1)

    with pytest.raises(Outdated):
        services.invite(access, meeting, message="", version=1)


# Calling off


def test_a_meeting_is_called_off_with_a_reason_that_stays_inside(access, meeting, told):
    services.invite(access, meeting, message="", version=1)

    assert services.cancel_meeting(access, meeting, reason="Sjukdom hos oss", version=2) == 1
    off = OutgoingMail.objects.unscoped(reason=WHY).order_by("pk").last()
    assert off is not None
    assert "inställt" in off.text
    assert "Sjukdom" not in off.text


def test_one_who_was_not_invited_is_not_told_that_it_is_off(access, meeting, told):
    assert services.cancel_meeting(access, meeting, reason="Dubbelbokat", version=1) == 0
    assert not OutgoingMail.objects.unscoped(reason=WHY).exists()


def test_without_a_reason_nothing_is_called_off(access, meeting):
    with pytest.raises(RuleViolation, match="Skriv varför"):
        services.cancel_meeting(access, meeting, reason=" ", version=1)


def test_a_meeting_that_was_held_is_not_called_off(access, held):
    with pytest.raises(RuleViolation, match="genomfört eller inställt"):
        services.cancel_meeting(access, held, reason="Ångrar mig", version=1)


# Holding


def hold(access, meeting, version=1, **facts):
    known: dict[str, Any] = {"held_on": in_days(0), "participants": "verksamhetschef"}
    return services.hold_meeting(
        access, meeting, facts=HeldFacts(**(known | facts)), version=version
    )


def test_a_meeting_is_noted_with_what_was_said_of_each_item(access, meeting):
    item = AgendaItem.objects.visible_to(access).get()

    hold(access, meeting, items={item.pk: "Två nattjänster är tillsatta."})

    item.refresh_from_db()
    meeting.refresh_from_db()
    assert item.notes == "Två nattjänster är tillsatta."
    assert (meeting.state, meeting.version) == (MeetingState.HELD, 2)


def test_what_was_noted_can_be_changed(access, held):
    row = hold(access, held, held_on=in_days(-3), notes="Mer att säga")

    assert row.notes == "Mer att säga"
    assert events() == ["dialogue_meeting.changed"]


def test_notes_never_reach_the_items_of_another_meeting(access, meeting, held):
    other = AgendaItem.objects.visible_to(access).get(meeting=held)

    hold(access, meeting, items={other.pk: "Fel möte"})

    other.refresh_from_db()
    assert other.notes == "De är på gång."


@pytest.mark.parametrize("field", ["participants", "notes"])
def test_a_personal_number_is_never_noted(access, meeting, field):
    with pytest.raises(RuleViolation, match="personnummer"):
        hold(access, meeting, **{field: f"Om {NUMBER}"})


def test_a_personal_number_in_what_was_said_is_refused(access, meeting):
    item = AgendaItem.objects.visible_to(access).get()

    with pytest.raises(RuleViolation, match="personnummer"):
        hold(access, meeting, items={item.pk: f"Om {NUMBER}"})


def test_a_meeting_to_come_is_not_held(access, meeting):
    with pytest.raises(RuleViolation, match="framtiden"):
        hold(access, meeting, held_on=in_days(1))


def test_the_second_of_two_who_note_the_meeting_is_told(access, meeting):
    hold(access, meeting)

    with pytest.raises(Outdated):
        hold(access, meeting)


# Agreed points and minutes


def agree(access, meeting, **facts):
    known: dict[str, Any] = {"text": "Rutin", "done_by": AgreedBy.PROVIDER, "due_on": in_days(5)}
    return services.agree(access, meeting, facts=PointFacts(**(known | facts)))


def test_something_is_agreed(access, held):
    made = agree(access, held)

    assert (made.text, made.done_on) == ("Rutin", None)
    assert events() == ["agreed_point.added"]


def test_nothing_is_agreed_before_the_meeting(access, meeting):
    with pytest.raises(RuleViolation, match="inte antecknat som genomfört"):
        agree(access, meeting)


def test_nothing_agreed_is_due_before_the_meeting(access, held):
    with pytest.raises(RuleViolation, match="tidigast den dag"):
        agree(access, held, due_on=in_days(-5))


def test_a_personal_number_is_never_agreed(access, held):
    with pytest.raises(RuleViolation, match="personnummer"):
        agree(access, held, text=f"Om {NUMBER}")


def test_a_point_is_changed_by_the_first_of_two(access, point):
    facts = PointFacts("Ny rutin", AgreedBy.BOTH, in_days(20))
    services.change_point(access, point, facts=facts, version=1)

    with pytest.raises(Outdated):
        services.change_point(access, point, facts=facts, version=1)


def test_a_point_is_taken_away_until_the_provider_has_the_minutes(access, point, held):
    held.minutes_sent_on = in_days(0)
    held.save()

    with pytest.raises(RuleViolation, match="fått minnesanteckningarna"):
        services.remove_point(access, point, version=1)


def test_a_point_noted_by_mistake_is_taken_away(access, point):
    services.remove_point(access, point, version=1)

    assert not AgreedPoint.objects.unscoped(reason=WHY).exists()


def test_a_point_is_done_and_can_be_opened_again(access, point):
    services.note_done(access, point, done_on=in_days(0), how="Kom i tid", version=1)
    point.refresh_from_db()
    assert (point.done_on, point.note) == (in_days(0), "Kom i tid")

    services.reopen_point(access, point, version=2)
    point.refresh_from_db()
    assert (point.done_on, point.note) == (None, "")
    assert events() == ["agreed_point.done", "agreed_point.reopened"]


def test_a_point_is_done_once(access, point):
    services.note_done(access, point, done_on=in_days(0), how="", version=1)

    with pytest.raises(RuleViolation, match="redan antecknad"):
        services.note_done(access, point, done_on=in_days(0), how="", version=2)


def test_a_point_that_is_done_is_not_changed(access, point):
    services.note_done(access, point, done_on=in_days(0), how="", version=1)
    facts = PointFacts("Ny", AgreedBy.BOTH, in_days(20))

    with pytest.raises(RuleViolation, match="redan antecknad"):
        services.change_point(access, point, facts=facts, version=2)


def test_a_point_that_is_open_is_not_opened(access, point):
    with pytest.raises(RuleViolation, match="inte antecknad som klar"):
        services.reopen_point(access, point, version=1)


def test_the_minutes_tell_what_was_said_and_agreed(access, held, point, told):
    assert services.send_minutes(access, held, version=1) == 1

    held.refresh_from_db()
    said = text_of(held.minutes_word)
    for words in ("Rutiner", "De är på gång.", point.text, "verksamhetschef, två uppföljare"):
        assert words in said
    assert held.minutes_sent_on == in_days(0)


def test_there_are_no_minutes_of_a_meeting_to_come(access, meeting):
    with pytest.raises(RuleViolation, match="inte antecknat som genomfört"):
        services.send_minutes(access, meeting, version=1)


def test_the_minutes_can_be_sent_again(access, held, told):
    services.send_minutes(access, held, version=1)
    services.send_minutes(access, held, version=2)

    assert OutgoingMail.objects.unscoped(reason=WHY).count() == 2


@pytest.mark.parametrize("role", [Role.DECISION_MAKER, Role.REGISTRAR])
def test_one_who_sees_drafts_without_carrying_out_changes_nothing(ekby, meeting, role):
    user = MembershipFactory.create(authority=ekby, role=role, user__username="chef").user

    with pytest.raises(NotAllowed):
        services.invite(access_of(user), meeting, message="", version=1)


# The provider's own notes


@pytest.fixture
def own(told):
    return access_of(told)


def test_a_provider_notes_what_it_has_done_and_the_trail_says_so(own, point, held, told):
    held.minutes_sent_on = in_days(0)
    held.save()

    services.note_own_done(own, point, done_on=in_days(0), how="Skickad", version=1)

    point.refresh_from_db()
    event = AuditEvent.objects.unscoped(reason=WHY).get()
    assert point.done_on == in_days(0)
    assert (event.event, event.actor_id) == ("agreed_point.done", told.pk)


def test_a_provider_notes_nothing_before_it_has_the_minutes(own, point):
    with pytest.raises(NotAllowed):
        services.note_own_done(own, point, done_on=in_days(0), how="", version=1)


def test_a_provider_notes_nothing_that_the_board_does(own, point, held):
    held.minutes_sent_on = in_days(0)
    held.save()
    point.done_by = AgreedBy.AUTHORITY
    point.save()

    with pytest.raises(RuleViolation, match="nämnden som gör"):
        services.note_own_done(own, point, done_on=in_days(0), how="", version=1)


def test_another_provider_notes_nothing(contact, point, held):
    held.minutes_sent_on = in_days(0)
    held.save()

    with pytest.raises(NotAllowed):
        services.note_own_done(access_of(contact), point, done_on=in_days(0), how="", version=1)


def test_the_second_of_two_at_the_provider_is_told(own, point, held):
    held.minutes_sent_on = in_days(0)
    held.save()
    services.note_own_done(own, point, done_on=in_days(0), how="", version=1)

    with pytest.raises(Outdated):
        services.note_own_done(own, point, done_on=in_days(0), how="", version=1)
