"""The list of checks to make."""

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.monitoring import forms
from insyn.monitoring.http import DUE_COLUMNS, PAGE_SIZE, section_tabs
from insyn.monitoring.queries.due import bundles, due_lines
from insyn.monitoring.queries.events import event_lines
from insyn.platform import clock


@require_GET
def due_list(request: Request) -> HttpResponseBase:
    """List the providers that have checks to make, the earliest day first."""
    request.access.require_somewhere(Permission.CHECK_REGISTERS)
    today = clock.today()
    filters = forms.DueFilter(request.access, request.GET)
    lines = due_lines(request.access, filters.wanted(today), today=today)
    ids = request.access.authorities_where(Permission.CHECK_REGISTERS)
    named = Authority.objects.select_related("municipality").filter(pk__in=ids)
    boards = {row.pk: str(row) for row in named}
    rows = [
        {"line": line, "due": due, "authority": boards[line.authority_id]}
        for line in lines
        for due in line.checks
    ]
    if file := list_file(request, DUE_COLUMNS, rows, _("Att kontrollera")):
        return file
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [(line, boards[line.authority_id]) for line in page],
        "many_boards": len(boards) > 1,
        "checks": len(rows),
        "filters": filters,
        "today": today,
        "events": [
            (line, boards[line.authority_id]) for line in event_lines(request.access, today=today)
        ],
        "has_bundles": bundles(request.access).exists(),
        "tabs": section_tabs(request.access, "monitoring:due"),
    }
    return render(request, "monitoring/due.html", context)
