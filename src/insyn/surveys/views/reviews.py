"""Pages about one response: answers, proposals, own assessment, return, and the whole."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.findings.queries import bases_of
from insyn.followups.rules import REPORTED, Outcome
from insyn.kernel.access import Permission
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_button, answer_form
from insyn.surveys.forms.reviews import AcceptForm, AssessForm, ReasonForm, ReturnForm
from insyn.surveys.http import response_at
from insyn.surveys.models import ProposedFinding, SurveyResponse
from insyn.surveys.queries.history import history_of
from insyn.surveys.queries.reviewing import QuestionReviewed, Reviewing, found_in, reviewing
from insyn.surveys.queries.settling import proposed_words
from insyn.surveys.queries.words import name_of
from insyn.surveys.rules import ResponseState
from insyn.surveys.services import reviews

FORM = "surveys/response_form.html"
WITHIN = timedelta(days=7)
"""How long a provider has to answer what comes back, unless more of its time is left."""
ASKED = "fraga"
"""The part of an address that names the questions that go back."""


def reviewed_at(request: Request, pk: int) -> SurveyResponse:
    """Return the response to one who may review it; else answer 404 or 403."""
    return response_at(request, pk, permission=Permission.CARRY_OUT_FOLLOWUP)


def _proposal_at(request: Request, pk: int) -> ProposedFinding:
    rows = ProposedFinding.objects.visible_to(request.access).select_related(
        "question", "response__round__authority", "response__contract__provider", "response__unit"
    )
    found = get_object_or_404(rows, pk=pk)
    authority_id = found.response.round.authority_id
    request.access.require(Permission.CARRY_OUT_FOLLOWUP, authority_id=authority_id)
    return found


def page_of(response: SurveyResponse, anchor: str = "") -> str:
    """Return the address of the response's page, at a place on it."""
    here = reverse("surveys:response", args=[response.pk])
    return f"{here}#{anchor}" if anchor else here


def about_response(
    response: SurveyResponse, heading: str, *, done: str, button: str, **more: Any
) -> FormPage:
    """Return what surrounds a form that leads back to the response."""
    context = {"round": response.round, "response": response, **more.pop("context", {})}
    settings = {"template": FORM, "back": page_of(response), "lead": name_of(response)} | more
    return FormPage(heading=heading, done=done, button=button, context=context, **settings)


@require_GET
def response(request: Request, pk: int) -> HttpResponse:
    """Show the answers beside what the authority makes of them."""
    row = reviewed_at(request, pk)
    page = reviewing(request.access, row)
    followup = row.followup
    context = {
        "round": row.round,
        "response": row,
        "page": page,
        "name": name_of(row),
        "is_open": row.state in {ResponseState.SUBMITTED, ResponseState.RETURNED},
        "may_return": row.state == ResponseState.SUBMITTED,
        "is_in_return": row.state == ResponseState.RETURNED,
        "is_accepted": row.state == ResponseState.ACCEPTED,
        "is_sent": bool(followup and followup.state in REPORTED),
        "lines": history_of(request.access, row),
    }
    return render(request, "surveys/response.html", context)


@require_POST
def accept_proposal(request: Request, pk: int) -> HttpResponse:
    """Make a finding of the proposal."""
    return _decide(request, pk, reviews.accept_proposal, _("Förslaget är godtaget."))


@require_POST
def undo_proposal(request: Request, pk: int) -> HttpResponse:
    """Take back what was decided."""
    return _decide(request, pk, reviews.undo_proposal, _("Beslutet är ångrat."))


def _decide(request: Request, pk: int, act: Callable[..., object], done: str) -> HttpResponse:
    proposal = _proposal_at(request, pk)
    version = ReasonForm(request.POST)
    version.is_valid()  # a press has no reason; only the version is read
    act = partial(act, request.access, proposal, version=version.cleaned_data.get("version"))
    back = page_of(proposal.response, f"fraga-{proposal.question_id}")
    return answer_button(request, act, back=back, done=done)


@require_http_methods(["GET", "POST"])
def reject_proposal(request: Request, pk: int) -> HttpResponse:
    """Say that the answer is no finding, and why."""
    proposal = _proposal_at(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": proposal.version})
    page = about_response(
        proposal.response,
        _("Avvisa förslaget"),
        done=_("Förslaget är avvisat."),
        button=_("Avvisa"),
        lead=proposal.question.text,
        back=page_of(proposal.response, f"fraga-{proposal.question_id}"),
    )
    return answer_form(
        request, form, partial(reviews.reject_proposal, request.access, proposal), page
    )


@require_http_methods(["GET", "POST"])
def assess(request: Request, pk: int, question_pk: int) -> HttpResponse:
    """Write the authority's own answer to a question."""
    row = reviewed_at(request, pk)
    one = _question(reviewing(request.access, row), question_pk)
    form = AssessForm(one.asked.facts, one.own, request.POST or None)
    page = about_response(
        row,
        _("Svara på egen fråga") if one.is_own else _("Egen bedömning"),
        done=_("Bedömningen är sparad."),
        button=_("Spara"),
        template="surveys/assess.html",
        lead=one.asked.text,
        back=page_of(row, f"fraga-{question_pk}"),
        context={"one": one},
    )
    return answer_form(request, form, partial(_assess, request, row, form, question_pk), page)


def _question(page: Reviewing, key: int) -> QuestionReviewed:
    found = page.question(key)
    if found is None:
        raise Http404
    return found


def _assess(
    request: Request, row: SurveyResponse, form: AssessForm, key: int, **said: Any
) -> object:
    return reviews.assess_answer(
        request.access, row, question=key, value=form.value, comment=said["comment"],
        version=said["version"],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def return_questions(request: Request, pk: int) -> HttpResponse:
    """Ask why the chosen questions go back, and send them."""
    row = reviewed_at(request, pk)
    chosen = request.GET.getlist(ASKED)
    known = [one for one in reviewing(request.access, row).questions if not one.is_own]
    questions = [one for one in known if str(one.asked.pk) in chosen]
    if not questions:
        messages.error(request, _("Kryssa först för de frågor som ska tillbaka."))
        return redirect(page_of(row))
    due_on = max(row.due_on, clock.today() + WITHIN)
    form = ReturnForm(
        questions, request.POST or None, initial={"version": row.version, "due_on": due_on}
    )
    page = about_response(
        row,
        _("Skicka tillbaka frågor"),
        done=_("Frågorna är skickade tillbaka. Utföraren får ett mejl."),
        button=_("Skicka tillbaka"),
    )
    return answer_form(request, form, partial(_return, request, row, form), page)


def _return(request: Request, row: SurveyResponse, form: ReturnForm, **said: Any) -> object:
    return reviews.return_questions(
        request.access, row, reasons=form.reasons(), due_on=said["due_on"],
        version=said["version"],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def accept(request: Request, pk: int) -> HttpResponse:
    """Accept the whole, with outcome and words."""
    row = reviewed_at(request, pk)
    reviewed = reviewing(request.access, row)
    form = AcceptForm(request.POST or None, initial=_words(request, row, reviewed))
    page = about_response(
        row,
        _("Godta svaren"),
        done=_("Svaren är godtagna och bedömningen är fastställd."),
        button=_("Godta svaren"),
        template="surveys/accept.html",
        context={"reviewed": reviewed, "lacking": [one for one in reviewed.proposals if one.lacks]},
    )
    return answer_form(request, form, partial(_accept, request, row), page)


def _words(request: Request, row: SurveyResponse, reviewed: Reviewing) -> dict[str, Any]:
    first: dict[str, Any] = {"version": row.version}
    if reviewed.submission is None or row.followup is None:
        return first
    found, bases = found_in(request.access, row), bases_of(request.access, row.followup)
    outcome, words = proposed_words(row, row.followup, found, bases)
    return first | {"outcome": outcome.value, "overall_assessment": words}


def _accept(request: Request, row: SurveyResponse, **said: Any) -> object:
    outcome = Outcome(said.pop("outcome"))
    return reviews.accept_response(request.access, row, outcome=outcome, **said)


@require_http_methods(["GET", "POST"])
def withdraw_return(request: Request, pk: int) -> HttpResponse:
    """Take back questions that were sent back."""
    return _with_reason(
        request, pk, reviews.withdraw_return, _("Ta tillbaka frågorna i retur"),
        done=_("Frågorna är tillbakatagna. De som svarar får ett mejl om det."),
        button=_("Ta tillbaka"),
        lead=_("Svaren gäller så som de lämnades in. Utföraren behöver inte svara igen."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def reopen_response(request: Request, pk: int) -> HttpResponse:
    """Open accepted answers again."""
    return _with_reason(
        request, pk, reviews.reopen_response, _("Öppna svaren igen"),
        done=_("Svaren är öppna igen. Godkännandet gäller inte längre."),
        button=_("Öppna igen"),
        lead=_("Godkännandet och den fastställda bedömningen upphör att gälla."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def propose_ending(request: Request, pk: int) -> HttpResponse:
    """Note the proposal that the contract be ended."""
    return _with_reason(
        request, pk, reviews.propose_ending, _("Föreslå att avtalet avslutas"),
        done=_("Förslaget är antecknat."),
        button=_("Anteckna förslaget"),
        template="surveys/propose_ending.html",
        lead=_("Förslaget antecknas i spåret. Det avslutar inget avtal."),
    )  # fmt: skip


def _with_reason(
    request: Request, pk: int, act: Callable[..., object], title: str, **words: str
) -> HttpResponse:
    """Ask for the reason, and do it to the response."""
    row = reviewed_at(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": row.version})
    page = about_response(row, title, **words)
    return answer_form(request, form, partial(act, request.access, row), page)
