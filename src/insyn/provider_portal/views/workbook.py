"""Answering a survey in a workbook instead of on the page."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.documents.http import made_file
from insyn.exchange.forms.workbook import TakeInForm, WorkbookForm
from insyn.kernel.errors import RuleViolation
from insyn.provider_portal import http
from insyn.surveys.queries.answering import Answering
from insyn.surveys.services.answers import NoneOfTheirs
from insyn.surveys.services.workbook import (
    WorkbookRead,
    read_answers,
    take_in_answers,
    workbook_of,
)

PAGE = "provider_portal/survey_workbook.html"


@require_GET
def survey_workbook(request: Request, pk: int) -> HttpResponse:
    """Show how to answer in a workbook; with ``?fil=xlsx`` send it."""
    page = http.own_answering(request, pk)
    if request.GET.get("fil") == "xlsx":
        return _file(page)
    return http.show(request, PAGE, {"page": page, "form": WorkbookForm()})


def _file(page: Answering) -> HttpResponse:
    subject = page.response.unit or page.response.contract.provider
    name = slugify(f"{page.response.round} {subject}")[:80] or "enkat"
    return made_file(workbook_of(page), name=name, ending="xlsx")


@require_http_methods(["GET", "POST"])
def survey_workbook_in(request: Request, pk: int) -> HttpResponse:
    """Read a workbook and show what it changes; then keep that, whole or not at all."""
    page = http.own_answering(request, pk)
    if request.method == "GET":
        return redirect("provider_portal:survey_workbook", pk)
    if "sealed" in request.POST:
        return _take_in(request, page)
    form = WorkbookForm(request.POST, request.FILES)
    read = _read(request, page, form) if form.is_valid() else None
    context = {"page": page, "form": form, "read": read}
    if read and read.sealed:
        context["take_in"] = TakeInForm(initial={"sealed": read.sealed})
    return http.show(request, PAGE, context)


def _read(request: Request, page: Answering, form: WorkbookForm) -> WorkbookRead | None:
    file = form.cleaned_data["file"]
    try:
        return read_answers(request.access, page, content=file.read(), file_name=file.name)
    except NoneOfTheirs:
        raise Http404 from None
    except RuleViolation as no:
        form.add_error("file", _(str(no)))
        return None


def _take_in(request: Request, page: Answering) -> HttpResponse:
    form = TakeInForm(request.POST)
    sealed = form.cleaned_data["sealed"] if form.is_valid() else ""
    try:
        applied = take_in_answers(request.access, page.response.pk, sealed=sealed)
    except NoneOfTheirs:
        raise Http404 from None
    except RuleViolation as no:
        messages.error(request, _(str(no)))
        return redirect("provider_portal:survey_workbook", page.response.pk)
    messages.success(request, _thanks(len(applied.acks)))
    return redirect("provider_portal:survey", page.response.pk)


def _thanks(count: int) -> str:
    return ngettext(
        "%(count)d svar ur arbetsboken är sparat på servern, %(at)s. Enkäten är inte inlämnad än.",
        "%(count)d svar ur arbetsboken är sparade på servern, %(at)s. Enkäten är inte inlämnad än.",
        count,
    ) % {"count": count, "at": http.moment()}
