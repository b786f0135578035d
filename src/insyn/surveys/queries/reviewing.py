"""A response as the one who reviews it meets it: answers, own assessment and proposals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from insyn.criteria.rules.answers import NOT_APPLICABLE
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.findings.rules.inspectorate import SERIOUS
from insyn.kernel.access import Access
from insyn.surveys.models import (
    AnswerReview,
    ProposedFinding,
    Submission,
    SurveyAnswer,
    SurveyResponse,
)
from insyn.surveys.queries.answering import files_of
from insyn.surveys.queries.demands import demands_of
from insyn.surveys.queries.own_questions import Own, own_questions
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.said import said
from insyn.surveys.queries.submissions import (
    NOTHING_BEFORE,
    Past,
    newest_submissions,
    past_answers,
)
from insyn.surveys.rules import AnswerState, ProposalState
from insyn.surveys.rules.answering import FileShown
from insyn.surveys.rules.questions import AskedQuestion, SectionOfRound, asked_now
from insyn.surveys.rules.reviewing import (
    Found,
    Settling,
    acceptance_refusals,
    requirement_said,
    seen_said,
)


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """A proposed finding with what it would say; ``requirement`` is empty when none is known."""

    row: ProposedFinding
    seen: str
    requirement: str
    required_result: str

    @property
    def is_undecided(self) -> bool:
        return self.row.state == ProposalState.PROPOSED

    @property
    def is_decided(self) -> bool:
        return self.row.state in {ProposalState.ACCEPTED, ProposalState.REJECTED}

    @property
    def lacks(self) -> list[str]:
        """Return what the finding that was made of it still lacks."""
        return self.row.finding.lacks() if self.row.finding else []


@dataclass(frozen=True, slots=True)
class QuestionReviewed:
    """A question with the provider's answer and what the authority makes of it.

    An own question has no answer but the authority's: ``own``. ``returned`` is the answer's row
    when it is, or has been, in return.
    """

    asked: AskedQuestion
    number: str
    is_own: bool
    value: Any = None
    words: str = ""
    comment: str = ""
    files: tuple[FileShown, ...] = ()
    earlier: str = ""
    is_changed: bool = False
    own: AnswerReview | None = None
    own_words: str = ""
    returned: SurveyAnswer | None = None
    proposals: tuple[ProposalShown, ...] = ()

    @property
    def differs(self) -> bool:
        """Tell whether the authority's own assessment is another than the provider's answer."""
        if self.is_own or self.own is None or self.own.value is None:
            return False
        return bool(self.own.value != self.value)

    @property
    def is_in_return(self) -> bool:
        return self.returned is not None and self.returned.state == AnswerState.RETURNED

    @property
    def is_left(self) -> bool:
        """Tell whether the authority must still answer it."""
        is_answered = self.own is not None and self.own.value is not None
        return self.is_own and self.asked.is_required and not is_answered

    @property
    def settled(self) -> Any:
        """Return what is held to be so: the own assessment when there is one, else the answer."""
        return self.own.value if self.own and self.own.value is not None else self.value


@dataclass(frozen=True, slots=True)
class SectionReviewed:
    """An area with all its questions, the provider's and the authority's own."""

    pk: int
    number: int
    name: str
    questions: tuple[QuestionReviewed, ...]

    @property
    def undecided(self) -> int:
        return sum(one.is_undecided for question in self.questions for one in question.proposals)


@dataclass(frozen=True, slots=True)
class Reviewing:
    """A response with everything that is known and decided about it."""

    response: SurveyResponse
    submission: Submission | None
    past: Past
    sections: tuple[SectionReviewed, ...]

    @property
    def questions(self) -> list[QuestionReviewed]:
        return [question for section in self.sections for question in section.questions]

    @property
    def proposals(self) -> list[ProposalShown]:
        return [one for question in self.questions for one in question.proposals]

    @property
    def undecided(self) -> int:
        return sum(one.is_undecided for one in self.proposals)

    @property
    def changed(self) -> int:
        return sum(question.is_changed for question in self.questions)

    @property
    def differing(self) -> int:
        return sum(question.differs for question in self.questions)

    @property
    def left(self) -> list[QuestionReviewed]:
        """Return the authority's own questions that must still be answered."""
        return [question for question in self.questions if question.is_left]

    @property
    def settling(self) -> Settling:
        codes = tuple(question.asked.code for question in self.left)
        return Settling(self.response.shown_state, self.undecided, codes)

    @property
    def refusals(self) -> list[str]:
        """Return what stops the whole from being accepted; empty when nothing does."""
        return acceptance_refusals(self.settling)

    def question(self, pk: int) -> QuestionReviewed | None:
        """Return the question with that key; None when the response has no such question."""
        return next((one for one in self.questions if one.asked.pk == pk), None)

    def counted(self, section: int) -> tuple[int, int]:
        """Return how many answers the area has, and how many of them apply."""
        area = next(area for area in self.sections if area.pk == section)
        values = [one.settled for one in area.questions if one.settled is not None]
        return len(values), sum(value != NOT_APPLICABLE for value in values)


def reviewing(access: Access, response: SurveyResponse) -> Reviewing:
    """Return the response as it is reviewed. At most sixteen queries, whatever its size."""
    submission = newest_submissions(access, [response.pk]).get(response.pk)
    past = past_answers(access, [response]).get(response.pk, NOTHING_BEFORE)
    sections, own = questions_of(response.round), own_questions(access, response.round)
    told = _Told(access, response, submission, past)
    values = {**told.values, **{key: row.value for key, row in told.reviews.items()
                                if row.value is not None and key not in told.values}}  # fmt: skip
    asked = asked_now(sections, told.values)
    ours = own.asked_now(sections, values)
    return Reviewing(
        response, submission, past, tuple(_sections(told, sections, own, asked, [
            (one.section, one.asked) for one in ours
        ])),
    )  # fmt: skip


def _sections(
    told: "_Told",
    sections: Sequence[SectionOfRound],
    own: Own,
    asked: set[int],
    ours: Sequence[tuple[int, AskedQuestion]],
) -> Iterable[SectionReviewed]:
    theirs = {section.pk: section for section in sections}
    last = len(sections)
    order = [*theirs, *(key for key in own.names if key not in theirs)]
    for key in order:
        section = theirs.get(key)
        questions = [
            told.question(question, f"{section.number}.{place}")
            for place, question in enumerate(section.questions, 1)
            if question.pk in asked or str(question.pk) in told.answers
        ] if section else []  # fmt: skip
        questions += [told.own_question(question) for home, question in ours if home == key]
        if not questions:
            continue
        last += 0 if section else 1
        yield SectionReviewed(
            pk=key,
            number=section.number if section else last,
            name=section.name if section else own.names[key],
            questions=tuple(questions),
        )


class _Told:
    """Everything that has been said about a response, by question."""

    def __init__(
        self, access: Access, response: SurveyResponse, submission: Submission | None, past: Past
    ) -> None:
        self.past = past
        self.answers: Mapping[str, Mapping[str, Any]] = submission.answers if submission else {}
        self.values = {int(key): one.get("value") for key, one in self.answers.items()}
        rows = AnswerReview.objects.visible_to(access).filter(response=response)
        self.reviews = {row.question_id: row for row in rows.select_related("made_by")}
        stored = SurveyAnswer.objects.visible_to(access).filter(response=response)
        self.rows = {row.question_id: row for row in stored}
        self.files = files_of(self.rows.values())
        self.proposals = _proposals(access, response)
        self.demands = demands_of(
            access, set(self.proposals), response.contract, _day_of(submission)
        )

    def question(self, asked: AskedQuestion, number: str) -> QuestionReviewed:
        answer = self.answers.get(str(asked.pk), {})
        value, own = answer.get("value"), self.reviews.get(asked.pk)
        words, row = said(asked.facts, value), self.rows.get(asked.pk)
        return QuestionReviewed(
            asked=asked,
            number=number,
            is_own=False,
            value=value,
            words=words,
            comment=answer.get("comment", ""),
            files=self.files.get(row.pk, ()) if row else (),
            earlier=self.past.words(asked),
            is_changed=self.past.differs(asked, value),
            own=own,
            own_words=said(asked.facts, own.value) if own else "",
            returned=row if row and row.returned_on else None,
            proposals=tuple(
                self._proposal(asked, words, one) for one in self.proposals.get(asked.pk, ())
            ),
        )

    def own_question(self, asked: AskedQuestion) -> QuestionReviewed:
        own = self.reviews.get(asked.pk)
        words = said(asked.facts, own.value) if own else ""
        return QuestionReviewed(asked, "", is_own=True, own=own, own_words=words)

    def _proposal(self, asked: AskedQuestion, words: str, row: ProposedFinding) -> ProposalShown:
        return ProposalShown(
            row=row,
            seen=seen_said(asked.text, words),
            requirement=requirement_said(self.demands.get(asked.pk, ())),
            required_result=asked.facts.met_when,
        )


def _day_of(submission: Submission | None) -> date:
    return timezone.localdate(submission.submitted_at if submission else None)


def _proposals(access: Access, response: SurveyResponse) -> dict[int, list[ProposedFinding]]:
    rows = ProposedFinding.objects.visible_to(access).filter(response=response)
    told = rows.exclude(state=ProposalState.WITHDRAWN).select_related("finding", "decided_by")
    found: dict[int, list[ProposedFinding]] = {}
    for row in told.order_by("submission_number", "pk"):
        found.setdefault(row.question_id, []).append(row)
    return found


def found_in(access: Access, response: SurveyResponse) -> list[Found]:
    """Return the findings of the response's follow-up that the provider gets to read. One query."""
    rows = Finding.objects.visible_to(access).filter(followup=response.followup_id)
    return [
        Found(FindingKind(row.kind), row.severity in SERIOUS, row.section_id)
        for row in rows
        if row.is_told
    ]
