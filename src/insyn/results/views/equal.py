"""Pages that compare private and in-house services: same questions, frequency and outcome?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, count, label, list_file
from insyn.papers.excel import ColumnKind
from insyn.papers.html import drawing
from insyn.platform import clock
from insyn.results.forms.equal import EqualFilter
from insyn.results.http import ROW_COLUMNS
from insyn.results.queries.equal import equal_facts
from insyn.results.queries.rows import rows_behind
from insyn.results.rules.equal import (
    FEWEST,
    LABELS,
    MEANINGS,
    Compared,
    CountedIn,
    EqualFacts,
    Found,
    Side,
    Verdict,
    frequency,
    judged,
    outcome,
    waited,
)
from insyn.results.rules.equal_answers import answer
from insyn.results.rules.equal_drawing import MOST, Pair, intervals
from insyn.results.rules.equal_intervals import Interval
from insyn.results.rules.equal_questions import Asked, AskedQuestion, asked_of_both, questions
from insyn.results.rules.tables import RowKind

PAGE_SIZE = 50
QUESTIONS_SHOWN = 20


@require_GET
def equal(request: Request) -> HttpResponseBase:
    """Compare the two sides: questions, frequency and outcome."""
    filters = EqualFilter(request.access, request.GET, today=clock.today())
    facts = equal_facts(request.access, filters.scope)
    often, found = frequency(facts), outcome(facts)
    lines = judged([*often, *found])
    if file := list_file(request, COLUMNS, [Shown(line) for line in lines], _("Lika villkor")):
        return file
    asked = questions(facts)
    apart = [row for row in asked if row.asked in {Asked.PRIVATE, Asked.IN_HOUSE}]
    context = {
        "filters": filters,
        "scope": filters.scope,
        "followups": len(facts.followups(Side.PRIVATE)) + len(facts.followups(Side.IN_HOUSE)),
        "left_out": facts.left_out,
        "sides": list(Side),
        "often": [Shown(line) for line in lines[: len(often)]],
        **_by_enough(lines[len(often) :]),
        "often_said": answer(lines[: len(often)]),
        "found_said": answer(lines[len(often) :]),
        "waits": waited(facts),
        "chart": _chart(lines),
        "verdicts": [(verdict, MEANINGS[verdict]) for verdict in _used(lines)],
        "asked": _asked(asked),
        "question_page": Paginator(apart, QUESTIONS_SHOWN).get_page(request.GET.get("page")),
        "fewest": FEWEST,
        "compared": sum(1 for line in lines if line.chance is not None),
    }
    return render(request, "results/equal.html", context)


@require_GET
def equal_rows(request: Request, line: str, side: str) -> HttpResponseBase:
    """List the rows behind a figure of one side."""
    filters = EqualFilter(request.access, request.GET, today=clock.today())
    chosen = next((one for one in Side if one == side), None)
    if chosen is None:
        raise Http404
    title, name, kind, keys = _figure(equal_facts(request.access, filters.scope), line, chosen)
    if file := list_file(
        request, ROW_COLUMNS, lambda: rows_behind(request.access, kind, keys), title
    ):
        return file
    page = Paginator(keys, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "title": title,
        "name": name,
        "side": chosen,
        "kind": kind,
        "filters": filters,
        "page": page,
        "rows": rows_behind(request.access, kind, list(page)),
        "back": f"{reverse('results:equal')}?{filters.query}",
    }
    return render(request, "results/equal_rows.html", context)


def _figure(facts: EqualFacts, key: str, side: Side) -> tuple[str, str, RowKind, Sequence[int]]:
    """Return what the figure is called, and its rows.

    Raises:
        Http404: there is no such figure.
    """
    for line in (*frequency(facts), *outcome(facts)):
        if line.key == key:
            found = line.of(side)
            return _(line.label), line.name, found.row_kind, found.rows
    for wait in waited(facts):
        if wait.side is side and key in {"waited", "never"}:
            rows = wait.measured if key == "waited" else wait.never
            return _(LABELS[key]), "", RowKind.CONTRACT, rows
    for row in questions(facts):
        if row.key == key:
            return _("Frågan ställdes"), row.text, RowKind.FOLLOWUP, row.of(side)
    raise Http404


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the comparison as a page shows it: shares in percent."""

    line: Compared

    @property
    def factor(self) -> int:
        return 100 if self.line.counted_in is CountedIn.PERCENT else 1

    @property
    def decimals(self) -> int:
        return 0 if self.line.counted_in is CountedIn.PERCENT else 2

    @property
    def sides(self) -> list["ShownSide"]:
        return [ShownSide(self, side, self.line.of(side)) for side in Side]

    @property
    def apart(self) -> tuple[float, float, float] | None:
        """Return the difference and its interval, in the unit of the line."""
        one, other = self.line.private.value, self.line.in_house.value
        if self.line.apart is None or one is None or other is None:
            return None
        held = self.line.apart
        return (
            self.factor * (one - other), self.factor * held.low, self.factor * held.high
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownSide:
    """A figure of one side as a page shows it."""

    shown: Shown
    side: Side
    found: Found

    @property
    def value(self) -> float | None:
        return None if self.found.value is None else self.shown.factor * self.found.value

    @property
    def interval(self) -> Interval | None:
        held = self.found.interval
        factor = self.shown.factor
        return Interval(held.low * factor, held.high * factor) if held else None


def _by_enough(lines: Sequence[Compared]) -> dict[str, list[Shown]]:
    """Return the lines that can be compared and, apart, those with too few; all if none can."""
    enough = [Shown(line) for line in lines if line.verdict is not Verdict.TOO_FEW]
    few = [Shown(line) for line in lines if line.verdict is Verdict.TOO_FEW]
    return {"found": enough, "few": few} if enough else {"found": few, "few": []}


def _used(lines: Sequence[Compared]) -> list[Verdict]:
    return [verdict for verdict in Verdict if any(line.verdict is verdict for line in lines)]


def _asked(rows: Sequence[AskedQuestion]) -> dict[str, object]:
    """Return how many questions both sides were asked, and how many each."""
    share = asked_of_both(rows)
    return {
        "total": len(rows),
        "percent": 100 * share.value if share else None,
        "counts": [(one, sum(1 for row in rows if row.asked is one)) for one in Asked],
    }


def _chart(lines: Sequence[Compared]) -> SafeString | None:
    """Return the shares with their intervals: those that can be compared, or all if none can."""
    shares = [line for line in lines if line.counted_in is CountedIn.PERCENT]
    shares = [line for line in shares if line.verdict is not Verdict.TOO_FEW] or shares
    pairs = [
        Pair(line.name or _(line.label), (_drawn(line.private), _drawn(line.in_house)))
        for line in shares
        if line.private.estimate and line.in_house.estimate
    ]
    if not pairs:
        return None
    said = _("Andelar som finns på båda sidorna, med intervall på 95 procent. Tabellerna har alla.")
    if len(pairs) > MOST:
        said += " " + _("Diagrammet visar de första %(count)d.") % {"count": MOST}
    names = (_(Side.PRIVATE.label), _(Side.IN_HOUSE.label))
    return drawing(intervals(_("Andelar på de två sidorna"), said, names, pairs))


def _drawn(found: Found) -> tuple[float, Interval] | None:
    if found.value is None or found.interval is None:
        return None
    return found.value, found.interval


def _column(heading: object, side: int, part: str) -> ListColumn:
    def value(row: Shown) -> object:
        one = row.sides[side]
        held = one.interval
        if part == "value" or held is None:
            found = one.value
        else:
            found = held.low if part == "low" else held.high
        return None if found is None else round(found, 3)

    return ListColumn(heading, value, ColumnKind.NUMBER, width=14)  # type: ignore[arg-type]


COLUMNS = (
    ListColumn(__("Vad som jämförs"), lambda row: row.line.name or _(row.line.label), width=44),
    ListColumn(__("Räknat i"), lambda row: label(row.line.counted_in)),
    _column(__("Privata och idéburna"), 0, "value"),
    _column(__("Privata, från"), 0, "low"),
    _column(__("Privata, till"), 0, "high"),
    count(__("Privata, av"), lambda row: row.line.private.among),
    _column(__("Egen regi"), 1, "value"),
    _column(__("Egen regi, från"), 1, "low"),
    _column(__("Egen regi, till"), 1, "high"),
    count(__("Egen regi, av"), lambda row: row.line.in_house.among),
    ListColumn(__("Vad som kan sägas"), lambda row: label(row.line.verdict), width=32),
)
"""The comparison as a file."""
