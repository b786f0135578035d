"""Pages about telling IVO of serious deficiencies."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.findings import http, services
from insyn.findings.forms.inspectorate import (
    InspectorateFilter,
    InspectorateForm,
    ToldForm,
    answered,
)
from insyn.findings.queries.inspectorate import asked_list, questions_of, with_answers
from insyn.findings.rules.inspectorate import needs_question
from insyn.followups.http import about_followup
from insyn.platform import clock
from insyn.platform.answers import answer_form


@require_GET
def inspectorate_list(request: Request) -> HttpResponseBase:
    """List the serious deficiencies with whether IVO is to be told, and whether it was."""
    filters = InspectorateFilter(request.GET)
    sort = request.GET.get("sort", "")
    rows = asked_list(request.access, filters.chosen, sort=sort)
    name = _("Frågor om anmälan till IVO")
    asked = lambda: with_answers(request.access, rows)  # noqa: E731  read only for a file
    if file := list_file(request, http.ASKED_COLUMNS, asked, name):
        return file
    page = Paginator(rows, http.PER_PAGE).get_page(request.GET.get("page"))
    lines = with_answers(request.access, page.object_list)
    context = {"filters": filters, "page": page, "lines": lines, "sort": sort}
    return render(request, "findings/inspectorate_list.html", context)


@require_http_methods(["GET", "POST"])
def inspectorate(request: Request, pk: int) -> HttpResponse:
    """Answer whether IVO is to be told of a deficiency."""
    finding = http.written_finding(request, pk)
    if not needs_question(finding.shown_kind, finding.shown_severity):
        raise Http404
    question = questions_of(request.access, [finding]).get(finding.pk)
    form = InspectorateForm(request.POST or None, initial=answered(question))
    page = about_followup(
        finding.followup,
        _("Ska bristen anmälas till IVO?"),
        tab=http.RESULT,
        done=_("Svaret är sparat."),
        button=_("Spara"),
        lead=_(
            "Brist: %(text)s. Nämnden ska anmäla fel och brister som gör att enskilda kan fara "
            "illa (socialtjänstlagen 27 kap. 7 §, LSS 15 §). Skriv svaret också när det är nej."
        )
        % {"text": finding.text.rstrip(".")},
    )
    return answer_form(
        request,
        form,
        lambda **said: services.answer_inspectorate(
            request.access, finding, facts=form.facts(), version=said["version"]
        ),
        page,
    )


@require_http_methods(["GET", "POST"])
def inspectorate_told(request: Request, pk: int) -> HttpResponse:
    """Note that IVO has been told."""
    finding = http.written_finding(request, pk)
    question = questions_of(request.access, [finding]).get(finding.pk)
    if question is None or not question.is_to_be_told:
        raise Http404
    initial = {
        "told_on": question.told_on or clock.today(),
        "case_number": question.case_number,
        "version": question.version,
    }
    form = ToldForm(request.POST or None, initial=initial)
    page = about_followup(
        finding.followup,
        _("IVO har fått veta"),
        tab=http.RESULT,
        done=_("Anmälan är antecknad."),
        button=_("Spara"),
        lead=finding.text,
    )
    return answer_form(
        request,
        form,
        lambda **said: services.tell_inspectorate(
            request.access, question, facts=form.facts(), version=said["version"]
        ),
        page,
    )
