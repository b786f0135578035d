"""Whether IVO is to be told: asked before a serious deficiency is sent, kept until told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from insyn.findings import services
from insyn.findings.models import InspectorateQuestion
from insyn.findings.queries.duties_findings import TO_ANSWER, TO_TELL, duty_sources
from insyn.findings.queries.inspectorate import Standing, asked_list, with_answers
from insyn.findings.rules import FindingKind, Severity
from insyn.findings.rules.inspectorate import needs_question, told_refusal
from insyn.findings.services import InspectorateAnswer, Told
from insyn.followups.rules import State
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.platform import clock
from insyn.platform.duties import Duties
from insyn.registry.queries import access_of
from tests.factories import DAY

pytestmark = pytest.mark.django_db
YES = InspectorateAnswer(is_to_be_told=True, reason="Boende kan fara illa.")
NO = InspectorateAnswer(is_to_be_told=False, reason="Rättades samma dag.")


@pytest.fixture
def serious(deficiency):
    deficiency.severity = Severity.ACUTE
    deficiency.save()
    return deficiency


def answer(anna, finding, facts=YES, **kwargs):
    return services.answer_inspectorate(access_of(anna), finding, facts=facts, **kwargs)


def kinds(person):
    access = access_of(person)
    return [duty.kind for duty in Duties(duty_sources(access, clock.today()), clock.today())]


@given(st.sampled_from(FindingKind), st.sampled_from(Severity))
def test_only_a_serious_or_acute_deficiency_asks(kind, severity) -> None:
    is_serious = severity in {Severity.MAJOR, Severity.ACUTE}
    assert needs_question(kind, severity) == (kind == FindingKind.DEFICIENCY and is_serious)


@given(seen=st.dates() | st.none(), told=st.dates(), today=st.dates())
def test_ivo_is_never_told_before_it_was_seen_nor_in_the_future(seen, told, today) -> None:
    refusal = told_refusal(is_to_be_told=True, seen_on=seen, told_on=told, today=today)
    assert bool(refusal) == (told > today or (seen is not None and told < seen))


@pytest.mark.parametrize("severity", [Severity.MAJOR, Severity.ACUTE])
def test_a_serious_deficiency_is_not_sent_before_somebody_has_answered(
    anna, assessed, deficiency, severity
) -> None:
    deficiency.severity = severity
    deficiency.save()
    assessed.state = State.ASSESSED
    assessed.save()

    with pytest.raises(RuleViolation, match="ska anmälas till IVO, och varför"):
        services.send_followup(access_of(anna), assessed)

    answer(anna, deficiency, NO)
    services.send_followup(access_of(anna), assessed)
    assert assessed.state == State.SENT


def test_a_minor_deficiency_asks_nothing(anna, deficiency) -> None:
    with pytest.raises(RuleViolation, match="allvarlig eller akut"):
        answer(anna, deficiency)


def test_an_answer_says_why(anna, serious) -> None:
    with pytest.raises(RuleViolation, match="Skriv varför"):
        answer(anna, serious, InspectorateAnswer(is_to_be_told=False, reason="  "))


def test_the_answer_says_who_and_when(anna, serious) -> None:
    row = answer(anna, serious)

    assert (row.answered_by, row.answered_on, row.told_on) == (anna, clock.today(), None)


def test_somebody_may_think_again_until_ivo_has_been_told(anna, serious) -> None:
    row = answer(anna, serious, NO)
    row = answer(anna, serious, YES, version=row.version)
    services.tell_inspectorate(access_of(anna), row, facts=Told(clock.today(), "IVO 12/2026"))

    with pytest.raises(RuleViolation, match="kan inte längre vara nej"):
        answer(anna, serious, NO)


def test_ivo_is_told_only_of_what_is_to_be_told(anna, serious) -> None:
    row = answer(anna, serious, NO)

    with pytest.raises(RuleViolation, match="Svara först"):
        services.tell_inspectorate(access_of(anna), row, facts=Told(clock.today()))


@pytest.mark.parametrize("days", [1, -4000])
def test_an_impossible_day_is_refused(anna, serious, days) -> None:
    row = answer(anna, serious)
    day = clock.today() + timedelta(days=days)

    with pytest.raises(RuleViolation, match="IVO kan inte ha fått veta det"):
        services.tell_inspectorate(access_of(anna), row, facts=Told(day))


def test_two_who_answer_at_once_are_told_of_each_other(anna, serious) -> None:
    answer(anna, serious, version=0)

    with pytest.raises(Outdated):
        answer(anna, serious, NO, version=0)


@pytest.mark.parametrize("person", ["bo", "cilla", "dag", "system_admin", "contact"])
def test_only_those_who_carry_out_answer(person, request, anna, serious) -> None:
    row = answer(anna, serious)
    access = access_of(request.getfixturevalue(person))

    with pytest.raises(NotAllowed):
        services.answer_inspectorate(access, serious, facts=NO)
    with pytest.raises(NotAllowed):
        services.tell_inspectorate(access, row, facts=Told(DAY))


def test_the_duty_stays_until_ivo_has_been_told(anna, serious) -> None:
    assert kinds(anna) == [TO_ANSWER]
    row = answer(anna, serious)
    assert kinds(anna) == [TO_TELL]
    services.tell_inspectorate(access_of(anna), row, facts=Told(clock.today()))
    assert kinds(anna) == []


def test_others_have_no_such_duties(bo, cilla, serious) -> None:
    assert kinds(bo) == kinds(cilla) == []


def test_the_list_shows_how_far_each_has_come(anna, serious) -> None:
    def standing(**chosen):
        rows = asked_list(access_of(anna), {"q": "", "standing": "", **chosen}, sort="")
        return [one.standing for one in with_answers(access_of(anna), rows)]

    assert standing() == [Standing.UNANSWERED]
    row = answer(anna, serious)
    assert standing(standing="to_tell") == [Standing.TO_TELL]
    services.tell_inspectorate(access_of(anna), row, facts=Told(clock.today(), "2026-7"))
    assert standing(q="2026-7") == [Standing.TOLD]
    assert standing(standing="unanswered") == []


# Pages


def test_the_question_is_answered_on_its_page(as_anna, anna, serious) -> None:
    address = reverse("findings:inspectorate", args=[serious.pk])
    assert "27 kap. 7 §" in as_anna.get(address).content.decode()

    as_anna.post(address, {"is_to_be_told": "yes", "reason": "Risk", "version": 0})
    told = reverse("findings:inspectorate_told", args=[serious.pk])
    as_anna.post(told, {"told_on": clock.today(), "case_number": "IVO 9", "version": 1})

    row = InspectorateQuestion.objects.visible_to(access_of(anna)).get()
    assert (row.is_to_be_told, row.told_on, row.case_number) == (True, clock.today(), "IVO 9")
    page = as_anna.get(reverse("findings:followup", args=[serious.followup_id]))
    assert "IVO 9" in page.content.decode()


def test_a_refused_answer_keeps_what_was_typed(as_anna, serious) -> None:
    address = reverse("findings:inspectorate", args=[serious.pk])

    shown = as_anna.post(address, {"is_to_be_told": "", "reason": "Mitt skäl", "version": 0})

    assert "Mitt skäl" in shown.content.decode()


def test_a_minor_deficiency_has_no_such_page(as_anna, deficiency) -> None:
    assert as_anna.get(reverse("findings:inspectorate", args=[deficiency.pk])).status_code == 404


@pytest.mark.parametrize("file_type", ["xlsx", "csv"])
def test_the_list_is_taken_out_as_a_file(as_anna, anna, serious, file_type) -> None:
    answer(anna, serious)

    taken = as_anna.get(reverse("findings:inspectorate_list"), {"fil": file_type})

    assert taken.status_code == 200
    assert "attachment" in taken.headers["Content-Disposition"]


def test_the_list_asks_few_questions(as_anna, anna, serious, django_assert_max_num_queries) -> None:
    for number in range(20):
        serious.pk, serious.text = None, f"Brist {number}"
        serious.save()
        answer(anna, serious)

    with django_assert_max_num_queries(14):
        page = as_anna.get(reverse("findings:inspectorate_list")).content.decode()

    assert "Brist 19" in page


def test_what_nobody_has_answered_stands_first(anna, assessed, serious) -> None:
    answered = deficiency_like(serious)
    answer(anna, answered, NO)
    answered.seen_on = (serious.seen_on or clock.today()) - timedelta(days=10)
    answered.save()
    assert list(asked_list(access_of(anna), {}, sort="")) == [serious, answered]


def deficiency_like(row):
    """Another deficiency of the same follow-up."""
    other = type(row).objects.unscoped(reason="a copy for the test").get(pk=row.pk)
    other.pk = None
    other.save()
    return other
