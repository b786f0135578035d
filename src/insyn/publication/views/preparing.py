"""The list inside, one publication, and what is written in it."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.platform.answers import FormPage, answer_form
from insyn.publication import forms, services
from insyn.publication.http import COLUMNS, PER_PAGE, about, publication_at
from insyn.publication.models import ProviderNote, Publication
from insyn.publication.queries.checks import checks_of, left_out_of
from insyn.publication.queries.listed import listed, may_of
from insyn.publication.services import NoteFacts, PublicationFacts
from insyn.registry.models import Provider

PREPARE = (Permission.PREPARE_PUBLICATION,)


@require_GET
def publication_list(request: Request) -> HttpResponseBase:
    """List the publications that the asker may see."""
    filters = forms.PublicationFilter(request.access, request.GET)
    rows = listed(request.access, filters.chosen, sort=request.GET.get("sort", ""))
    if file := list_file(request, COLUMNS, rows, _("Publiceringar")):
        return file
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "may_create": request.access.may_somewhere(Permission.PREPARE_PUBLICATION),
    }
    return render(request, "publication/list.html", context)


@require_http_methods(["GET", "POST"])
def create(request: Request) -> HttpResponse:
    """Begin a publication."""
    request.access.require_somewhere(Permission.PREPARE_PUBLICATION)
    page = FormPage(
        template="publication/form.html",
        heading=_("Ny publicering"),
        back=reverse("publication:list"),
        done=_("Utkastet är sparat och underlaget hämtat. Läs det som allmänheten får se."),
        button=_("Spara utkastet"),
        lead=_("Det här får allmänheten läsa om nämndens uppföljningar, när en kollega godkänt."),
        onward=lambda row: reverse("publication:detail", args=[row.pk]),
    )
    form = forms.PublicationForm(request.access, request.POST or None)
    return answer_form(request, form, partial(_create, request), page)


def _create(request: Request, *, authority: Authority, **facts: Any) -> Publication:
    return services.create_publication(request.access, authority, facts=_facts(**facts))


def _facts(*, service_areas: Any, **facts: Any) -> PublicationFacts:
    return PublicationFacts(service_areas=list(service_areas), **facts)


@require_GET
def detail(request: Request, pk: int) -> HttpResponse:
    """Show the publication, what is checked, who is left out and what comes next."""
    row = publication_at(request, pk)
    may = may_of(request.access, row)
    prepares = any(
        request.access.may(one, authority_id=row.authority_id)
        for one in (Permission.PREPARE_PUBLICATION, Permission.APPROVE_PUBLICATION)
    )
    context = {
        "publication": row,
        "may": may,
        "prepares": prepares,
        "lines": row.lines.visible_to(request.access).count(),
        "notes": ProviderNote.objects.visible_to(request.access)
        .filter(publication=row)
        .exclude(sentence="")
        .select_related("provider"),
        "checks": checks_of(request.access, row) if row.is_draft and prepares else (),
        "left_out": left_out_of(row) if prepares else (),
        "areas": row.service_areas.all(),
        "makers": row.makers.order_by("last_name", "first_name", "pk"),
    }
    return render(request, "publication/detail.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change the texts, the period or the services."""
    row = publication_at(request, pk, need=PREPARE)
    done = _("Ändringen är sparad och underlaget hämtat på nytt.")
    page = about(
        row, _("Ändra publiceringen"), done=done, button=_("Spara"),
        opens=partial(services.require_draft, row),
    )  # fmt: skip
    form = forms.PublicationChangeForm(request.access, row, request.POST or None)
    return answer_form(request, form, partial(_edit, request, row), page)


def _edit(request: Request, row: Publication, *, version: int, **facts: Any) -> Publication:
    known = _facts(**facts)
    return services.change_publication(request.access, row, facts=known, version=version)


@require_http_methods(["GET", "POST"])
def note(request: Request, pk: int) -> HttpResponse:
    """Leave a provider out, or write the board's own sentence about it."""
    row = publication_at(request, pk, need=PREPARE)
    page = about(
        row, _("Undanta eller kommentera en utförare"), done=_("Utföraren är antecknad."),
        button=_("Spara"), opens=partial(services.require_draft, row),
        lead=_("Spara utan kryss och utan mening för att ta bort en anteckning."),
    )  # fmt: skip
    form = forms.NoteForm(request.access, row, request.POST or None)
    return answer_form(request, form, partial(_note, request, row), page)


def _note(
    request: Request, row: Publication, *, provider: Provider, version: int, **facts: Any
) -> Publication:
    return services.note_provider(
        request.access, row, provider=provider, facts=NoteFacts(**facts), version=version
    )
