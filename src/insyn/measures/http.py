"""What the pages of action plans share: finding the row, and telling what a rule said."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, count, day, label
from insyn.followups.models import Followup
from insyn.kernel.access import Permission
from insyn.kernel.errors import RuleViolation
from insyn.measures.forms import VersionForm
from insyn.measures.models import ActionPlan, CorrectiveAction


def seen_plan(request: Request, pk: int) -> ActionPlan:
    """Return the plan with its follow-up, or answer 404."""
    return get_object_or_404(ActionPlan.objects.visible_to(request.access).with_followup(), pk=pk)


def measured_action(request: Request, pk: int) -> CorrectiveAction:
    """Return the answer to one who may request measures; else answer 404 or 403."""
    rows = CorrectiveAction.objects.visible_to(request.access)
    related = rows.select_related("finding", "plan__followup__contract__provider")
    action = get_object_or_404(related, pk=pk)
    authority_id = action.plan.followup.authority_id
    request.access.require(Permission.REQUEST_MEASURES, authority_id=authority_id)
    return action


def saved(form: VersionForm, act: Callable[[], object]) -> bool:
    """Tell whether the event of a valid form happened; else the form says why not."""
    try:
        act()
    except RuleViolation as no:
        form.refuse(no)
        return False
    return True


def press(
    request: Request, act: Callable[[], object], *, done: str, followup: Followup
) -> HttpResponse:
    """Let a button's event happen, tell how it went, and show the plan's page anew."""
    try:
        act()
    except RuleViolation as no:
        messages.error(request, str(no))
    else:
        messages.success(request, done)
    return redirect("measures:followup", followup.pk)


PLAN_COLUMNS = (
    ListColumn(__("Uppföljning"), lambda plan: plan.followup.number, width=14),
    ListColumn(__("Utförare"), lambda plan: str(plan.followup.contract.provider)),
    ListColumn(__("Läge"), lambda plan: label(plan.shown_state)),
    day(__("Senast"), lambda plan: plan.due_on),
    count(__("Besvarade brister"), lambda plan: plan.answer_count),
    count(__("Brister"), lambda plan: plan.finding_count),
    ListColumn(__("Avtal"), lambda plan: str(plan.followup.contract.agreement)),
    ListColumn(__("Nämnd"), lambda plan: str(plan.followup.authority)),
)
"""The list of action plans as a file."""

MEASURE_COLUMNS = (
    ListColumn(__("Uppföljning"), lambda action: action.plan.followup.number, width=14),
    ListColumn(__("Nämnd"), lambda action: str(action.plan.followup.authority)),
    ListColumn(__("Brist"), lambda action: action.finding.text, width=60),
    ListColumn(__("Åtgärd"), lambda action: action.measure, width=60),
    ListColumn(__("Ansvarig"), lambda action: action.responsible),
    day(__("Klart senast"), lambda action: action.done_by),
    ListColumn(__("Svaret"), lambda action: label(action.shown_state)),
    ListColumn(__("Åtgärdsplanen"), lambda action: label(action.plan.shown_state)),
)
"""A provider's measures as a file."""
