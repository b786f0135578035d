"""The authority's own answer to a question, beside the provider's or instead of it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.criteria.rules import QuestionFacts
from insyn.criteria.rules.answers import answer_problem
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.platform.text import tidy_text
from insyn.surveys.models import AnswerReview, SurveyResponse
from insyn.surveys.queries.own_questions import own_questions
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.rules.questions import AskedQuestion, asked_in_round
from insyn.surveys.rules.reviewing import review_refusal
from insyn.surveys.rules.texts import personal_number_problem
from insyn.surveys.services.reviews.locks import locked_for_review, note


@transaction.atomic
def assess_answer(
    access: Access,
    response: SurveyResponse,
    *,
    question: int,
    value: Any = None,
    comment: str = "",
    version: int | None = None,
) -> AnswerReview | None:
    """Write the authority's own assessment of a question, or its answer to an own question.

    Neither a value nor a comment takes the assessment away; then None is returned. ``version``
    is that of the assessment, 0 when the page showed none.

    Raises:
        RuleViolation: the answers are not handed in or accepted already, the question is none
            of the round's, or the value is no answer to it.
        Outdated: somebody assessed the question after the page was read.
    """
    locked = locked_for_review(access, response)
    asked = _asked(access, locked, question)
    words = tidy_text(comment)
    _check(locked, asked.facts, value, words)
    row = _own(access, locked, asked, version)
    before = row.value
    if value is None and not words:
        _forget(row)
    else:
        said = {"value": value, "note": words, "made_by_id": access.user_id}
        for name, one in (said | {"made_at": clock.now()}).items():
            setattr(row, name, one)
        row.save()
    facts = {"question": asked.code, "changed": before != value, "has_note": bool(words)}
    note(access, "assessed", locked, facts)
    return row if row.pk else None


def _asked(access: Access, response: SurveyResponse, key: int) -> AskedQuestion:
    theirs = asked_in_round(questions_of(response.round))
    ours = [own.asked for own in own_questions(access, response.round).questions]
    found = next((asked for asked in (*theirs, *ours) if asked.pk == key), None)
    if found is None:
        raise RuleViolation(_("Frågan finns inte i enkäten. Läs in sidan igen."))
    return found


def _check(response: SurveyResponse, facts: QuestionFacts, value: Any, words: str) -> None:
    refusal = review_refusal(response.shown_state)
    if not refusal and value is not None:
        refusal = answer_problem(facts, value)
    told = f"{value}\n{words}" if isinstance(value, str) else words
    if refusal := refusal or personal_number_problem(told):
        raise RuleViolation(_(refusal))


def _own(
    access: Access, response: SurveyResponse, asked: AskedQuestion, version: int | None
) -> AnswerReview:
    rows = AnswerReview.objects.visible_to(access)
    found = rows.filter(response=response, question=asked.pk).first()
    if found is None:
        return AnswerReview(response=response, question_id=asked.pk)
    locked = locked_row(rows, pk=found.pk, version=version)
    locked.version += 1
    return locked


def _forget(row: AnswerReview) -> None:
    if row.pk:
        row.delete()
