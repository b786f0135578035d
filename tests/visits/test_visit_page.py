import datetime

import pytest
from django.urls import reverse

from insyn.followups.queries.history import history_of, lines_of
from insyn.followups.rules import Kind, State
from insyn.platform.duties import Duties
from insyn.portal.rules.words import Noun, Verb
from insyn.registry.queries import access_of
from insyn.visits import services
from insyn.visits.models import Interview, StaffingCheck, Visit
from insyn.visits.queries.checklist import checklist_of
from insyn.visits.queries.duties import duty_sources
from insyn.visits.queries.visit_page import earlier_visits
from insyn.visits.rules import VisitKind
from insyn.visits.rules.carrying_out import InterviewGroup, Side, VisitState
from insyn.visits.rules.staffing import ScheduleLine
from tests.factories import DAY, FollowupFactory, ProviderFactory, UnitFactory

pytestmark = pytest.mark.django_db
EVENING = datetime.time(18, 15)


def url(name: str, *args: object) -> str:
    return reverse(f"visits:{name}", args=args)


def text(response) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.fixture
def access(anna):
    return access_of(anna)


@pytest.fixture
def unit(followup):
    return UnitFactory.create(provider=followup.contract.provider, name="Granen")


@pytest.fixture
def visit(followup, unit) -> Visit:
    return Visit.objects.create(
        followup=followup,
        kind=VisitKind.VISIT,
        planned_on=DAY,
        starts_at=EVENING,
        is_announced=False,
        unit=unit,
        place="Storgatan 1",
        purpose="Bemanningen på kvällen",
    )


@pytest.fixture
def much(access, visit, section) -> Visit:
    """A visit with something of everything."""
    services.set_participants(access, visit, side=Side.PROVIDER, role="Chef", count=1)
    staff = services.InterviewFacts(InterviewGroup.STAFF, 3)
    interview = services.add_interview(access, visit, facts=staff)
    said = services.ThemeFacts("Ensam på kvällar", said_by=2, section=section)
    services.add_theme(access, interview, facts=said)
    sample = services.SampleFacts("Planen är uppdaterad", sampled=5, passed=4, population=40)
    services.add_sample(access, visit, facts=sample)
    lines = [ScheduleLine("Undersköterska", 3, 2, "Sjuk")]
    services.add_staffing(access, visit, counted_at=EVENING, lines=lines)
    services.note_observation(
        access, visit.followup, section=section, text="Lugnt i köket", visit=visit
    )
    return services.carry_out_visit(access, visit, visited_on=DAY, note="Vi fick komma in")


WORDS = ("Granen", "Storgatan 1", "kväll", "18.15", "Nej, oanmält", "1 Chef", "3 medarbetare",
         "Ensam på kvällar", "sagt av 2 av 3", "4 av 5 i ordning", "5 av 40 akter", "1 färre",
         "2 på plats, 3 enligt schemat; 1 saknas", "Sjuk", "Lugnt i köket",
         "Vi fick komma in")  # fmt: skip


def test_the_page_shows_everything_that_was_noted(as_anna, much) -> None:
    page = text(as_anna.get(url("visit", much.pk)))

    for words in WORDS:
        assert words in page


def test_an_empty_visit_says_what_is_not_noted(as_anna, visit) -> None:
    page = text(as_anna.get(url("visit", visit.pk)))

    for words in ("Bemanningen är inte jämförd", "Inga intervjuer", "Inga akter är granskade",
                  "Inga foton", "Inga brev", "Inga tidigare besök"):  # fmt: skip
        assert words in page


def test_the_tab_tells_it_in_short(as_anna, followup, much) -> None:
    page = text(as_anna.get(url("followup", followup.pk)))

    for words in ("3 personer intervjuade", "4 av 5 i ordning", "1 saknas", "Oanmält"):
        assert words in page


@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_the_note_is_taken_as_word_and_pdf(ending, as_anna, followup, much) -> None:
    answer = as_anna.get(url("record", followup.pk, ending))

    assert answer.status_code == 200
    assert f".{ending}" in answer["Content-Disposition"]
    assert answer.content.startswith(b"PK" if ending == "docx" else b"%PDF")


def test_a_note_is_made_of_nothing_too_and_of_no_other_kind(as_anna, followup) -> None:
    assert as_anna.get(url("record", followup.pk, "docx")).status_code == 200
    assert as_anna.get(url("record", followup.pk, "xls")).status_code == 404


def test_the_page_asks_few_questions(as_anna, access, much, django_assert_max_num_queries) -> None:
    for number in range(10):
        facts = services.InterviewFacts(InterviewGroup.CLIENT, number + 1)
        services.add_interview(access, much, facts=facts)

    with django_assert_max_num_queries(26):
        as_anna.get(url("visit", much.pk))


def test_a_cooperation_sees_that_there_was_a_visit_and_nothing_of_it(
    as_cilla, cooperation, followup, much
) -> None:
    agreement = followup.contract.agreement
    agreement.cooperation = cooperation
    agreement.save()
    followup.state, followup.reported_on = State.SENT, DAY
    followup.save()

    page = text(as_cilla.get(url("visit", much.pk)))

    assert "stannar där" in page
    for words in ("Ensam på kvällar", "Vi fick komma in", "Sjuk", "Lugnt i köket", "4 av 5",
                  "Bemanningen på kvällen"):  # fmt: skip
        assert words not in page
    assert as_cilla.get(url("record", followup.pk, "pdf")).status_code == 403


def test_a_reader_sees_it_when_it_is_reported_and_no_buttons(as_bo, followup, much) -> None:
    assert as_bo.get(url("visit", much.pk)).status_code == 404
    followup.state, followup.reported_on = State.SENT, DAY
    followup.save()

    page = text(as_bo.get(url("visit", much.pk)))

    assert "sagt av 2 av 3" in page
    for name in ("correct", "interview_new", "photos_new"):
        assert url(name, much.pk) not in page


def test_earlier_visits_follow_the_unit_to_its_new_operator(access, ekby, much, unit) -> None:
    unit.provider = ProviderFactory.create(name="Den nya")
    unit.save()
    later = FollowupFactory.create(authority=ekby, number="2027-001", state=State.ONGOING)
    day = DAY.replace(year=2027)
    visit = Visit.objects.create(followup=later, kind=VisitKind.VISIT, planned_on=day, unit=unit)

    (earlier,) = earlier_visits(access, later, visit)

    assert (earlier.visit, earlier.is_short) == (much, True)
    assert "1 saknas" in earlier.staffing


def test_a_visit_that_was_never_made_is_no_earlier_visit(access, ekby, visit, unit) -> None:
    later = FollowupFactory.create(authority=ekby, number="2027-001", state=State.ONGOING)
    new = Visit.objects.create(
        followup=later, kind=VisitKind.VISIT, planned_on=DAY.replace(year=2027), unit=unit
    )

    assert earlier_visits(access, later, new) == ()


def post(client, name, pk, **typed) -> str:
    return text(client.post(url(name, pk), typed, follow=True))


def test_participants_interviews_and_themes_are_written_by_form(as_anna, access, visit) -> None:
    post(as_anna, "participants", visit.pk, side="provider", role="Chef", count=2)
    post(as_anna, "interview_new", visit.pk, group="staff", count=2, is_in_private="on")
    interview = Interview.objects.visible_to(access).get()

    page = post(as_anna, "theme_new", interview.pk, theme="Kvällar", said_by=3)
    assert "3 kan inte ha sagt det: ni talade med 2" in page
    page = post(as_anna, "theme_new", interview.pk, theme="Kvällar", said_by=2)
    assert "sagt av alla 2" in page

    page = post(as_anna, "interview_change", interview.pk, group="staff", count=3, version=1)
    assert "Någon annan har ändrat" in page
    page = post(as_anna, "interview_change", interview.pk, group="staff", count=3, version=2)
    assert "sagt av 2 av 3" in page


def test_a_schedule_is_pasted_and_each_bad_row_told(as_anna, access, visit) -> None:
    lines = "Undersköterska; 3; 2\nChef; en; 1\nVikarie"
    page = post(as_anna, "staffing_new", visit.pk, counted_at="18:15", lines=lines)
    assert "Rad 2: ”en” är inget antal" in page
    assert "Rad 3: har 1 delar" in page
    assert not StaffingCheck.objects.visible_to(access).exists()

    lines = "Roll\tSchema\tPå plats\nUndersköterska\t3\t2\nChef\t1\t1"
    page = post(as_anna, "staffing_new", visit.pk, counted_at="18:15", lines=lines)
    assert "3 på plats, 4 enligt schemat; 1 saknas" in page


def test_a_sample_is_written_by_form(as_anna, visit) -> None:
    typed = {"looked_for": "Planen", "sampled": "4", "passed": "5"}
    assert "5 akter kan inte vara i ordning" in post(as_anna, "sample_new", visit.pk, **typed)

    assert "3 av 4 i ordning" in post(as_anna, "sample_new", visit.pk, **typed | {"passed": "3"})


def test_a_visit_is_changed_and_corrected_by_form(as_anna, visit) -> None:
    typed = {"kind": "visit", "planned_on": "2026-03-05", "version": 1, "place": "Nygatan 2"}
    assert "Nygatan 2" in post(as_anna, "change", visit.pk, **typed)

    post(as_anna, "carry_out", visit.pk, visited_on="2026-03-05", version=2)
    page = post(as_anna, "correct", visit.pk, visited_on="2026-03-06", note="Rätt", version=3)
    assert "6 mars 2026" in page


def waiting(access, today):
    return list(Duties(duty_sources(access, today), today))


def test_a_visit_is_told_of_a_week_before_and_until_it_is_noted(access, visit) -> None:
    week = datetime.timedelta(days=7)
    assert not waiting(access, DAY - week - datetime.timedelta(days=1))

    (soon,) = waiting(access, DAY - week)
    assert (soon.kind, soon.title, soon.due_on, soon.is_own) == ("Bokat besök", "Granen", DAY, True)
    (passed,) = waiting(access, DAY + week)
    assert passed.kind == "Besök att anteckna"

    services.carry_out_visit(access, visit, visited_on=DAY)
    assert not waiting(access, DAY + week)


@pytest.mark.parametrize("who", ["bo", "cilla", "dag"])
def test_nobody_else_is_told_of_a_visit(who, visit, request) -> None:
    assert not waiting(access_of(request.getfixturevalue(who)), DAY)


def checks(access, followup) -> dict[str, bool]:
    return {item.code: item.is_done for item in checklist_of(access, followup, DAY)}


def test_the_checklist_asks_for_a_visit_a_letter_and_a_note(access, followup, visit) -> None:
    visit.is_announced = True
    visit.save()

    assert checks(access, followup) == {
        "visit_booked": True,
        "visit_told": False,
        "visit_made": False,
    }


def test_the_checklist_never_asks_to_tell_of_an_unannounced_visit(access, followup, visit) -> None:
    assert "visit_told" not in checks(access, followup)


def test_a_cancelled_visit_has_to_be_booked_again(access, followup, visit) -> None:
    visit.state, visit.cancelled_reason = VisitState.CANCELLED, "Snö"
    visit.save()

    assert checks(access, followup) == {"visit_booked": False}


def test_a_desk_follow_up_asks_for_no_visit_but_may_have_one(access, followup) -> None:
    followup.kind = Kind.DESK
    followup.save()
    assert checks(access, followup) == {}

    Visit.objects.create(followup=followup, kind=VisitKind.MEETING, planned_on=DAY)
    assert checks(access, followup)["visit_made"] is False


def test_all_that_happens_on_a_visit_has_words_in_the_history(access, followup, much) -> None:
    services.correct_visit(
        access, much, facts=services.CarriedOutFacts(visited_on=DAY), version=much.version
    )
    events = list(history_of(access, followup))

    for line, event in zip(lines_of(events), events, strict=True):
        noun, _dot, verb = event.event.partition(".")
        assert line.label != event.event
        assert noun in Noun.codes()
        assert verb in Verb.codes()
