"""The responses behind a figure, and each unit beside the others."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, JSONField, OuterRef, Q, Subquery, Value

from insyn.kernel.access import Access
from insyn.surveys.models import (
    Submission,
    SurveyResponse,
    SurveyRound,
)
from insyn.surveys.models.responses import SubmissionQuerySet, SurveyResponseQuerySet
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.results import (
    boards_of,
    earlier_of,
    newest_answers,
    together_amounts,
)
from insyn.surveys.queries.said import said
from insyn.surveys.queries.scope import OWN_FORMS
from insyn.surveys.rules import HANDED_IN
from insyn.surveys.rules.comparison import Board, Change, Spread
from insyn.surveys.rules.questions import AskedQuestion, SectionOfRound, asked_in_round
from insyn.surveys.rules.tallying import (
    Coder,
    Group,
    coded,
    standing,
)


def answerers_of(
    access: Access, survey_round: SurveyRound, *, area: int | None, is_own: bool | None
) -> SurveyResponseQuerySet:
    """Return what was handed in to the round, of an area and a side when they are named."""
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round, state__in=HANDED_IN)
    if area is not None:
        rows = rows.filter(service_area=area)
    if is_own is not None:
        forms = list(OWN_FORMS)
        rows = rows.filter(operating_form__in=forms) if is_own else rows.exclude(
            operating_form__in=forms
        )  # fmt: skip
    return rows.for_list().order_by("contract__provider__name", "unit__name", "pk")


def newest(access: Access, survey_round: SurveyRound) -> SubmissionQuerySet:
    """Return the newest submission of each response in the round."""
    rows = Submission.objects.visible_to(access).filter(response__round=survey_round)
    last = Submission.objects.visible_to(access).filter(response=OuterRef("response"))
    return rows.filter(number=Subquery(last.order_by("-number").values("number")[:1]))


def named(rows: SurveyResponseQuerySet, text: str) -> SurveyResponseQuerySet:
    """Keep the responses whose provider or unit holds the text."""
    if not text:
        return rows
    return rows.filter(Q(contract__provider__name__icontains=text) | Q(unit__name__icontains=text))


class _ValueAt(Func):
    """One value out of a JSON object, by the names that lead to it.

    Django's own lookup takes a name made of digits for a place in a list.
    """

    function = "JSONB_EXTRACT_PATH"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Write it as the arrow of SQLite, with the names as one path."""
        del context
        column, *names = self.source_expressions
        path = "$" + "".join(f'."{name.value}"' for name in names if isinstance(name, Value))
        arrow = Func(column, Value(path), template="(%(expressions)s)", arg_joiner=" -> ")
        return arrow.as_sql(compiler, connection)


def _value_of(question: int) -> Func:
    return _ValueAt(F("answers"), Value(str(question)), Value("value"))


def with_answer(
    access: Access, survey_round: SurveyRound, asked: AskedQuestion, code: str
) -> list[int]:
    """Return the keys of the responses whose answer to the question has that code.

    The codes are those of the tallies, so that the rows are as many as the figure says.
    """
    rows = newest(access, survey_round).order_by().annotate(said=_value_of(asked.pk))
    found = rows.values_list("response", "said").iterator(chunk_size=2000)
    return [pk for pk, given in found if any(own == code for own, _n in coded(asked.facts, given))]


@dataclass(frozen=True, slots=True)
class UnitCompared:
    """A unit's share met, beside all others and its own the time before, in whole per cent."""

    response: SurveyResponse
    now: Spread
    before: int | None
    all: int | None

    @property
    def per_cent(self) -> int | None:
        return self.now.per_cent

    @property
    def against_all(self) -> Change:
        return Change(self.now.per_cent, self.all)

    @property
    def against_before(self) -> Change:
        return Change(self.now.per_cent, self.before)


def units_compared(
    access: Access, survey_round: SurveyRound, responses: Collection[SurveyResponse], all_: Spread
) -> list[UnitCompared]:
    """Return the responses with their shares met. At most eight queries, however many."""
    now = _shares(access, survey_round, [row.pk for row in responses])
    before = _shares_before(access, survey_round, responses)
    return [
        UnitCompared(row, now.get(row.pk, Spread()), before.get(_place(row)), all_.per_cent)
        for row in responses
    ]


def _place(row: SurveyResponse) -> tuple[int | None, int | None]:
    return (row.unit_id, None if row.unit_id else row.contract_id)


def _shares(
    access: Access, survey_round: SurveyRound, responses: Collection[int]
) -> dict[int, Spread]:
    coder = Coder(asked_in_round(questions_of(survey_round)))
    return {
        pk: together_amounts({cell.answer: amount} for cell, amount in _cells(coder, answers))
        for pk, answers in newest_answers(access, responses).items()
    }


def _cells(coder: Coder, answers: Mapping[str, Mapping[str, object]]) -> Iterable[Any]:
    return coder.tallies(answers, Group(None, "")).items()


def _shares_before(
    access: Access, survey_round: SurveyRound, responses: Collection[SurveyResponse]
) -> dict[tuple[int | None, int | None], int | None]:
    earlier = next(iter(earlier_of(access, survey_round)), None)
    if earlier is None:
        return {}
    rows = SurveyResponse.objects.visible_to(access).filter(round=earlier, state__in=HANDED_IN)
    wanted = {_place(row) for row in responses}
    same = [row for row in rows.only("unit", "contract") if _place(row) in wanted]
    shares = _shares(access, earlier, [row.pk for row in same])
    return {_place(row): shares[row.pk].per_cent for row in same if row.pk in shares}


@dataclass(frozen=True, slots=True)
class AnswerCompared:
    """A unit's answer to a question: in words, last time, and how the others answered."""

    asked: AskedQuestion
    value: str
    standing: str
    before: str
    all: Spread
    area: Spread


@dataclass(frozen=True, slots=True)
class SectionOfUnit:
    """An area of a unit's response."""

    section: SectionOfRound
    answers: tuple[AnswerCompared, ...]


def unit_compared(
    access: Access, response: SurveyResponse, before: SurveyResponse | None
) -> list[SectionOfUnit]:
    """Return the unit's answers beside all, its area and what it said the time before."""
    survey_round = response.round
    answers = newest_answers(access, [response.pk]).get(response.pk, {})
    last = _said_by_code(access, before) if before else {}
    found = boards_of(access, survey_round, sees_all=True)
    return [
        SectionOfUnit(
            section,
            tuple(
                _compared(asked, answers, last, found.get(asked.pk), response.service_area_id)
                for asked in section.questions
            ),
        )
        for section in questions_of(survey_round)
    ]


def _compared(
    asked: AskedQuestion,
    answers: Mapping[str, Mapping[str, object]],
    last: Mapping[str, str],
    board: Board | None,
    area: int | None,
) -> AnswerCompared:
    value = answers.get(str(asked.pk), {}).get("value")
    is_read = bool(said(asked.facts, value))
    return AnswerCompared(
        asked=asked,
        value=said(asked.facts, value),
        standing=standing(asked.facts, value) if is_read else "",
        before=last.get(asked.code, ""),
        all=board.total if board else Spread(),
        area=board.areas.get(area, Spread()) if board else Spread(),
    )


def _said_by_code(access: Access, response: SurveyResponse) -> dict[str, str]:
    answers = newest_answers(access, [response.pk]).get(response.pk, {})
    return {
        asked.code: said(asked.facts, answers.get(str(asked.pk), {}).get("value"))
        for asked in asked_in_round(questions_of(response.round))
    }
