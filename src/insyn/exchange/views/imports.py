"""Pages of an import, step by step: kind, file, columns, preview, done."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import list_file, made_file
from insyn.exchange.forms import imports as forms
from insyn.exchange.forms.filters import ChangeFilter
from insyn.exchange.http import (
    IMPORT_COLUMNS,
    PER_PAGE,
    import_steps,
    page_of,
    table_at,
)
from insyn.exchange.queries.plans import listed_imports, listed_profiles, shown_import
from insyn.exchange.rules.changes import ChangeKind
from insyn.exchange.rules.kinds import ListKind, Table, excel_columns
from insyn.exchange.rules.preview import Preview
from insyn.exchange.rules.tables import TABLES
from insyn.exchange.services import runs as services
from insyn.kernel.access import Access
from insyn.papers.excel import write
from insyn.papers.sheets.errorlist import errorlist
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.platform.forms import InsynForm
from insyn.registry.models import ImportProfile, ImportRun


@require_GET
def import_list(request: Request) -> HttpResponseBase:
    """List what has been taken in, and files that wait."""
    runs = listed_imports(request.access)
    if file := list_file(request, IMPORT_COLUMNS, runs, _("Inlästa listor")):
        return file
    page = Paginator(runs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(run, ListKind(run.kind)) for run in page],
        "profiles": [(row, ListKind(row.kind)) for row in listed_profiles(request.access)],
        "may_import": bool(_open_tables(request.access)),
    }
    return render(request, "exchange/imports.html", context)


def _open_tables(access: Access) -> list[Table]:
    """Return the lists that the asker may take in for some authority."""
    return [table for table in TABLES.values() if access.may_somewhere(table.permission)]


@require_GET
def import_kinds(request: Request) -> HttpResponse:
    """Step 1: choose what the rows of the list are."""
    tables = _open_tables(request.access)
    if not tables:
        request.access.require_somewhere(next(iter(TABLES.values())).permission)
    context = {"tables": tables, "steps": import_steps(1)}
    return render(request, "exchange/import_kinds.html", context)


@require_GET
def import_template(request: Request, slug: str) -> HttpResponse:
    """Return an empty workbook with the headings and choices of one kind of list."""
    table = table_at(slug)
    request.access.require_somewhere(table.permission)
    content = write(excel_columns(table), (), title=_(table.kind.label))
    return made_file(content, name=f"mall-{table.slug}", ending="xlsx")


@require_http_methods(["GET", "POST"])
def import_new(request: Request, slug: str) -> HttpResponse:
    """Step 2: choose a file and where it belongs."""
    table = table_at(slug)
    request.access.require_somewhere(table.permission)
    form = forms.UploadForm(request.access, table, request.POST or None, request.FILES or None)
    page = FormPage(
        template="exchange/import_new.html",
        heading=_("Läs in: %(list)s") % {"list": _(table.kind.label)},
        lead=_(table.purpose),
        back=reverse("exchange:import_kinds"),
        done=_("Filen är inläst men inget är infört än."),
        button=_("Fortsätt till kolumnerna"),
        onward=lambda run: reverse("exchange:import_columns", args=[run.pk]),
        context={"steps": import_steps(2), "table": table},
    )
    return answer_form(request, form, partial(_start, request.access, table), page)


def _start(
    access: Access,
    table: Table,
    *,
    file: Any,
    authority: Any,
    agreement: Any = None,
    profile: ImportProfile | None = None,
    **options: Any,
) -> ImportRun:
    run = services.start_import(
        access,
        authority=authority,
        agreement=agreement,
        file_name=file.name,
        content=file.read(),
        kind=table.kind,
    )
    if said := {name: str(value) for name, value in options.items() if value is not None}:
        run = services.choose_options(access, run, options=said)
    if profile is None:
        return run
    return services.choose_profile(access, run, profile=profile)


def _run(request: Request, pk: int) -> ImportRun:
    rows = ImportRun.objects.visible_to(request.access)
    return get_object_or_404(rows.select_related("authority__municipality", "agreement"), pk=pk)


def _waiting(request: Request, pk: int) -> ImportRun:
    run = _run(request, pk)
    permission = services.table_of(run).permission
    request.access.require(permission, authority_id=run.authority_id or 0)
    return run


@require_GET
def import_detail(request: Request, pk: int) -> HttpResponse:
    """Show what an import did, or where the waiting file stands."""
    run = _run(request, pk)
    table = services.table_of(run)
    may_import = request.access.may(table.permission, authority_id=run.authority_id or 0)
    context = {
        "run": run,
        "table": table,
        "may_import": may_import,
        "steps": import_steps(6),
        "page": page_of(run),
    }
    return render(request, "exchange/import_detail.html", context)


@require_http_methods(["GET", "POST"])
def import_columns(request: Request, pk: int) -> HttpResponse:
    """Step 3: say which column of the file is which."""
    run = _waiting(request, pk)
    if run.done_at:
        return redirect("exchange:import_detail", pk)
    preview = services.preview_of(run)
    form = forms.ColumnsForm(preview, request.POST or None)
    if form.is_valid():
        _choose(request, run, preview, form)
        return redirect("exchange:import_preview", pk)
    sheet_form = forms.SheetForm(request.access, run, preview)
    return _columns_page(request, run, preview, {"form": form, "sheet_form": sheet_form})


def _columns_page(
    request: Request, run: ImportRun, preview: Preview, both: dict[str, InsynForm]
) -> HttpResponse:
    context = {"run": run, "preview": preview, "steps": import_steps(3), **both}
    return render(request, "exchange/import_columns.html", context)


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
        facts = services.ProfileFacts(
            name,
            services.preview_of(chosen).profile(),
            preview.table.kind,
            form.cleaned_data["source_system"],
        )
        services.save_profile(request.access, run.authority, facts=facts)
        messages.success(request, _("Importprofilen är sparad."))


@require_POST
def import_sheet(request: Request, pk: int) -> HttpResponse:
    """Read another sheet or heading row, and find the columns anew."""
    run = _waiting(request, pk)
    if run.done_at:
        return redirect("exchange:import_detail", pk)
    preview = services.preview_of(run)
    form = forms.SheetForm(request.access, run, preview, request.POST)
    if form.is_valid():
        services.choose_sheet(request.access, run, **form.cleaned_data)
        return redirect("exchange:import_columns", pk)
    columns = forms.ColumnsForm(preview)
    return _columns_page(request, run, preview, {"form": columns, "sheet_form": form})


@require_GET
def import_preview(request: Request, pk: int) -> HttpResponse:
    """Step 4: show every problem and every change, before anything is written."""
    run = _waiting(request, pk)
    if run.done_at:
        return redirect("exchange:import_detail", pk)
    shown = shown_import(request.access, run, services.preview_of(run))
    filters = ChangeFilter(request.GET)
    kind = ChangeKind(filters.chosen["kind"]) if filters.chosen["kind"] else None
    page = Paginator(shown.changes(kind), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "steps": import_steps(4),
        "shown": shown,
        "filters": filters,
        "page": page,
        "rows": [(change, shown.told(change)) for change in page],
        "form": forms.CarryOutForm(initial={"fingerprint": shown.plan.fingerprint()}),
    }
    return render(request, "exchange/import_preview.html", context)


@require_GET
def import_errors(request: Request, pk: int) -> HttpResponse:
    """Return the problems as a workbook, for the person who will put them right."""
    run = _waiting(request, pk)
    if run.done_at:
        return redirect("exchange:import_detail", pk)
    shown = shown_import(request.access, run, services.preview_of(run))
    return made_file(errorlist(shown.problems), name="fellista", ending="xlsx")


@require_POST
def import_carry_out(request: Request, pk: int) -> HttpResponse:
    """Step 5: take in everything, or nothing."""
    run = _waiting(request, pk)
    form = forms.CarryOutForm(request.POST)
    if not form.is_valid():
        return redirect("exchange:import_preview", pk)
    act = partial(services.finish_import, request.access, run, **form.cleaned_data)
    # The preview of a list that has been taken in leads on to what it did.
    back = reverse("exchange:import_preview", args=[pk])
    return answer_button(request, act, back=back, done=_("Listan är införd."))


@require_POST
def import_discard(request: Request, pk: int) -> HttpResponse:
    """Throw away a file that shall not be taken in."""
    run = _waiting(request, pk)
    act = partial(services.discard_import, request.access, run)
    back = reverse("exchange:imports")
    return answer_button(request, act, back=back, done=_("Filen är kastad. Inget är infört."))


@require_POST
def profile_remove(request: Request, pk: int) -> HttpResponse:
    """Take away a profile that is no longer used."""
    profile = get_object_or_404(ImportProfile.objects.visible_to(request.access), pk=pk)
    act = partial(services.remove_profile, request.access, profile)
    back = reverse("exchange:imports")
    return answer_button(request, act, back=back, done=_("Importprofilen är borttagen."))
