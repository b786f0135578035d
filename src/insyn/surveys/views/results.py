"""Pages about what a round gave: each question, each area, each unit, and the rows as a file."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import (
    FILE_TYPES,
    ListColumn,
    columns_file,
    count,
    day,
    label,
    list_file,
)
from insyn.kernel.access import Permission
from insyn.papers.excel import ColumnKind
from insyn.surveys.forms.results import CompareFilter, ResultFilter
from insyn.surveys.http import PER_PAGE, response_at, round_at
from insyn.surveys.models import SurveyRound
from insyn.surveys.queries.long_form import LongRow, long_rows
from insyn.surveys.queries.result_lines import (
    area_lines,
    areas_of_question,
    given_lines,
    section_lines,
    year_lines,
)
from insyn.surveys.queries.result_rows import (
    answerers_of,
    named,
    unit_compared,
    units_compared,
    with_answer,
)
from insyn.surveys.queries.results import (
    Results,
    may_see_results,
    response_before,
    results_of,
    sees_each_response,
    years_of_question,
)
from insyn.surveys.queries.words import name_of
from insyn.surveys.rules.result_words import STANDING_LABELS

_LOOKED_AT = {"tab": "results"}

LONG_COLUMNS = (
    ListColumn(__("Omgång"), lambda row: row.about.survey, width=30),
    ListColumn(__("Utförare"), lambda row: row.about.provider, width=30),
    ListColumn(__("Organisationsnummer"), lambda row: row.about.number),
    ListColumn(__("Verksamhet"), lambda row: row.about.unit, width=30),
    ListColumn(__("Driftform"), lambda row: row.about.form),
    ListColumn(__("Verksamhetsområde"), lambda row: row.about.area),
    ListColumn(__("Område"), lambda row: row.section),
    ListColumn(__("Frågans kod"), lambda row: row.asked.code, width=12),
    ListColumn(__("Fråga"), lambda row: row.asked.text, width=60),
    ListColumn(__("Svarstyp"), lambda row: label(row.asked.facts.answer_type)),
    ListColumn(__("Svar, lagrat"), lambda row: row.code),
    ListColumn(__("Svar i ord"), lambda row: row.words, width=40),
    ListColumn(__("Svar som tal"), lambda row: row.number, ColumnKind.NUMBER, width=12),
    day(__("Svar som datum"), lambda row: _day(row.day)),
    count(__("Antal rätt"), lambda row: row.part.get("right")),
    count(__("Antal granskade"), lambda row: row.part.get("of")),
    ListColumn(__("Räknas som"), lambda row: row.standing),
    ListColumn(__("Kommentar"), lambda row: row.comment, width=40),
    ListColumn(__("Frågans läge"), lambda row: row.state),
    ListColumn(__("Svarets läge"), lambda row: row.about.state),
    ListColumn(__("Egen bedömning"), lambda row: row.own_assessment),
    ListColumn(__("Resultat"), lambda row: row.finding),
)
"""Every answer in long form: one row per unit and question, whatever its type."""

COMPARE_COLUMNS = (
    ListColumn(__("Utförare"), lambda row: str(row.response.contract.provider), width=36),
    ListColumn(__("Verksamhet"), lambda row: name_of(row.response), width=36),
    ListColumn(__("Verksamhetsområde"), lambda row: str(row.response.service_area or "")),
    ListColumn(__("Driftform"), lambda row: label(row.response.shown_operating_form)),
    count(__("Uppfyllt, procent"), lambda row: row.per_cent),
    count(__("Alla, procent"), lambda row: row.all),
    count(__("Mot alla, procentenheter"), lambda row: row.against_all.points),
    count(__("Gången före, procent"), lambda row: row.before),
    count(__("Mot gången före, procentenheter"), lambda row: row.against_before.points),
)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@require_GET
def results(request: Request, pk: int) -> HttpResponse:
    """Show each question and area: share met, both sides, and the change since last time."""
    survey_round = round_at(request, pk)
    if not may_see_results(request.access, survey_round):
        return _not_yet(request, survey_round)
    found = _results(request, survey_round)
    filters = ResultFilter([area for area in found.areas if area], request.GET)
    context = {
        **_about(survey_round, found),
        "filters": filters,
        "shown": found.board.chosen(filters.area_id, is_own=filters.is_own),
        "sections": section_lines(found, area=filters.area_id, is_own=filters.is_own),
        "areas": area_lines(found),
        "is_all": not filters.chips,
    }
    return render(request, "surveys/results.html", context)


def _results(request: Request, survey_round: SurveyRound, *, shares_only: bool = True) -> Results:
    sees_all = sees_each_response(request.access, survey_round)
    return results_of(request.access, survey_round, sees_all=sees_all, shares_only=shares_only)


def _about(survey_round: SurveyRound, found: Results) -> dict[str, Any]:
    before = found.before.total.per_cent if found.before else None
    return {
        **_LOOKED_AT,
        "round": survey_round,
        "results": found,
        "before": before,
        "sees_all": found.sees_all,
    }


def _not_yet(request: Request, survey_round: SurveyRound) -> HttpResponse:
    """Say that the results of a running round are shown to others when it is closed."""
    return render(request, "surveys/results_later.html", {**_LOOKED_AT, "round": survey_round})


@require_GET
def result_question(request: Request, pk: int, question: int) -> HttpResponse:
    """Show how one question was answered: each answer, area and year."""
    survey_round = round_at(request, pk)
    if not may_see_results(request.access, survey_round):
        return _not_yet(request, survey_round)
    found = _results(request, survey_round, shares_only=False)
    one = found.question(question)
    if one is None:
        raise Http404
    filters = ResultFilter([area for area in found.areas if area], request.GET)
    answers, standings = given_lines(one, area=filters.area_id, is_own=filters.is_own)
    years = years_of_question(request.access, survey_round, one.asked, sees_all=found.sees_all)
    context = {
        **_about(survey_round, found),
        "filters": filters,
        "one": one,
        "shown": one.board.chosen(filters.area_id, is_own=filters.is_own),
        "answers": answers,
        "standings": standings,
        "areas": areas_of_question(found, one.board),
        "years": year_lines(years, survey_round, one.board) if years else [],
    }
    return render(request, "surveys/result_question.html", context)


@require_GET
def result_rows(request: Request, pk: int, question: int) -> HttpResponse:
    """List the responses behind a figure; for those who may see each response."""
    survey_round = round_at(request, pk, permission=Permission.CARRY_OUT_FOLLOWUP)
    found = _results(request, survey_round, shares_only=False)
    one = found.question(question)
    code = request.GET.get("answer", "")[:100]
    if one is None or not code:
        raise Http404
    filters = ResultFilter([area for area in found.areas if area], request.GET)
    keys = set(with_answer(request.access, survey_round, one.asked, code))
    rows = answerers_of(request.access, survey_round, area=filters.area_id, is_own=filters.is_own)
    found_keys = [key for key in rows.values_list("pk", flat=True) if key in keys]
    page = Paginator(found_keys, PER_PAGE).get_page(request.GET.get("page"))
    answers, _standings = given_lines(one, area=None, is_own=None)
    labels = {given.line.code: given.line.label for given in answers} | STANDING_LABELS
    context = {
        **_LOOKED_AT,
        "round": survey_round,
        "one": one,
        "answer": labels.get(code, code),
        "page": page,
        "rows": rows.filter(pk__in=list(page)),
        "filters": filters,
    }
    return render(request, "surveys/result_rows.html", context)


SORTS = {
    "share": lambda one: (one.per_cent is None, one.per_cent or 0),
    "change": lambda one: (one.against_before.points is None, one.against_before.points or 0),
}


@require_GET
def compare(request: Request, pk: int) -> HttpResponseBase:
    """List the units with their shares met, beside all and the time before."""
    survey_round = round_at(request, pk, permission=Permission.CARRY_OUT_FOLLOWUP)
    found = _results(request, survey_round)
    filters = CompareFilter([area for area in found.areas if area], request.GET)
    everybody = answerers_of(
        request.access, survey_round, area=filters.area_id, is_own=filters.is_own
    )
    rows = named(everybody, filters.chosen["q"])
    told = partial(units_compared, request.access, survey_round, all_=found.board.total)
    if file := list_file(request, COMPARE_COLUMNS, lambda: told(list(rows)), _("Jämförelse")):
        return file
    sort = request.GET.get("sort", "")
    by_share = SORTS.get(sort.removeprefix("-"))
    listed: Any = rows
    if by_share:
        listed = sorted(told(list(rows)), key=by_share, reverse=sort.startswith("-"))
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **_about(survey_round, found),
        "filters": filters,
        "page": page,
        "units": list(page) if by_share else told(list(page)),
    }
    return render(request, "surveys/compare.html", context)


@require_GET
def compare_unit(request: Request, pk: int) -> HttpResponse:
    """Show one unit's answers beside all, its area and what it said the time before."""
    response = response_at(request, pk, permission=Permission.CARRY_OUT_FOLLOWUP)
    survey_round = round_at(request, response.round_id)
    response.round = survey_round
    before = response_before(request.access, response)
    found = _results(request, survey_round)
    (share,) = units_compared(request.access, survey_round, [response], found.board.total)
    context = {
        **_about(survey_round, found),
        "response": response,
        "name": name_of(response),
        "share": share,
        "sections": unit_compared(request.access, response, before),
        "earlier_response": before,
    }
    return render(request, "surveys/compare_unit.html", context)


@require_GET
def results_xlsx(request: Request, pk: int) -> HttpResponseBase:
    """Give every answer in long form, as Excel or CSV; for those who may see each response."""
    survey_round = round_at(request, pk, permission=Permission.CARRY_OUT_FOLLOWUP)
    file_type = request.GET.get("fil", "xlsx")
    rows: Iterator[LongRow] = long_rows(request.access, survey_round)
    return columns_file(
        request, LONG_COLUMNS, rows, name=_("Alla svar"),
        file_type=file_type if file_type in FILE_TYPES else "xlsx",
    )  # fmt: skip
