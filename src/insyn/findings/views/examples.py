"""Pages about good examples: asking the provider, what it said, and the shared ones."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.findings import http, services
from insyn.findings.forms.examples import ExampleAnswerForm, ExampleFilter, ExampleForm
from insyn.findings.models import SharedExample
from insyn.findings.queries.examples import ABOUT, asked_list, not_asked, shared_list
from insyn.findings.rules import FindingKind
from insyn.followups.http import about_followup
from insyn.kernel.access import Permission
from insyn.platform.answers import FormPage, answer_button, answer_form

WAITING_SHOWN = 20


@require_GET
def examples(request: Request) -> HttpResponseBase:
    """List the shared good examples, and what waits for an answer or for a question."""
    shared = SharedExample.objects.visible_to(request.access).shared()
    filters = ExampleFilter(shared, request.GET)
    sort = request.GET.get("sort", "")
    rows = shared_list(request.access, filters.chosen, sort=sort)
    if file := list_file(request, http.EXAMPLE_COLUMNS, rows, _("Goda exempel")):
        return file
    context = {
        "filters": filters,
        "sort": sort,
        "page": Paginator(rows, http.PER_PAGE).get_page(request.GET.get("page")),
        "asked": asked_list(request.access)[:WAITING_SHOWN],
        "unasked": not_asked(request.access)[:WAITING_SHOWN],
        "may_ask": request.access.may_somewhere(Permission.CARRY_OUT_FOLLOWUP),
    }
    return render(request, "findings/examples.html", context)


@require_http_methods(["GET", "POST"])
def example_ask(request: Request, pk: int) -> HttpResponse:
    """Ask the provider whether its good example may be shared."""
    finding = http.written_finding(request, pk)
    if finding.kind != FindingKind.GOOD_PRACTICE:
        raise Http404
    example = SharedExample.objects.visible_to(request.access).filter(finding=finding).first()
    initial = (
        {"title": example.title, "text": example.text, "version": example.version}
        if example
        else {"title": finding.area, "text": finding.text, "version": 0}
    )
    form = ExampleForm(request.POST or None, initial=initial)
    page = about_followup(
        finding.followup,
        _("Fråga om det goda exemplet får delas"),
        tab=http.RESULT,
        done=_("Frågan är ställd. Inget delas innan utföraren har sagt ja."),
        button=_("Fråga utföraren"),
        lead=_("Utföraren läser texten som du skriver den här och svarar ja eller nej."),
    )
    return answer_form(
        request,
        form,
        lambda **said: _asked(request, services.ask_about_example(
            request.access, finding, facts=form.facts(), version=said["version"]
        )),
        page,
    )  # fmt: skip


def _asked(request: Request, asked: services.AskedExample) -> SharedExample:
    """Return the example, having said so when nobody got the question by mail."""
    if not asked.told:
        http.warn_untold(request)
    return asked.example


def _seen(request: Request, pk: int) -> SharedExample:
    rows = SharedExample.objects.visible_to(request.access)
    return get_object_or_404(rows.select_related(*ABOUT), pk=pk)


@require_GET
def example(request: Request, pk: int) -> HttpResponse:
    """Show one good example: the text, the consent, and where it comes from."""
    row = _seen(request, pk)
    authority_id = row.finding.followup.authority_id
    context = {
        "example": row,
        "may_ask": request.access.may(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id),
    }
    return render(request, "findings/example.html", context)


@require_http_methods(["GET", "POST"])
def example_answer(request: Request, pk: int) -> HttpResponse:
    """Note what the provider answered in another way than in the system."""
    row = _seen(request, pk)
    authority_id = row.finding.followup.authority_id
    request.access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id)
    form = ExampleAnswerForm(request.POST or None, initial={"version": row.version})
    page = FormPage(
        template="findings/example_answer.html",
        heading=_("Anteckna utförarens svar"),
        back=reverse("findings:example", args=[row.pk]),
        done=_("Svaret är antecknat."),
        button=_("Spara"),
        lead=_("Bara om utföraren har svarat på annat sätt än i Insyn, till exempel i ett samtal."),
        context={"example": row},
    )
    return answer_form(
        request,
        form,
        lambda **said: services.answer_example(
            request.access, row, facts=form.facts(), version=said["version"]
        ),
        page,
    )


@require_POST
def example_show(request: Request, pk: int) -> HttpResponse:
    """Share an example that has consent again, or stop sharing it."""
    row = _seen(request, pk)
    is_shared = request.POST.get("shared") == "1"
    version = http.version_of(request)
    return answer_button(
        request,
        lambda: services.show_example(request.access, row, is_shared=is_shared, version=version),
        back=reverse("findings:example", args=[row.pk]),
        done=_("Exemplet delas.") if is_shared else _("Exemplet delas inte längre."),
    )
