"""Pages where signals are left and listed."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.registry.http import HubRequest, of_standing_provider
from insyn.registry.models import Provider
from insyn.signals import services
from insyn.signals.forms import signals as forms
from insyn.signals.http import ROWS_PER_PAGE, SIGNAL_COLUMNS, TICKED, seen_signal
from insyn.signals.queries.signals import (
    counts_of,
    listed_signals,
    providers_named,
    signal_page,
    signals_of_provider,
)


@require_GET
def signal_list(request: Request) -> HttpResponseBase:
    """List the signals: to one who only reports, their own and what became of them."""
    filters = forms.SignalFilter(request.access, request.GET)
    rows = listed_signals(request.access, filters.chosen, sort=request.GET.get("sort", ""))
    if file := list_file(request, SIGNAL_COLUMNS, rows, _("Signaler")):
        return file
    context = {
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "counts": counts_of(request.access, today=clock.today()),
        "today": clock.today(),
        "may_report": request.access.may_somewhere(Permission.REPORT_SIGNAL),
        "handled": request.access.authorities_where(Permission.HANDLE_SIGNALS),
        "is_all": "alla" in request.GET,
        "deeds": TICKED,
        "sees_all": any(mandate.sees_drafts for mandate in request.access.mandates),
    }
    return render(request, "signals/list.html", context)


@require_GET
def signal_provider(request: Request) -> HttpResponse:
    """Let the asker find the provider that a signal is about."""
    request.access.require_somewhere(Permission.REPORT_SIGNAL)
    filters = forms.ProviderSearch(request.GET)
    rows = providers_named(filters.chosen["q"] or "")
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "signals/choose.html", {"page": page, "filters": filters})


@require_http_methods(["GET", "POST"])
@of_standing_provider
def signal_note(request: HubRequest, provider: Provider) -> HttpResponse:
    """Leave a signal about a provider."""
    request.access.require_somewhere(Permission.REPORT_SIGNAL)
    chosen = {"unit": request.GET.get("verksamhet", "")}
    form = forms.NoteForm(request.access, provider, request.POST or None, initial=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.note_signal(
                request.access,
                authority=form.cleaned_data["authority"],
                provider=provider,
                facts=form.facts(),
            )
        except RuleViolation as no:
            form.refuse(no)
        else:
            if row.is_protected:
                return redirect("signals:received")
            return redirect("signals:receipt", row.pk)
    return render(request, "signals/note.html", {"form": form, "provider": provider})


@require_GET
def signal_receipt(request: Request, pk: int) -> HttpResponse:
    """Say that a signal has been received, and what happens next."""
    return render(request, "signals/receipt.html", {"signal": seen_signal(request, pk)})


@require_GET
def signal_received(request: Request) -> HttpResponse:
    """Say the same of a signal that its reporter is not to be known by."""
    request.access.require_somewhere(Permission.REPORT_SIGNAL)
    return render(request, "signals/receipt.html", {"signal": None})


@require_GET
def signal_detail(request: Request, pk: int) -> HttpResponse:
    """Show a signal, what has become of it, and what can be done."""
    row = seen_signal(request, pk)
    context = {"signal": row, "page": signal_page(request.access, row), "today": clock.today()}
    return render(request, "signals/detail.html", context)


@require_GET
@of_standing_provider
def of_provider(request: HubRequest, provider: Provider) -> HttpResponseBase:
    """List a provider's signals, as far as the asker may see them."""
    rows = signals_of_provider(request.access, provider)
    if file := list_file(request, SIGNAL_COLUMNS, rows, _("Signaler")):
        return file
    context = {
        "provider": provider,
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "today": clock.today(),
        "may_report": request.access.may_somewhere(Permission.REPORT_SIGNAL),
    }
    return render(request, "signals/of_provider.html", context)
