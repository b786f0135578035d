"""Pages about what is claimed back."""

from functools import partial

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.documents.models import Document
from insyn.invoices import forms, services
from insyn.invoices.http import (
    CLAIM_COLUMNS,
    ROWS_PER_PAGE,
    about,
    seen_claim,
    seen_sample,
    to_sample,
)
from insyn.invoices.models import SampledLine
from insyn.invoices.queries.samples import listed_claims
from insyn.invoices.rules.refusing import claiming_refusal, settling_refusal
from insyn.platform import clock
from insyn.platform.answers import answer_form


@require_GET
def claim_list(request: Request) -> HttpResponseBase:
    """List the claims."""
    today = clock.today()
    filters = forms.ClaimFilter(request.access, request.GET)
    sort = request.GET.get("sort", "")
    rows = listed_claims(request.access, filters.chosen, sort=sort, today=today)
    if file := list_file(request, CLAIM_COLUMNS, rows, _("Återkrav")):
        return file
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    claims = [(row, row.is_late(today)) for row in page]
    context = {"page": page, "claims": claims, "filters": filters}
    return render(request, "invoices/claims.html", context)


@require_http_methods(["GET", "POST"])
def claim_back(request: Request, pk: int) -> HttpResponse:
    """Claim back what a closed sample shows was charged too much."""
    row = seen_sample(request, pk, to_check=True)
    form = forms.ClaimForm(row, request.POST or None)
    page = about(
        _("Kräv pengar tillbaka"), back=to_sample(pk),
        done=_("Kraven är gjorda. Breven finns som Word och PDF: skicka dem till utförarna."),
        button=_("Gör krav och brev"), context={"sample": row},
        stop=claiming_refusal(row.shown_state),
        lead=_("Varje utförare får ett eget krav med de rader som ska krediteras."),
    )  # fmt: skip
    return answer_form(request, form, partial(services.claim_back, request.access, row), page)


@require_GET
def claim(request: Request, pk: int) -> HttpResponse:
    """Show a claim with its lines and its letter."""
    row = seen_claim(request, pk)
    lines = SampledLine.objects.visible_to(request.access).filter(claim=row)
    letters = Document.objects.visible_to(request.access).filter(
        pk__in=[key for key in (row.letter_id, row.letter_word_id) if key]
    )
    context = {
        "claim": row,
        "is_late": row.is_late(clock.today()),
        "lines": lines.select_related("line"),
        "letters": letters.order_by("pk"),
    }
    return render(request, "invoices/claim.html", context)


@require_http_methods(["GET", "POST"])
def credit(request: Request, pk: int) -> HttpResponse:
    """Note that a claim is credited."""
    row = seen_claim(request, pk, to_check=True)
    form = forms.CreditForm(row, request.POST or None)
    page = about(
        _("Anteckna kreditering"), back=reverse("invoices:claim", args=[pk]),
        done=_("Kravet är krediterat."), button=_("Spara"), context={"claim": row},
        stop=settling_refusal(row.shown_state),
    )  # fmt: skip
    return answer_form(request, form, partial(services.credit_claim, request.access, row), page)


@require_http_methods(["GET", "POST"])
def waive(request: Request, pk: int) -> HttpResponse:
    """Give a claim up."""
    row = seen_claim(request, pk, to_check=True)
    form = forms.WaiveForm(row, request.POST or None)
    page = about(
        _("Efterskänk kravet"), back=reverse("invoices:claim", args=[pk]),
        done=_("Kravet är efterskänkt."), button=_("Efterskänk kravet"), context={"claim": row},
        lead=_("Kontrollera i delegationsordningen vem som får efterskänka."),
        stop=settling_refusal(row.shown_state),
    )  # fmt: skip
    return answer_form(request, form, partial(services.waive_claim, request.access, row), page)
