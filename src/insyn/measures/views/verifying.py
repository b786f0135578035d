"""Pages about measures carried out, and the effect they had."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from insyn.accounts.http import Request
from insyn.kernel.access import Permission
from insyn.measures import http, services
from insyn.measures.forms.action_plans import VersionForm
from insyn.measures.forms.verifying import CarriedOutForm, EffectForm, PlannedCheckForm
from insyn.measures.models import Verification
from insyn.measures.rules.verifying import VerifiedBy
from insyn.platform import clock


@require_http_methods(["GET", "POST"])
def carried_out(request: Request, pk: int) -> HttpResponse:
    """Note that a measure has been carried out."""
    action = http.measured_action(request, pk)
    initial = {
        "carried_out_on": action.carried_out_on or clock.today(),
        "how": action.carried_out_note,
        "version": action.version,
    }
    form = CarriedOutForm(request.POST or None, request.FILES or None, initial=initial)

    def act() -> None:
        said = form.cleaned_data
        services.note_carried_out(
            request.access,
            action,
            carried_out_on=said["carried_out_on"],
            how=said["how"],
            papers=form.papers(title=_("Genomförd åtgärd")),
            version=said["version"],
        )

    if form.is_valid() and http.saved(form, act):
        messages.success(request, _("Åtgärden är antecknad som genomförd."))
        return redirect("measures:followup", action.plan.followup_id)
    heading = _("Anteckna att åtgärden är genomförd")
    context = {"action": action, "followup": action.plan.followup, "form": form}
    return render(request, "measures/verifying.html", context | {"page_title": heading})


@require_http_methods(["GET", "POST"])
def plan_check(request: Request, pk: int) -> HttpResponse:
    """Plan how the effect of a measure is to be seen."""
    action = http.measured_action(request, pk)
    form = PlannedCheckForm(request.POST or None)

    def act() -> None:
        said = form.cleaned_data
        method = VerifiedBy(said["method"])
        services.plan_verification(request.access, action, method=method, due_on=said["due_on"])

    if form.is_valid() and http.saved(form, act):
        messages.success(request, _("Kontrollen är planerad."))
        return redirect("measures:followup", action.plan.followup_id)
    context = {"action": action, "followup": action.plan.followup, "form": form}
    heading = _("Planera hur effekten kontrolleras")
    return render(request, "measures/verifying.html", context | {"page_title": heading})


def _check(request: Request, pk: int) -> Verification:
    """Return the check to one who may follow measures up; else answer 404 or 403."""
    rows = Verification.objects.visible_to(request.access)
    related = rows.select_related("action__finding", "action__plan__followup__contract__provider")
    row = get_object_or_404(related, pk=pk)
    authority_id = row.action.plan.followup.authority_id
    request.access.require(Permission.REQUEST_MEASURES, authority_id=authority_id)
    return row


@require_http_methods(["GET", "POST"])
def effect(request: Request, pk: int) -> HttpResponse:
    """Note what a check of the effect showed."""
    row = _check(request, pk)
    initial = {"version": row.version, "checked_on": clock.today()}
    files = request.FILES or None
    form = EffectForm(request.access, row, request.POST or None, files, initial=initial)

    def act() -> None:
        seen = form.seen(title=_("Kontroll av effekt"))
        version = form.cleaned_data["version"]
        services.note_effect(request.access, row, seen=seen, version=version)

    if form.is_valid() and http.saved(form, act):
        messages.success(request, _("Effekten är antecknad."))
        return redirect("measures:followup", row.action.plan.followup_id)
    context = {"action": row.action, "followup": row.action.plan.followup, "form": form}
    heading = _("Anteckna effekten")
    return render(request, "measures/verifying.html", context | {"page_title": heading})


@require_POST
def remove_check(request: Request, pk: int) -> HttpResponse:
    """Take away a planned check."""
    row = _check(request, pk)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else None
    act = partial(services.remove_verification, request.access, row, version=version)
    followup = row.action.plan.followup
    return http.press(request, act, done=_("Kontrollen är borttagen."), followup=followup)
