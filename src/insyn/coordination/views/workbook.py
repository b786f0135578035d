"""Reporting in by a workbook: by a role, and by a personal link."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from insyn.accounts.http import Request
from insyn.coordination import services
from insyn.coordination.http import linked_part, shared_part
from insyn.coordination.models import DistrictShare
from insyn.documents.http import made_file
from insyn.exchange.forms.workbook import TakeInForm, WorkbookForm
from insyn.kernel.errors import RuleViolation
from insyn.platform.sentences import said


@dataclass(frozen=True, slots=True)
class _Way:
    """Where the page stands: its template, itself, and where it leads back."""

    template: str
    here: str
    back: str


@require_http_methods(["GET", "POST"])
def file(request: Request, pk: int) -> HttpResponse:
    """Report in by a workbook, for one with a role in the district or at the coordinator."""
    share = shared_part(request, pk)
    way = _Way(
        "coordination/workbook.html",
        reverse("coordination:file", args=[pk]),
        reverse("coordination:instruction", args=[share.instruction_id]),
    )
    return _answer(request, share, way)


@require_http_methods(["GET", "POST"])
def file_by_link(request: Request, pk: int) -> HttpResponse:
    """Report in by a workbook, for one who has come in by a link."""
    way = _Way(
        "coordination/link_workbook.html",
        reverse("coordination:link:file", args=[pk]),
        reverse("coordination:link:part", args=[pk]),
    )
    return _answer(request, linked_part(request, pk), way)


def _answer(request: Request, share: DistrictShare, way: _Way) -> HttpResponse:
    if request.method == "POST" and "sealed" in request.POST:
        return _take_in(request, share, way)
    if request.method == "GET" and request.GET.get("fil") == "xlsx":
        return _file(request, share)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = WorkbookForm(request.POST, request.FILES)
    read = _read(request, share, form) if form.is_bound and form.is_valid() else None
    context: dict[str, Any] = {"share": share, "form": form, "read": read, "way": way}
    if read and read.sealed:
        context["take_in"] = TakeInForm(initial={"sealed": read.sealed})
    return render(request, way.template, context)


def _file(request: Request, share: DistrictShare) -> HttpResponse:
    name = slugify(f"{share.instruction} {share.authority.name}")[:80] or "urval"
    return made_file(services.workbook_of(request.access, share), name=name, ending="xlsx")


def _read(
    request: Request, share: DistrictShare, form: WorkbookForm
) -> services.WorkbookRead | None:
    sent = form.cleaned_data["file"]
    try:
        return services.read_reports(
            request.access, share, content=sent.read(), file_name=sent.name
        )
    except RuleViolation as no:
        form.add_error("file", said(no))
        return None


def _take_in(request: Request, share: DistrictShare, way: _Way) -> HttpResponse:
    form = TakeInForm(request.POST)
    sealed = form.cleaned_data["sealed"] if form.is_valid() else ""
    try:
        count = services.take_in_reports(request.access, share, sealed=sealed)
    except RuleViolation as no:
        messages.error(request, said(no))
        return redirect(way.here)
    messages.success(request, _thanks(count))
    return redirect(way.back)


def _thanks(count: int) -> str:
    if not count:
        return _("Allt i arbetsboken var redan inrapporterat.")
    return ngettext(
        "%(count)d uppföljning ur arbetsboken är inrapporterad.",
        "%(count)d uppföljningar ur arbetsboken är inrapporterade.",
        count,
    ) % {"count": count}
