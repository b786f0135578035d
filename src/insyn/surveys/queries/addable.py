"""Which questions can be added to a running round, and how many it concerns."""

from django.db.models import QuerySet

from insyn.criteria.models import Question
from insyn.criteria.rules import Respondent, TemplateState
from insyn.kernel.access import Access
from insyn.surveys.models import AddedQuestion, SurveyRound
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.rules.questions import asked_in_round


def addable_questions(access: Access, survey_round: SurveyRound) -> QuerySet[Question]:
    """Return the questions of later published versions of the template that are not in the round.

    A question is known by its code, which is the same through the versions.
    """
    version = survey_round.template_version
    present = {question.code for question in asked_in_round(questions_of(survey_round))}
    rows = Question.objects.visible_to(access).filter(
        section__version__template=version.template_id,
        section__version__number__gt=version.number,
        section__version__state=TemplateState.PUBLISHED,
        respondent=Respondent.PROVIDER,
    )
    told = rows.exclude(code__in=present).select_related("section__version")
    return told.order_by("section__version__number", "section__number", "number", "pk")


def added_to(access: Access, survey_round: SurveyRound) -> list[AddedQuestion]:
    """Return the questions that have been added to the round, with why and by whom."""
    rows = AddedQuestion.objects.visible_to(access).filter(round=survey_round)
    return list(rows.select_related("question", "added_by"))
