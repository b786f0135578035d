"""A response with its questions and answers, as the one who answers meets it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from insyn.documents.models import Document
from insyn.kernel.access import Access
from insyn.surveys.models import Addressee, Submission, SurveyAnswer, SurveyResponse
from insyn.surveys.queries.delegation import Answerer, answerers, name_of, sections_among
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.said import said
from insyn.surveys.rules import HANDED_IN, AnswerState, ResponseState, RoundState
from insyn.surveys.rules.answering import (
    NOTHING_GIVEN,
    Asking,
    FileShown,
    Given,
    QuestionShown,
    SectionShown,
    section_shown,
)
from insyn.surveys.rules.operations import locked_because
from insyn.surveys.rules.questions import (
    AskedQuestion,
    SectionOfRound,
    asked_in_round,
    asked_now,
    required_now,
)


@dataclass(frozen=True, slots=True)
class Answering:
    """A response as one of those who answer it meets it.

    ``sections`` are those that the asker has been given. ``closed`` says why nothing can be
    changed, empty when something can. ``is_whole`` tells whether the asker may hand it in; only
    then are there ``submissions``, the newest first.
    """

    response: SurveyResponse
    sections: tuple[SectionShown, ...]
    people: Sequence[Answerer]
    is_whole: bool
    closed: str
    submissions: Sequence[Submission]

    @property
    def required(self) -> int:
        return sum(section.required for section in self.sections)

    @property
    def answered(self) -> int:
        return sum(section.answered for section in self.sections)

    @property
    def returned(self) -> int:
        return sum(section.returned for section in self.sections)

    @property
    def left(self) -> list[tuple[SectionShown, QuestionShown]]:
        """Return what must still be answered with its area: what came back first."""
        waiting = [(area, one) for area in self.sections for one in area.left]
        return sorted(waiting, key=lambda pair: not pair[1].is_returned)

    def section(self, number: int) -> SectionShown | None:
        """Return the area with that number; None when the asker has no such area."""
        return next((area for area in self.sections if area.number == number), None)


def answering(
    access: Access, response: SurveyResponse, *, typed: Mapping[int, Given] | None = None
) -> Answering:
    """Return the response with its questions and answers.

    ``typed`` replaces answers by what was typed and could not be kept. The response is already
    seen through ``shown_to_provider``. At most nine queries.
    """
    sections = questions_of(response.round)
    people = answerers(access, response)
    own = sections_among(access, response, people)
    given = given_in(access, response, sections)
    locked = locked_because(ResponseState(response.state), RoundState(response.round.state))
    asking = _asking(response, sections, given, is_locked=bool(locked))
    told = {**given, **(typed or {})}
    shown = tuple(
        section_shown(section, told, asking, people=_given_to(section, people))
        for section in sections
        if own is None or section.pk in own
    )
    submissions = list(_submissions(access, response)) if own is None else []
    return Answering(response, shown, people, own is None, locked, submissions)


def _asking(
    response: SurveyResponse,
    sections: Sequence[SectionOfRound],
    given: Mapping[int, Given],
    *,
    is_locked: bool,
) -> Asking:
    values = {key: one.value for key, one in given.items()}
    return Asking(
        asked=asked_now(sections, values),
        required=required_now(sections, values, has_submitted=response.submitted_at is not None),
        opened=frozenset() if is_locked else _changeable(response, sections, given),
        known={question.code: question for question in asked_in_round(sections)},
        say=said,
    )


def _given_to(section: SectionOfRound, people: Iterable[Answerer]) -> tuple[str, ...]:
    return tuple(person.name for person in people if section.pk in person.section_ids)


def _changeable(
    response: SurveyResponse, sections: Sequence[SectionOfRound], given: Mapping[int, Given]
) -> frozenset[int]:
    """Return the keys of the questions whose answers can change now: all, or what came back."""
    every = [question.pk for question in asked_in_round(sections)]
    if response.state != ResponseState.RETURNED:
        return frozenset(every)
    since = response.returned_at
    return frozenset(key for key in every if _may_change(given.get(key, NOTHING_GIVEN), since))


def _may_change(given: Given, since: datetime | None) -> bool:
    is_new = bool(since and given.answered_at and given.answered_at >= since)
    return is_new or given.state != AnswerState.ANSWERED


def _submissions(access: Access, response: SurveyResponse) -> Iterable[Submission]:
    rows = Submission.objects.shown_to_provider(access).filter(response=response)
    return rows.defer("answers").select_related("submitted_by").order_by("-number")


def given_in(
    access: Access, response: SurveyResponse, sections: Sequence[SectionOfRound]
) -> dict[int, Given]:
    """Return the answers as they stand by question, with files and what was said last time."""
    rows = SurveyAnswer.objects.shown_to_provider(access).filter(response=response)
    answers = list(rows.select_related("answered_by"))
    files = files_of(answers)
    names = _known_names(access, response)
    found = {
        row.question_id: Given(
            value=row.value,
            comment=row.comment,
            state=row.shown_state,
            revision=row.revision,
            prefilled_from=row.prefilled_from,
            returned_reason=row.returned_reason,
            returned_on=row.returned_on,
            answered_at=row.answered_at,
            answered_by=names.get(row.answered_by_id or 0, ""),
            files=files.get(row.pk, ()),
        )
        for row in answers
    }
    return _with_earlier(found, *earlier_answers(access, response, sections))


def files_of(answers: Iterable[SurveyAnswer]) -> dict[int, tuple[FileShown, ...]]:
    """Return the files of each answer, in the order they came, by the answer's key. One query."""
    links = SurveyAnswer.documents.through.objects.filter(
        surveyanswer__in=[row.pk for row in answers]
    )
    found: dict[int, tuple[FileShown, ...]] = {}
    names = links.order_by("pk").values_list(
        "surveyanswer_id", "document_id", "document__file_name"
    )
    for answer_id, document_id, name in names:
        found[answer_id] = (*found.get(answer_id, ()), FileShown(document_id, name))
    return found


def _known_names(access: Access, response: SurveyResponse) -> dict[int, str]:
    """Return the names of those who have answered for the provider; nobody in the authority."""
    rows = Addressee.objects.shown_to_provider(access).filter(response=response)
    names = {row.user_id: name_of(row.user) for row in rows.select_related("user")}
    return names | ({access.user_id: access.name} if access.user_id else {})


def _with_earlier(
    given: Mapping[int, Given], earlier: Mapping[int, str], when: str
) -> dict[int, Given]:
    keys = {*given, *earlier}
    return {
        key: replace(
            given.get(key, NOTHING_GIVEN),
            earlier=earlier.get(key, ""),
            earlier_when=when if key in earlier else "",
        )
        for key in keys
    }


def earlier_answers(
    access: Access, response: SurveyResponse, sections: Sequence[SectionOfRound]
) -> tuple[dict[int, str], str]:
    """Return what was answered the last time, in words by question, and to which survey.

    The same unit, or the same contract when the response concerns no unit; the same question
    by its code. Only what the asker may see.
    """
    before = earlier_response(access, response)
    if before is None:
        return {}, ""
    answers = before.submission.answers if before.submission else {}
    asked_then = {q.code: q for q in asked_in_round(questions_of(before.response.round))}
    found = {}
    for question in asked_in_round(sections):
        words = _said(asked_then.get(question.code), answers)
        if words:
            found[question.pk] = words
    return found, str(before.response.round)


def _said(question: AskedQuestion | None, answers: Mapping[str, Mapping[str, object]]) -> str:
    if question is None or str(question.pk) not in answers:
        return ""
    return said(question.facts, answers[str(question.pk)].get("value"))


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier response of the same unit and its newest submission, if any."""

    response: SurveyResponse
    submission: Submission | None


def earlier_response(access: Access, response: SurveyResponse) -> Earlier | None:
    """Return the newest earlier response that was handed in; None when there is none."""
    rows = SurveyResponse.objects.shown_to_provider(access).filter(
        state__in=HANDED_IN,
        round__authority=response.round.authority_id,
        round__concerns_to__lt=response.round.concerns_to,
        contract__provider=response.contract.provider_id,
        unit=response.unit_id,
    )
    if response.unit_id is None:
        rows = rows.filter(contract=response.contract_id)
    found = rows.select_related("round").order_by("-round__concerns_to", "-pk").first()
    if found is None:
        return None
    newest = Submission.objects.shown_to_provider(access).filter(response=found)
    return Earlier(found, newest.order_by("-number").first())


def file_of_answer(access: Access, response: SurveyResponse, document_pk: int) -> Document | None:
    """Return a file of one of the response's answers that the asker may open; else None."""
    rows = SurveyAnswer.objects.shown_to_provider(access).filter(response=response)
    own = sections_among(access, response, answerers(access, response))
    if own is not None:
        rows = rows.filter(question__in=_questions_in(response, own))
    links = SurveyAnswer.documents.through.objects.filter(
        surveyanswer__in=list(rows.values_list("pk", flat=True)), document__pk=document_pk
    )
    link = links.select_related("document").first()
    return link.document if link else None


def _questions_in(response: SurveyResponse, own: frozenset[int]) -> list[int]:
    areas = (area for area in questions_of(response.round) if area.pk in own)
    return [question.pk for area in areas for question in area.questions]
