import datetime

import pytest

from insyn.audit.models import AuditEvent
from insyn.findings.models import AreaAssessment, Finding
from insyn.findings.rules import FindingKind, Severity
from insyn.followups.rules import Outcome, State
from insyn.kernel.errors import NotAllowed, Outdated, RuleViolation
from insyn.mailing.models import OutgoingMail
from insyn.mailing.rules import MailKind
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.surveys.models import AnswerReview, SurveyAnswer
from insyn.surveys.queries.reviewing import reviewing
from insyn.surveys.rules import AnswerState, ProposalState, ResponseState
from insyn.surveys.services import reviews
from tests.surveys.reviewing import Round, answerer, followup_of, proposals, refresh

pytestmark = pytest.mark.django_db
WHY = "Provet läser raderna som de är."


@pytest.fixture
def access(anna):
    return access_of(anna)


@pytest.fixture
def asked(ekby) -> Round:
    return Round.running(ekby)


def soon() -> datetime.date:
    return clock.today() + datetime.timedelta(days=7)


def returned(access, asked, response, *codes, **facts):
    reasons = {asked.questions[code].pk: f"Svara mer på {code}." for code in codes}
    row = reviews.return_questions(
        access, response, reasons=reasons, due_on=facts.pop("due_on", soon()), **facts
    )
    refresh(response)
    return row


def findings(response) -> list[Finding]:
    return list(Finding.objects.unscoped(reason=WHY).filter(followup=response.followup_id))


def test_a_submission_proposes_what_the_rules_of_its_questions_say(asked, access) -> None:
    response = asked.handed_in(F1="no", F2="partly")

    found = [(row.kind, row.severity, row.state) for row in proposals(access, response)]

    assert found == [
        ("deficiency", "major", ProposalState.PROPOSED),
        ("development_area", "", ProposalState.PROPOSED),
    ]


def test_a_submission_makes_the_follow_up_a_draft(asked) -> None:
    response = asked.handed_in()

    assert followup_of(response).state == State.DRAFT


def test_a_submission_without_a_follow_up_is_handed_in_all_the_same(asked, access) -> None:
    response = asked.unit()
    response.followup = None
    response.save()

    asked.hand_in(response, F1="no", F2="yes", F3=1)

    assert len(proposals(access, response)) == 1


def test_an_accepted_proposal_becomes_a_finding_with_all_its_parts(asked, access) -> None:
    response = asked.unit()
    asked.demand("F1", response)
    asked.hand_in(response, F1="no", F2="yes", F3=1)

    finding = reviews.accept_proposal(access, proposals(access, response)[0])

    assert finding.kind == FindingKind.DEFICIENCY
    assert finding.severity == Severity.MAJOR
    assert finding.text == "Utföraren svarade ”Nej” på frågan ”Fråga F1?”."
    assert finding.requirement == "4.2 Utföraren ska ha rutiner. (SoL 14 kap. 2 §)"
    assert finding.required_result == "Uppfyllt F1."
    assert finding.seen_on == clock.today()
    assert finding.section == asked.sections[0]
    assert finding.lacks() == []


def test_a_finding_without_a_known_requirement_lacks_it(asked, access) -> None:
    response = asked.handed_in(F1="no")

    finding = reviews.accept_proposal(access, proposals(access, response)[0])

    assert finding.lacks() == ["vilket krav det gäller"]


def test_a_proposal_is_accepted_once(asked, access) -> None:
    response = asked.handed_in(F1="no")
    proposal = proposals(access, response)[0]
    reviews.accept_proposal(access, proposal)

    with pytest.raises(RuleViolation, match="redan avgjort"):
        reviews.accept_proposal(access, proposal)
    assert len(findings(response)) == 1


def test_two_who_decide_at_once_are_told(asked, access) -> None:
    response = asked.handed_in(F1="no")
    proposal = proposals(access, response)[0]
    reviews.reject_proposal(access, proposal, reason="Gäller inte här.", version=1)

    with pytest.raises((Outdated, RuleViolation)):
        reviews.undo_proposal(access, proposal, version=1)


def test_a_refusal_needs_a_reason(asked, access) -> None:
    response = asked.handed_in(F1="no")

    with pytest.raises(RuleViolation, match="Skriv varför förslaget avvisas"):
        reviews.reject_proposal(access, proposals(access, response)[0], reason="  ")


def test_a_refusal_never_holds_a_personal_number(asked, access) -> None:
    response = asked.handed_in(F1="no")

    with pytest.raises(RuleViolation, match="personnummer"):
        reviews.reject_proposal(
            access, proposals(access, response)[0], reason="Gäller 19121212-1212."
        )


def test_both_acceptance_and_refusal_stand_in_the_trail(asked, access) -> None:
    response = asked.handed_in(F1="no", F2="partly")
    first, second = proposals(access, response)
    reviews.accept_proposal(access, first)
    reviews.reject_proposal(access, second, reason="Rutinen finns nu.")

    lines = AuditEvent.objects.unscoped(reason=WHY).about(response).order_by("number")
    told = [(line.event, line.facts.get("reason")) for line in lines][-2:]

    assert told == [
        ("survey_response.proposal_accepted", None),
        ("survey_response.proposal_rejected", "Rutinen finns nu."),
    ]


def test_what_was_decided_can_be_undone_and_the_finding_goes(asked, access) -> None:
    response = asked.handed_in(F1="no")
    proposal = proposals(access, response)[0]
    reviews.accept_proposal(access, proposal)

    row = reviews.undo_proposal(access, proposal)

    assert row.state == ProposalState.PROPOSED
    assert findings(response) == []


def test_a_finding_that_somebody_took_away_does_not_stop_the_undoing(asked, access) -> None:
    response = asked.handed_in(F1="no")
    proposal = proposals(access, response)[0]
    reviews.accept_proposal(access, proposal).delete()

    assert reviews.undo_proposal(access, proposal).state == ProposalState.PROPOSED


def test_only_the_chosen_questions_are_opened(asked, access) -> None:
    response = asked.handed_in()

    returned(access, asked, response, "F2")

    rows = SurveyAnswer.objects.unscoped(reason=WHY).filter(response=response)
    states = {row.question.code: row.state for row in rows.select_related("question")}
    assert states == {
        "F1": AnswerState.ANSWERED, "F2": AnswerState.RETURNED, "F3": AnswerState.ANSWERED,
    }  # fmt: skip
    assert response.state == ResponseState.RETURNED
    assert (response.answered_count, response.required_count) == (2, 3)


def test_those_who_answer_get_a_mail_with_each_reason(asked, access) -> None:
    response = asked.handed_in()

    returned(access, asked, response, "F1", "F2")

    mail = OutgoingMail.objects.unscoped(reason=WHY).get(kind=MailKind.RETURNED)
    assert mail.to_address == answerer(response).email
    assert "Svara mer på F1." in mail.text
    assert "Svara mer på F2." in mail.text


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("", "Skriv varför"), ("19121212-1212 svarade fel", "personnummer"), ("x" * 501, "högst 500")],
)
def test_a_question_goes_back_only_with_a_reason_that_can_stand(
    asked, access, reason, sentence
) -> None:
    response = asked.handed_in()

    with pytest.raises(RuleViolation, match=sentence):
        reviews.return_questions(
            access, response, reasons={asked.questions["F1"].pk: reason}, due_on=soon()
        )


def test_nothing_goes_back_without_a_question(asked, access) -> None:
    with pytest.raises(RuleViolation, match="minst en fråga"):
        reviews.return_questions(access, asked.handed_in(), reasons={}, due_on=soon())


def test_a_question_that_is_not_asked_cannot_go_back(asked, access) -> None:
    own = asked.own_question()

    with pytest.raises(RuleViolation, match="ställs inte"):
        reviews.return_questions(
            access, asked.handed_in(), reasons={own.pk: "Varför?"}, due_on=soon()
        )


def test_the_last_day_lies_ahead(asked, access) -> None:
    with pytest.raises(RuleViolation, match="kommer efter i dag"):
        returned(access, asked, asked.handed_in(), "F1", due_on=clock.today())


def test_a_new_submission_withdraws_the_proposals_of_what_came_back(asked, access) -> None:
    response = asked.handed_in(F1="no", F2="partly")
    returned(access, asked, response, "F1")

    asked.hand_in(response, F1="yes")

    states = [(row.kind, row.submission_number, row.state) for row in proposals(access, response)]
    assert states == [
        ("deficiency", 1, ProposalState.WITHDRAWN),
        ("development_area", 1, ProposalState.PROPOSED),
    ]


def test_a_finding_on_an_answer_that_changed_goes_with_it(asked, access) -> None:
    response = asked.handed_in(F1="no")
    reviews.accept_proposal(access, proposals(access, response)[0])
    returned(access, asked, response, "F1")

    asked.hand_in(response, F1="yes")

    assert findings(response) == []
    assert proposals(access, response)[0].state == ProposalState.WITHDRAWN


def test_the_same_answer_once_more_is_proposed_anew(asked, access) -> None:
    response = asked.handed_in(F1="no")
    returned(access, asked, response, "F1")

    asked.hand_in(response, F1="no")

    states = [(row.submission_number, row.state) for row in proposals(access, response)]
    assert states == [(1, ProposalState.WITHDRAWN), (2, ProposalState.PROPOSED)]


def test_what_was_decided_about_the_other_questions_stands(asked, access) -> None:
    response = asked.handed_in(F1="no", F2="partly")
    _first, second = proposals(access, response)
    reviews.reject_proposal(access, second, reason="Rutinen finns nu.")
    returned(access, asked, response, "F1")

    asked.hand_in(response, F1="yes")

    assert proposals(access, response)[1].state == ProposalState.REJECTED


def test_an_own_assessment_stands_beside_the_answer(asked, access) -> None:
    response = asked.handed_in(F2="yes")
    key = asked.questions["F2"].pk

    reviews.assess_answer(
        access, response, question=key, value="partly", comment="Såg en lucka.", version=0
    )

    one = reviewing(access, response).question(key)
    assert one is not None
    assert (one.words, one.own_words, one.differs) == ("Ja", "Delvis", True)


def test_an_own_assessment_is_an_answer_to_the_question(asked, access) -> None:
    response = asked.handed_in()

    with pytest.raises(RuleViolation, match="Välj ett av svaren"):
        reviews.assess_answer(access, response, question=asked.questions["F2"].pk, value="often")


def test_two_who_assess_at_once_are_told(asked, access) -> None:
    response, key = asked.handed_in(), asked.questions["F2"].pk
    reviews.assess_answer(access, response, question=key, value="partly", version=0)

    with pytest.raises(Outdated):
        reviews.assess_answer(access, response, question=key, value="no", version=0)


def test_an_empty_assessment_is_taken_away(asked, access) -> None:
    response, key = asked.handed_in(), asked.questions["F2"].pk
    reviews.assess_answer(access, response, question=key, value="partly", version=0)

    assert reviews.assess_answer(access, response, question=key, version=1) is None
    assert not AnswerReview.objects.unscoped(reason=WHY).exists()


def test_accepting_settles_the_follow_up(asked, access) -> None:
    response = asked.handed_in()

    row = reviews.accept_response(access, response)

    followup = followup_of(response)
    assert row.state == ResponseState.ACCEPTED
    assert (followup.state, followup.outcome) == (State.ASSESSED, Outcome.COMPLIES)
    assert "bedöms utifrån det som framkommit följa" in followup.overall_assessment
    assert followup.result_text == "Svaren visade inget som avviker från kraven."


def test_the_areas_follow_the_findings(asked, access) -> None:
    response = asked.handed_in(F1="no", F2="partly")
    for proposal in proposals(access, response):
        reviews.accept_proposal(access, proposal)

    reviews.accept_response(access, response)

    rows = AreaAssessment.objects.unscoped(reason=WHY).filter(followup=response.followup_id)
    levels = {row.section.name: row.level for row in rows.select_related("section")}
    assert levels == {"Ledning": "not_met", "Personal": "met"}
    followup = followup_of(response)
    assert followup.outcome == Outcome.DOES_NOT_COMPLY
    assert "1 brist, varav 1 allvarlig och 1 utvecklingsområde" in followup.overall_assessment


def test_an_area_that_was_assessed_by_hand_stands(asked, access) -> None:
    response = asked.handed_in()
    AreaAssessment.objects.create(
        followup=followup_of(response), section=asked.sections[0], level="partly", note="Besök."
    )

    reviews.accept_response(access, response)

    rows = AreaAssessment.objects.unscoped(reason=WHY).filter(section=asked.sections[0])
    assert [row.level for row in rows] == ["partly"]


def test_undecided_proposals_stop_the_whole(asked, access) -> None:
    response = asked.handed_in(F1="no", F2="partly")

    with pytest.raises(RuleViolation, match="2 föreslagna resultat är inte avgjorda"):
        reviews.accept_response(access, response)


def test_own_questions_stop_the_whole_until_they_are_answered(asked, access) -> None:
    own = asked.own_question()
    response = asked.handed_in()
    with pytest.raises(RuleViolation, match="egna frågor först: E1"):
        reviews.accept_response(access, response)
    reviews.assess_answer(access, response, question=own.pk, value="yes")

    assert reviews.accept_response(access, response).state == ResponseState.ACCEPTED


def test_an_own_question_that_is_not_asked_stops_nothing(asked, access) -> None:
    asked.own_question(
        section=asked.sections[1],
        condition={"question": "F1", "operator": "is", "value": "no"},
    )
    response = asked.handed_in(F1="yes")

    assert reviews.accept_response(access, response).state == ResponseState.ACCEPTED


def test_questions_in_return_stop_the_whole(asked, access) -> None:
    response = asked.handed_in()
    returned(access, asked, response, "F1")

    with pytest.raises(RuleViolation, match="i retur"):
        reviews.accept_response(access, response)


def test_nothing_is_decided_about_accepted_answers(asked, access) -> None:
    response = asked.handed_in(F1="no")
    proposal = proposals(access, response)[0]
    reviews.reject_proposal(access, proposal, reason="Gäller inte här.")
    reviews.accept_response(access, response)

    with pytest.raises(RuleViolation, match="Öppna dem igen"):
        reviews.undo_proposal(access, proposal)
    with pytest.raises(RuleViolation, match="Öppna dem igen"):
        reviews.assess_answer(access, response, question=asked.questions["F1"].pk, value="yes")


def test_two_who_accept_at_once_are_told(asked, access) -> None:
    response = asked.handed_in()
    version = response.version
    reviews.accept_response(access, response, version=version)

    with pytest.raises(Outdated):
        reviews.accept_response(access, response, version=version)


def test_opening_again_voids_the_acceptance_and_the_assessment(asked, access) -> None:
    response = asked.handed_in()
    reviews.accept_response(access, response)

    row = reviews.reopen_response(access, refresh(response), reason="Ny uppgift har kommit in.")

    assert (row.state, row.accepted_at) == (ResponseState.SUBMITTED, None)
    assert followup_of(response).state == State.DRAFT


def test_what_was_opened_again_can_be_accepted_again(asked, access) -> None:
    response = asked.handed_in(F1="no")
    proposal = proposals(access, response)[0]
    reviews.reject_proposal(access, proposal, reason="Gäller inte här.")
    reviews.accept_response(access, response)
    reviews.reopen_response(access, refresh(response), reason="Vi hade fel.")
    reviews.undo_proposal(access, proposal)
    reviews.accept_proposal(access, proposal)

    reviews.accept_response(access, refresh(response))

    followup = followup_of(response)
    assert (followup.state, followup.outcome) == (State.ASSESSED, Outcome.DOES_NOT_COMPLY)
    rows = AreaAssessment.objects.unscoped(reason=WHY).filter(section=asked.sections[0])
    assert [row.level for row in rows] == ["not_met"]


def test_opening_again_needs_a_reason(asked, access) -> None:
    response = asked.handed_in()
    reviews.accept_response(access, response)

    with pytest.raises(RuleViolation, match="Skriv varför"):
        reviews.reopen_response(access, refresh(response), reason="")


def act_on(access, asked, response, act: str):
    deed = {
        "accept": lambda: reviews.accept_response(access, response),
        "reopen": lambda: reviews.reopen_response(access, response, reason="Fel."),
        "assess": lambda: reviews.assess_answer(
            access, response, question=asked.questions["F1"].pk, value="yes"
        ),
        "return": lambda: returned(access, asked, response, "F1"),
        "feedback": lambda: reviews.send_feedback(access, response),
        "ending": lambda: reviews.propose_ending(access, response, reason="Allvarligt."),
        "many": lambda: reviews.accept_many(access, response.round, versions={}),
        "send_many": lambda: reviews.send_many(access, response.round),
    }
    return deed[act]()


@pytest.mark.parametrize(
    "act", ["accept", "reopen", "assess", "return", "feedback", "ending", "many", "send_many"]
)
def test_a_reader_and_another_board_review_nothing(asked, act, bo, cilla) -> None:
    response = asked.handed_in()

    for user in (bo, cilla):
        with pytest.raises(NotAllowed):
            act_on(access_of(user), asked, response, act)


def test_a_reader_and_the_provider_see_no_proposals(asked, bo, access) -> None:
    response = asked.handed_in(F1="no")

    assert proposals(access_of(bo), response) == []
    assert proposals(access_of(answerer(response)), response) == []


def test_a_proposal_to_end_the_contract_is_noted_and_ends_nothing(asked, access) -> None:
    response = asked.handed_in(F1="no")

    reviews.propose_ending(access, response, reason="Upprepade allvarliga brister.")

    line = AuditEvent.objects.unscoped(reason=WHY).about(response).order_by("-number")[0]
    assert line.event == "survey_response.ending_proposed"
    assert line.facts == {"reason": "Upprepade allvarliga brister."}
