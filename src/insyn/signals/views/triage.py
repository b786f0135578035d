"""Pages where somebody decides what becomes of a signal."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.followups.http import seen_followup
from insyn.platform.answers import answer_button, answer_form
from insyn.signals import services
from insyn.signals.forms import signals as forms
from insyn.signals.http import about_signal, handled_signal, version_in
from insyn.signals.queries.signals import signals_of_followup
from insyn.signals.rules import SignalEvent


@require_http_methods(["GET", "POST"])
def link(request: Request, pk: int) -> HttpResponse:
    """Link a signal to a follow-up."""
    row = handled_signal(request, pk)
    form = forms.LinkForm(request.access, row, request.POST or None)
    page = about_signal(
        row, _("Koppla till uppföljning"), event=SignalEvent.LINK,
        done=_("Signalen är kopplad till uppföljningen."),
        button=_("Koppla"),
    )  # fmt: skip
    return answer_form(request, form, partial(services.link_signal, request.access, row), page)


@require_http_methods(["GET", "POST"])
def park(request: Request, pk: int) -> HttpResponse:
    """Put a signal aside until a day."""
    row = handled_signal(request, pk)
    form = forms.ParkForm(request.POST or None, initial={"version": row.version})
    page = about_signal(
        row, _("Parkera signalen"), event=SignalEvent.PARK, done=_("Signalen är parkerad."),
        button=_("Parkera"),
    )  # fmt: skip
    return answer_form(request, form, partial(services.park_signal, request.access, row), page)


@require_http_methods(["GET", "POST"])
def dismiss(request: Request, pk: int) -> HttpResponse:
    """Write a signal off."""
    row = handled_signal(request, pk)
    form = forms.DismissForm(request.POST or None, initial={"version": row.version})
    page = about_signal(
        row, _("Skriv av signalen"), event=SignalEvent.DISMISS, done=_("Signalen är avskriven."),
        button=_("Skriv av"),
    )  # fmt: skip
    return answer_form(request, form, partial(services.dismiss_signal, request.access, row), page)


@require_POST
def propose(request: Request, pk: int) -> HttpResponse:
    """Propose an event-driven follow-up."""
    row = handled_signal(request, pk)
    act = partial(services.propose_from, request.access, row, version=version_in(request.POST))
    back = reverse("signals:detail", args=[pk])
    done = _("Uppföljningen är föreslagen. Planera eller avböj den under Förslag om uppföljning.")
    return answer_button(request, act, back=back, done=done)


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Let a signal wait for somebody again."""
    row = handled_signal(request, pk)
    act = partial(services.reopen_signal, request.access, row, version=version_in(request.POST))
    back = reverse("signals:detail", args=[pk])
    return answer_button(request, act, back=back, done=_("Signalen är öppen igen."))


@require_POST
def reporter(request: Request, pk: int) -> HttpResponse:
    """Show who left a signal in confidence; that it was read stands in the trail."""
    row = handled_signal(request, pk)
    found = services.read_reporter(request.access, row)
    return render(request, "signals/reporter.html", {"signal": row, "reporter": found})


@require_GET
def of_followup(request: Request, pk: int) -> HttpResponse:
    """Show the signals that a follow-up has as its reason."""
    row = seen_followup(request, pk)
    context = {
        "followup": row,
        "current": "signals",
        "signals": list(signals_of_followup(request.access, row)),
    }
    return render(request, "signals/of_followup.html", context)
