"""Pages of a list from a deviation system: file, columns, preview, done."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Permission
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.signals.forms.imports import ColumnsForm, UploadForm
from insyn.signals.http import ROWS_PER_PAGE, version_in
from insyn.signals.models import DeviationImport
from insyn.signals.queries.deviations import imports_seen, plan_import
from insyn.signals.services import imports as services


@require_GET
def import_list(request: Request) -> HttpResponse:
    """List what has been taken in, and the lists that wait."""
    rows = imports_seen(request.access)
    context = {
        "page": Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page")),
        "may_import": request.access.may_somewhere(Permission.HANDLE_SIGNALS),
    }
    return render(request, "signals/imports.html", context)


@require_http_methods(["GET", "POST"])
def import_new(request: Request) -> HttpResponse:
    """Choose a file and say where it comes from."""
    request.access.require_somewhere(Permission.HANDLE_SIGNALS)
    form = UploadForm(request.access, request.POST or None, request.FILES or None)
    page = FormPage(
        template="signals/import_form.html",
        heading=_("Läs in avvikelser"),
        lead=_("En lista ur kommunens avvikelsesystem. Varje rad blir en signal."),
        back=reverse("signals:imports"),
        done=_("Filen är inläst men inget är infört än. Granska den."),
        button=_("Fortsätt till granskningen"),
        onward=lambda run: reverse("signals:import", args=[run.pk]),
    )

    def act(**said: Any) -> DeviationImport:
        file = said.pop("file")
        return services.start_import(
            request.access, file_name=file.name, content=file.read(), **said
        )

    return answer_form(request, form, act, page)


def _run(request: Request, pk: int) -> DeviationImport:
    """Return the list to one who takes lists in; one that is taken in to all who read of it."""
    rows = DeviationImport.objects.visible_to(request.access)
    row = get_object_or_404(rows.select_related("authority__municipality", "started_by"), pk=pk)
    if request.method == "POST" or row.done_at is None:
        request.access.require(Permission.HANDLE_SIGNALS, authority_id=row.authority_id)
    return row


@require_GET
def import_detail(request: Request, pk: int) -> HttpResponse:
    """Show every problem and what would change; of a list that is taken in, what it did."""
    run = _run(request, pk)
    if run.done_at is not None:
        return render(request, "signals/import_done.html", {"run": run})
    reading = services.reading_of(run)
    plan = plan_import(request.access, run.authority, run.system, reading)
    context = {
        "run": run,
        "reading": reading,
        "plan": plan,
        "page": Paginator(plan.new, ROWS_PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "signals/import_preview.html", context)


@require_http_methods(["GET", "POST"])
def import_columns(request: Request, pk: int) -> HttpResponse:
    """Say which column of the file is which."""
    run = _run(request, pk)
    if run.done_at is not None:
        return redirect("signals:import", pk)
    form = ColumnsForm(run, services.reading_of(run), request.POST or None)
    page = FormPage(
        template="signals/import_form.html",
        heading=_("Välj kolumner"),
        lead=_("Valet sparas till nästa lista ur %(system)s.") % {"system": run.system},
        back=reverse("signals:import", args=[pk]),
        done=_("Kolumnerna är valda. Granska listan igen."),
        button=_("Spara och granska"),
    )

    def act(version: int, **_said: Any) -> DeviationImport:
        return services.choose_columns(request.access, run, mapping=form.mapping(), version=version)

    return answer_form(request, form, act, page)


@require_POST
def import_carry_out(request: Request, pk: int) -> HttpResponse:
    """Take in everything, or nothing."""
    run = _run(request, pk)
    version = version_in(request.POST)
    act = partial(services.finish_import, request.access, run, version=version)
    back = reverse("signals:import", args=[pk])
    return answer_button(request, act, back=back, done=_("Listan är införd."))


@require_POST
def import_discard(request: Request, pk: int) -> HttpResponse:
    """Throw away a list that shall not be taken in."""
    run = _run(request, pk)
    act = partial(services.discard_import, request.access, run)
    back = reverse("signals:imports")
    return answer_button(request, act, back=back, done=_("Filen är kastad. Inget är infört."))
