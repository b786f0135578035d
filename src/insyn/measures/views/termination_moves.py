"""Pages on which something happens to the end of a contract."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from insyn.accounts.http import Request
from insyn.kernel.errors import RuleViolation
from insyn.measures import http
from insyn.measures.forms import VersionForm
from insyn.measures.forms import terminations as forms
from insyn.measures.models import Termination
from insyn.measures.queries.ending import terms_of
from insyn.measures.rules.terminations import (
    TERMINATION_LIFECYCLE,
    TerminationEvent,
    earliest_end,
    has_unknown_notice,
    kind_problem,
    word_of,
)
from insyn.measures.services import termination_moves as moves
from insyn.measures.services.terminations import change_termination
from insyn.platform import clock
from insyn.platform.sentences import said

Sent = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Move:
    """How one event of a termination is entered: its form, its service and what is said of it."""

    form: Callable[[Termination, Sent], Any]
    act: Callable[[Request, Termination, Any, int], object]
    lead: Any
    done: Any


def _plain(form: type[VersionForm]) -> Callable[[Termination, Sent], Any]:
    return lambda _row, sent: form(**sent)


def _change_form(row: Termination, sent: Sent) -> forms.TerminationForm:
    sent["initial"] = forms.known_of(row)
    return forms.TerminationForm(row.contract, sanction=row.sanction, state=row.state, **sent)


def _change(request: Request, row: Termination, form: Any, version: int) -> Termination:
    return change_termination(request.access, row, facts=form.facts(row), version=version)


def _decide(request: Request, row: Termination, form: Any, version: int) -> Termination:
    return moves.decide_termination(request.access, row, ruling=form.ruling(), version=version)


def _notify(request: Request, row: Termination, form: Any, version: int) -> moves.Noticed:
    return moves.give_notice(request.access, row, notice=form.notice(), version=version)


def _receive(request: Request, row: Termination, form: Any, version: int) -> moves.Noticed:
    return moves.receive_notice(request.access, row, notice=form.notice(), version=version)


def _end(request: Request, row: Termination, _form: Any, version: int) -> Termination:
    return moves.end_contract(request.access, row, version=version)


def _close(request: Request, row: Termination, _form: Any, version: int) -> Termination:
    return moves.close_termination(request.access, row, version=version)


def _stop(request: Request, row: Termination, form: Any, version: int) -> moves.Noticed | None:
    reason, was_told = form.cleaned_data["reason"], row.notice_on is not None
    told = moves.stop_termination(request.access, row, reason=reason, version=version)
    return told if was_told else None


MOVES: Mapping[TerminationEvent, Move] = {
    TerminationEvent.CHANGE: Move(
        _change_form,
        _change,
        __("När sista dagen ändras flyttas dagarna för de uppgifter som är kvar."),
        __("Uppgifterna om avslutet är sparade."),
    ),
    TerminationEvent.DECIDE: Move(
        lambda row, sent: forms.DecideEndForm(row, **sent),
        _decide,
        __("Beslutet får ett nummer och anmäls till nämnden. Utföraren får veta i nästa steg."),
        __("Beslutet är registrerat. Meddela nu utföraren."),
    ),
    TerminationEvent.NOTIFY: Move(
        _plain(forms.NoticeForm),
        _notify,
        __("Ett brev till utföraren skapas med klausul, skäl och sista dag."),
        __("Brevet till utföraren är klart, och kontraktets sista dag är satt."),
    ),
    TerminationEvent.RECEIVE: Move(
        _plain(forms.ReceiveForm),
        _receive,
        __("Ett brev skapas som bekräftar uppsägningen och sista dagen."),
        __("Uppsägningen är antecknad och bekräftelsen är klar."),
    ),
    TerminationEvent.END: Move(
        _plain(VersionForm),
        _end,
        __("Kontraktet får läget Avslutat i registret. Det går när ingen är kvar hos utföraren."),
        __("Kontraktet har upphört."),
    ),
    TerminationEvent.CLOSE: Move(
        _plain(VersionForm),
        _close,
        __("Alla uppgifter ska vara klara. Avslutet står kvar i listan."),
        __("Arbetet är avslutat."),
    ),
    TerminationEvent.STOP: Move(
        _plain(forms.StopForm),
        _stop,
        __("Kontraktet fortsätter att gälla. Har utföraren fått uppsägningen skapas ett brev."),
        __("Avslutet fullföljs inte."),
    ),
}
"""How each event of a termination is entered."""


@require_http_methods(["GET", "POST"])
def move(request: Request, pk: int, event: TerminationEvent) -> HttpResponse:
    """Enter the facts of one event of a termination and let it happen."""
    row = http.moved_termination(request, pk, event)
    if request.method == "GET" and (problem := _problem(row, event)):
        messages.error(request, problem)
        return redirect("measures:termination", row.pk)
    chosen = MOVES[event]
    form = chosen.form(row, _sent(request, row))
    if form.is_valid() and http.saved(form, partial(_act, request, row, form, chosen)):
        return redirect("measures:termination", row.pk)
    context = {"termination": row, "form": form, "event": event, "move": chosen}
    context["word"] = word_of(event, row.shown_kind)
    return render(request, "measures/termination_move.html", context)


def _problem(row: Termination, event: TerminationEvent) -> str:
    """Return why the event cannot happen, or an empty string."""
    try:
        TERMINATION_LIFECYCLE.after(row.shown_state, event)
    except RuleViolation as no:
        return said(no)
    return _(problem) if (problem := kind_problem(event, row.shown_kind)) else ""


def _sent(request: Request, row: Termination) -> Sent:
    """Return what was sent, or what the form begins with."""
    today = clock.today()
    initial = {
        "version": row.version,
        "decided_on": today,
        "notice_on": today,
        "at_once": row.at_once,
        "ends_on": _first_end(row),
    }
    is_sent = request.method == "POST"
    return {"initial": initial} | (
        {"data": request.POST, "files": request.FILES} if is_sent else {}
    )


def _first_end(row: Termination) -> object:
    """Return the planned last day where the notice still reaches it, else the earliest."""
    terms = terms_of(row.contract)
    if has_unknown_notice(row.shown_kind, terms):
        return row.ends_on
    first = earliest_end(row.shown_kind, clock.today(), terms)
    return first if row.ends_on is None else max(row.ends_on, first)


def _act(request: Request, row: Termination, form: Any, chosen: Move) -> None:
    made = chosen.act(request, row, form, form.cleaned_data["version"])
    messages.success(request, chosen.done)
    if isinstance(made, moves.Noticed):
        _say_mailed(request, made.mailed)


def _say_mailed(request: Request, mailed: int) -> None:
    """Tell whether the provider was mailed; nobody at all must be told in another way."""
    if mailed:
        said = ngettext(
            "%(count)d kontaktperson får ett mejl.",
            "%(count)d kontaktpersoner får ett mejl.",
            mailed,
        )
        messages.info(request, said % {"count": mailed})
    else:
        messages.warning(
            request,
            _("Ingen hos utföraren har en e-postadress i Insyn. Skicka brevet på annat sätt."),
        )
