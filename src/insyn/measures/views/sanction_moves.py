"""Pages on which something happens to a sanction, and to the intake at a provider."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from insyn.accounts.http import Request
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.measures import http
from insyn.measures.forms import VersionForm
from insyn.measures.forms import sanction_moves as forms
from insyn.measures.models import Sanction, SanctionLine
from insyn.measures.queries import sanctions as queries
from insyn.measures.rules.sanction_checks import answer_day
from insyn.measures.rules.sanctions import SANCTION_LIFECYCLE, SanctionEvent
from insyn.measures.services import intake, sanction_moves, sanction_notices
from insyn.measures.services.sanction_moves import Told
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_form
from insyn.platform.sentences import said
from insyn.registry.http import contract_at
from insyn.registry.rules import SanctionKind

Lines = list[SanctionLine]
Initial = dict[str, Any]
Sent = dict[str, Any]
MakeForm = Callable[[Sanction, Lines, Sent, Initial], Any]


@dataclass(frozen=True, slots=True)
class Move:
    """How one event of a sanction is entered: its form, its service and what is said of it."""

    form: MakeForm
    act: Callable[[Request, Sanction, Any, int], object]
    lead: Any
    done: Any


def _plain(form: type[VersionForm]) -> MakeForm:
    return lambda _row, _lines, sent, initial: form(**sent, initial=initial)


def _ruling(form: type[forms.RulingForm], amount: str = "") -> MakeForm:
    return lambda _row, lines, sent, initial: form(lines, **sent, initial=initial, amount=amount)


def _notify_form(row: Sanction, _lines: Lines, sent: Sent, initial: Initial) -> forms.NotifyForm:
    is_stop = row.kind == SanctionKind.INTAKE_STOP
    kind = forms.NotifyStopForm if is_stop else forms.NotifyForm
    return kind(**sent, initial=initial)


def _decide(request: Request, row: Sanction, form: Any, version: int) -> Sanction:
    return sanction_moves.decide_sanction(
        request.access, row, ruling=form.ruling(), version=version
    )


def _reject(request: Request, row: Sanction, form: Any, version: int) -> Sanction:
    note = form.cleaned_data["note"]
    return sanction_moves.reject_proposal(request.access, row, note=note, version=version)


def _notify(request: Request, row: Sanction, form: Any, version: int) -> Told:
    return sanction_notices.notify_provider(
        request.access, row, handover=form.handover(), version=version
    )


def _contest(request: Request, row: Sanction, form: Any, version: int) -> Sanction:
    return sanction_notices.contest_sanction(
        request.access, row, facts=form.contest(), version=version
    )


def _settle(event: SanctionEvent, request: Request, row: Sanction, form: Any, version: int) -> Told:
    return sanction_moves.settle_sanction(
        request.access, row, event, ruling=form.ruling(), version=version
    )


def _carry_out(request: Request, row: Sanction, form: Any, version: int) -> Sanction:
    said = {name: form.cleaned_data[name] for name in ("carried_out_on", "is_accepted", "note")}
    return sanction_moves.carry_out_sanction(request.access, row, **said, version=version)


def _close(request: Request, row: Sanction, form: Any, version: int) -> Sanction:
    note = form.cleaned_data["note"]
    return sanction_moves.close_sanction(request.access, row, note=note, version=version)


_ANSWERED = __("Svaret är sparat och brevet är klart.")
MOVES: Mapping[SanctionEvent, Move] = {
    SanctionEvent.DECIDE: Move(
        _ruling(forms.DecideForm, "proposed"),
        _decide,
        __("Beloppen kan sänkas men inte höjas. Beslutet får ett nummer och anmäls till nämnden."),
        __("Beslutet är registrerat. Delge nu utföraren."),
    ),
    SanctionEvent.REJECT: Move(
        _plain(forms.RejectForm),
        _reject,
        __("Förslaget stannar hos er. Utföraren får aldrig se det."),
        __("Förslaget är avslaget."),
    ),
    SanctionEvent.NOTIFY: Move(
        _notify_form,
        _notify,
        __("Ett brev skapas med klausul, grunder, belopp och tidsfrist."),
        __("Utföraren är delgiven och brevet är klart."),
    ),
    SanctionEvent.CONTEST: Move(
        _plain(forms.ContestForm),
        _contest,
        __("Gör det här när utföraren har bestridit på annat sätt än i Insyn."),
        __("Bestridandet är antecknat. Pröva det nu."),
    ),
    SanctionEvent.UPHOLD: Move(
        _ruling(forms.SettleForm),
        partial(_settle, SanctionEvent.UPHOLD),
        __("Beslutet och beloppen står fast. Utföraren får svaret i ett brev."),
        _ANSWERED,
    ),
    SanctionEvent.REDUCE: Move(
        _ruling(forms.SettleForm, "decided"),
        partial(_settle, SanctionEvent.REDUCE),
        __("Sätt ned beloppet på en eller flera rader. Utföraren får svaret i ett brev."),
        _ANSWERED,
    ),
    SanctionEvent.WITHDRAW: Move(
        _ruling(forms.SettleForm),
        partial(_settle, SanctionEvent.WITHDRAW),
        __(
            "Beslutet gäller inte längre och beloppen blir noll. Utföraren får veta det i ett brev."
        ),
        _ANSWERED,
    ),
    SanctionEvent.CARRY_OUT: Move(
        _plain(forms.CarryOutForm),
        _carry_out,
        __("Anteckna när beslutet har genomförts, till exempel när avdraget är gjort."),
        __("Sanktionen är verkställd."),
    ),
    SanctionEvent.CLOSE: Move(
        _plain(forms.CloseForm),
        _close,
        __("Ärendet är klart. Det står kvar i liggaren."),
        __("Ärendet är avslutat."),
    ),
}
"""How each event after the proposal is entered."""


@require_http_methods(["GET", "POST"])
def move(request: Request, pk: int, event: SanctionEvent) -> HttpResponse:
    """Enter the facts of one event of a sanction and let it happen."""
    row = http.moved_sanction(request, pk, event)
    if request.method == "GET" and not SANCTION_LIFECYCLE.allows(row.shown_state, event):
        return _refused(request, row, event)
    chosen, lines = MOVES[event], queries.lines_of(request.access, row)
    form = chosen.form(row, lines, _sent(request), _first_guess(row))
    if form.is_valid() and http.saved(form, partial(_act, request, row, form, chosen)):
        return redirect("measures:sanction", row.pk)
    context = {"sanction": row, "form": form, "event": event, "move": chosen, "lines": lines}
    return render(request, "measures/sanction_move.html", context)


def _sent(request: Request) -> Sent:
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


def _refused(request: Request, row: Sanction, event: SanctionEvent) -> HttpResponse:
    try:
        SANCTION_LIFECYCLE.after(row.shown_state, event)
    except RuleViolation as no:
        messages.error(request, said(no))
    return redirect("measures:sanction", row.pk)


def _act(request: Request, row: Sanction, form: Any, chosen: Move) -> None:
    made = chosen.act(request, row, form, form.cleaned_data["version"])
    messages.success(request, chosen.done)
    if isinstance(made, Told):
        _say_mailed(request, made.mailed)


def _say_mailed(request: Request, mailed: int) -> None:
    """Tell whether the provider was mailed; nobody at all must be told in another way."""
    if mailed:
        said = ngettext(
            "%(count)d kontaktperson får ett mejl med en länk.",
            "%(count)d kontaktpersoner får ett mejl med en länk.",
            mailed,
        )
        messages.info(request, said % {"count": mailed})
    else:
        messages.warning(
            request,
            _("Ingen hos utföraren har en e-postadress i Insyn. Skicka brevet på annat sätt."),
        )


def _first_guess(row: Sanction) -> dict[str, object]:
    today = clock.today()
    return {
        "version": row.version,
        "decided_on": today,
        "notified_on": today,
        "answer_due_on": answer_day(today, row.step.deadline_days, None),
        "contested_on": today,
        "carried_out_on": today,
        "stop_from": today,
    }


@require_http_methods(["GET", "POST"])
def proof(request: Request, pk: int) -> HttpResponse:
    """Add the proof that the provider got the letter."""
    row = http.moved_sanction(request, pk, SanctionEvent.NOTIFY)
    form = forms.ProofForm(**_sent(request), initial={"version": row.version})
    page = FormPage(
        template="measures/sanction_plain_form.html",
        heading=_("Lägg till bevis om delgivning"),
        back=reverse("measures:sanction", args=[row.pk]),
        done=_("Beviset är sparat."),
        button=_("Spara beviset"),
        context={"sanction": row},
    )
    return answer_form(request, form, lambda **said: _keep_proof(request, row, form, said), page)


def _keep_proof(
    request: Request, row: Sanction, form: forms.ProofForm, said: dict[str, Any]
) -> Sanction:
    return sanction_notices.add_proof(
        request.access, row, paper=form.paper(), note=said["note"], version=said["version"]
    )


@require_http_methods(["GET", "POST"])
def lift(request: Request, pk: int) -> HttpResponse:
    """Lift an intake stop."""
    contract = contract_at(request, pk)
    owner = contract.agreement.authority_id
    request.access.require(Permission.EDIT_REGISTER, authority_id=owner)
    form = forms.LiftForm(request.POST or None, initial={"version": contract.version})
    page = FormPage(
        template="measures/sanction_plain_form.html",
        heading=_("Häv intagsstoppet"),
        back=reverse("measures:sanctions_of_contract", args=[contract.pk]),
        done=_("Intagsstoppet är hävt. Utföraren går att placera hos igen."),
        button=_("Häv intagsstoppet"),
        lead=str(contract),
        context={"contract": contract},
    )
    act = partial(intake.lift_intake_stop, request.access, contract)
    return answer_form(request, form, act, page)
