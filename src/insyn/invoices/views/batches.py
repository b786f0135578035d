"""Pages about batches of invoice lines."""

from functools import partial

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.invoices import forms, services
from insyn.invoices.http import (
    LINE_COLUMNS,
    ROWS_PER_PAGE,
    about,
    checking_batch,
    name_of,
    seen_line,
    version_in,
)
from insyn.invoices.models import InvoiceBatch, SampledLine
from insyn.invoices.queries.batches import (
    batch_page,
    batches_seen,
    lines_of_provider,
    listed_batches,
    listed_lines,
    with_deviations,
)
from insyn.invoices.queries.samples import open_followups, open_samples
from insyn.invoices.rules.lines import Dropped
from insyn.kernel.access import Permission
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.registry.http import HubRequest, of_standing_provider
from insyn.registry.models import Provider

SHOWN_AT_MOST = 100
"""Problems and differences that a page lists."""


@require_GET
def batch_list(request: Request) -> HttpResponse:
    """List the batches of invoice lines."""
    filters = forms.BatchFilter(request.access, request.GET)
    rows = listed_batches(request.access, filters.chosen, sort=request.GET.get("sort", ""))
    context = {
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "may_check": request.access.may_somewhere(Permission.CHECK_INVOICES),
    }
    return render(request, "invoices/list.html", context)


@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    """Take a file to look at."""
    request.access.require_somewhere(Permission.CHECK_INVOICES)
    form = forms.UploadForm(request.access, request.POST or None, request.FILES or None)
    page = FormPage(
        template="invoices/form.html",
        heading=_("Läs in fakturor"),
        back=reverse("invoices:list"),
        done=_("Filen är läst. Granska den innan du läser in raderna."),
        button=_("Granska filen"),
        lead=_("Inget läses in förrän du har granskat."),
        onward=lambda made: reverse("invoices:preview", args=[made.pk]),
    )

    def act(authority, agreement, name, file):  # type: ignore[no-untyped-def]  # the form's fields
        facts = services.UploadFacts(file.name, file.read(), name, agreement)
        return services.upload(request.access, authority, facts=facts)

    return answer_form(request, form, act, page)


@require_GET
def preview(request: Request, pk: int) -> HttpResponse:
    """Show what a kept file would add, and what is wrong with it."""
    row = checking_batch(request, pk)
    if not row.is_waiting:
        return redirect("invoices:batch", pk)
    seen = services.preview_of(request.access, row)
    context = {
        "batch": row,
        "seen": seen,
        "problems": seen.problems[:SHOWN_AT_MOST],
        "warnings": seen.warnings[:SHOWN_AT_MOST],
        "differences": seen.sorted.differences[:SHOWN_AT_MOST],
        "dropped": _dropped(seen.dropped),
        "first": seen.sorted.new[:5],
    }
    return render(request, "invoices/preview.html", context)


def _dropped(counts: object) -> list[tuple[str, int]]:
    """Return what was dropped at the door, in words, with how many."""
    assert isinstance(counts, dict)
    return [(_(one.label), counts[one.value]) for one in Dropped if counts.get(one.value)]


@require_http_methods(["GET", "POST"])
def columns(request: Request, pk: int) -> HttpResponse:
    """Ask which column of a kept list is which."""
    row = checking_batch(request, pk)
    back = reverse("invoices:preview", args=[pk])
    sheet = services.preview_of(request.access, row).sheet if row.is_waiting else None
    if sheet is None:
        return redirect(back)
    form = forms.ColumnsForm(row, sheet, request.POST or None)
    page = about(
        _("Välj kolumner"), back=back, done=_("Kolumnerna är valda."), button=_("Spara"),
        lead=_("Valen kommer ihåg till nästa fil. Kolumner som du inte väljer läses inte."),
        context={"batch": row},
    )  # fmt: skip

    def act(version: int, **_fields: str) -> InvoiceBatch:
        return services.choose_columns(request.access, row, columns=form.columns(), version=version)

    return answer_form(request, form, act, page)


@require_POST
def take_in(request: Request, pk: int) -> HttpResponse:
    """Take in the new lines of a kept file."""
    row = checking_batch(request, pk)
    act = partial(services.take_in, request.access, row, version=version_in(request.POST))
    back = reverse("invoices:preview", args=[pk])
    return answer_button(request, act, back=back, done=_("Raderna är inlästa och kontrollerade."))


@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    """Throw away a kept file."""
    row = checking_batch(request, pk)
    act = partial(services.discard_batch, request.access, row, version=version_in(request.POST))
    return answer_button(request, act, back=reverse("invoices:list"), done=_("Filen är slängd."))


@require_GET
def batch(request: Request, pk: int) -> HttpResponseBase:
    """Show a batch: its figures and its lines."""
    row = get_object_or_404(batches_seen(request.access).defer("content"), pk=pk)
    if row.is_waiting:
        checking_batch(request, pk)
        return redirect("invoices:preview", pk)
    filters = forms.LineFilter(request.GET)
    sort = request.GET.get("sort", "")
    rows = listed_lines(request.access, row, filters.chosen, sort=sort)
    if file := list_file(request, LINE_COLUMNS, rows, _("Fakturarader")):
        return file
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    # A difference says what a kept line says, also a suspected one: it follows the red flags.
    sees_flags = request.access.may(Permission.SEE_RED_FLAGS, authority_id=row.authority_id)
    context = {
        "batch": row,
        "figures": batch_page(request.access, row),
        "page": page,
        "lines": with_deviations(request.access, list(page)),
        "filters": filters,
        "dropped": _dropped(row.dropped),
        "differences": row.differences[:SHOWN_AT_MOST] if sees_flags else [],
    }
    return render(request, "invoices/batch.html", context)


@require_GET
def line(request: Request, pk: int) -> HttpResponse:
    """Show one line: what it says, what the control found, and which samples hold it."""
    row = seen_line(request, pk)
    (found,) = with_deviations(request.access, [row])
    sampled = SampledLine.objects.visible_to(request.access).filter(line=row)
    sees_flags = request.access.may(Permission.SEE_RED_FLAGS, authority_id=row.authority_id)
    context = {
        "line": found,
        "sampled": sampled.select_related("sample__batch"),
        "has_open": open_samples(request.access, row).exists(),
        "sees_flags": sees_flags,
        "read_by_more": open_followups(request.access, row) if sees_flags else (),
    }
    return render(request, "invoices/line.html", context)


@require_http_methods(["GET", "POST"])
def suspect(request: Request, pk: int) -> HttpResponse:
    """Mark a line as suspected, or take the mark away."""
    row = seen_line(request, pk, to_check=True)
    form = forms.SuspectForm(row, request.POST or None)
    told = ", ".join(str(one) for one in open_followups(request.access, row))
    lead = _("En misstänkt rad ses bara av dem som får se varningsflaggor.")
    if told:
        more = _("Raden är redan ett resultat som fler läser: %(followups)s. Det ändras inte här.")
        lead = f"{lead} {more % {'followups': told}}"
    page = about(
        _("Misstänkt rad: %(line)s") % {"line": name_of(row)},
        back=reverse("invoices:line", args=[pk]), done=_("Sparat."), button=_("Spara"),
        context={"batch": row.batch, "line": row}, lead=lead,
    )  # fmt: skip
    return answer_form(request, form, partial(services.suspect_line, request.access, row), page)


@require_GET
@of_standing_provider
def of_provider(request: HubRequest, provider: Provider) -> HttpResponseBase:
    """List the invoice lines of one provider."""
    rows = lines_of_provider(request.access, provider, contract=request.GET.get("kontrakt", ""))
    if file := list_file(request, LINE_COLUMNS, rows, _("Fakturarader")):
        return file
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "provider": provider,
        "page": page,
        "lines": with_deviations(request.access, list(page)),
    }
    return render(request, "invoices/of_provider.html", context)
