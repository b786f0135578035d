"""Which handed in responses deviate in nothing, and why the others do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from insyn.criteria.rules import AnswerType
from insyn.criteria.rules.answers import NOT_APPLICABLE
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.kernel.access import Access
from insyn.surveys.models import (
    AnswerReview,
    ProposedFinding,
    SurveyAnswer,
    SurveyResponse,
    SurveyRound,
)
from insyn.surveys.queries.own_questions import Own, own_questions
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.submissions import (
    NOTHING_BEFORE,
    Past,
    newest_submissions,
    past_answers,
)
from insyn.surveys.rules import ProposalState, ResponseState
from insyn.surveys.rules.questions import AskedQuestion, SectionOfRound, asked_in_round
from insyn.surveys.rules.reviewing import Deviation, deviations

READ_BY_PEOPLE = frozenset({AnswerType.TEXT, AnswerType.DOCUMENT})
AT_A_TIME = 1_000
"""Responses whose answers are held in memory at once."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A response with what deviates in it, and its answers counted by area."""

    response: SurveyResponse
    deviations: Sequence[tuple[Deviation, int]]
    counted: Mapping[int, tuple[int, int]]

    @property
    def is_clean(self) -> bool:
        return not self.deviations


def submitted_in(access: Access, survey_round: SurveyRound) -> list[SurveyResponse]:
    """Return the responses of the round that wait to be accepted, in the order they came."""
    rows = SurveyResponse.objects.visible_to(access).for_list().filter(round=survey_round)
    waiting = rows.filter(state=ResponseState.SUBMITTED).select_related("followup")
    return list(waiting.order_by("submitted_at", "pk"))


def weighed(access: Access, responses: Sequence[SurveyResponse]) -> list[Weighed]:
    """Return what deviates in each; all are of one round. About twelve queries a thousand."""
    found: list[Weighed] = []
    for start in range(0, len(responses), AT_A_TIME):
        some = responses[start : start + AT_A_TIME]
        facts = _Facts(access, some)
        found += [facts.weigh(row) for row in some]
    return found


@dataclass(slots=True)
class _Facts:
    """All that is known of the responses, read once for all of them."""

    access: Access
    responses: Sequence[SurveyResponse]
    sections: Sequence[SectionOfRound] = field(init=False)
    questions: Sequence[AskedQuestion] = field(init=False)
    own: Own = field(init=False)
    undecided: Mapping[int, int] = field(init=False)
    findings: Mapping[int, int] = field(init=False)
    files: Mapping[int, int] = field(init=False)
    reviews: Mapping[int, Mapping[int, Any]] = field(init=False)
    handed_in: Mapping[int, Any] = field(init=False)
    past: Mapping[int, Past] = field(init=False)

    def __post_init__(self) -> None:
        access, keys = self.access, [row.pk for row in self.responses]
        self.sections = questions_of(self.responses[0].round)
        self.questions = asked_in_round(self.sections)
        self.own = own_questions(access, self.responses[0].round)
        self.undecided = _undecided(access, keys)
        self.findings = _findings(access, self.responses)
        self.files = _files(access, keys)
        self.reviews = _reviews(access, keys)
        self.handed_in = newest_submissions(access, keys)
        self.past = past_answers(access, self.responses)

    def weigh(self, row: SurveyResponse) -> Weighed:
        handed_in = self.handed_in.get(row.pk)
        answers = handed_in.answers if handed_in else {}
        values = {int(key): one.get("value") for key, one in answers.items()}
        reviews = self.reviews.get(row.pk, {})
        past = self.past.get(row.pk, NOTHING_BEFORE)
        ours = self.own.asked_now(self.sections, {**reviews, **values})
        counts = {
            Deviation.UNDECIDED: self.undecided.get(row.pk, 0),
            Deviation.FINDINGS: self.findings.get(row.followup_id or 0, 0),
            Deviation.OWN_QUESTIONS: sum(
                one.asked.is_required and reviews.get(one.asked.pk) is None for one in ours
            ),
            Deviation.DIFFERS: sum(
                reviews.get(key) is not None and reviews[key] != value
                for key, value in values.items()
            ),
            Deviation.CHANGED: sum(
                past.differs(question, values.get(question.pk)) for question in self.questions
            ),
            Deviation.TO_READ: self.files.get(row.pk, 0) + self._to_read(answers),
        }
        settled = {**values, **{key: one for key, one in reviews.items() if one is not None}}
        return Weighed(row, deviations(counts), self._counted(settled))

    def _to_read(self, answers: Mapping[str, Mapping[str, Any]]) -> int:
        """Count the answers that hold words that nobody has read."""
        kinds = {str(question.pk): question.facts.answer_type for question in self.questions}
        return sum(
            bool(one.get("comment")) or kinds.get(key) in READ_BY_PEOPLE
            for key, one in answers.items()
        )

    def _counted(self, values: Mapping[int, Any]) -> dict[int, tuple[int, int]]:
        homes = {
            question.pk: section.pk for section in self.sections for question in section.questions
        }
        homes |= {own.asked.pk: own.section for own in self.own.questions}
        counted: dict[int, tuple[int, int]] = {}
        for key, value in values.items():
            if value is not None and key in homes:
                answered, applicable = counted.get(homes[key], (0, 0))
                counted[homes[key]] = answered + 1, applicable + (value != NOT_APPLICABLE)
        return counted


def _undecided(access: Access, keys: Collection[int]) -> dict[int, int]:
    rows = ProposedFinding.objects.visible_to(access).filter(
        response__in=keys, state=ProposalState.PROPOSED
    )
    counted = rows.order_by().values("response").annotate(count=Count("pk"))
    return dict(counted.values_list("response", "count"))


def _findings(access: Access, responses: Sequence[SurveyResponse]) -> dict[int, int]:
    kinds = (FindingKind.DEFICIENCY, FindingKind.DEVELOPMENT_AREA)
    rows = Finding.objects.visible_to(access).filter(
        followup__in=[row.followup_id for row in responses], kind__in=kinds
    )
    counted = rows.order_by().values("followup").annotate(count=Count("pk"))
    return dict(counted.values_list("followup", "count"))


def _files(access: Access, keys: Collection[int]) -> dict[int, int]:
    rows = SurveyAnswer.objects.visible_to(access).filter(
        Q(documents__isnull=False), response__in=keys
    )
    counted = rows.order_by().values("response").annotate(count=Count("documents"))
    return dict(counted.values_list("response", "count"))


def _reviews(access: Access, keys: Collection[int]) -> dict[int, dict[int, Any]]:
    rows = AnswerReview.objects.visible_to(access).filter(response__in=keys).order_by()
    found: dict[int, dict[int, Any]] = {}
    for response, question, value in rows.values_list("response", "question", "value"):
        found.setdefault(response, {})[question] = value
    return found
