"""Pages of an import, step by step: file, columns, preview, done."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Access, Permission
from insyn.papers.sheets.errorlist import errorlist
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.platform.forms import InsynForm
from insyn.registry.forms import imports as forms
from insyn.registry.http import PER_PAGE
from insyn.registry.models import ImportRun
from insyn.registry.queries.imports import listed_imports, shown_import
from insyn.registry.rules.imports import Preview
from insyn.registry.services import import_runs as services

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def import_steps(now: int) -> list[dict[str, str]]:
    """Return the steps of an import for the line at the top; those before ``now`` are done."""
    labels = (_("Välj fil"), _("Välj kolumner"), _("Granska"), _("För in"))
    words = [(number > now) - (number < now) for number in range(1, len(labels) + 1)]
    states = {-1: "done", 0: "now", 1: "next"}
    return [
        {"label": label, "state": states[word]} for label, word in zip(labels, words, strict=True)
    ]


@require_GET
def import_list(request: Request) -> HttpResponse:
    """List what has been taken in, and files that wait."""
    context = {
        "page": Paginator(listed_imports(request.access), PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "may_import": request.access.may_somewhere(Permission.IMPORT_REGISTER),
    }
    return render(request, "registry/imports.html", context)


@require_http_methods(["GET", "POST"])
def import_new(request: Request) -> HttpResponse:
    """Step 1: choose a file and where it belongs."""
    request.access.require_somewhere(Permission.IMPORT_REGISTER)
    form = forms.UploadForm(request.access, request.POST or None, request.FILES or None)
    page = FormPage(
        template="registry/import_new.html",
        heading=_("Läs in en lista"),
        back=reverse("registry:imports"),
        done=_("Filen är inläst men inget är infört än."),
        button=_("Fortsätt till kolumnerna"),
        onward=lambda run: reverse("registry:import_columns", args=[run.pk]),
        context={"steps": import_steps(1)},
    )
    return answer_form(request, form, partial(_start, request.access), page)


def _start(access: Access, *, file: Any, **belonging: Any) -> ImportRun:
    return services.start_import(access, file_name=file.name, content=file.read(), **belonging)


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
    context = {"run": run, "may_import": may_import, "steps": import_steps(5)}
    return render(request, "registry/import_detail.html", context)


@require_http_methods(["GET", "POST"])
def import_columns(request: Request, pk: int) -> HttpResponse:
    """Step 2: say which column of the file is which."""
    run = _waiting(request, pk)
    if run.done_at:
        return redirect("registry:import_detail", pk)
    preview = services.preview_of(run)
    form = forms.ColumnsForm(preview, request.POST or None)
    if form.is_valid():
        _choose(request, run, preview, form)
        return redirect("registry:import_preview", pk)
    sheet_form = forms.SheetForm(request.access, run, preview)
    return _columns_page(request, run, preview, {"form": form, "sheet_form": sheet_form})


def _columns_page(
    request: Request, run: ImportRun, preview: Preview, both: dict[str, InsynForm]
) -> HttpResponse:
    context = {"run": run, "preview": preview, "steps": import_steps(2), **both}
    return render(request, "registry/import_columns.html", context)


def _choose(request: Request, run: ImportRun, preview: Preview, form: forms.ColumnsForm) -> None:
    chosen = services.choose(
        request.access,
        run,
        sheet=preview.sheet,
        heading_row=preview.heading_row,
        mapping=form.mapping(),
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
    if run.done_at:
        return redirect("registry:import_detail", pk)
    preview = services.preview_of(run)
    form = forms.SheetForm(request.access, run, preview, request.POST)
    if form.is_valid():
        services.choose_sheet(request.access, run, **form.cleaned_data)
        return redirect("registry:import_columns", pk)
    columns = forms.ColumnsForm(preview)
    return _columns_page(request, run, preview, {"form": columns, "sheet_form": form})


@require_GET
def import_preview(request: Request, pk: int) -> HttpResponse:
    """Step 3: show every problem and every change, before anything is written."""
    run = _waiting(request, pk)
    if run.done_at:
        return redirect("registry:import_detail", pk)
    shown = shown_import(request.access, run, services.preview_of(run))
    context = {
        "run": run,
        "steps": import_steps(3),
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
    act = partial(services.finish_import, request.access, run, **form.cleaned_data)
    # The preview of a list that has been taken in leads on to what it did.
    back = reverse("registry:import_preview", args=[pk])
    return answer_button(request, act, back=back, done=_("Listan är införd."))


@require_POST
def import_discard(request: Request, pk: int) -> HttpResponse:
    """Throw away a file that shall not be taken in."""
    run = _waiting(request, pk)
    act = partial(services.discard_import, request.access, run)
    back = reverse("registry:imports")
    return answer_button(request, act, back=back, done=_("Filen är kastad. Inget är infört."))
