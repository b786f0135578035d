"""Client questions: which sets there are, what they ask, and what replies say from five and up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.criteria.models import Question, TemplateVersion
from insyn.criteria.queries.content import levels_of, question_facts
from insyn.criteria.rules import QuestionFacts, TemplateState
from insyn.kernel.access import Access
from insyn.registry.models import Contract, Unit
from insyn.surveys.models import ClientQuestions, ClientReply
from insyn.surveys.rules.clients import QUARTER, Period, periods, quarter_of
from insyn.surveys.rules.comparison import HIDDEN, Spread, merged
from insyn.surveys.rules.result_words import AnswerLine, answer_lines
from insyn.surveys.rules.suppression import hidden_parts, is_small
from insyn.surveys.rules.tallying import Amount, coded

MOST_UNITS = 200
"""Units that are offered at once; more are found by name."""


@dataclass(frozen=True, slots=True)
class ClientQuestion:
    """A question that is put to clients."""

    pk: int
    section: str
    facts: QuestionFacts


def sets_listed(access: Access, *, text: str = "") -> QuerySet[ClientQuestions]:
    """Return the sets that the asker sees, with ``replies_count``: how many replies there are."""
    rows = ClientQuestions.objects.visible_to(access).select_related(
        "authority__municipality", "template_version__template"
    )
    if text:
        rows = rows.filter(title__icontains=text)
    counted = rows.annotate(replies_count=Count("replies"))
    return counted.order_by("-starts_on", "title", "pk")


def askable_versions(access: Access) -> QuerySet[TemplateVersion]:
    """Return the published versions of templates; what they ask is judged when one is chosen."""
    rows = TemplateVersion.objects.visible_to(access).filter(state=TemplateState.PUBLISHED)
    return rows.select_related("template").order_by("template__name", "-number")


def asked_of_clients(access: Access, version: TemplateVersion) -> list[ClientQuestion]:
    """Return what the version asks, in order. Two queries."""
    rows = Question.objects.visible_to(access).filter(section__version=version)
    told = list(rows.select_related("section", "scale").order_by("section__number", "number", "pk"))
    levels = levels_of(access, {row.scale_id for row in told if row.scale_id})
    return [
        ClientQuestion(
            row.pk, row.section.name, question_facts(row, levels.get(row.scale_id or 0, ()))
        )
        for row in told
    ]


def units_asked_about(
    access: Access, questions: ClientQuestions, *, on: date, text: str = ""
) -> QuerySet[Unit]:
    """Return the open units that replies can concern: in the municipality, or under contract."""
    board: Authority = questions.authority
    contracts = Contract.objects.visible_to(access).filter(agreement__authority=board)
    held = Contract.units.through.objects.filter(contract__in=contracts.order_by().values("pk"))
    rows = Unit.objects.open(on).filter(
        Q(municipality=board.municipality_id) | Q(pk__in=held.values("unit"))
    )
    areas = list(questions.service_areas.values_list("pk", flat=True))
    if areas:
        rows = rows.filter(service_area__in=areas)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(provider__name__icontains=text))
    return rows.select_related("provider").order_by("sort_key", "pk")


@dataclass(frozen=True, slots=True)
class ReplyLine:
    """One group in a table: all, a quarter, month, area or unit, and how it answered.

    ``counts`` are by the answers of the question, in order. ``is_part`` is a month or unit.
    """

    name: str
    spread: Spread
    counts: tuple[int, ...] = ()
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class ClientResult:
    """How a question was answered in a period: by all, in time and by place."""

    question: ClientQuestion
    answers: tuple[AnswerLine, ...]
    total: Spread
    times: tuple[ReplyLine, ...] = ()
    places: tuple[ReplyLine, ...] = ()

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(self.total.count(line.code) for line in self.answers)


@dataclass(frozen=True, slots=True)
class ClientResults:
    """What clients said in one period. ``periods`` are all that are shown, the latest last."""

    periods: Sequence[Period]
    period: Period | None
    results: Sequence[ClientResult]


def results_of_clients(
    access: Access, questions: ClientQuestions, *, today: date, chosen: int | None = None
) -> ClientResults:
    """Return what clients said in the chosen period, from 0, or the latest. At most six queries.

    Only periods that nothing more can come to, each with five replies or more, and in them only
    groups of five. The same for everybody: nobody may see a single reply.
    """
    rows = ClientReply.objects.visible_to(access).filter(questions=questions).order_by()
    counts = {row["month"]: row["n"] for row in rows.values("month").annotate(n=Count("pk"))}
    shown = periods(counts, today=today)
    if not shown:
        return ClientResults((), None, ())
    at = chosen if chosen is not None and 0 <= chosen < len(shown) else len(shown) - 1
    period = shown[at]
    told = rows.filter(month__gte=period.starts, month__lte=period.ends)
    replies = list(told.values_list("unit", "month", "answers"))
    asked = asked_of_clients(access, questions.template_version)
    names = _unit_names({unit for unit, _month, _answers in replies})
    results = [_result(one, replies, names) for one in asked]
    return ClientResults(shown, period, results)


Reply = tuple[int, date, Mapping[str, object]]
UnitNames = Mapping[int, tuple[str, str]]
"""The unit's key to the names of its area and its own."""


def _unit_names(keys: Iterable[int]) -> UnitNames:
    rows = Unit.objects.filter(pk__in=list(keys)).order_by("sort_key", "pk")
    told = rows.values_list("pk", "service_area__name", "name", "provider__name")
    return {pk: (area, f"{name}, {provider}") for pk, area, name, provider in told}


def _result(question: ClientQuestion, replies: Iterable[Reply], names: UnitNames) -> ClientResult:
    said = [
        (unit, month, dict(coded(question.facts, value)))
        for unit, month, answers in replies
        if (value := answers.get(str(question.pk))) is not None
    ]
    total = merged(Spread(amounts) for _unit, _month, amounts in said)
    lines = tuple(answer_lines(question.facts, total))
    if is_small(total.number):
        return ClientResult(question, lines, HIDDEN)
    codes = tuple(line.code for line in lines)
    times = ((_quarter(month), f"{month:%Y-%m}", amounts) for _unit, month, amounts in said)
    places = ((*names[unit], amounts) for unit, _month, amounts in said)
    return ClientResult(question, lines, total, _lines(times, codes), _lines(places, codes))


def _quarter(month: date) -> str:
    start = quarter_of(month)
    return _("%(year)d kvartal %(number)d") % {
        "year": start.year, "number": (start.month + QUARTER - 1) // QUARTER,
    }  # fmt: skip


def _lines(
    said: Iterable[tuple[str, str, Mapping[str, Amount]]], codes: Sequence[str]
) -> tuple[ReplyLine, ...]:
    """Return the groups by name, each with its parts below; those that are too small hidden."""
    spreads: dict[tuple[str, str], list[Spread]] = {}
    for group, part, amounts in said:
        spreads.setdefault((group, part), []).append(Spread(amounts))
    cells = {key: merged(spreads[key]) for key in sorted(spreads)}
    hidden = hidden_parts({key: spread.number for key, spread in cells.items()})
    found: dict[str, list[ReplyLine]] = {}
    for (group, part), spread in cells.items():
        is_hidden = (group, part) in hidden.parts
        line = _line(part, HIDDEN if is_hidden else spread, codes, is_part=True)
        found.setdefault(group, []).append(line)
    told: list[ReplyLine] = []
    for group, parts in found.items():
        if group in hidden.groups:
            told.append(_line(group, HIDDEN, codes))
            continue
        whole = merged(spread for (own, _part), spread in cells.items() if own == group)
        told += [_line(group, whole, codes), *parts]
    return tuple(told)


def _line(name: str, spread: Spread, codes: Sequence[str], *, is_part: bool = False) -> ReplyLine:
    return ReplyLine(name, spread, tuple(map(spread.count, codes)), is_part=is_part)
