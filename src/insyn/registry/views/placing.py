"""The page for those who place people: where nobody new is placed just now."""

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.platform import clock
from insyn.registry.forms.placing import StopFilter
from insyn.registry.http import PER_PAGE, STOP_COLUMNS
from insyn.registry.queries.placing import listed_stops, stop_rows


@require_GET
def intake_stops(request: Request) -> HttpResponseBase:
    """List the contracts with an intake stop, an investigation or a block, and why."""
    filters, today = StopFilter(request.access, request.GET), clock.today()
    sort = request.GET.get("sort", "")
    rows = listed_stops(request.access, filters.chosen, sort=sort, today=today)
    if file := list_file(request, STOP_COLUMNS, rows, _("Aktuella intagsstopp")):
        return file
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": stop_rows(page, today), "filters": filters, "today": today}
    return render(request, "registry/intake_stops.html", context)
