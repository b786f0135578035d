"""Pages about client questions: the sets, entering replies, and what they say together."""

from functools import partial
from typing import Any
from uuid import uuid4

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.accounts.models import Authority
from insyn.documents.http import ListColumn, count, day, list_file
from insyn.kernel.access import Access, Permission
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_form
from insyn.registry.models import Unit
from insyn.surveys.forms import clients as forms
from insyn.surveys.http import PER_PAGE
from insyn.surveys.models import ClientQuestions
from insyn.surveys.queries.clients import (
    MOST_UNITS,
    asked_of_clients,
    results_of_clients,
    sets_listed,
    units_asked_about,
)
from insyn.surveys.rules.clients import open_months
from insyn.surveys.services import clients as services

PLACE_KEY = "insyn_client_place"
"""Where the session keeps the unit and month of the reply before; never in an address."""

COLUMNS = (
    ListColumn(__("Rubrik"), lambda row: row.title, width=40),
    ListColumn(__("Nämnd"), lambda row: str(row.authority), width=36),
    ListColumn(__("Mall"), lambda row: str(row.template_version), width=36),
    day(__("Används från"), lambda row: row.starts_on),
    day(__("Används till"), lambda row: row.ends_on),
    count(__("Svar"), lambda row: row.replies_count),
)


def _set_at(request: Request, pk: int, *, permission: Permission | None = None) -> ClientQuestions:
    """Return the set of the address; answer 404 when unseen, 403 without the permission."""
    row: ClientQuestions = get_object_or_404(sets_listed(request.access), pk=pk)
    if permission is not None:
        request.access.require(permission, authority_id=row.authority_id)
    return row


@require_GET
def client_sets(request: Request) -> HttpResponseBase:
    """List the sets of client questions."""
    filters = forms.ClientFilter(request.GET)
    rows = sets_listed(request.access, text=filters.chosen["q"])
    if request.GET.get("sort") in {"title", "-title", "starts_on", "-starts_on"}:
        rows = rows.order_by(request.GET["sort"], "pk")
    if file := list_file(request, COLUMNS, rows, _("Klientfrågor")):
        return file
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "may_make": request.access.may_somewhere(Permission.SEND_SURVEY),
        "boards_that_enter": request.access.authorities_where(Permission.ASK_CLIENTS),
    }
    return render(request, "surveys/client_sets.html", context)


@require_http_methods(["GET", "POST"])
def client_set_create(request: Request) -> HttpResponse:
    """Make a set of client questions."""
    request.access.require_somewhere(Permission.SEND_SURVEY)
    initial = {"starts_on": clock.today()}
    form = forms.ClientQuestionsForm(request.access, request.POST or None, initial=initial)
    page = FormPage(
        template="surveys/client_form.html",
        heading=_("Nya klientfrågor"),
        back=reverse("surveys:client_sets"),
        done=_("Frågorna är sparade."),
        button=_("Spara"),
        onward=lambda row: reverse("surveys:client_set", args=[row.pk]),
    )
    return answer_form(request, form, partial(_create, request.access), page)


def _create(
    access: Access, *, authority: Authority, version: int | None, **facts: Any
) -> ClientQuestions:
    del version
    told = services.ClientFacts(**facts)
    return services.create_client_questions(access, authority, facts=told)


@require_http_methods(["GET", "POST"])
def client_set_edit(request: Request, pk: int) -> HttpResponse:
    """Change a set of client questions."""
    row = _set_at(request, pk, permission=Permission.SEND_SURVEY)
    form = forms.ClientQuestionsForm(
        request.access, request.POST or None, is_new=False, initial=forms.values_of(row)
    )
    page = FormPage(
        template="surveys/client_form.html",
        heading=_("Ändra klientfrågor"),
        back=reverse("surveys:client_set", args=[pk]),
        done=_("Frågorna är ändrade."),
        button=_("Spara"),
        lead=row.title,
    )
    return answer_form(request, form, partial(_change, request.access, row), page)


def _change(access: Access, row: ClientQuestions, *, version: int, **facts: Any) -> ClientQuestions:
    told = services.ClientFacts(**facts)
    return services.change_client_questions(access, row, facts=told, version=version)


@require_GET
def client_set(request: Request, pk: int) -> HttpResponse:
    """Show a set: what is asked, of whom and how many have answered."""
    row = _set_at(request, pk)
    access = request.access
    context = {
        "set": row,
        "questions": asked_of_clients(access, row.template_version),
        "areas": list(row.service_areas.all()),
        "may_change": access.may(Permission.SEND_SURVEY, authority_id=row.authority_id),
        "may_enter": access.may(Permission.ASK_CLIENTS, authority_id=row.authority_id),
    }
    return render(request, "surveys/client_set.html", context)


@require_http_methods(["GET", "POST"])
def client_entry(request: Request, pk: int) -> HttpResponse:
    """Take in what one client answered, and go on with the next."""
    row = _set_at(request, pk, permission=Permission.ASK_CLIENTS)
    access, today = request.access, clock.today()
    text = request.GET.get("q", "")[:100]
    units = units_asked_about(access, row, on=today, text=text)
    many = units.count() > MOST_UNITS
    months = open_months(today, starts_on=row.starts_on, ends_on=row.ends_on)
    offered = units if request.method == "POST" else _some(request, units)
    form = forms.ReplyForm(
        offered, months, asked_of_clients(access, row.template_version),
        request.POST or None, initial=_beginning(request),
    )  # fmt: skip
    page = FormPage(
        template="surveys/client_entry.html",
        heading=_("Lämna in ett klientsvar"),
        back=reverse("surveys:client_entry", args=[pk]),
        done=_("Svaret är sparat. Du kan lämna in nästa."),
        button=_("Spara svaret"),
        lead=row.title,
        context={"set": row, "months": months, "has_many": many or bool(text), "q": text},
    )
    return answer_form(request, form, partial(_enter, request, row), page)


def _some(request: Request, units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Return the first units, and the one of the reply before: nobody reads through thousands."""
    keys = set(units.values_list("pk", flat=True)[:MOST_UNITS])
    before = (request.session.get(PLACE_KEY) or {}).get("unit")
    return units.filter(pk__in=keys | ({before} if before else set()))


def _beginning(request: Request) -> dict[str, Any]:
    place = request.session.get(PLACE_KEY) or {}
    return {"key": uuid4(), "unit": place.get("unit"), "month": place.get("month")}


def _enter(request: Request, row: ClientQuestions, **facts: Any) -> None:
    told = services.ReplyFacts(**facts)
    services.enter_reply(request.access, row, facts=told)
    request.session[PLACE_KEY] = {"unit": told.unit.pk, "month": told.month.isoformat()}


@require_GET
def client_results(request: Request, pk: int) -> HttpResponse:
    """Show what clients said, in groups of five and more."""
    row = _set_at(request, pk)
    typed = request.GET.get("period", "")
    chosen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else None  # noqa: PLR2004
    found = results_of_clients(request.access, row, today=clock.today(), chosen=chosen)
    context = {"set": row, "found": found}
    return render(request, "surveys/client_results.html", context)
