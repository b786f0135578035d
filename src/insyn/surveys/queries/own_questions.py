"""The questions of a round that the authority answers itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from insyn.criteria.models import Question, Section
from insyn.criteria.queries.content import levels_of, question_facts
from insyn.criteria.rules import QuestionFacts, Respondent
from insyn.criteria.rules.conditions import shown_questions
from insyn.kernel.access import Access
from insyn.surveys.models import SurveyRound
from insyn.surveys.rules.questions import AskedQuestion, SectionOfRound


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question that the reviewer or the commissioner answers, with the key of its area."""

    section: int
    asked: AskedQuestion


@dataclass(frozen=True, slots=True)
class Own:
    """The authority's own questions of a round, and the order of all its areas.

    ``names`` are the areas of the version by key, in order.
    """

    names: Mapping[int, str]
    questions: Sequence[OwnQuestion]

    def asked_now(
        self, sections: Sequence[SectionOfRound], values: Mapping[int, Any]
    ) -> list[OwnQuestion]:
        """Return those that are asked, given everybody's answers by key."""
        if not self.questions:
            return []
        every = self._in_order(sections)
        given = {
            question.code: values[question.pk]
            for question in every
            if values.get(question.pk) is not None
        }
        shown = {facts.code for facts in shown_questions([q.facts for q in every], given)}
        return [own for own in self.questions if own.asked.code in shown]

    def _in_order(self, sections: Sequence[SectionOfRound]) -> list[AskedQuestion]:
        place = {key: at for at, key in enumerate(self.names)}
        theirs = [(section.pk, question) for section in sections for question in section.questions]
        ours = [(own.section, own.asked) for own in self.questions]
        last = len(place)
        placed = sorted(
            [*theirs, *ours], key=lambda pair: (place.get(pair[0], last), pair[1].number)
        )
        return [question for _section, question in placed]


def own_questions(access: Access, survey_round: SurveyRound) -> Own:
    """Return the round's questions that are not the provider's to answer. At most three queries."""
    version = survey_round.template_version_id
    rows = Question.objects.visible_to(access).filter(section__version=version)
    told = rows.exclude(respondent=Respondent.PROVIDER).select_related("scale")
    found = list(told.order_by("section__number", "number", "pk"))
    levels = levels_of(access, {row.scale_id for row in found if row.scale_id})
    sections = Section.objects.visible_to(access).filter(version=version)
    return Own(
        names=dict(sections.order_by("number").values_list("pk", "name")),
        questions=[
            OwnQuestion(
                row.section_id, _asked(row, question_facts(row, levels.get(row.scale_id or 0, ())))
            )
            for row in found
        ],
    )


def _asked(row: Question, facts: QuestionFacts) -> AskedQuestion:
    return AskedQuestion(
        pk=row.pk,
        code=row.code,
        number=row.number,
        text=row.text,
        help=row.help,
        evidence=row.evidence,
        facts=facts,
        is_required=row.is_required,
        may_be_published=row.may_be_published,
    )
