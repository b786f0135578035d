"""Pages about what Insyn fetches by itself."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max, Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.monitoring import forms, services
from insyn.monitoring.http import FIGURE_COLUMNS, PAGE_SIZE, section_tabs
from insyn.monitoring.models import FetchChoice
from insyn.monitoring.queries.fetching import answers_of, choices_of, figures_for
from insyn.monitoring.services.adapters import bolagsverket, kolada
from insyn.platform.answers import FormPage, answer_form


@require_GET
def fetching(request: Request) -> HttpResponse:
    """Show what is fetched for each of the asker's authorities, and how it went."""
    request.access.require_somewhere(Permission.CHECK_REGISTERS)
    ids = request.access.authorities_where(Permission.CHECK_REGISTERS)
    chosen = choices_of(request.access)
    boards = Authority.objects.select_related("municipality").filter(pk__in=ids)
    context = {
        "boards": [(authority, chosen.get(authority.pk)) for authority in boards],
        "asks_bolagsverket": bolagsverket.configured() is not None,
        "asks_kolada": kolada.configured() is not None,
        "answers": answers_of(bolagsverket.SOURCE),
        "tabs": section_tabs(request.access, "monitoring:fetching"),
    }
    return render(request, "monitoring/fetching.html", context)


@require_http_methods(["GET", "POST"])
def fetch_edit(request: Request, authority_pk: int) -> HttpResponse:
    """Choose what is fetched for one authority."""
    rows = Authority.objects.select_related("municipality")
    authority = get_object_or_404(rows.filter(pk__in=request.access.authority_ids), pk=authority_pk)
    request.access.require(Permission.CHECK_REGISTERS, authority_id=authority.pk)
    form = forms.FetchForm(choices_of(request.access).get(authority.pk), request.POST or None)
    page = FormPage(
        template="platform/form_page.html",
        heading=_("Välj vad som hämtas"),
        lead=str(authority),
        back=reverse("monitoring:fetching"),
        done=_("Valen är sparade."),
        button=_("Spara valen"),
    )
    return answer_form(request, form, partial(_choose, request, authority, form), page)


def _choose(
    request: Request, authority: Authority, form: forms.FetchForm, *, version: int, **rest: Any
) -> FetchChoice:
    del rest
    return services.choose_fetching(request.access, authority, facts=form.facts(), version=version)


@require_GET
def kolada_list(request: Request) -> HttpResponseBase:
    """Show the figures that the asker's authorities have chosen. Källa: Kolada."""
    filters = forms.FigureFilter(request.access, request.GET)
    rows = figures_for(request.access)
    if words := filters.chosen["q"]:
        rows = rows.filter(Q(kpi__icontains=words) | Q(title__icontains=words))
    if year := filters.chosen["year"]:
        rows = rows.filter(year=year)
    if file := list_file(request, FIGURE_COLUMNS, rows, _("Nyckeltal från Kolada")):
        return file
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "fetched_at": rows.aggregate(last=Max("fetched_at"))["last"],
        "filters": filters,
        "tabs": section_tabs(request.access, "monitoring:kolada"),
        "may_choose": request.access.may_somewhere(Permission.CHECK_REGISTERS),
    }
    return render(request, "monitoring/kolada.html", context)
