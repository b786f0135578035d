"""Pages of an import, step by step: file, columns, preview, done."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Permission
from insyn.kernel.errors import Outdated, RuleViolation
from insyn.papers.sheets.errorlist import errorlist
from insyn.registry.forms import imports as forms
from insyn.registry.models import ImportRun
from insyn.registry.queries.imports import shown_import
from insyn.registry.services import import_runs as services

PER_PAGE = 50
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def import_list(request: Request) -> HttpResponse:
    """List what has been taken in, and files that wait."""
    runs = ImportRun.objects.visible_to(request.access).defer("content")
    ordered = runs.select_related("authority__municipality", "agreement", "started_by")
    context = {
        "page": Paginator(ordered, PER_PAGE).get_page(request.GET.get("page")),
        "may_import": request.access.may_somewhere(Permission.IMPORT_REGISTER),
    }
    return render(request, "registry/imports.html", context)


@require_http_methods(["GET", "POST"])
def import_new(request: Request) -> HttpResponse:
    """Step 1: choose a file and where it belongs."""
    request.access.require_somewhere(Permission.IMPORT_REGISTER)
    form = forms.UploadForm(request.access, request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = services.start_import(
                request.access,
                authority=form.cleaned_data["authority"],
                agreement=form.cleaned_data["agreement"],
                file_name=file.name,
                content=file.read(),
            )
            return redirect("registry:import_columns", run.pk)
        except RuleViolation as no:
            form.refuse(no)
    return render(request, "registry/import_new.html", {"form": form})


def _run(request: Request, pk: int) -> ImportRun:
    rows = ImportRun.objects.visible_to(request.access)
    return get_object_or_404(rows.select_related("authority__municipality", "agreement"), pk=pk)


def _waiting(request: Request, pk: int) -> ImportRun:
    run = _run(request, pk)
    request.access.require(Permission.IMPORT_REGISTER, authority_id=run.authority_id or 0)
    return run


@require_GET
def import_detail(request: Request, pk: int) -> HttpResponse:
    """Show what an import did, or where the waiting file stands."""
    run = _run(request, pk)
    may_import = request.access.may(Permission.IMPORT_REGISTER, authority_id=run.authority_id or 0)
    return render(request, "registry/import_detail.html", {"run": run, "may_import": may_import})


@require_http_methods(["GET", "POST"])
def import_columns(request: Request, pk: int) -> HttpResponse:
    """Step 2: say which column of the file is which."""
    run = _waiting(request, pk)
    if run.done_at:
        return redirect("registry:import_detail", pk)
    preview = services.preview_of(run)
    form = forms.ColumnsForm(preview, request.POST or None)
    if form.is_valid():
        _choose(request, run, preview.sheet, preview.heading_row, form)
        return redirect("registry:import_preview", pk)
    sheet_form = forms.SheetForm(request.access, run, preview)
    context = {"run": run, "preview": preview, "form": form, "sheet_form": sheet_form}
    return render(request, "registry/import_columns.html", context)


def _choose(
    request: Request, run: ImportRun, sheet: int, heading_row: int, form: forms.ColumnsForm
) -> None:
    mapping = form.mapping()
    chosen = services.choose(
        request.access, run, sheet=sheet, heading_row=heading_row, mapping=mapping
    )
    name = form.cleaned_data["profile_name"]
    if name and run.authority is not None:
        profile = services.preview_of(chosen).profile()
        services.save_profile(request.access, run.authority, name=name, mapping=profile)
        messages.success(request, _("Importprofilen är sparad."))


@require_POST
def import_sheet(request: Request, pk: int) -> HttpResponse:
    """Read another sheet or heading row, and find the columns anew."""
    run = _waiting(request, pk)
    preview = services.preview_of(run)
    form = forms.SheetForm(request.access, run, preview, request.POST)
    if form.is_valid():
        services.choose_sheet(request.access, run, **form.cleaned_data)
        return redirect("registry:import_columns", pk)
    context = {
        "run": run,
        "preview": preview,
        "form": forms.ColumnsForm(preview),
        "sheet_form": form,
    }
    return render(request, "registry/import_columns.html", context)


@require_GET
def import_preview(request: Request, pk: int) -> HttpResponse:
    """Step 3: show every problem and every change, before anything is written."""
    run = _waiting(request, pk)
    if run.done_at:
        return redirect("registry:import_detail", pk)
    shown = shown_import(request.access, run, services.preview_of(run))
    context = {
        "run": run,
        "shown": shown,
        "page": Paginator(shown.changes, PER_PAGE).get_page(request.GET.get("page")),
        "form": forms.CarryOutForm(initial={"fingerprint": shown.plan.fingerprint()}),
    }
    return render(request, "registry/import_preview.html", context)


@require_GET
def import_errors(request: Request, pk: int) -> HttpResponse:
    """Return the problems as a workbook, for the person who will put them right."""
    run = _waiting(request, pk)
    if run.done_at:
        return redirect("registry:import_detail", pk)
    shown = shown_import(request.access, run, services.preview_of(run))
    answer = HttpResponse(errorlist(shown.problems), content_type=EXCEL)
    answer.headers["Content-Disposition"] = 'attachment; filename="fellista.xlsx"'
    return answer


@require_POST
def import_carry_out(request: Request, pk: int) -> HttpResponse:
    """Step 4: take in everything, or nothing."""
    run = _waiting(request, pk)
    form = forms.CarryOutForm(request.POST)
    if not form.is_valid():
        return redirect("registry:import_preview", pk)
    try:
        services.finish_import(request.access, run, fingerprint=form.cleaned_data["fingerprint"])
        messages.success(request, _("Listan är införd."))
    except Outdated as no:
        messages.warning(request, str(no))
        return redirect("registry:import_preview", pk)
    except RuleViolation as no:
        messages.error(request, str(no))
        return redirect("registry:import_preview", pk)
    return redirect("registry:import_detail", pk)


@require_POST
def import_discard(request: Request, pk: int) -> HttpResponse:
    """Throw away a file that shall not be taken in."""
    run = _waiting(request, pk)
    try:
        services.discard_import(request.access, run)
        messages.success(request, _("Filen är kastad. Inget är infört."))
    except RuleViolation as no:
        messages.error(request, str(no))
        return redirect("registry:import_detail", pk)
    return redirect("registry:imports")
