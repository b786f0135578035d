"""An action plan, documents to hand in, and the result."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import file_answer
from insyn.documents.services import open_document
from insyn.followups.rules import ENDED, RequestState
from insyn.followups.services import receive_document
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.measures.forms import AnswerForm, answered
from insyn.measures.models import CorrectiveAction
from insyn.measures.rules.verifying import BEING_DONE
from insyn.measures.services import answer_finding, note_carried_out, submit_plan
from insyn.platform import clock
from insyn.platform.sentences import said
from insyn.provider_portal import http
from insyn.provider_portal.forms import HandInForm, SubmitForm
from insyn.provider_portal.forms.fact_check import CarriedOutForm
from insyn.provider_portal.queries import plans as queries
from insyn.provider_portal.rules import retain_until


@require_GET
def plan(request: Request, pk: int) -> HttpResponse:
    """Show an action plan: the findings, the answers so far, and what came back."""
    row = http.own_plan(request, pk)
    page = queries.plan_page(request.access, row, today=clock.today())
    return http.show(request, "provider_portal/plan.html", {"page": page})


@require_http_methods(["GET", "POST"])
def answer(request: Request, pk: int) -> HttpResponse:
    """Answer one finding."""
    action = http.own_action(request, pk)
    form = AnswerForm(request.POST or None, initial=answered(action))
    if form.is_valid() and _answered(request, action, form):
        messages.success(request, _("Svaret är sparat. Planen är inte inlämnad än."))
        following = queries.next_to_answer(request.access, action)
        if "next" in request.POST and following is not None:
            return redirect("provider_portal:answer", following.pk)
        return redirect("provider_portal:plan", action.plan_id)
    page = queries.plan_page(request.access, action.plan, today=clock.today())
    item = next(item for item in page.items if item.action.pk == action.pk)
    context = {"item": item, "page": page, "form": form}
    return http.show(request, "provider_portal/answer.html", context)


def _answered(request: Request, action: CorrectiveAction, form: AnswerForm) -> bool:
    version = form.cleaned_data["version"]
    try:
        answer_finding(request.access, action, answer=form.answer(), version=version)
    except RuleViolation as no:
        form.refuse(no)
        return False
    return True


@require_http_methods(["GET", "POST"])
def carried_out(request: Request, pk: int) -> HttpResponse:
    """Note that a measure has been carried out, when and how."""
    action = http.own_action(request, pk)
    initial = {
        "carried_out_on": action.carried_out_on or clock.today(),
        "how": action.carried_out_note,
        "version": action.version,
    }
    form = CarriedOutForm(request.POST or None, request.FILES or None, initial=initial)
    if form.is_valid() and _carried_out(request, action, form):
        messages.success(request, _("Åtgärden är antecknad som genomförd."))
        return redirect("provider_portal:plan", action.plan_id)
    is_open = action.plan.state in BEING_DONE
    context = {"action": action, "form": form, "is_open": is_open}
    return http.show(request, "provider_portal/carried_out.html", context)


def _carried_out(request: Request, action: CorrectiveAction, form: CarriedOutForm) -> bool:
    said = form.cleaned_data
    try:
        note_carried_out(
            request.access,
            action,
            carried_out_on=said["carried_out_on"],
            how=said["how"],
            papers=form.papers(title=_("Genomförd åtgärd")),
            version=said["version"],
        )
    except RuleViolation as no:
        form.refuse(no)
        return False
    return True


@require_POST
def submit(request: Request, pk: int) -> HttpResponse:
    """Hand in the plan."""
    row = http.own_plan(request, pk)
    form = SubmitForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None
    try:
        submit_plan(request.access, row, version=version)
    except RuleViolation as no:
        messages.error(request, said(no))
    else:
        messages.success(request, _("Åtgärdsplanen är inlämnad %(at)s.") % {"at": http.moment()})
    return redirect("provider_portal:plan", row.pk)


@require_http_methods(["GET", "POST"])
def hand_in(request: Request, pk: int) -> HttpResponse:
    """Hand in what was asked for."""
    row = http.own_request(request, pk)
    secrecy = Secrecy(row.secrecy)
    kept_until = retain_until(secrecy, clock.today())
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = HandInForm(*sent)
    if form.is_valid():
        papers = form.papers(title=row.title, secrecy=secrecy, retain_until=kept_until)
        try:
            receive_document(request.access, row, papers=papers)
        except RuleViolation as no:
            form.refuse(no)
        else:
            messages.success(request, _receipt(len(papers)))
            return redirect("provider_portal:tasks")
    context = {
        "document_request": row,
        "form": form,
        "kept_until": kept_until,
        "is_open": row.state != RequestState.REVIEWED and row.followup.state not in ENDED,
    }
    return http.show(request, "provider_portal/hand_in.html", context)


def _receipt(count: int) -> str:
    return ngettext(
        "Vi har tagit emot %(count)d fil, %(at)s.",
        "Vi har tagit emot %(count)d filer, %(at)s.",
        count,
    ) % {"count": count, "at": http.moment()}


@require_GET
def result(request: Request, pk: int) -> HttpResponse:
    """Show the result that was sent."""
    row = http.own_result(request, pk)
    page = queries.result_page(request.access, row)
    return http.show(request, "provider_portal/result.html", {"page": page})


@require_GET
def letter(request: Request, pk: int, extension: str) -> HttpResponse:
    """Send a letter as it was issued, in Word or PDF."""
    row = http.own_letter(request, pk)
    documents = {"docx": row.word, "pdf": row.pdf}
    if extension not in documents:
        raise Http404
    document = documents[extension]
    return file_answer(document, open_document(request.access, document))
