"""Abandoning a follow-up, and going on at the unit's new operator."""

from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from insyn.accounts.http import Request
from insyn.followups import services
from insyn.followups.forms.changes import AbandonForm, ContinueForm
from insyn.followups.http import OVERVIEW, about_followup, written_followup
from insyn.followups.models import Followup
from insyn.followups.queries.changes import contracts_to_continue_in
from insyn.followups.rules import Event
from insyn.kernel.access import Permission
from insyn.platform import clock
from insyn.platform.answers import FormPage, answer_form


@require_http_methods(["GET", "POST"])
def abandon(request: Request, pk: int) -> HttpResponse:
    """Ask why, then end a follow-up that has begun; what has been found is kept."""
    followup = written_followup(request, pk)
    form = AbandonForm(request.POST or None, initial={"version": followup.version})
    page = about_followup(
        followup,
        _("Avbryt uppföljningen"),
        tab=OVERVIEW,
        done=_("Uppföljningen är avbruten. Det som är antecknat finns kvar."),
        button=_("Avbryt uppföljningen"),
        lead=_(
            "Det som är antecknat och bedömt finns kvar, men uppföljningen rapporteras inte. "
            "Skälet syns i historiken."
        ),
    )
    act = partial(services.move_followup, request.access, followup, Event.ABANDON)
    return answer_form(request, form, act, page)


@require_http_methods(["GET", "POST"])
def go_on(request: Request, pk: int) -> HttpResponse:
    """Ask in which contract the follow-up goes on, make the new one and end the old."""
    followup = written_followup(request, pk, Permission.PLAN_FOLLOWUP)
    contracts = contracts_to_continue_in(request.access, followup, clock.today())
    known = {"version": followup.version}
    form = ContinueForm(contracts, request.POST or None, initial=known)
    page = FormPage(
        template="followups/form.html",
        heading=_("Fortsätt hos den nya utföraren"),
        back=reverse("followups:detail", args=[pk]),
        done=_("En ny uppföljning är planerad. Den förra är avslutad med skäl."),
        button=_("Fortsätt i en ny uppföljning"),
        lead=_(
            "Den här uppföljningen avslutas och stannar hos den förra utföraren med allt som är "
            "antecknat. Uppföljarna följer med och intygar på nytt att jäv inte finns."
        ),
        onward=_address,
        context={"followup": followup, "current": OVERVIEW.name},
    )
    act = partial(services.continue_at_new_operator, request.access, followup)
    return answer_form(request, form, act, page)


def _address(followup: Followup) -> str:
    return reverse("followups:detail", args=[followup.pk])
