"""Results as the pages show them: one line per question, area, answer or year."""

from collections.abc import Iterable
from dataclasses import dataclass

from insyn.surveys.models import SurveyRound
from insyn.surveys.queries.results import (
    QuestionResult,
    Rate,
    Results,
    SectionResult,
    YearOfQuestion,
)
from insyn.surveys.rules.comparison import EMPTY, Board, Change, Spread
from insyn.surveys.rules.questions import AskedQuestion
from insyn.surveys.rules.result_words import AnswerLine, answer_lines, per_cent_of, standing_lines


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question in the chosen group, beside both sides of the same area and the time before."""

    asked: AskedQuestion
    shown: Spread
    own: Spread
    others: Spread
    change: Change


@dataclass(frozen=True, slots=True)
class SectionLine:
    """An area of the survey with its questions."""

    name: str
    number: int
    shown: Spread
    own: Spread
    others: Spread
    change: Change
    questions: tuple[QuestionLine, ...]


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area of service: how many answered, and the share met, in-house and others apart."""

    pk: int | None
    name: str
    rate: Rate
    total: Spread
    own: Spread
    others: Spread


def section_lines(results: Results, *, area: int | None, is_own: bool | None) -> list[SectionLine]:
    """Return the areas of the survey in order, in the group that the filter names.

    The change since the time before is told for all together only.
    """
    is_all = area is None and is_own is None
    return [_section_line(one, area, is_own=is_own, is_all=is_all) for one in results.sections]


def _section_line(
    section: SectionResult, area: int | None, *, is_own: bool | None, is_all: bool
) -> SectionLine:
    board = section.board
    before = section.before.total if section.before and is_all else EMPTY
    shown = board.chosen(area, is_own=is_own)
    return SectionLine(
        name=section.section.name,
        number=section.section.number,
        shown=shown,
        own=board.chosen(area, is_own=True),
        others=board.chosen(area, is_own=False),
        change=Change(shown.per_cent, before.per_cent),
        questions=tuple(
            _question_line(one, area, is_own=is_own, is_all=is_all) for one in section.questions
        ),
    )


def _question_line(
    one: QuestionResult, area: int | None, *, is_own: bool | None, is_all: bool
) -> QuestionLine:
    shown = one.board.chosen(area, is_own=is_own)
    before = one.before if one.before and is_all else EMPTY
    return QuestionLine(
        asked=one.asked,
        shown=shown,
        own=one.board.chosen(area, is_own=True),
        others=one.board.chosen(area, is_own=False),
        change=Change(shown.per_cent, before.per_cent),
    )


def area_lines(results: Results) -> list[AreaLine]:
    """Return the areas of service by name, those without an area last."""
    return [
        AreaLine(
            pk=pk,
            name=name,
            rate=results.rate_of(pk),
            total=results.board.areas.get(pk, EMPTY),
            own=results.board.of(pk, is_own=True),
            others=results.board.of(pk, is_own=False),
        )
        for pk, name in results.areas.items()
    ]


@dataclass(frozen=True, slots=True)
class GivenLine:
    """How many gave an answer, of all and of each side."""

    line: AnswerLine
    shown: Spread
    own: Spread
    others: Spread

    @property
    def count(self) -> int:
        return self.shown.count(self.line.code)

    @property
    def per_cent(self) -> int:
        return per_cent_of(self.count, self.shown.number)

    @property
    def own_count(self) -> int | None:
        return None if self.own.is_hidden else self.own.count(self.line.code)

    @property
    def others_count(self) -> int | None:
        return None if self.others.is_hidden else self.others.count(self.line.code)


def given_lines(
    one: QuestionResult, *, area: int | None, is_own: bool | None
) -> tuple[list[GivenLine], list[GivenLine]]:
    """Return the lines of the answers, and those of met, partly met and unmet."""
    board = one.board
    shown = board.chosen(area, is_own=is_own)
    sides = (board.chosen(area, is_own=True), board.chosen(area, is_own=False))
    answers = answer_lines(one.asked.facts, board.total)
    standings = standing_lines(board.total)
    return (
        [GivenLine(line, shown, *sides) for line in answers],
        [GivenLine(line, shown, *sides) for line in standings],
    )


@dataclass(frozen=True, slots=True)
class AreaOfQuestion:
    """A question in one area of service."""

    pk: int | None
    name: str
    total: Spread
    own: Spread
    others: Spread


def areas_of_question(results: Results, board: Board) -> list[AreaOfQuestion]:
    """Return the question in each area of service where somebody answered it."""
    return [
        AreaOfQuestion(
            pk, name, board.areas[pk], board.of(pk, is_own=True), board.of(pk, is_own=False)
        )
        for pk, name in results.areas.items()
        if pk in board.areas
    ]


@dataclass(frozen=True, slots=True)
class YearLine:
    """A question in one round."""

    round: SurveyRound
    total: Spread
    own: Spread
    others: Spread


def year_lines(
    years: Iterable[YearOfQuestion], survey_round: SurveyRound, board: Board
) -> list[YearLine]:
    """Return the question in each round, the earliest first and this one last."""
    every = [*((one.round, one.board) for one in years), (survey_round, board)]
    return [YearLine(row, told.total, told.own, told.others) for row, told in every]
