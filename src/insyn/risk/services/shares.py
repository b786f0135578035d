"""What each authority does of what it has taken on."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.criteria.models import TemplateVersion
from insyn.followups.models import Followup
from insyn.followups.queries.from_plan import activity_for, made_on, period_on, periods_of
from insyn.followups.rules import Reason
from insyn.followups.services import PlanPlace, plan_followup
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.plans.models import PlannedActivity
from insyn.platform.locking import locked_row
from insyn.risk.models import Candidate, Selection, Share
from insyn.risk.rules.states import SELECTION_LIFECYCLE, SelectionEvent


@transaction.atomic
def start_followups(
    access: Access,
    selection: Selection,
    *,
    authority: Authority,
    template_version: TemplateVersion,
    planned_for: date,
) -> list[Followup]:
    """Plan a follow-up of each candidate that fell to the authority; return those that were made.

    A contract that the selection's activity has given one at that time already keeps it: then
    that is the candidate's, so that activity and selection never make two.

    Raises:
        RuleViolation: the selection is not frozen, or the authority has nothing left to plan.
    """
    access.require(Permission.PLAN_FOLLOWUP, authority_id=authority.pk)
    row = locked_row(Selection.objects.visible_to(access), pk=selection.pk)
    after = SELECTION_LIFECYCLE.after(row.selection_state, SelectionEvent.START)
    waiting = (
        Candidate.objects.visible_to(access)
        .filter(selection=row, is_chosen=True, authority=authority, followup=None)
        .select_related("contract__agreement", "contract__provider", "lot")
    )
    if not waiting:
        raise RuleViolation(_("Nämnden har ingen vald utförare som saknar uppföljning."))
    place, present = _place_in_plan(access, row, authority, planned_for)
    followups = []
    for candidate in waiting:
        candidate.followup = _taken(present, candidate)
        if candidate.followup is None:
            candidate.followup = plan_followup(
                access,
                authority=authority,
                contract=candidate.contract,
                lot=candidate.lot,
                template_version=template_version,
                planned_for=planned_for,
                reason=Reason.SELECTION,
                reason_note=row.title,
                place=place,
            )
            followups.append(candidate.followup)
        candidate.save(update_fields=["followup"])
    row.state = after
    row.version += 1
    row.save(update_fields=["state", "version"])
    record(
        access,
        "selection.followups_started",
        row,
        place=Place(authority.pk),
        facts={"count": len(followups), "template": str(template_version)},
    )
    return followups


def _place_in_plan(
    access: Access, selection: Selection, authority: Authority, day: date
) -> tuple[PlanPlace | None, list[Followup]]:
    """Return where in the plan the follow-ups belong, and those of that time no candidate has.

    The activity is locked, so that it is not started in another window meanwhile.
    """
    activity = activity_for(access, selection.activity, authority)
    if activity is None:
        return None, []
    locked_row(PlannedActivity.objects.visible_to(access), pk=activity.pk)
    periods = periods_of(access, activity)
    made = made_on(access, activity, day, periods)
    taken = set(Followup.objects.visible_to(access).filter(
        pk__in=[one.pk for one in made], candidate__isnull=False
    ).values_list("pk", flat=True))  # fmt: skip
    free = [one for one in made if one.pk not in taken and one.authority_id == authority.pk]
    return PlanPlace(activity, period_on(periods, day)), free


def _taken(present: list[Followup], candidate: Candidate) -> Followup | None:
    """Return the follow-up of the candidate's contract and lot, and take it off the list."""
    for one in present:
        if one.contract_id == candidate.contract_id and one.lot_id in {None, candidate.lot_id}:
            present.remove(one)
            return one
    return None


@transaction.atomic
def explain_shortfall(access: Access, share: Share, *, reason: str) -> Share:
    """Say why the authority did another number of follow-ups than it took on.

    Raises:
        RuleViolation: there is no reason, or the selection is still a draft.
    """
    access.require(Permission.PLAN_FOLLOWUP, authority_id=share.authority_id)
    row = locked_row(Share.objects.visible_to(access).select_related("selection"), pk=share.pk)
    if row.selection.is_draft:
        raise RuleViolation(_("Urvalet är ett utkast. Frys det innan du förklarar en avvikelse."))
    if not reason.strip():
        raise RuleViolation(_("Skriv skälet till avvikelsen."))
    before, row.shortfall_reason = row.shortfall_reason, reason.strip()
    row.full_clean()
    row.save(update_fields=["shortfall_reason"])
    record(
        access,
        "share.explained",
        row,
        place=Place(row.authority_id),
        facts={"before": before, "after": row.shortfall_reason, "promised": row.promised},
    )
    return row
