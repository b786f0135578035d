import pytest

from insyn.audit.models import AuditEvent
from insyn.documents.models import Document
from insyn.findings.models import Finding
from insyn.findings.services import InspectorateAnswer, answer_inspectorate
from insyn.followups.rules import State
from insyn.kernel.errors import Outdated, RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailKind
from insyn.measures.models import ActionPlan
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.surveys.models import SurveyResponse
from insyn.surveys.queries.beside_others import everybody_in, told_beside_others
from insyn.surveys.queries.clean import submitted_in, weighed
from insyn.surveys.queries.incoming import incoming_rows, listed_incoming
from insyn.surveys.rules import ResponseState, RoundState
from insyn.surveys.rules.reviewing import Deviation
from insyn.surveys.services import reviews
from insyn.surveys.services.reviews.letter_facts import feedback_facts
from tests.factories import SurveyRoundFactory
from tests.surveys.reviewing import DAY, Round, answerer, followup_of, proposals, refresh

pytestmark = pytest.mark.django_db
WHY = "Provet läser raderna som de är."


@pytest.fixture
def access(anna):
    return access_of(anna)


@pytest.fixture
def asked(ekby) -> Round:
    return Round.running(ekby)


def deviating(access, asked) -> dict[int, list[Deviation]]:
    found = weighed(access, submitted_in(access, asked.row))
    return {one.response.pk: [kind for kind, _count in one.deviations] for one in found}


def last_year(asked: Round) -> Round:
    before = SurveyRoundFactory.create(
        authority=asked.row.authority, template_version=asked.row.template_version,
        concerns_from=DAY.replace(year=2024), concerns_to=DAY.replace(year=2025),
    )  # fmt: skip
    before.concerns_to = asked.row.concerns_to.replace(year=2024)
    before.concerns_from = before.concerns_to.replace(month=1, day=1)
    before.save()
    return Round(before, asked.sections, asked.questions)


def test_what_deviates_in_nothing_is_accepted_at_once(asked, access) -> None:
    clean = [asked.handed_in(F3=number) for number in (1, 2)]
    other = asked.handed_in(F1="no")

    count = reviews.accept_many(access, asked.row, versions={row.pk: row.version for row in clean})

    assert count == 2
    assert [refresh(row).state for row in (*clean, other)] == [
        ResponseState.ACCEPTED, ResponseState.ACCEPTED, ResponseState.SUBMITTED,
    ]  # fmt: skip
    assert {followup_of(row).state for row in clean} == {State.ASSESSED}
    lines = AuditEvent.objects.unscoped(reason=WHY).filter(event="survey_response.accepted")
    assert lines.count() == 2


def test_one_that_deviates_by_now_stops_them_all(asked, access) -> None:
    clean, other = asked.handed_in(), asked.handed_in(F1="no")

    with pytest.raises(Outdated, match="Inget är godtaget"):
        reviews.accept_many(access, asked.row, versions={clean.pk: 2, other.pk: other.version})

    assert refresh(clean).state == ResponseState.SUBMITTED


def test_each_reason_to_look_is_told(asked, access) -> None:
    asked.own_question()
    response = asked.handed_in(F1="no")
    reviews.accept_proposal(access, proposals(access, response)[0])
    reviews.assess_answer(access, response, question=asked.questions["F2"].pk, value="no")

    assert deviating(access, asked)[response.pk] == [
        Deviation.FINDINGS, Deviation.OWN_QUESTIONS, Deviation.DIFFERS,
    ]  # fmt: skip


def test_an_answer_that_changed_since_last_time_is_told(asked, access) -> None:
    before = last_year(asked)
    old = before.handed_in(F3=10)
    response = asked.unit(old.contract.provider, unit=old.unit, contract=old.contract)
    asked.hand_in(response, F1="yes", F2="yes", F3=11)

    rows = listed_incoming(access, asked.row, chosen={}, sort="")

    assert deviating(access, asked)[response.pk] == [Deviation.CHANGED]
    assert [row.changed for row in incoming_rows(access, list(rows))] == [1]


def test_what_is_to_be_reviewed_comes_first(asked, access) -> None:
    states = (ResponseState.ACCEPTED, ResponseState.RETURNED, ResponseState.SUBMITTED)
    made = {state: asked.handed_in() for state in states}
    for state, response in made.items():
        SurveyResponse.objects.visible_to(access).filter(pk=response.pk).update(state=state)

    rows = listed_incoming(access, asked.row, chosen={}, sort="")

    assert [row.pk for row in rows] == [made[state].pk for state in reversed(states)]


def test_weighing_asks_no_more_for_many(asked, access, django_assert_max_num_queries) -> None:
    for number in range(6):
        asked.handed_in(F3=number)
    rows = submitted_in(access, asked.row)

    with django_assert_max_num_queries(16):
        weighed(access, rows)


def accepted(asked, access, **answers):
    response = asked.handed_in(**answers)
    for proposal in proposals(access, response):
        reviews.accept_proposal(access, proposal)
    reviews.accept_response(access, response)
    return refresh(response)


def test_feedback_is_a_letter_a_mail_and_a_reported_follow_up(asked, access) -> None:
    response = accepted(asked, access)

    row = reviews.send_feedback(access, response)

    assert followup_of(response).state == State.SENT
    assert row.feedback_pdf is not None
    assert row.feedback_word is not None
    assert row.feedback_pdf.file_name.endswith(".pdf")
    assert row.feedback_word.file_name.endswith(".docx")
    mail = OutgoingMail.objects.unscoped(reason=WHY).get(kind=MailKind.FEEDBACK)
    assert "Återkopplingen finns att läsa" in mail.text


def test_a_deficiency_that_lacks_its_parts_stops_the_letter(asked, access) -> None:
    response = accepted(asked, access, F1="no")

    with pytest.raises(RuleViolation, match="saknar vilket krav det gäller"):
        reviews.send_feedback(access, response)

    assert not Document.objects.unscoped(reason=WHY).exists()


def test_an_action_plan_is_asked_for_in_the_same_step(asked, access) -> None:
    response = asked.unit()
    asked.demand("F1", response)
    asked.hand_in(response, F1="no", F2="yes", F3=1)
    reviews.accept_proposal(access, proposals(access, response)[0])
    reviews.accept_response(access, response)
    finding = Finding.objects.unscoped(reason=WHY).get(followup=response.followup_id)
    not_to_be_told = InspectorateAnswer(is_to_be_told=False, reason="Ingen har skadats.")
    answer_inspectorate(access, finding, facts=not_to_be_told)
    due = clock.today().replace(year=clock.today().year + 1)

    reviews.send_feedback(access, refresh(response), plan_due_on=due)

    plan = ActionPlan.objects.unscoped(reason=WHY).get(followup=response.followup_id)
    assert plan.due_on == due
    assert followup_of(response).state == State.MEASURES


def test_feedback_is_sent_once(asked, access) -> None:
    response = accepted(asked, access)
    reviews.send_feedback(access, response)

    with pytest.raises(RuleViolation, match="redan skickad"):
        reviews.send_feedback(access, refresh(response))
    with pytest.raises(RuleViolation, match="skickad till utföraren"):
        reviews.reopen_response(access, refresh(response), reason="Fel.")


def test_feedback_waits_for_the_acceptance(asked, access) -> None:
    with pytest.raises(RuleViolation, match="Godta svaren först"):
        reviews.send_feedback(access, asked.handed_in())


def test_many_letters_go_to_those_without_a_deficiency(asked, access) -> None:
    fine = accepted(asked, access)
    lacking = accepted(asked, access, F1="no")

    assert reviews.send_many(access, asked.row) == 1
    assert followup_of(fine).state == State.SENT
    assert followup_of(lacking).state == State.ASSESSED


def compared(access, response) -> list[tuple[str, int | None, int | None, int]]:
    everybody = everybody_in(access, response.round)
    facts = feedback_facts(access, response, followup_of(response), everybody=everybody)
    return [(area.name, area.own, area.others, area.number) for area in facts.compared]


def closed(asked: Round, response):
    asked.row.state = RoundState.CLOSED
    asked.row.save()
    return refresh(response)


@pytest.mark.parametrize(("others", "told"), [(4, (None, 0)), (5, (100, 5))])
def test_others_are_told_of_from_five(asked, access, others, told) -> None:
    response = accepted(asked, access, F2="partly")
    for _number in range(others):
        asked.handed_in()

    rows = compared(access, closed(asked, response))

    assert rows == [("Ledning", 100, *told), ("Personal", 0, *told)]


def test_a_provider_with_several_units_is_not_told_its_own_as_others(asked, access) -> None:
    response = accepted(asked, access)
    mine = response.contract.provider
    for _number in range(3):
        asked.handed_in(provider=mine, F1="no")
    for _number in range(4):
        asked.handed_in()

    assert compared(access, closed(asked, response))[0] == ("Ledning", 100, None, 0)


def test_nothing_is_told_of_others_while_more_answers_come(asked, access) -> None:
    response = accepted(asked, access)
    for _number in range(6):
        asked.handed_in()
    user = access_of(answerer(response))

    assert compared(access, response)[0] == ("Ledning", 100, None, 0)
    assert told_beside_others(user, response) == ()

    closed(asked, response)

    assert [area.others for area in told_beside_others(user, response)] == [100, 100]


def test_nobody_is_told_of_a_response_that_is_not_theirs(asked, access) -> None:
    response, other = accepted(asked, access), asked.handed_in()
    closed(asked, response)

    with pytest.raises(SurveyResponse.DoesNotExist):
        told_beside_others(access_of(answerer(other)), response)
