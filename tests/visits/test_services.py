import datetime

import pytest

from insyn.audit.models import AuditEvent
from insyn.criteria.models import Question
from insyn.followups.models import Basis, Followup
from insyn.followups.rules import BEFORE_SENT, BEFORE_START, BasisKind, State
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.visits import services
from insyn.visits.models import Observation, Visit
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import VisitState
from tests.factories import DAY, FollowupFactory, QuestionFactory, SectionFactory, UnitFactory

pytestmark = pytest.mark.django_db
LATER = DAY + datetime.timedelta(days=19)


def book(user, followup, kind=VisitKind.VISIT) -> Visit:
    facts = services.VisitFacts(kind=kind, planned_on=DAY)
    return services.book_visit(access_of(user), followup, facts=facts)


def stored(user, followup) -> Followup:
    return Followup.objects.visible_to(access_of(user)).get(pk=followup.pk)


def in_state(followup, state) -> None:
    followup.state, followup.cancelled_reason = state, "Skäl" if state == State.CANCELLED else ""
    followup.save()


def lines(user, followup) -> list[str]:
    events = AuditEvent.objects.visible_to(access_of(user)).about(followup).order_by("number")
    return [line.event for line in events]


def test_a_visit_is_booked(anna, followup) -> None:
    facts = services.VisitFacts(
        kind=VisitKind.MEETING,
        planned_on=DAY,
        is_announced=False,
        starts_at=datetime.time(18, 30),
        participants=" verksamhetschef ",
    )
    visit = services.book_visit(access_of(anna), followup, facts=facts)

    assert (visit.starts_at, visit.is_announced) == (datetime.time(18, 30), False)
    assert visit.participants == "verksamhetschef"
    assert lines(anna, followup) == ["visit.booked"]


@pytest.mark.parametrize("state", sorted(BEFORE_START))
def test_a_visit_is_booked_before_the_start(state, anna, followup) -> None:
    in_state(followup, state)

    assert book(anna, followup).pk


def test_a_carried_out_visit_becomes_a_basis_and_dates_the_follow_up(anna, followup) -> None:
    services.carry_out_visit(access_of(anna), book(anna, followup), visited_on=DAY, note="Bra")

    basis = Basis.objects.visible_to(access_of(anna)).get()
    assert (basis.kind, basis.dated_on) == (BasisKind.VISIT, DAY)
    assert stored(anna, followup).carried_out_on == DAY
    assert stored(anna, followup).version == 2


def test_a_meeting_becomes_the_basis_of_a_meeting(anna, followup) -> None:
    meeting = book(anna, followup, VisitKind.DIGITAL)

    services.carry_out_visit(access_of(anna), meeting, visited_on=DAY)

    assert Basis.objects.visible_to(access_of(anna)).get().kind == BasisKind.MEETING


def test_the_follow_up_keeps_the_day_of_its_first_visit(anna, followup) -> None:
    for day in (DAY, LATER):
        services.carry_out_visit(access_of(anna), book(anna, followup), visited_on=day)

    assert stored(anna, followup).carried_out_on == DAY


def test_the_follow_up_may_be_dated_otherwise_as_in_the_source(anna, followup) -> None:
    services.carry_out_visit(
        access_of(anna), book(anna, followup), visited_on=LATER, followed_up_on=DAY
    )

    assert stored(anna, followup).carried_out_on == DAY
    assert Basis.objects.visible_to(access_of(anna)).get().dated_on == LATER


def test_those_who_were_booked_are_kept_unless_others_came(anna, followup) -> None:
    facts = services.VisitFacts(kind=VisitKind.VISIT, planned_on=DAY, participants="chef")
    visit = services.book_visit(access_of(anna), followup, facts=facts)

    services.carry_out_visit(access_of(anna), visit, visited_on=DAY)

    visit.refresh_from_db()
    assert visit.participants == "chef"


@pytest.mark.parametrize("state", sorted(BEFORE_START))
def test_no_visit_takes_place_before_the_follow_up_has_started(state, anna, followup) -> None:
    visit = book(anna, followup)
    in_state(followup, state)
    visit.refresh_from_db()

    with pytest.raises(RuleViolation, match="inte påbörjad"):
        services.carry_out_visit(access_of(anna), visit, visited_on=DAY)


def test_no_visit_takes_place_tomorrow(anna, followup) -> None:
    tomorrow = clock.today() + datetime.timedelta(days=1)

    with pytest.raises(RuleViolation, match="inte varit än"):
        services.carry_out_visit(access_of(anna), book(anna, followup), visited_on=tomorrow)


def test_a_visit_takes_place_once(anna, followup) -> None:
    visit = book(anna, followup)
    services.carry_out_visit(access_of(anna), visit, visited_on=DAY)

    with pytest.raises(RuleViolation, match="redan antecknat"):
        services.carry_out_visit(access_of(anna), visit, visited_on=DAY)


def cancel(user, visit, reason="Utföraren är sjuk", version=None) -> int:
    return services.cancel_visit(
        access_of(user), visit, reason=reason, version=visit.version if version is None else version
    )


def test_a_cancelled_booking_stays_with_its_reason(anna, followup) -> None:
    visit = book(anna, followup)

    cancel(anna, visit)

    visit.refresh_from_db()
    assert (visit.state, visit.cancelled_reason) == (VisitState.CANCELLED, "Utföraren är sjuk")
    assert lines(anna, followup) == ["visit.booked", "visit.cancelled"]


def test_a_visit_is_not_cancelled_without_a_reason(anna, followup) -> None:
    with pytest.raises(RuleViolation, match="varför"):
        cancel(anna, book(anna, followup), reason="  ")


def test_a_visit_is_cancelled_once(anna, followup) -> None:
    visit = book(anna, followup)
    cancel(anna, visit)

    with pytest.raises(RuleViolation, match="redan inställt"):
        cancel(anna, visit, version=2)


def test_a_visit_that_took_place_is_not_cancelled(anna, followup) -> None:
    visit = services.carry_out_visit(access_of(anna), book(anna, followup), visited_on=DAY)

    with pytest.raises(RuleViolation, match="genomfört"):
        cancel(anna, visit)


def test_a_cancelled_visit_does_not_take_place(anna, followup) -> None:
    visit = book(anna, followup)
    cancel(anna, visit)

    with pytest.raises(RuleViolation, match="inställt"):
        services.carry_out_visit(access_of(anna), visit, visited_on=DAY)


def test_a_booking_is_changed_by_one_at_a_time(anna, followup) -> None:
    visit = book(anna, followup)
    facts = services.VisitFacts(kind=VisitKind.VISIT, planned_on=LATER, place="Storgatan 1")

    changed = services.change_visit(access_of(anna), visit, facts=facts, version=1)

    assert (changed.planned_on, changed.place, changed.version) == (LATER, "Storgatan 1", 2)
    with pytest.raises(Outdated):
        services.change_visit(access_of(anna), visit, facts=facts, version=1)


def test_a_booking_that_took_place_or_was_cancelled_is_not_changed(anna, followup) -> None:
    done = services.carry_out_visit(access_of(anna), book(anna, followup), visited_on=DAY)
    off = book(anna, followup)
    cancel(anna, off)
    facts = services.VisitFacts(kind=VisitKind.VISIT, planned_on=LATER)

    for visit, word in ((done, "genomfört"), (off, "inställt")):
        with pytest.raises(RuleViolation, match=word):
            services.change_visit(access_of(anna), visit, facts=facts, version=2)


def test_a_visit_longer_than_half_a_day_is_refused(anna, followup) -> None:
    starts_at, ends_at = datetime.time(9), datetime.time(8)
    facts = services.VisitFacts(
        kind=VisitKind.VISIT, planned_on=DAY, starts_at=starts_at, ends_at=ends_at
    )

    with pytest.raises(RuleViolation, match="tolv timmar"):
        services.book_visit(access_of(anna), followup, facts=facts)


def test_a_unit_of_another_provider_is_refused(anna, followup) -> None:
    facts = services.VisitFacts(
        kind=VisitKind.VISIT, planned_on=DAY, unit=UnitFactory.create(name="Annans")
    )

    with pytest.raises(RuleViolation, match="drivs inte av"):
        services.book_visit(access_of(anna), followup, facts=facts)


def test_a_personal_number_is_refused_wherever_it_is_written(anna, followup, section) -> None:
    number = "Hon heter 19850312-1231"
    booked = services.VisitFacts(kind=VisitKind.VISIT, planned_on=DAY, purpose=number)
    visit = book(anna, followup)

    for attempt in (
        lambda: services.book_visit(access_of(anna), followup, facts=booked),
        lambda: services.carry_out_visit(access_of(anna), visit, visited_on=DAY, note=number),
        lambda: cancel(anna, visit, reason=number),
        lambda: services.note_observation(access_of(anna), followup, section=section, text=number),
    ):
        with pytest.raises(RuleViolation, match="personnummer"):
            attempt()


def corrected(user, visit, day, **facts) -> Visit:
    noted = services.CarriedOutFacts(visited_on=day, **facts)
    return services.correct_visit(access_of(user), visit, facts=noted, version=visit.version)


def test_a_corrected_day_moves_the_basis_and_the_follow_up_along(anna, followup) -> None:
    visit = services.carry_out_visit(access_of(anna), book(anna, followup), visited_on=DAY)

    corrected(anna, visit, LATER, note="Rätt dag")

    assert stored(anna, followup).carried_out_on == LATER
    assert [row.dated_on for row in Basis.objects.visible_to(access_of(anna))] == [LATER]


def test_a_day_that_another_visit_holds_stays(anna, followup) -> None:
    first, second = (
        services.carry_out_visit(access_of(anna), book(anna, followup), visited_on=DAY)
        for _number in range(2)
    )
    assert first.pk != second.pk

    corrected(anna, second, LATER)

    assert stored(anna, followup).carried_out_on == DAY
    days = {row.dated_on for row in Basis.objects.visible_to(access_of(anna))}
    assert days == {DAY, LATER}


def test_what_has_not_been_is_not_corrected(anna, followup) -> None:
    with pytest.raises(RuleViolation, match="inte antecknat"):
        corrected(anna, book(anna, followup), DAY)


def test_an_observation_says_on_which_visit_it_was_made(anna, followup, section) -> None:
    visit = book(anna, followup)

    row = services.note_observation(
        access_of(anna), followup, section=section, text="Bra", visit=visit
    )

    assert row.visit == visit


def test_a_visit_of_another_follow_up_is_refused(anna, followup, section, ekby) -> None:
    other = FollowupFactory.create(authority=ekby, number="2026-009", state=State.ONGOING)

    with pytest.raises(RuleViolation, match="annan uppföljning"):
        services.note_observation(
            access_of(anna), followup, section=section, text="Bra", visit=book(anna, other)
        )


def test_an_observation_says_who_noted_it(anna, followup, section) -> None:
    question = Question.objects.visible_to(access_of(anna)).get()

    row = services.note_observation(
        access_of(anna), followup, section=section, text=" Stabil personal ", question=question
    )

    assert (row.text, row.noted_by, row.question) == ("Stabil personal", anna, question)
    assert lines(anna, followup) == ["observation.noted"]


def test_an_area_of_another_template_is_refused(anna, followup) -> None:
    with pytest.raises(RuleViolation, match="mall"):
        services.note_observation(
            access_of(anna), followup, section=SectionFactory.create(), text="Bra"
        )


def test_a_question_of_another_area_is_refused(anna, followup, section) -> None:
    with pytest.raises(RuleViolation, match="annat område"):
        services.note_observation(
            access_of(anna),
            followup,
            section=section,
            text="Bra",
            question=QuestionFactory.create(),
        )


def test_an_empty_observation_is_refused(anna, followup, section) -> None:
    with pytest.raises(RuleViolation, match="Skriv vad"):
        services.note_observation(access_of(anna), followup, section=section, text=" \n ")


def test_an_observation_is_changed_with_before_and_after_in_the_trail(
    anna, followup, section
) -> None:
    row = services.note_observation(access_of(anna), followup, section=section, text="Bra")
    services.change_observation(access_of(anna), row, text="Mycket bra")

    line = AuditEvent.objects.visible_to(access_of(anna)).get(event="observation.changed")
    assert (line.facts["text_before"], line.facts["text_after"]) == ("Bra", "Mycket bra")


def test_an_observation_is_removed_and_the_trail_remembers_it(anna, followup, section) -> None:
    row = services.note_observation(access_of(anna), followup, section=section, text="Bra")
    services.remove_observation(access_of(anna), row)

    line = AuditEvent.objects.visible_to(access_of(anna)).get(event="observation.removed")
    assert line.facts["text_before"] == "Bra"
    assert not Observation.objects.exists()


def changes(access, followup, visit, observation, section):
    planned = services.VisitFacts(kind=VisitKind.VISIT, planned_on=DAY)
    return (
        lambda: services.book_visit(access, followup, facts=planned),
        lambda: services.change_visit(access, visit, facts=planned, version=1),
        lambda: services.carry_out_visit(access, visit, visited_on=DAY),
        lambda: services.cancel_visit(access, visit, reason="X", version=1),
        lambda: services.note_observation(access, followup, section=section, text="X"),
        lambda: services.change_observation(access, observation, text="X"),
        lambda: services.remove_observation(access, observation),
    )


@pytest.mark.parametrize("state", sorted(set(State) - BEFORE_SENT))
def test_nothing_changes_after_the_follow_up_is_sent_or_cancelled(
    state, anna, followup, section
) -> None:
    visit = book(anna, followup)
    row = services.note_observation(access_of(anna), followup, section=section, text="Bra")
    in_state(followup, state)

    for change in changes(access_of(anna), followup, visit, row, section):
        with pytest.raises(RuleViolation, match="skickad"):
            change()


@pytest.mark.parametrize("who", ["bo", "cilla", "dag"])
def test_those_without_permission_change_nothing(who, anna, followup, section, request) -> None:
    visit = book(anna, followup)
    row = services.note_observation(access_of(anna), followup, section=section, text="Bra")
    access = access_of(request.getfixturevalue(who))

    for change in changes(access, followup, visit, row, section):
        with pytest.raises(NotAllowed):
            change()
