"""Adding a question to a round that runs: deliberately, with a reason, and told to everybody."""

from collections.abc import Mapping
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from insyn.audit.services import record
from insyn.criteria.models import Question
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.mailing.rules import MailKind
from insyn.mailing.services import queue_mails
from insyn.platform import clock
from insyn.surveys.letters.invitations import Letter, added_question
from insyn.surveys.models import AddedQuestion, SurveyAnswer, SurveyResponse, SurveyRound
from insyn.surveys.queries.addable import addable_questions
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.words import words_of
from insyn.surveys.rules import AWAITED, HANDED_IN, AnswerState
from insyn.surveys.rules.questions import SectionOfRound, required_now
from insyn.surveys.rules.rounds import adding_refusal
from insyn.surveys.services.locks import locked_round, place_of
from insyn.surveys.services.mails import to_addressees


@transaction.atomic
def add_question(
    access: Access,
    survey_round: SurveyRound,
    question: Question,
    *,
    reason: str,
    version: int | None = None,
) -> AddedQuestion:
    """Add a question of a later published version of the same template to the running round.

    Those who have not handed in must answer it, if it is one that must be answered; for those
    who have, it is voluntary until somebody returns it. Everybody is told by mail.

    Raises:
        RuleViolation: the round does not run, no reason is given, or the question is not one
            that can be added.
        Outdated: somebody changed the round after the page was read.
    """
    row = locked_round(access, survey_round, version)
    if refusal := adding_refusal(row.shown_state, reason=reason):
        raise RuleViolation(_(refusal))
    if not addable_questions(access, row).filter(pk=question.pk).exists():
        raise RuleViolation(
            _(
                "Frågan kan inte läggas till. Den ska stå i en senare publicerad version av samma "
                "mall, besvaras av utföraren och inte redan finnas i omgången."
            )
        )
    added = AddedQuestion.objects.create(
        round=row, question=question, reason=reason.strip(), added_at=clock.now(),
        added_by_id=access.user_id,  # type: ignore[misc]  # only people may send surveys
    )  # fmt: skip
    row.version += 1
    row.save(update_fields=["version"])
    _recount(access, row, question)
    _tell(access, row, added)
    told = {"question": question.code, "text": question.text, "reason": added.reason}
    record(access, "survey_round.question_added", row, place=place_of(row), facts=told)
    return added


def _recount(access: Access, survey_round: SurveyRound, question: Question) -> None:
    """Let those who have never handed in have one more question to answer, where it is asked."""
    if not question.is_required:
        return
    rows = SurveyResponse.objects.visible_to(access).filter(
        round=survey_round, state__in=AWAITED, submitted_at=None
    )
    if question.condition is None:
        rows.update(required_count=F("required_count") + 1)
        return
    sections = questions_of(survey_round)
    given = _answers(access, survey_round)
    changed = [row for row in rows if _counted_anew(row, sections, given.get(row.pk, {}))]
    all_rows = SurveyResponse.objects.visible_to(access)
    all_rows.bulk_update(changed, ["required_count"], batch_size=500)


def _counted_anew(
    response: SurveyResponse, sections: tuple[SectionOfRound, ...], answers: Mapping[int, object]
) -> bool:
    """Count what must be answered; return whether it is another number than before."""
    before = response.required_count
    response.required_count = len(required_now(sections, answers))
    return response.required_count != before


def _answers(access: Access, survey_round: SurveyRound) -> dict[int, dict[int, object]]:
    found: dict[int, dict[int, object]] = {}
    rows = SurveyAnswer.objects.visible_to(access).filter(
        response__round=survey_round, response__state__in=AWAITED, state=AnswerState.ANSWERED
    )
    for response, question, value in rows.order_by().values_list("response", "question", "value"):
        found.setdefault(response, {})[question] = value
    return found


def _tell(access: Access, survey_round: SurveyRound, added: AddedQuestion) -> None:
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round)
    told = list(rows.select_related("contract__provider", "unit", "service_area"))
    for response in told:
        response.round = survey_round
    letter = partial(_letter, survey_round, added)
    mails = to_addressees(access, told, MailKind.QUESTION, letter, mark=str(added.pk))
    queue_mails(access, mails)


def _letter(survey_round: SurveyRound, added: AddedQuestion, response: SurveyResponse) -> Letter:
    return added_question(
        words_of(response, survey_round),
        question=added.question.text,
        reason=added.reason,
        is_handed_in=response.state in HANDED_IN,
    )
