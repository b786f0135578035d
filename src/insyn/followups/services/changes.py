"""Going on with a follow-up at the unit's new operator."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.followups.models import Followup, Reviewer
from insyn.followups.queries.changes import contracts_to_continue_in
from insyn.followups.rules import LIFECYCLE, Event, State
from insyn.followups.services.locks import locked_followup
from insyn.followups.services.moves import move_followup
from insyn.followups.services.planning import plan_followup
from insyn.followups.services.reviewers import assign_reviewer
from insyn.followups.services.trail import note
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.registry.models import Contract


@transaction.atomic
def continue_at_new_operator(
    access: Access,
    followup: Followup,
    *,
    contract: Contract,
    planned_for: date,
    version: int | None = None,
) -> Followup:
    """Plan a new follow-up of the unit in its new contract, and end the old one; return the new.

    The old one stays with the former operator, with all that was found. The reviewers go along
    but declare anew, since bias is towards the new operator now.

    Raises:
        RuleViolation: the unit has the same operator as before, the contract is not one of the
            new operator's that the board takes part in, or the old one can no longer end.
        Outdated: somebody else changed the follow-up first.
    """
    access.require(Permission.PLAN_FOLLOWUP, authority_id=followup.authority_id)
    row = locked_followup(access, followup, version=version)
    found = contracts_to_continue_in(access, row, clock.today()).filter(pk=contract.pk)
    if not found.exists():
        raise RuleViolation(_("Välj ett kontrakt som gäller med den som driver verksamheten nu."))
    made = plan_followup(
        access,
        authority=row.authority,
        contract=contract,
        lot=row.lot if row.lot and row.lot.agreement_id == contract.agreement_id else None,
        unit=row.unit,
        template_version=row.template_version,
        form=row.form if row.form and row.form.retired_on is None else None,
        kind=row.shown_kind,
        depth=row.shown_depth,
        planned_for=planned_for,
        comes_from=row,
        reason=row.shown_reason,
        reason_note=_("Fortsätter uppföljning %(number)s hos den nya utföraren.")
        % {"number": row.number},
        secrecy=Secrecy(row.secrecy),
    )
    _bring_reviewers(access, row, made)
    note(access, "followup.handed_on", row, {"after": made.number})
    _end(access, row, made)
    return made


def _bring_reviewers(access: Access, old: Followup, new: Followup) -> None:
    active = Reviewer.objects.visible_to(access).filter(followup=old).active()
    for place in active.select_related("user"):
        try:
            assign_reviewer(access, new, user=place.user, has_no_conflict=False)
        except RuleViolation:
            continue  # somebody who may not carry out follow-ups any longer stays behind


def _end(access: Access, old: Followup, new: Followup) -> None:
    reason = _("Verksamheten har en ny utförare. Fortsätter i uppföljning %(number)s.") % {
        "number": new.number
    }
    is_planned = LIFECYCLE.allows(State(old.state), Event.CANCEL)
    event = Event.CANCEL if is_planned else Event.ABANDON
    move_followup(access, old, event, reason=reason)
