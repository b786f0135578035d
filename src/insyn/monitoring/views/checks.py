"""Pages about register checks."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.monitoring import forms, queries, services
from insyn.monitoring.http import CHECK_COLUMNS, PAGE_SIZE, section_tabs
from insyn.monitoring.queries.due import due_of_provider
from insyn.monitoring.queries.events import kinds_at
from insyn.monitoring.rules import BundleStage
from insyn.platform import clock
from insyn.registry.http import HubRequest, of_standing_provider
from insyn.registry.models import Provider


@require_GET
def check_list(request: Request) -> HttpResponseBase:
    """List the register checks the asker may see."""
    today = clock.today()
    filters = forms.CheckFilter(request.access, request.GET)
    rows = queries.filtered(
        request.access, filters.chosen, sort=request.GET.get("sort", ""), today=today
    )

    def lines() -> list[queries.CheckLine]:
        return queries.check_lines(request.access, list(rows), today=today)

    if file := list_file(request, CHECK_COLUMNS, lines, _("Registerkontroller")):
        return file
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": queries.check_lines(request.access, list(page), today=today),
        "filters": filters,
        "tabs": section_tabs(request.access, "monitoring:list"),
        "may_note": request.access.may_somewhere(Permission.CHECK_REGISTERS),
    }
    return render(request, "monitoring/list.html", context)


@require_GET
def check_detail(request: Request, pk: int) -> HttpResponse:
    """Show one check with its proof."""
    check = get_object_or_404(queries.checks(request.access), pk=pk)
    (line,) = queries.check_lines(request.access, [check], today=clock.today())
    return render(request, "monitoring/detail.html", {"check": check, "line": line})


@require_GET
@of_standing_provider
def provider_checks(request: HubRequest, provider: Provider) -> HttpResponse:
    """Show what the registers say of one provider."""
    today = clock.today()
    summary, lines = queries.summary_of(request.access, provider, today=today)
    due = due_of_provider(request.access, provider, today=today)
    context = {
        "provider": provider,
        "due": [one for found in due.values() for one in found if one.due_on <= today],
        "may_see_signs": request.access.may_somewhere(Permission.SEE_RED_FLAGS),
        "summary": summary,
        "page": Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_note": request.access.may_somewhere(Permission.CHECK_REGISTERS),
    }
    return render(request, "monitoring/of_provider.html", context)


@require_GET
def check_provider(request: Request) -> HttpResponse:
    """Let the asker find the provider that a new check is about."""
    request.access.require_somewhere(Permission.CHECK_REGISTERS)
    filters = forms.ProviderSearch(request.GET)
    rows = queries.providers_named(filters.chosen["q"] or "")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "monitoring/choose.html", {"page": page, "filters": filters})


@require_http_methods(["GET", "POST"])
@of_standing_provider
def check_note(request: HubRequest, provider: Provider) -> HttpResponse:
    """Note what the registers showed of one provider.

    ``?skede=`` names a bundle: then what it asks for comes first.
    """
    request.access.require_somewhere(Permission.CHECK_REGISTERS)
    today = clock.today()
    sent = request.GET.get("skede", "")
    stage = BundleStage(sent) if sent in BundleStage.codes() else None
    due = [
        one
        for found in due_of_provider(request.access, provider, today=today).values()
        for one in found
        if one.due_on <= today
    ]
    form = forms.NoteForm(
        request.access, provider, request.POST or None, request.FILES or None,
        first={one.kind for one in due} | (kinds_at(request.access, stage) if stage else set()),
    )  # fmt: skip
    if form.is_valid():
        try:
            noted = services.note_checks(
                request.access,
                provider=provider,
                facts=form.facts(),
                proof=form.paper(_("Registerkontroll: %(name)s") % {"name": provider}),
                authority=form.cleaned_data["authority"],
                agreement=form.cleaned_data["agreement"],
            )
        except RuleViolation as no:
            form.refuse(no)
        else:
            messages.success(request, _said(len(noted)))
            return redirect("monitoring:of_provider", provider.pk)
    context = {"form": form, "provider": provider, "due": due, "stage": stage}
    return render(request, "monitoring/note.html", context)


@require_http_methods(["GET", "POST"])
def check_bulk(request: Request) -> HttpResponse:
    """Note all of an agreement's providers as without remark."""
    request.access.require_somewhere(Permission.CHECK_REGISTERS)
    choice = forms.AgreementChoice(request.access, request.GET)
    agreement = choice.chosen["agreement"]
    if agreement is None:
        return render(request, "monitoring/bulk.html", {"choice": choice})
    providers = queries.providers_of(request.access, agreement)
    form = forms.BulkForm(request.access, providers, request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            summary = services.note_all_ok(
                request.access,
                agreement=agreement,
                proof=form.paper(_("Registerkontroller: %(name)s") % {"name": agreement}),
                **form.facts(),
            )
        except RuleViolation as no:
            form.refuse(no)
        else:
            messages.success(request, _said(summary.noted, left_out=summary.left_out))
            return redirect(f"{reverse('monitoring:list')}?agreement={agreement.pk}")
    context = {"choice": choice, "agreement": agreement, "form": form, "providers": providers}
    return render(request, "monitoring/bulk.html", context)


def _said(noted: int, *, left_out: int = 0) -> str:
    said = ngettext("%(n)s kontroll är antecknad.", "%(n)s kontroller är antecknade.", noted) % {
        "n": noted
    }
    if left_out:
        said += " " + ngettext(
            "%(n)s fanns redan för dagen och är orörd.",
            "%(n)s fanns redan för dagen och är orörda.",
            left_out,
        ) % {"n": left_out}
    return said
