"""What was handed in last, and the time before, as the authority reads it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from insyn.criteria.rules import QuestionFacts
from insyn.kernel.access import Access
from insyn.surveys.models import Submission, SurveyResponse
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.said import said
from insyn.surveys.rules import HANDED_IN
from insyn.surveys.rules.questions import AskedQuestion, asked_in_round

AT_A_TIME = 5_000
"""Keys in one question to the database."""


def newest_submissions(access: Access, responses: Collection[int]) -> dict[int, Submission]:
    """Return the newest submission of each response that has one. One query per 5 000."""
    keys = list(responses)
    found: dict[int, Submission] = {}
    for start in range(0, len(keys), AT_A_TIME):
        rows = Submission.objects.visible_to(access).filter(
            response__in=keys[start : start + AT_A_TIME]
        )
        newest = rows.order_by().values("response").annotate(newest=Max("pk")).values("newest")
        latest = Submission.objects.visible_to(access).filter(pk__in=newest)
        found |= {row.response_id: row for row in latest}
    return found


@dataclass(frozen=True, slots=True)
class Past:
    """What a unit answered the last time: in which survey, and each answer by question code."""

    survey: str
    answers: Mapping[str, tuple[QuestionFacts, Any]]

    def words(self, question: AskedQuestion) -> str:
        """Return the answer to the same question then, in words; empty when there is none."""
        facts, value = self.answers.get(question.code, (question.facts, None))
        return said(facts, value)

    def differs(self, question: AskedQuestion, value: object) -> bool:
        """Tell whether the same question was answered then, in the same way, and otherwise."""
        found = self.answers.get(question.code)
        if found is None or value is None:
            return False
        facts, before = found
        return facts.answer_type == question.facts.answer_type and before != value


NOTHING_BEFORE = Past("", {})


def past_answers(access: Access, responses: Sequence[SurveyResponse]) -> dict[int, Past]:
    """Return what the same units, or contracts, answered the last time, by response.

    The responses are of one round. Three queries, and those of each earlier round's questions
    the first time they are read.
    """
    before = _before(access, responses)
    handed_in = newest_submissions(access, {row.pk for row in before.values()})
    return {
        key: _past(row, handed_in[row.pk]) for key, row in before.items() if row.pk in handed_in
    }


def _before(access: Access, responses: Sequence[SurveyResponse]) -> dict[int, SurveyResponse]:
    if not responses:
        return {}
    present = responses[0].round
    rows = SurveyResponse.objects.visible_to(access).filter(
        state__in=HANDED_IN,
        round__authority=present.authority_id,
        round__concerns_to__lt=present.concerns_to,
    )
    told = rows.select_related("round", "contract").order_by("round__concerns_to", "pk")
    newest = {_place(row): row for row in told}
    return {row.pk: newest[_place(row)] for row in responses if _place(row) in newest}


def _place(row: SurveyResponse) -> tuple[int, int | None, int | None]:
    """Return what makes two responses of two rounds the same unit's, or the same contract's."""
    contract = row.contract_id if row.unit_id is None else None
    return row.contract.provider_id, row.unit_id, contract


def _past(row: SurveyResponse, submission: Submission) -> Past:
    asked = asked_in_round(questions_of(row.round))
    return Past(str(row.round), dict(_given(asked, submission.answers)))


def _given(
    asked: Iterable[AskedQuestion], answers: Mapping[str, Mapping[str, Any]]
) -> Iterable[tuple[str, tuple[QuestionFacts, Any]]]:
    for question in asked:
        value = answers.get(str(question.pk), {}).get("value")
        if value is not None:
            yield question.code, (question.facts, value)
