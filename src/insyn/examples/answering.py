"""Answering and reviewing a made-up survey, through the same services as the pages use."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace

from insyn.examples.made_up_answers import answer_to, roll
from insyn.findings.models import Finding
from insyn.findings.services import InspectorateAnswer, answer_inspectorate
from insyn.kernel.access import Access
from insyn.platform import clock
from insyn.registry.queries import access_of
from insyn.surveys.models import (
    Addressee,
    ProposedFinding,
    Submission,
    SurveyAnswer,
    SurveyResponse,
    SurveyRound,
)
from insyn.surveys.queries.own_questions import own_questions
from insyn.surveys.queries.people import invitations_of
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.rules import OperationKind, ProposalState
from insyn.surveys.rules.questions import asked_in_round
from insyn.surveys.services.answers import Operation, apply_operations, submit
from insyn.surveys.services.reviews import (
    accept_proposal,
    accept_response,
    assess_answer,
    reject_proposal,
)

MARKS = uuid.UUID("5d9c3c1e-6f0b-4f53-9a10-6f8f2b1c7d11")
"""The space in which the marks of made-up operations are made, the same each time."""
GOOD_OWN = 96
NOT_TO_IVO = "Bristen har inte lett till skada. Nämnden följer upp att den rättas till i tid."
REJECTED = "Utföraren har visat i dialogen att det är ordnat sedan svaret lämnades."


def mark(*parts: object) -> uuid.UUID:
    """Return the mark of something that is done once."""
    return uuid.uuid5(MARKS, ":".join(map(str, parts)))


def asker_of(response: SurveyResponse, *, origin: str) -> Access:
    """Return the asker behind the first person who answers for the whole of the response."""
    rows = Addressee.objects.unscoped(reason="Den som svarar i exemplet väljs här.")
    row = rows.current().filter(response=response, is_delegate=False).select_related("user")
    user = row.order_by("pk")[0].user
    return replace(access_of(user, origin=origin), invitations=invitations_of(user))


def fill_in(access: Access, response: SurveyResponse, values: Mapping[int, object]) -> None:
    """Answer the questions as a device would send it: what stands already is confirmed."""
    rows = SurveyAnswer.objects.shown_to_provider(access).filter(response=response)
    standing = {row.question_id: row for row in rows}
    done = []
    for key, value in values.items():
        row = standing.get(key)
        is_same = row is not None and row.value == value
        done.append(
            Operation(
                key=mark("answer", response.pk, response.revision, key),
                question=key,
                kind=OperationKind.CONFIRM if is_same else OperationKind.SET,
                value=value,
                seen_revision=row.revision if row else 0,
                made_at=clock.now(),
            )
        )
    applied = apply_operations(access, response.pk, done)
    if problem := next((ack.problem for ack in applied.acks if ack.problem), ""):
        raise ValueError(problem)


def hand_in(access: Access, response: SurveyResponse, *, time: int = 1) -> Submission:
    """Hand the response in for the first or another time."""
    return submit(access, response.pk, key=mark("submit", response.pk, time))


def proposals_of(access: Access, response: SurveyResponse) -> list[ProposedFinding]:
    """Return what a person has yet to decide about the response."""
    rows = ProposedFinding.objects.visible_to(access).filter(response=response)
    return list(rows.filter(state=ProposalState.PROPOSED).select_related("response__round"))


def review(access: Access, response: SurveyResponse, *, seed: str, rejected: int = 0) -> None:
    """Answer the authority's own questions and decide every proposal; the first are rejected."""
    for proposal in proposals_of(access, response)[:rejected]:
        reject_proposal(access, proposal, reason=REJECTED)
    for proposal in proposals_of(access, response):
        _settle(access, accept_proposal(access, proposal))
    answer_own(access, response, seed=seed)


def answer_own(access: Access, response: SurveyResponse, *, seed: str) -> None:
    """Answer the questions that the authority answers itself about the response."""
    for own in own_questions(access, response.round).questions:
        value = answer_to(
            own.asked.facts, seed=f"{seed}:{own.asked.code}", good=GOOD_OWN, day=clock.today()
        )
        if value is not None:
            assess_answer(access, response, question=own.asked.pk, value=value)


def _settle(access: Access, finding: Finding) -> None:
    """Answer the question about IVO that a serious deficiency asks."""
    if finding.needs_inspectorate_question:
        facts = InspectorateAnswer(is_to_be_told=False, reason=NOT_TO_IVO)
        answer_inspectorate(access, finding, facts=facts)


def accept(access: Access, response: SurveyResponse, *, seed: str, rejected: int = 0) -> None:
    """Review the response and accept it as a whole."""
    review(access, response, seed=seed, rejected=rejected)
    accept_response(access, response)


def responses_in(access: Access, survey_round: SurveyRound) -> list[SurveyResponse]:
    """Return the responses of the round by the provider's name and the unit's."""
    rows = SurveyResponse.objects.visible_to(access).for_list().filter(round=survey_round)
    told = rows.select_related("round__template_version", "contract__agreement", "followup")
    return list(told.order_by("contract__provider__sort_key", "unit__sort_key", "pk"))


def some_questions(survey_round: SurveyRound, keys: Iterable[int], *, seed: str) -> int:
    """Return one of the questions, the same each time."""
    asked = [one.pk for one in asked_in_round(questions_of(survey_round)) if one.pk in set(keys)]
    return asked[roll(seed, len(asked))]
