"""Asking for what is missing of a form's list, and the list of every document that is late."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, day, list_file
from insyn.followups import services
from insyn.followups.forms.listed_documents import AwaitedFilter, ListedForm
from insyn.followups.http import written_followup
from insyn.followups.queries.listed_documents import awaited_documents, listed_documents
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock

ROWS_PER_PAGE = 50
AWAITED_COLUMNS = (
    ListColumn(__("Handling"), lambda row: row.title, width=40),
    ListColumn(__("Utförare"), lambda row: str(row.followup.contract.provider)),
    ListColumn(__("Uppföljning"), lambda row: row.followup.number, width=16),
    ListColumn(__("Nämnd"), lambda row: str(row.followup.authority)),
    day(__("Begärd"), lambda row: row.asked_on),
    day(__("Senast"), lambda row: row.due_on),
)
"""The documents that are awaited, as a file."""


@require_http_methods(["GET", "POST"])
def request_listed(request: Request, pk: int) -> HttpResponse:
    """Show how it stands with each document of the form's list, and ask for the chosen."""
    followup = written_followup(request, pk)
    today = clock.today()
    rows = listed_documents(request.access, followup, today)
    form = ListedForm(rows, request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            asked = services.request_listed(request.access, followup, **form.cleaned_data)
        except RuleViolation as no:
            form.refuse(no)
        else:
            _say(request, asked)
            return redirect(reverse("followups:preparation", args=[pk]) + "#handlingar")
    context = {"followup": followup, "current": "preparation", "form": form, "rows": rows}
    return render(request, "followups/request_listed.html", context)


def _say(request: Request, asked: services.Asked) -> None:
    count = len(asked.requests)
    said = ngettext(
        "%(count)d handling är begärd. Brevet ligger under Kontakter och post.",
        "%(count)d handlingar är begärda. Brevet ligger under Kontakter och post.",
        count,
    )
    messages.success(request, said % {"count": count})
    if not asked.told:
        messages.warning(
            request,
            _("Utföraren har ingen kontaktperson med e-post i Insyn. Skicka brevet på annat sätt."),
        )


@require_GET
def awaited(request: Request) -> HttpResponseBase:
    """List the documents that providers have been asked for and have not handed in."""
    request.access.require_somewhere(Permission.CARRY_OUT_FOLLOWUP)
    filters = AwaitedFilter(request.access, request.GET)
    rows = awaited_documents(request.access, filters.chosen, clock.today())
    if file := list_file(request, AWAITED_COLUMNS, rows, _("Handlingar som saknas")):
        return file
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    late = {row.pk for row in page if row.is_overdue(clock.today())}
    context = {"filters": filters, "page": page, "late": late}
    return render(request, "followups/awaited.html", context)
