"""How well a frozen assessment foretold what was found."""

from datetime import date

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, count, label, list_file
from insyn.papers.charts import Bar, bars
from insyn.papers.excel import ColumnKind
from insyn.papers.html import drawing
from insyn.plans.rules.periods import moved_by_years
from insyn.platform import clock
from insyn.risk.forms.backtest import BacktestFilter
from insyn.risk.models import RiskAssessment
from insyn.risk.queries.backtest import Backtest, backtest_of
from insyn.risk.rules.backtest import FEWEST, MEANINGS, NOT_PROVEN


@require_GET
def backtest(request: Request, pk: int) -> HttpResponse | FileResponse:
    """Show what was found after the assessment, band by band, and chosen against drawn."""
    rows = RiskAssessment.objects.visible_to(request.access)
    assessment = get_object_or_404(rows.select_related("authority__municipality", "plan"), pk=pk)
    if assessment.is_draft:
        return render(request, "risk/backtest_draft.html", {"assessment": assessment})
    filters = BacktestFilter(request.GET)
    until = _until(assessment, filters.years)
    told = backtest_of(request.access, assessment, until=until, only_major=filters.only_major)
    if file := list_file(request, COLUMNS, told.bands, _("Träffsäkerhet")):
        return file
    context = {
        "assessment": assessment,
        "filters": filters,
        "until": until,
        "is_running": until < moved_by_years(assessment.as_of, filters.years),
        "told": told,
        "chart": _chart(told),
        "meaning": MEANINGS[told.comparison.certainty],
        "not_proven": list(NOT_PROVEN.values()),
        "fewest": FEWEST,
    }
    return render(request, "risk/backtest.html", context)


def _until(assessment: RiskAssessment, years: int) -> date:
    return min(clock.today(), moved_by_years(assessment.as_of, years))


def _chart(told: Backtest) -> SafeString:
    """Return the share with a deficiency in each band as bars; the table says the same."""
    rows = [
        Bar(label(one.band), (float(one.found.percent),))
        for one in told.bands
        if one.found.percent is not None
    ]
    said = _("Andel av dem som följdes upp där en brist hittades, för varje riskklass.")
    return drawing(bars(_("Andel med brist"), said, rows, unit=" %"))


COLUMNS = (
    ListColumn(__("Riskklass"), lambda row: label(row.band)),
    count(__("Bedömda"), lambda row: row.judged),
    count(__("Uppföljda"), lambda row: row.found.total),
    count(__("Med brist"), lambda row: row.found.hits),
    count(__("Andel i procent"), lambda row: row.found.percent),
    ListColumn(__("Gånger så ofta som alla"), lambda row: row.lift, ColumnKind.NUMBER),
    ListColumn(__("Hur säkert"), lambda row: label(row.certainty), width=32),
)
"""The bands as a file."""
