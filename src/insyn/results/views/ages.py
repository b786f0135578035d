"""Lists to act on: what has not been followed up for long, and how old each result is."""

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.platform import clock
from insyn.results.forms.scope import AgeForm
from insyn.results.http import AREA_COLUMNS, CONTRACT_COLUMNS
from insyn.results.queries.ages import (
    area_lines,
    areas_by_age,
    contract_lines,
    contracts_by_age,
)

PAGE_SIZE = 50


@require_GET
def contracts(request: Request) -> HttpResponseBase:
    """List the contracts, those that have never been followed up first, then the oldest."""
    today = clock.today()
    form = AgeForm(request.access, request.GET, today=today)
    found = contracts_by_age(request.access, form.scope, today=today, wanted=form.wanted)
    if file := list_file(
        request,
        CONTRACT_COLUMNS,
        lambda: contract_lines(request.access, found, today=today),
        _("Kontrakt efter senaste uppföljning"),
    ):
        return file
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filters": form,
        "page": page,
        "lines": contract_lines(request.access, list(page), today=today),
        "may_plan": request.access.authorities_where(Permission.PLAN_FOLLOWUP),
    }
    return render(request, "results/contracts.html", context)


@require_GET
def ages(request: Request) -> HttpResponseBase:
    """List the latest assessment of each area at each contract, the oldest first."""
    today = clock.today()
    form = AgeForm(request.access, request.GET, today=today)
    found = areas_by_age(request.access, form.scope, today=today, wanted=form.wanted)
    if file := list_file(
        request, AREA_COLUMNS, lambda: area_lines(found, today=today), _("Resultatens ålder")
    ):
        return file
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = area_lines(list(page), today=today)
    return render(request, "results/ages.html", {"filters": form, "page": page, "lines": lines})
