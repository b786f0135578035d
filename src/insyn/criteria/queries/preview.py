"""A template as those who answer will see it, with answers tried out. Nothing is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from insyn.criteria.queries.editor import QuestionShown, SectionShown, VersionShown
from insyn.criteria.rules import AnswerType, QuestionFacts, Respondent, asked_in
from insyn.criteria.rules.answers import (
    NOT_APPLICABLE,
    answer_problem,
    choices_to,
)
from insyn.criteria.rules.conditions import number_of, shown_questions
from insyn.criteria.rules.findings import Proposal, proposals
from insyn.kernel.choices import Choice
from insyn.platform import clock
from insyn.platform.text import tidy_line

RIGHT, OF = "ratt", "av"
"""What the two fields of a sample add to the name of the question."""


class Reader(Choice):
    """Whose eyes the template is seen with."""

    PROVIDER = "utforare", "Utföraren"
    REVIEWER = "uppfoljare", "Uppföljaren"


@dataclass(frozen=True, slots=True)
class Tried:
    """A question with the answer that was tried, and what it leads to."""

    shown: QuestionShown
    is_asked: bool
    typed: str
    chosen: frozenset[str]
    problem: str
    proposals: Sequence[Proposal]
    right: str = ""
    of: str = ""

    @property
    def facts(self) -> QuestionFacts:
        return self.shown.facts

    @property
    def choices(self) -> list[tuple[str, str]]:
        return choices_to(self.facts)


@dataclass(frozen=True, slots=True)
class TriedSection:
    """An area with its questions, as they are seen."""

    area: SectionShown
    questions: Sequence[Tried]

    @property
    def asked_count(self) -> int:
        return sum(1 for tried in self.questions if tried.is_asked)


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole template as one reader sees it."""

    sections: Sequence[TriedSection]
    asked: int
    waiting: int
    """How many more questions other answers would bring."""


def preview(version: VersionShown, reader: Reader, query: QueryDict) -> Preview:
    """Return the template as the reader sees it, given the answers in the address."""
    answers = {facts.code: answer_of(facts, query) for facts in asked_in(version.facts)}
    given = {code: value for code, value in answers.items() if value is not None}
    asked = {facts.code for facts in shown_questions(asked_in(version.facts), given)}
    sections = [
        TriedSection(
            area,
            [
                _tried(shown, query, answers, is_asked=shown.facts.code in asked)
                for shown in area.questions
                if reader == Reader.REVIEWER or is_for_provider(shown.facts)
            ],
        )
        for area in version.areas
    ]
    seen = [tried for section in sections for tried in section.questions]
    number = sum(1 for tried in seen if tried.is_asked)
    return Preview([s for s in sections if s.questions], number, len(seen) - number)


def is_for_provider(facts: QuestionFacts) -> bool:
    """Tell whether the provider answers the question and may see it beforehand."""
    return facts.respondent == Respondent.PROVIDER and facts.is_visible_in_advance


def answer_of(facts: QuestionFacts, query: QueryDict) -> object:
    """Return the answer in the address as it would be kept; None when there is none."""
    typed = query.getlist(facts.code)
    if NOT_APPLICABLE in typed:
        return NOT_APPLICABLE
    if facts.answer_type == AnswerType.SEVERAL:
        return typed or None
    if facts.answer_type == AnswerType.SAMPLE:
        return _sample(facts.code, query)
    said = tidy_line(typed[0]) if typed else ""
    if not said:
        return None
    is_amount = facts.answer_type in {AnswerType.NUMBER, AnswerType.PERCENT}
    return number_of(said) if is_amount else said


def _sample(code: str, query: QueryDict) -> object:
    right, of = query.get(f"{code}-{RIGHT}", "").strip(), query.get(f"{code}-{OF}", "").strip()
    if not right and not of:
        return None
    return {"right": number_of(right), "of": number_of(of)}


def _tried(
    shown: QuestionShown, query: QueryDict, answers: Mapping[str, object], *, is_asked: bool
) -> Tried:
    facts = shown.facts
    value = answers[facts.code]
    problem = answer_problem(facts, value) if value is not None else ""
    found = proposals(facts, value, today=clock.today()) if is_asked else []
    return Tried(
        shown=shown,
        is_asked=is_asked,
        typed=query.get(facts.code, ""),
        chosen=frozenset(query.getlist(facts.code)),
        problem=problem,
        proposals=found,
        right=query.get(f"{facts.code}-{RIGHT}", ""),
        of=query.get(f"{facts.code}-{OF}", ""),
    )
