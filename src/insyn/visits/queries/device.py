"""A visit as a device keeps it: what is asked, what stands, and what waits for a choice."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from insyn.accounts.models import User
from insyn.criteria.models import Question, TemplateVersion
from insyn.criteria.queries.content import content_of, levels_of, question_facts
from insyn.criteria.rules import QuestionFacts, Respondent
from insyn.criteria.rules.answers import answer_in_words
from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.kernel.evidence import Evidence
from insyn.visits.models import Observation, Visit, VisitAnswer, VisitOperation
from insyn.visits.rules.device import AreaAsked, QuestionAskedOnVisit
from insyn.visits.rules.operations import VisitOperationOutcome

Source: TypeAlias = Callable[
    [Access, Followup, Collection[int]], Mapping[int | None, Sequence[Evidence]]
]


@dataclass(frozen=True, slots=True)
class AnswerThere:
    """An answer as it stands, also in words. ``by`` is who gave it."""

    question: int
    value: Any
    comment: str
    revision: int
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class NoteThere:
    """A note as it stands. ``key`` is None for one that was not written on a device."""

    key: UUID | None
    section: int
    question: int | None
    text: str
    revision: int
    by: str


@dataclass(frozen=True, slots=True)
class ConflictThere:
    """An operation that waits for somebody to choose, and how it reads in words."""

    key: UUID
    question: int | None
    section: int | None
    note: UUID | None
    value: Any
    comment: str
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class There:
    """What stands on the visit now; answers and notes only those changed after a revision.

    ``note_keys`` are the marks of all notes that remain, so that a device can drop the others.
    """

    revision: int
    answers: tuple[AnswerThere, ...]
    notes: tuple[NoteThere, ...]
    conflicts: tuple[ConflictThere, ...]
    note_keys: tuple[UUID, ...]


def areas_asked(access: Access, version: TemplateVersion) -> tuple[AreaAsked, ...]:
    """Return the template's areas, each with the questions that reviewers answer.

    At most three queries.
    """
    content = content_of(access, version)
    rows = [question for area in content for question in area.questions]
    levels = levels_of(access, {row.scale_id for row in rows if row.scale_id})
    return tuple(
        AreaAsked(
            pk=area.section.pk,
            number=area.section.number,
            name=area.section.name,
            intro=area.section.intro,
            questions=tuple(
                QuestionAskedOnVisit(row.pk, question_facts(row, levels.get(row.scale_id or 0, ())))
                for row in area.questions
                if _is_ours(row)
            ),
            others=tuple(row.pk for row in area.questions if not _is_ours(row)),
        )
        for area in content
    )


def _is_ours(row: Question) -> bool:
    return row.respondent == Respondent.REVIEWER


def facts_by_key(areas: Iterable[AreaAsked]) -> dict[int, QuestionFacts]:
    """Return the questions that reviewers answer, by key."""
    return {one.pk: one.facts for area in areas for one in area.questions}


def what_is_there(
    access: Access, visit: Visit, facts: Mapping[int, QuestionFacts], *, since: int = 0
) -> There:
    """Return the answers and notes changed after the revision, and all that waits for a choice.

    With ``since`` 0 everything. At most four queries.
    """
    answers = VisitAnswer.objects.visible_to(access).filter(visit=visit, revision__gt=since)
    notes = list(Observation.objects.visible_to(access).filter(visit=visit))
    waiting = VisitOperation.objects.visible_to(access).filter(
        visit=visit, outcome=VisitOperationOutcome.CONFLICT, settled_by=None
    )
    given, asked = list(answers), list(waiting)
    people = {row.answered_by_id for row in given} | {row.user_id for row in asked}
    names = names_of(people | {row.noted_by_id for row in notes})
    return There(
        revision=visit.revision,
        answers=tuple(_answer(row, names, facts) for row in given),
        notes=tuple(_note(row, names) for row in notes if row.revision > since or not since),
        conflicts=tuple(_conflict(row, names, facts) for row in asked),
        note_keys=tuple(row.key for row in notes if row.key),
    )


def names_of(users: Collection[int | None]) -> dict[int | None, str]:
    """Return the users' names by key. At most one query."""
    known = [key for key in users if key is not None]
    return {key: str(user) for key, user in User.objects.in_bulk(known).items()} if known else {}


def _answer(
    row: VisitAnswer, names: Mapping[int | None, str], facts: Mapping[int, QuestionFacts]
) -> AnswerThere:
    return AnswerThere(
        question=row.question_id,
        value=row.value,
        comment=row.comment,
        revision=row.revision,
        words=said(facts.get(row.question_id), row.value),
        by=names.get(row.answered_by_id, ""),
    )


def _note(row: Observation, names: Mapping[int | None, str]) -> NoteThere:
    return NoteThere(
        key=row.key,
        section=row.section_id,
        question=row.question_id,
        text=row.text,
        revision=row.revision,
        by=names.get(row.noted_by_id, ""),
    )


def _conflict(
    row: VisitOperation, names: Mapping[int | None, str], facts: Mapping[int, QuestionFacts]
) -> ConflictThere:
    asked = facts.get(row.question_id or 0)
    return ConflictThere(
        key=row.key,
        question=row.question_id,
        section=row.section_id,
        note=row.target,
        value=row.value,
        comment=row.comment,
        words=str(row.value or "") if row.target else said(asked, row.value),
        by=names.get(row.user_id, ""),
    )


def said(asked: QuestionFacts | None, value: Any) -> str:
    """Return the answer as people read it, in the reader's language; empty when there is none."""
    if asked is None or value is None:
        return ""
    return _(answer_in_words(asked, value))


def evidence_of(
    access: Access, followup: Followup, question_ids: Collection[int]
) -> Mapping[int, Sequence[Evidence]]:
    """Return what the provider has said before, by question.

    Asked of the sources that ``settings.PROVIDER_EVIDENCE_SOURCES`` names.
    """
    found: dict[int, list[Evidence]] = {}
    for source in import_string(settings.PROVIDER_EVIDENCE_SOURCES):
        ask: Source = source
        for key, known in ask(access, followup, question_ids).items():
            if key is not None:
                found.setdefault(key, []).extend(one for one in known if one.is_provider)
    return found
