"""What the summary to the board says, read from a round's results, findings and measures."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, Q

from insyn.findings.rules import FindingKind
from insyn.kernel.access import Access
from insyn.measures.models import CorrectiveAction
from insyn.platform import clock
from insyn.surveys.models import ProposedFinding, SurveyRound
from insyn.surveys.queries.results import (
    QuestionResult,
    Results,
    SectionResult,
    results_of,
)
from insyn.surveys.rules import ProposalState
from insyn.surveys.rules.comparison import EMPTY, Change, Spread, together
from insyn.surveys.rules.summaries import (
    MOST_QUESTIONS,
    DeviationFacts,
    RowFacts,
    ShareFacts,
    SummaryFacts,
)
from insyn.surveys.rules.suppression import LEAST


def summary_facts(access: Access, survey_round: SurveyRound) -> SummaryFacts:
    """Return what the board is told. Small groups are hidden whoever asks.

    At most fourteen queries, whatever the size of the round.
    """
    results = results_of(access, survey_round, sees_all=False)
    board = survey_round.authority
    before = results.before.total.per_cent if results.before else None
    is_enough = results.rate.handed_in >= LEAST
    return SummaryFacts(
        title=survey_round.title,
        board=str(board),
        organisation=board.administration or board.name,
        dated_on=clock.today(),
        concerns_from=survey_round.concerns_from,
        concerns_to=survey_round.concerns_to,
        is_running=survey_round.is_open,
        asked=results.rate.asked,
        handed_in=results.rate.handed_in,
        total=_share(results.board.total),
        before=before,
        earlier=str(results.earlier or ""),
        sections=tuple(map(_section, results.sections)),
        areas=tuple(_areas(results)),
        grid=_grid(results),
        weakest=_weakest(results),
        findings=_findings(access, survey_round) if is_enough else (),
        deviations=_deviations(access, survey_round, results) if is_enough else (),
        hides_something=any(
            one.board.hides_something for section in results.sections for one in section.questions
        ),
    )


def _share(spread: Spread) -> ShareFacts:
    return ShareFacts(spread.per_cent, spread.number, is_hidden=spread.is_hidden)


def _section(section: SectionResult) -> RowFacts:
    board = section.board
    before = section.before.total.per_cent if section.before else None
    return RowFacts(
        section.section.name, _share(board.total), _share(board.own), _share(board.others),
        points=Change(board.total.per_cent, before).points,
    )  # fmt: skip


def _areas(results: Results) -> Iterable[RowFacts]:
    for area, name in results.areas.items():
        rate = results.rate_of(area)
        yield RowFacts(
            name or "Utan verksamhetsområde",
            _share(results.board.areas.get(area, EMPTY)),
            _share(results.board.of(area, is_own=True)),
            _share(results.board.of(area, is_own=False)),
            asked=rate.asked,
            handed_in=rate.handed_in,
        )


def _grid(results: Results) -> Sequence[tuple[str, Sequence[ShareFacts]]]:
    """Return each area of the survey in each area of service."""
    return [
        (
            section.section.name,
            [_share(section.board.areas.get(area, EMPTY)) for area in results.areas],
        )
        for section in results.sections
    ]


def _weakest(results: Results) -> Sequence[RowFacts]:
    """Return the questions that the smallest share meets, of those that may be published."""
    known = [
        one
        for section in results.sections
        for one in section.questions
        if one.board.total.share is not None and one.asked.may_be_published
    ]
    known.sort(key=lambda one: one.board.total.share or 0)
    return [_question(one) for one in known[:MOST_QUESTIONS] if one.board.total.share != 1]


def _question(one: QuestionResult) -> RowFacts:
    board = together([one.board])
    points = one.change(one.board.total).points
    return RowFacts(
        one.asked.text, _share(board.total), _share(board.own), _share(board.others), points=points
    )


def _findings(access: Access, survey_round: SurveyRound) -> Sequence[tuple[str, int]]:
    rows = ProposedFinding.objects.visible_to(access).filter(
        response__round=survey_round, state=ProposalState.ACCEPTED
    )
    counts = dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))
    return [(kind.label, counts[kind]) for kind in FindingKind if counts.get(kind)]


def _deviations(
    access: Access, survey_round: SurveyRound, results: Results
) -> Sequence[DeviationFacts]:
    """Return how many deficiencies each question gave, and how many led to a measure."""
    rows = ProposedFinding.objects.visible_to(access).filter(
        response__round=survey_round,
        state=ProposalState.ACCEPTED,
        kind=FindingKind.DEFICIENCY,
        finding__isnull=False,
    )
    answered = CorrectiveAction.objects.visible_to(access).filter(
        finding__in=rows.order_by().values("finding")
    )
    acted = frozenset(answered.order_by().values_list("finding", flat=True))
    counts = (
        rows.order_by()
        .values_list("question")
        .annotate(
            n=Count("finding", distinct=True),
            done=Count("finding", filter=Q(finding__in=acted), distinct=True),
        )
    )
    texts = {
        one.asked.pk: one.asked.text
        for section in results.sections
        for one in section.questions
        if not one.board.total.is_hidden
    }
    told = [
        DeviationFacts(texts[question], number, done)
        for question, number, done in counts
        if question in texts
    ]
    return sorted(told, key=lambda one: (-one.deficiencies, one.question))
