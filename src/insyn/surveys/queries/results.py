"""What a round gave: each question, area and section, and the same questions the times before."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from django.db.models import Count, Q

from insyn.kernel.access import Access, Permission
from insyn.registry.models import ServiceArea
from insyn.surveys.models import Submission, SurveyResponse, SurveyRound
from insyn.surveys.queries.questions import questions_of
from insyn.surveys.queries.scope import OWN_FORMS
from insyn.surveys.queries.tallies import tallies_of
from insyn.surveys.rules import HANDED_IN, ResponseState, RoundState
from insyn.surveys.rules.comparison import (
    NO_ANSWERS,
    Board,
    Change,
    Spread,
    boards,
    rounded,
    together,
)
from insyn.surveys.rules.questions import AskedQuestion, SectionOfRound, asked_in_round
from insyn.surveys.rules.tallying import ANSWERED, STANDINGS, Amount

SHARES = frozenset({*STANDINGS, ANSWERED})
"""Codes that tell how many answered, and how many of them met what was asked."""
MOST_EARLIER = 4
"""Earlier rounds that a question is compared with."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many were asked and how many have handed in."""

    asked: int = 0
    handed_in: int = 0

    @property
    def per_cent(self) -> int | None:
        return rounded(Fraction(self.handed_in, self.asked)) if self.asked else None


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """A question and how it was answered, and its share met in the round before."""

    asked: AskedQuestion
    board: Board
    before: Spread | None = None

    def change(self, now: Spread) -> Change:
        return Change(now.per_cent, self.before.per_cent if self.before else None)


@dataclass(frozen=True, slots=True)
class SectionResult:
    """An area of the survey: its questions, and all of them together."""

    section: SectionOfRound
    questions: tuple[QuestionResult, ...]
    board: Board
    before: Board | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """What a round gave. ``sees_all``: the reader may see each response, so nothing is hidden.

    ``earlier`` is the round before that asked some of the same questions.
    """

    round: SurveyRound
    sections: tuple[SectionResult, ...]
    board: Board
    areas: Mapping[int | None, str]
    rates: Mapping[tuple[int | None, bool], Rate]
    sees_all: bool
    earlier: SurveyRound | None = None
    before: Board | None = None

    @property
    def rate(self) -> Rate:
        return summed(self.rates.values())

    def rate_of(self, area: int | None) -> Rate:
        return summed(rate for (place, _side), rate in self.rates.items() if place == area)

    def rate_of_side(self, *, is_own: bool) -> Rate:
        return summed(rate for (_area, side), rate in self.rates.items() if side is is_own)

    def question(self, pk: int) -> QuestionResult | None:
        """Return the question's result; None when the round has no such question."""
        found = (one for section in self.sections for one in section.questions)
        return next((one for one in found if one.asked.pk == pk), None)


def summed(rates: Iterable[Rate]) -> Rate:
    """Return the rates as one."""
    each = list(rates)
    return Rate(sum(one.asked for one in each), sum(one.handed_in for one in each))


def sees_each_response(access: Access, survey_round: SurveyRound) -> bool:
    """Tell whether the asker reviews the round's answers and may see each response."""
    return access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=survey_round.authority_id)


def may_see_results(access: Access, survey_round: SurveyRound) -> bool:
    """Tell whether the asker may see results now.

    One who does not see each response sees them when the round is closed: two readings of a
    running round would tell what a single response said.
    """
    return sees_each_response(access, survey_round) or survey_round.state == RoundState.CLOSED


def results_of(
    access: Access,
    survey_round: SurveyRound,
    *,
    sees_all: bool,
    with_earlier: bool = True,
    shares_only: bool = True,
) -> Results:
    """Return what the round gave, beside the round before. At most ten queries.

    ``sees_all`` is never True for papers and files that go to others. With ``shares_only`` it is
    counted how many answered and met, and not which answers they gave.
    """
    codes = SHARES if shares_only else None
    found = boards_of(access, survey_round, sees_all=sees_all, codes=codes)
    earlier = next(iter(earlier_of(access, survey_round)), None) if with_earlier else None
    before = boards_by_code(access, earlier, sees_all=sees_all) if earlier else {}
    sections = tuple(_section(section, found, before) for section in questions_of(survey_round))
    rates = rates_of(access, survey_round)
    return Results(
        round=survey_round,
        sections=sections,
        board=together(section.board for section in sections),
        areas=_names({area for area, _side in rates}),
        rates=rates,
        sees_all=sees_all,
        earlier=earlier if before else None,
        before=_joined(sections),
    )


def _section(
    section: SectionOfRound, found: Mapping[int, Board], before: Mapping[str, Board]
) -> SectionResult:
    questions = tuple(
        QuestionResult(
            asked,
            found.get(asked.pk, NO_ANSWERS),
            before[asked.code].total if asked.code in before else None,
        )
        for asked in section.questions
    )
    same = [before[asked.code] for asked in section.questions if asked.code in before]
    return SectionResult(
        section,
        questions,
        together(one.board for one in questions),
        together(same) if same else None,
    )


def _joined(sections: Iterable[SectionResult]) -> Board | None:
    known = [section.before for section in sections if section.before]
    return together(known) if known else None


def boards_of(
    access: Access,
    survey_round: SurveyRound,
    *,
    sees_all: bool,
    codes: Collection[str] | None = None,
) -> dict[int, Board]:
    """Return the round's answers by question and group; of all codes, or those that are named."""
    tallies = tallies_of(access, survey_round, codes)
    return boards(tallies, own_forms=OWN_FORMS, sees_all=sees_all)


def boards_by_code(
    access: Access, survey_round: SurveyRound, *, sees_all: bool
) -> dict[str, Board]:
    """Return the round's answers by the code of the question, which is the same every year."""
    found = boards_of(access, survey_round, sees_all=sees_all, codes=SHARES)
    asked = asked_in_round(questions_of(survey_round))
    return {one.code: found[one.pk] for one in asked if one.pk in found}


def earlier_of(access: Access, survey_round: SurveyRound) -> list[SurveyRound]:
    """Return the closed rounds before of the same template and board, the latest first."""
    rows = SurveyRound.objects.visible_to(access).filter(
        authority=survey_round.authority_id,
        template_version__template=survey_round.template_version.template_id,
        concerns_to__lt=survey_round.concerns_to,
        state=RoundState.CLOSED,
    )
    return list(rows.order_by("-concerns_to", "-pk")[:MOST_EARLIER])


def rates_of(access: Access, survey_round: SurveyRound) -> dict[tuple[int | None, bool], Rate]:
    """Return how many were asked and have handed in, by area and side. One query."""
    rows = SurveyResponse.objects.visible_to(access).filter(round=survey_round)
    told = rows.exclude(state=ResponseState.WAITING).order_by()
    counted = told.values_list("service_area", "operating_form").annotate(
        n=Count("pk"), done=Count("pk", filter=Q(state__in=HANDED_IN))
    )
    found: dict[tuple[int | None, bool], Rate] = {}
    for area, form, number, done in counted:
        place = (area, form in OWN_FORMS)
        found[place] = summed([found.get(place, Rate()), Rate(number, done)])
    return found


def _names(areas: Collection[int | None]) -> dict[int | None, str]:
    """Return the areas' names in order; those without an area last."""
    rows = ServiceArea.objects.filter(pk__in=[area for area in areas if area])
    names: dict[int | None, str] = {row.pk: row.name for row in rows.order_by("name", "pk")}
    return names | ({None: ""} if None in areas else {})


@dataclass(frozen=True, slots=True)
class YearOfQuestion:
    """How a question was answered in one round."""

    round: SurveyRound
    board: Board


def years_of_question(
    access: Access, survey_round: SurveyRound, asked: AskedQuestion, *, sees_all: bool
) -> list[YearOfQuestion]:
    """Return the same question in the rounds before, the earliest first."""
    found = []
    for earlier in reversed(earlier_of(access, survey_round)):
        by_code = boards_by_code(access, earlier, sees_all=sees_all)
        if asked.code in by_code:
            found.append(YearOfQuestion(earlier, by_code[asked.code]))
    return found


def together_amounts(several: Iterable[Mapping[str, Amount]]) -> Spread:
    """Return the amounts of several questions as one spread."""
    boards_each = (Board(Spread(amounts), {}, {}, {}) for amounts in several)
    return together(boards_each).total


def response_before(access: Access, response: SurveyResponse) -> SurveyResponse | None:
    """Return what the same unit, or contract, handed in to the round before; None if nothing."""
    earlier = [one.pk for one in earlier_of(access, response.round)]
    rows = SurveyResponse.objects.visible_to(access).filter(
        round__in=earlier, state__in=HANDED_IN, unit=response.unit_id
    )
    if response.unit_id is None:
        rows = rows.filter(contract=response.contract_id)
    told = rows.select_related("round__template_version")
    return told.order_by("-round__concerns_to", "-pk").first()


AT_A_TIME = 2_000
"""Responses in one question to the database."""


def newest_answers(
    access: Access, responses: Collection[int]
) -> dict[int, Mapping[str, Mapping[str, object]]]:
    """Return what each of the responses says in its newest submission. One query per 2 000."""
    found: dict[int, Mapping[str, Mapping[str, object]]] = {}
    keys = iter(responses)
    while some := list(islice(keys, AT_A_TIME)):
        rows = Submission.objects.visible_to(access).filter(response__in=some)
        found.update(rows.order_by("number").values_list("response", "answers"))
    return found
