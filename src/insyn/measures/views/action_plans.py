"""Pages about action plans."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.documents.http import list_file
from insyn.followups.http import say_told_of, seen_followup, written_followup
from insyn.kernel.access import Permission
from insyn.measures import forms, http, queries, services
from insyn.measures.letters.mails import TOLD
from insyn.measures.models import ActionPlan
from insyn.measures.queries.sanctions import sanctions_of_followup, sanctions_of_provider
from insyn.measures.queries.terminations import terminations_of_provider
from insyn.measures.rules import (
    PLAN_LIFECYCLE,
    PlanEvent,
    PlanState,
    answer_due,
    permission_for,
)
from insyn.platform import clock
from insyn.registry.http import HubRequest, of_standing_provider
from insyn.registry.models import Provider

PAGE_SIZE = 50


@require_GET
def plan_list(request: Request) -> HttpResponseBase:
    """List the action plans that the asker sees."""
    filters = forms.PlanFilter(request.access, request.GET)
    today = clock.today()
    sort = request.GET.get("sort", "")
    rows = queries.plans(request.access, filters.chosen, sort=sort, today=today)
    if file := list_file(request, http.PLAN_COLUMNS, rows, _("Åtgärdsplaner")):
        return file
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    late = {plan.pk for plan in page if plan.is_late(today)}
    return render(request, "measures/list.html", {"page": page, "filters": filters, "late": late})


@require_GET
@of_standing_provider
def of_provider(request: HubRequest, provider: Provider) -> HttpResponseBase:
    """List what a provider has answered, or is to answer, to findings the asker may see."""
    filters, sort = forms.OfProviderFilter(request.GET), request.GET.get("sort", "")
    rows = queries.measures_of_provider(request.access, provider, filters.chosen, sort=sort)
    if file := list_file(request, http.MEASURE_COLUMNS, rows, _("Åtgärder")):
        return file
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"provider": provider, "filters": filters, "page": page}
    around = {
        "sanctions": sanctions_of_provider(request.access, provider),
        "terminations": terminations_of_provider(request.access, provider),
    }
    return render(request, "measures/of_provider.html", context | around)


@require_GET
def followup(request: Request, pk: int) -> HttpResponse:
    """Show the plan beside the findings, its letters and its time line."""
    row = seen_followup(request, pk)
    page = queries.plan_page(request.access, row, today=clock.today())
    buttons = _buttons(page.events)
    context = {"followup": row, "page": page, "buttons": buttons, "current": "measures"}
    sanctions = sanctions_of_followup(request.access, row)
    return render(request, "measures/followup.html", context | {"sanctions": sanctions})


@require_http_methods(["GET", "POST"])
def request_plan(request: Request, pk: int) -> HttpResponse:
    """Ask the provider for an action plan."""
    row = written_followup(request, pk, Permission.REQUEST_MEASURES)
    initial = {"due_on": answer_due(clock.today()), "version": row.version}
    form = forms.RequestForm(request.POST or None, initial=initial)
    if form.is_valid() and http.saved(
        form, lambda: services.request_plan(request.access, row, **form.cleaned_data)
    ):
        messages.success(request, _("Åtgärdsplanen är begärd och brevet är klart."))
        say_told_of(request, row)
        return redirect("measures:followup", row.pk)
    page = queries.plan_page(request.access, row, today=clock.today())
    context = {"followup": row, "form": form, "page": page}
    return render(request, "measures/request.html", context)


USUAL, SELDOM, GRAVE = range(3)
"""How much a move weighs: the usual stands first on the page, the grave last and in red."""


@dataclass(frozen=True, slots=True)
class Move:
    """How one event of a plan is entered: its form, its service and what is said after."""

    form: type[forms.VersionForm]
    act: Callable[..., object]
    done: Any
    lead: Any
    label: Any = ""
    weight: int = USUAL


MOVES: Mapping[PlanEvent, Move] = {
    PlanEvent.REMIND: Move(
        forms.RemindForm,
        partial(services.move_plan, event=PlanEvent.REMIND),
        gettext_lazy("Påminnelsen är antecknad och syns hos utföraren."),
        gettext_lazy("Utföraren ser i sin uppgiftslista att ni har påmint."),
    ),
    PlanEvent.SUBMIT: Move(
        forms.SubmitForm,
        services.submit_plan,
        gettext_lazy("Planen är inlämnad."),
        gettext_lazy("Gör det här bara när planen har kommit på annat sätt än genom Insyn."),
        label=gettext_lazy("Registrera plan som kommit på annat sätt"),
        weight=SELDOM,
    ),
    PlanEvent.REVIEW: Move(
        forms.VersionForm,
        partial(services.move_plan, event=PlanEvent.REVIEW),
        gettext_lazy("Granskningen är påbörjad. Bedöm varje svar för sig."),
        gettext_lazy("När granskningen har börjat bedömer du varje svar för sig."),
    ),
    PlanEvent.RETURN: Move(
        forms.ReturnForm,
        services.return_plan,
        gettext_lazy("Planen är inte godkänd. Utföraren ser vilka svar som ska ändras."),
        gettext_lazy("Svar som du har godtagit står kvar. Utföraren ändrar bara de andra."),
    ),
    PlanEvent.ASK_SUPPLEMENT: Move(
        forms.SupplementForm,
        services.ask_supplement,
        gettext_lazy("Brevet med begäran om komplettering är klart."),
        gettext_lazy("Ett brev skapas med de svar som inte räcker och varför."),
    ),
    PlanEvent.WARN: Move(
        forms.WarnForm,
        services.warn_of_penalty,
        gettext_lazy("Varningen är utfärdad och brevet är klart."),
        gettext_lazy("Ett brev skapas. Det är en varning och inte ett beslut om avtalsvite."),
        weight=GRAVE,
    ),
    PlanEvent.APPROVE: Move(
        forms.ApproveForm,
        services.approve_plan,
        gettext_lazy("Planen är godkänd och brevet är klart."),
        gettext_lazy("Ett brev skapas med det som utföraren har åtagit sig."),
    ),
    PlanEvent.CONTINUE: Move(
        forms.ContinueForm,
        partial(services.move_plan, event=PlanEvent.CONTINUE),
        gettext_lazy("Beslutet om fortsatt uppföljning är antecknat."),
        gettext_lazy("Planen är godkänd, men kraven följs upp även framöver."),
    ),
    PlanEvent.CARRY_OUT: Move(
        forms.NoteForm,
        partial(services.move_plan, event=PlanEvent.CARRY_OUT),
        gettext_lazy("Planen är markerad som genomförd."),
        gettext_lazy("Gör det här när varje åtgärd är antecknad som genomförd."),
    ),
    PlanEvent.VERIFY: Move(
        forms.VerifyForm,
        services.verify_effect,
        gettext_lazy("Effekten av alla åtgärder är kontrollerad."),
        gettext_lazy("Gör det här när effekten av varje åtgärd är antecknad."),
    ),
    PlanEvent.CLOSE: Move(
        forms.NoteForm,
        partial(services.move_plan, event=PlanEvent.CLOSE),
        gettext_lazy("Åtgärdsplanen är avslutad."),
        gettext_lazy("Om planen har lyfts till beslutsfattare: skriv vad som blev bestämt."),
    ),
    PlanEvent.ESCALATE: Move(
        forms.EscalateForm,
        partial(services.move_plan, event=PlanEvent.ESCALATE),
        gettext_lazy("Planen är lyft till beslutsfattare."),
        gettext_lazy("När åtgärderna inte räcker tar en beslutsfattare ställning till nästa steg."),
        weight=GRAVE,
    ),
}
"""How each event after the request is entered. The request stands on a page of its own."""


@dataclass(frozen=True, slots=True)
class Button:
    """A move as the page offers it."""

    event: PlanEvent
    move: Move
    is_first: bool

    @property
    def is_grave(self) -> bool:
        return self.move.weight == GRAVE

    @property
    def route(self) -> str:
        return f"measures:{self.event.value}"


def _buttons(events: Sequence[PlanEvent]) -> list[Button]:
    """Return the moves, the usual ones first and the grave ones last."""
    ordered = sorted(events, key=lambda event: MOVES[event].weight)
    return [
        Button(event, MOVES[event], is_first=place == 0 and MOVES[event].weight == USUAL)
        for place, event in enumerate(ordered)
    ]


@require_http_methods(["GET", "POST"])
def move(request: Request, pk: int, event: PlanEvent) -> HttpResponse:
    """Enter the facts of one event of a plan and let it happen."""
    plan = http.seen_plan(request, pk)
    request.access.require(permission_for(event), authority_id=plan.followup.authority_id)
    chosen = MOVES[event]
    form = chosen.form(request.POST or None, initial=_first_guess(plan))
    if request.method == "GET" and not PLAN_LIFECYCLE.allows(PlanState(plan.state), event):
        refusal = partial(PLAN_LIFECYCLE.after, PlanState(plan.state), event)
        return http.press(request, refusal, done="", followup=plan.followup)
    if form.is_valid() and http.saved(
        form, lambda: chosen.act(request.access, plan, **form.cleaned_data)
    ):
        messages.success(request, chosen.done)
        if event in TOLD:
            say_told_of(request, plan.followup)
        return redirect("measures:followup", plan.followup_id)
    context = {"plan": plan, "followup": plan.followup, "form": form, "event": event}
    grave = {"is_grave": chosen.weight == GRAVE, "move": chosen}
    return render(request, "measures/move.html", context | grave)


def _first_guess(plan: ActionPlan) -> dict[str, object]:
    today = clock.today()
    due = plan.due_on if plan.due_on > today else answer_due(today)
    return {"version": plan.version, "due_on": due, "submitted_on": today}


@require_http_methods(["GET", "POST"])
def answer(request: Request, pk: int) -> HttpResponse:
    """Write an answer that came on paper, on behalf of the provider."""
    action = http.measured_action(request, pk)
    form = forms.AnswerForm(request.POST or None, initial=forms.answered(action))
    if form.is_valid() and http.saved(
        form,
        lambda: services.answer_finding(
            request.access, action, answer=form.answer(), version=form.cleaned_data["version"]
        ),
    ):
        messages.success(request, _("Svaret är sparat."))
        return redirect("measures:followup", action.plan.followup_id)
    context = {"action": action, "followup": action.plan.followup, "form": form}
    return render(request, "measures/answer.html", context)


@require_http_methods(["GET", "POST"])
def judge(request: Request, pk: int) -> HttpResponse:
    """Accept an answer or let it go back."""
    action = http.measured_action(request, pk)
    initial = {"comment": action.comment, "version": action.version}
    form = forms.JudgeForm(request.POST or None, initial=initial)
    if form.is_valid() and http.saved(
        form,
        lambda: services.judge_answer(
            request.access,
            action,
            is_accepted=form.is_accepted,
            comment=form.cleaned_data["comment"],
            version=form.cleaned_data["version"],
        ),
    ):
        messages.success(request, _("Bedömningen av svaret är sparad."))
        return redirect("measures:followup", action.plan.followup_id)
    context = {"action": action, "followup": action.plan.followup, "form": form}
    return render(request, "measures/judge.html", context)


@require_POST
def close_followup(request: Request, pk: int) -> HttpResponse:
    """Close the follow-up."""
    row = seen_followup(request, pk)
    form = forms.VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None
    act = partial(services.close_followup, request.access, row, version=version)
    return http.press(request, act, done=_("Uppföljningen är avslutad."), followup=row)
