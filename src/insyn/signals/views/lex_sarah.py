"""Pages about lex Sarah notices."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.kernel.access import Permission
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_form
from insyn.registry.http import HubRequest, of_standing_provider
from insyn.registry.models import Provider
from insyn.signals.forms.lex_sarah import NoticeFilter, NoticeForm
from insyn.signals.forms.signals import ProviderSearch
from insyn.signals.http import NOTICE_COLUMNS, ROWS_PER_PAGE
from insyn.signals.models import LexSarahNotice
from insyn.signals.queries.lex_sarah import line_of, listed_notices, notices_seen
from insyn.signals.queries.signals import providers_named
from insyn.signals.services.lex_sarah import change_notice, note_notice


@require_GET
def notice_list(request: Request) -> HttpResponseBase:
    """List the notices, per provider and year."""
    today = clock.today()
    filters = NoticeFilter(request.access, request.GET)
    rows = listed_notices(request.access, filters.chosen)
    lines = [line_of(row, today) for row in rows] if "fil" in request.GET else []
    if file := list_file(request, NOTICE_COLUMNS, lines, _("Lex Sarah-underrättelser")):
        return file
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [line_of(row, today) for row in page],
        "filters": filters,
        "may_note": request.access.may_somewhere(Permission.HANDLE_SIGNALS),
    }
    return render(request, "signals/lex_sarah_list.html", context)


@require_GET
def notice_provider(request: Request) -> HttpResponse:
    """Let the asker find the provider that a notice is from."""
    request.access.require_somewhere(Permission.HANDLE_SIGNALS)
    filters = ProviderSearch(request.GET)
    rows = providers_named(filters.chosen["q"] or "")
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "signals/lex_sarah_choose.html", {"page": page, "filters": filters})


@require_http_methods(["GET", "POST"])
@of_standing_provider
def notice_note(request: HubRequest, provider: Provider) -> HttpResponse:
    """Note a notice that a provider has sent."""
    request.access.require_somewhere(Permission.HANDLE_SIGNALS)
    form = NoticeForm(request.access, provider, data=request.POST or None)
    page = FormPage(
        template="signals/lex_sarah_form.html",
        heading=_("Anteckna lex Sarah-underrättelse"),
        lead=str(provider),
        back=reverse("signals:notices"),
        done=_("Underrättelsen är antecknad, och finns också bland signalerna."),
        button=_("Spara"),
        onward=lambda row: reverse("signals:notice", args=[row.pk]),
    )

    def act(**said: Any) -> LexSarahNotice:
        return note_notice(
            request.access, authority=said["authority"], provider=provider, facts=form.facts()
        )

    return answer_form(request, form, act, page)


@require_GET
def notice_detail(request: Request, pk: int) -> HttpResponse:
    """Show a notice, with the days between its steps."""
    row = get_object_or_404(notices_seen(request.access).select_related("signal"), pk=pk)
    may = request.access.may(Permission.HANDLE_SIGNALS, authority_id=row.authority_id)
    context = {"notice": row, "line": line_of(row, clock.today()), "may_change": may}
    return render(request, "signals/lex_sarah.html", context)


@require_http_methods(["GET", "POST"])
def notice_change(request: Request, pk: int) -> HttpResponse:
    """Fill in the steps that have been taken."""
    row = get_object_or_404(notices_seen(request.access), pk=pk)
    request.access.require(Permission.HANDLE_SIGNALS, authority_id=row.authority_id)
    form = NoticeForm(request.access, row.provider, row, request.POST or None)
    page = FormPage(
        template="signals/lex_sarah_form.html",
        heading=_("Ändra underrättelsen"),
        lead=str(row.provider),
        back=reverse("signals:notice", args=[pk]),
        done=_("Underrättelsen är ändrad."),
        button=_("Spara"),
        context={"notice": row},
    )

    def act(**said: Any) -> LexSarahNotice:
        return change_notice(request.access, row, facts=form.facts(), version=said["version"])

    return answer_form(request, form, act, page)
