import datetime

import pytest

from insyn.audit.models import AuditEvent
from insyn.followups.rules import State
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.visits import services
from insyn.visits.models import (
    FileSample,
    Interview,
    InterviewTheme,
    StaffingCheck,
    Visit,
    VisitParticipant,
)
from insyn.visits.queries import summary_of
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import InterviewGroup, Side, VisitState
from insyn.visits.rules.staffing import ScheduleLine
from tests.factories import DAY, QuestionFactory, SectionFactory

pytestmark = pytest.mark.django_db
EVENING = datetime.time(18, 15)
NUMBER = "Samtal med 19850312-1231"
STAFF = services.InterviewFacts(InterviewGroup.STAFF, 3)
SAMPLE = services.SampleFacts("Planen är uppdaterad", sampled=5, passed=4, population=40)
LINES = [ScheduleLine("Undersköterska", 3, 2), ScheduleLine("Chef", 1, 1)]


@pytest.fixture
def visit(followup) -> Visit:
    return Visit.objects.create(
        followup=followup, kind=VisitKind.VISIT, planned_on=DAY, starts_at=EVENING
    )


@pytest.fixture
def access(anna):
    return access_of(anna)


@pytest.fixture
def interview(access, visit) -> Interview:
    return services.add_interview(access, visit, facts=STAFF)


def events(access, followup) -> list[str]:
    lines = AuditEvent.objects.visible_to(access).about(followup).order_by("number")
    return [line.event for line in lines]


def test_participants_are_counted_by_role(access, visit) -> None:
    services.set_participants(access, visit, side=Side.PROVIDER, role=" Chef ", count=1)
    services.set_participants(access, visit, side=Side.PROVIDER, role="chef", count=2)
    services.set_participants(access, visit, side=Side.AUTHORITY, role="Uppföljare", count=2)

    rows = VisitParticipant.objects.visible_to(access).filter(visit=visit)
    assert {(row.side, row.role, row.count) for row in rows} == {
        (Side.PROVIDER, "Chef", 2),
        (Side.AUTHORITY, "Uppföljare", 2),
    }


def test_a_role_with_none_is_taken_away(access, visit) -> None:
    services.set_participants(access, visit, side=Side.OTHER, role="Tolk", count=1)

    assert services.set_participants(access, visit, side=Side.OTHER, role="Tolk", count=0) is None
    assert not VisitParticipant.objects.visible_to(access).exists()


def test_participants_are_set_before_the_visit_but_not_when_it_is_off(access, visit) -> None:
    visit.state, visit.cancelled_reason = VisitState.CANCELLED, "Snö"
    visit.save()

    with pytest.raises(RuleViolation, match="inställt"):
        services.set_participants(access, visit, side=Side.OTHER, role="Tolk", count=1)


def test_an_interview_is_a_group_and_a_number(access, followup, interview) -> None:
    assert (interview.group, interview.count, interview.is_in_private) == ("staff", 3, True)
    assert events(access, followup) == ["interview.added"]


def test_a_theme_is_said_by_no_more_than_were_asked(access, interview) -> None:
    services.add_theme(access, interview, facts=services.ThemeFacts("Kvällar", said_by=3))

    with pytest.raises(RuleViolation, match="ni talade med 3"):
        services.add_theme(access, interview, facts=services.ThemeFacts("Helger", said_by=4))


def test_the_number_asked_is_not_lowered_under_a_theme(access, interview) -> None:
    services.add_theme(access, interview, facts=services.ThemeFacts("Kvällar", said_by=3))
    fewer = services.InterviewFacts(InterviewGroup.STAFF, 2)

    with pytest.raises(RuleViolation, match="minst 3"):
        services.change_interview(access, interview, facts=fewer, version=2)


def test_a_theme_of_another_template_is_refused(access, interview) -> None:
    facts = services.ThemeFacts("Kvällar", section=SectionFactory.create())

    with pytest.raises(RuleViolation, match="mall"):
        services.add_theme(access, interview, facts=facts)


def test_two_who_change_an_interview_do_not_write_over_each_other(access, interview) -> None:
    theme = services.add_theme(access, interview, facts=services.ThemeFacts("Kvällar"))
    services.change_theme(access, theme, facts=services.ThemeFacts("Nätter"), version=2)

    with pytest.raises(Outdated):
        services.change_theme(access, theme, facts=services.ThemeFacts("Helger"), version=2)
    with pytest.raises(Outdated):
        services.change_interview(access, interview, facts=STAFF, version=2)


def test_a_theme_and_an_interview_are_taken_away(access, interview) -> None:
    theme = services.add_theme(access, interview, facts=services.ThemeFacts("Kvällar"))
    services.remove_theme(access, theme)
    assert not InterviewTheme.objects.visible_to(access).exists()

    services.remove_interview(access, interview)
    assert not Interview.objects.visible_to(access).exists()


def test_a_sample_is_kept_with_its_figures(access, visit) -> None:
    sample = services.add_sample(access, visit, facts=SAMPLE)

    changed = services.change_sample(
        access, sample, facts=services.SampleFacts("Planen", sampled=5, passed=5), version=1
    )

    assert (changed.passed, changed.population, changed.version) == (5, None, 2)
    with pytest.raises(Outdated):
        services.change_sample(access, sample, facts=SAMPLE, version=1)


def test_more_in_order_than_were_looked_at_is_refused(access, visit) -> None:
    facts = services.SampleFacts("Planen", sampled=4, passed=5)

    with pytest.raises(RuleViolation, match="5 akter kan inte"):
        services.add_sample(access, visit, facts=facts)


def test_a_question_of_another_template_is_refused(access, visit) -> None:
    facts = services.SampleFacts("Planen", 4, 4, question=QuestionFactory.create())

    with pytest.raises(RuleViolation, match="mall"):
        services.add_sample(access, visit, facts=facts)


def test_a_schedule_becomes_rows_at_one_hour(access, visit, followup) -> None:
    services.add_staffing(access, visit, counted_at=EVENING, lines=LINES)

    (summary,) = summary_of(access, followup)
    assert summary.staffing_words == "3 på plats, 4 enligt schemat; 1 saknas"
    assert [line.difference for line in summary.staffing] == ["Som schemat", "1 färre"]


def test_a_role_is_counted_once_an_hour(access, visit) -> None:
    services.add_staffing(access, visit, counted_at=EVENING, lines=LINES)
    again = [ScheduleLine("Vaktmästare", 1, 1), ScheduleLine("CHEF", 1, 0)]

    with pytest.raises(RuleViolation, match=r"redan räknad klockan 18\.15"):
        services.add_staffing(access, visit, counted_at=EVENING, lines=again)
    assert StaffingCheck.objects.visible_to(access).count() == 2


def test_the_explanation_is_written_by_one_at_a_time(access, visit) -> None:
    check = services.add_staffing(access, visit, counted_at=EVENING, lines=LINES)[0]
    facts = services.StaffingFacts(EVENING, "Undersköterska", 3, 2, "Sjuk")

    services.change_staffing(access, check, facts=facts, version=1)

    with pytest.raises(Outdated):
        services.change_staffing(access, check, facts=facts, version=1)
    check.refresh_from_db()
    assert check.explanation == "Sjuk"


def writes(access, visit, interview, sample, check):
    theme = services.ThemeFacts("Kvällar")
    line = services.StaffingFacts(EVENING, "Chef", 1, 1)
    return (
        lambda: services.set_participants(access, visit, side=Side.OTHER, role="Tolk", count=1),
        lambda: services.add_interview(access, visit, facts=STAFF),
        lambda: services.change_interview(access, interview, facts=STAFF, version=1),
        lambda: services.remove_interview(access, interview),
        lambda: services.add_theme(access, interview, facts=theme),
        lambda: services.add_sample(access, visit, facts=SAMPLE),
        lambda: services.change_sample(access, sample, facts=SAMPLE, version=1),
        lambda: services.remove_sample(access, sample),
        lambda: services.add_staffing(access, visit, counted_at=EVENING, lines=LINES),
        lambda: services.change_staffing(access, check, facts=line, version=1),
        lambda: services.remove_staffing(access, check),
    )


@pytest.fixture
def rows(access, visit, interview):
    sample = services.add_sample(access, visit, facts=SAMPLE)
    noon = datetime.time(12)
    check = services.add_staffing(access, visit, counted_at=noon, lines=LINES)[0]
    return visit, interview, sample, check


@pytest.mark.parametrize("who", ["bo", "cilla", "dag"])
def test_those_without_permission_write_nothing(who, rows, request) -> None:
    for write in writes(access_of(request.getfixturevalue(who)), *rows):
        with pytest.raises(NotAllowed):
            write()


def test_nothing_is_written_once_the_follow_up_is_sent(access, followup, rows) -> None:
    followup.state, followup.reported_on = State.SENT, DAY
    followup.save()

    for write in writes(access, *rows):
        with pytest.raises(RuleViolation, match="skickad"):
            write()


def test_a_visit_that_took_place_is_still_written_on(access, rows) -> None:
    visit = rows[0]
    visit.state, visit.visited_on = VisitState.CARRIED_OUT, DAY
    visit.save()

    assert services.add_interview(access, visit, facts=STAFF).pk


def test_what_is_seen_is_not_written_before_the_day(access, visit) -> None:
    visit.planned_on = clock.today() + datetime.timedelta(days=1)
    visit.save()

    for write in (
        lambda: services.add_interview(access, visit, facts=STAFF),
        lambda: services.add_sample(access, visit, facts=SAMPLE),
        lambda: services.add_staffing(access, visit, counted_at=EVENING, lines=LINES),
    ):
        with pytest.raises(RuleViolation, match="inte har varit än"):
            write()


def test_what_is_seen_is_not_written_before_the_start(access, followup, visit) -> None:
    followup.state = State.PREPARED
    followup.save()

    with pytest.raises(RuleViolation, match="inte påbörjad"):
        services.add_interview(access, visit, facts=STAFF)


def test_no_text_holds_a_personal_number(access, visit, interview) -> None:
    said = services.ThemeFacts("Kvällar", text=NUMBER)
    sampled = services.SampleFacts("Planen", 4, 3, deviations=NUMBER)
    line = ScheduleLine("Chef", 1, 0, NUMBER)

    for write in (
        lambda: services.add_theme(access, interview, facts=said),
        lambda: services.add_sample(access, visit, facts=sampled),
        lambda: services.add_staffing(access, visit, counted_at=EVENING, lines=[line]),
        lambda: services.set_participants(access, visit, side=Side.OTHER, role=NUMBER, count=1),
    ):
        with pytest.raises(RuleViolation, match="personnummer"):
            write()
    assert not FileSample.objects.visible_to(access).exists()


def test_the_summary_asks_the_same_however_many_visits(
    access, followup, rows, django_assert_num_queries
) -> None:
    for number in range(5):
        day = DAY + datetime.timedelta(days=number)
        row = Visit.objects.create(followup=followup, kind=VisitKind.MEETING, planned_on=day)
        services.set_participants(access, row, side=Side.PROVIDER, role="Chef", count=1)

    with django_assert_num_queries(8):
        assert len(summary_of(access, followup)) == 6
