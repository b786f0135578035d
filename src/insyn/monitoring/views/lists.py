"""Pages about lists from registers: the file, what it would note, the last yes."""

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
from insyn.kernel.errors import RuleViolation
from insyn.monitoring import forms, services
from insyn.monitoring.http import PAGE_SIZE, section_tabs
from insyn.monitoring.models import CheckList
from insyn.monitoring.queries.lists import lists, preview_of
from insyn.monitoring.rules import LISTS
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.platform.sentences import said


@require_GET
def check_lists(request: Request) -> HttpResponse:
    """List the files that were taken in, and those that wait."""
    request.access.require_somewhere(Permission.CHECK_REGISTERS)
    page = Paginator(lists(request.access), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "sources": LISTS.values(),
        "tabs": section_tabs(request.access, "monitoring:check_lists"),
    }
    return render(request, "monitoring/check_lists.html", context)


@require_http_methods(["GET", "POST"])
def check_list_new(request: Request) -> HttpResponse:
    """Choose a file from a register."""
    request.access.require_somewhere(Permission.CHECK_REGISTERS)
    form = forms.UploadForm(request.access, request.POST or None, request.FILES or None)
    page = FormPage(
        template="monitoring/check_list_new.html",
        heading=_("Läs in en lista från ett register"),
        lead=_("Du granskar vad listan säger innan något förs in."),
        back=reverse("monitoring:check_lists"),
        done=_("Filen är inläst men inget är infört än."),
        button=_("Läs in och granska"),
        onward=lambda row: reverse("monitoring:check_list", args=[row.pk]),
        context={"sources": LISTS.values()},
    )
    return answer_form(request, form, partial(_start, request), page)


def _start(request: Request, *, file: Any, **facts: Any) -> CheckList:
    return services.start_list(request.access, file_name=file.name, content=file.read(), **facts)


@require_GET
def check_list(request: Request, pk: int) -> HttpResponse:
    """Show what a list would note, or what it noted."""
    row = get_object_or_404(lists(request.access), pk=pk)
    context: dict[str, Any] = {
        "row": row,
        "may_note": request.access.may(Permission.CHECK_REGISTERS, authority_id=row.authority_id),
    }
    if row.done_at is None:
        try:
            shown = preview_of(request.access, row)
        except RuleViolation as no:
            context["broken"] = said(no)
        else:
            context |= {
                "shown": shown,
                "columns": forms.ColumnsForm(shown),
                "finish": forms.FinishForm(initial={"fingerprint": shown.fingerprint}),
            }
    return render(request, "monitoring/check_list.html", context)


@require_POST
def check_list_columns(request: Request, pk: int) -> HttpResponse:
    """Read the columns of a list in another way."""
    row = _waiting(request, pk)

    def choose() -> None:
        form = forms.ColumnsForm(preview_of(request.access, row), request.POST)
        if not form.is_valid():
            raise RuleViolation(_("Välj en kolumn för varje uppgift som krävs, och var en gång."))
        services.choose_columns(request.access, row, mapping=form.mapping())

    return answer_button(
        request, choose, back=reverse("monitoring:check_list", args=[row.pk]),
        done=_("Kolumnerna är valda, och valet är sparat till nästa lista från källan."),
    )  # fmt: skip


@require_POST
def check_list_finish(request: Request, pk: int) -> HttpResponse:
    """Note all that the list tells."""
    row = _waiting(request, pk)
    form = forms.FinishForm(request.POST)
    sent = form.cleaned_data["fingerprint"] if form.is_valid() else ""
    return answer_button(
        request,
        lambda: services.finish_list(request.access, row, fingerprint=sent),
        back=reverse("monitoring:check_list", args=[row.pk]),
        done=_("Listan är införd."),
    )


@require_http_methods(["GET", "POST"])
def check_list_discard(request: Request, pk: int) -> HttpResponse:
    """Throw a list away before it is taken in."""
    row = _waiting(request, pk)
    if request.method == "POST":
        return answer_button(
            request,
            lambda: services.discard_list(request.access, row),
            back=reverse("monitoring:check_lists"),
            done=_("Filen är borttagen. Inget fördes in."),
        )
    if row.done_at is not None:
        return redirect("monitoring:check_list", row.pk)
    return render(request, "monitoring/check_list_discard.html", {"row": row})


def _waiting(request: Request, pk: int) -> CheckList:
    row = get_object_or_404(lists(request.access), pk=pk)
    request.access.require(Permission.CHECK_REGISTERS, authority_id=row.authority_id)
    return row
