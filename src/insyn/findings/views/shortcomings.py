"""The page about what the commissioner itself lacks."""

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.findings import http
from insyn.findings.forms.shortcomings import ShortcomingFilter
from insyn.findings.queries.shortcomings import shortcoming_list, state_of
from insyn.platform import clock


@require_GET
def shortcomings(request: Request) -> HttpResponseBase:
    """List what the authority's own work lacks: who answers for it, by when, and what was done."""
    today = clock.today()
    filters = ShortcomingFilter(request.access, request.GET)
    sort = request.GET.get("sort", "")
    rows = shortcoming_list(request.access, filters.chosen, sort=sort, today=today)
    if file := list_file(request, http.SHORTCOMING_COLUMNS, rows, _("Beställarens brister")):
        return file
    page = Paginator(rows, http.PER_PAGE).get_page(request.GET.get("page"))
    lines = [(row, state_of(row, today)) for row in page]
    context = {"filters": filters, "page": page, "lines": lines, "sort": sort}
    return render(request, "findings/shortcomings.html", context)
