"""The proposals of follow-ups, in order of need."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.db.models.expressions import OrderBy

from insyn.followups.models import (
    FollowupForm,
    FollowupFormQuerySet,
    FollowupProposal,
    FollowupProposalQuerySet,
)
from insyn.followups.rules.forms import Periodicity
from insyn.followups.rules.proposals import ProposalGround
from insyn.kernel.access import Access, Permission
from insyn.registry.models import Lot

SORTS: Mapping[str, tuple[str, ...]] = {
    "provider": ("contract__provider__sort_key",),
    "ground": ("ground", "window_to"),
    "window": ("window_to",),
    "state": ("state", "window_to"),
    "authority": ("authority__municipality__name", "authority__name", "window_to"),
}
"""How the list can be sorted."""


def proposals_seen(access: Access) -> FollowupProposalQuerySet:
    """Return the proposals that the asker may read, with what a page shows of them."""
    rows = FollowupProposal.objects.visible_to(access)
    return rows.select_related(
        "authority__municipality",
        "contract__provider",
        "contract__agreement",
        "unit",
        "followup",
        "settled_by",
    )


def listed_proposals(
    access: Access, chosen: Mapping[str, Any], *, sort: str = ""
) -> FollowupProposalQuerySet:
    """Return the proposals of the list: the open ones unless something else is asked for."""
    rows = proposals_seen(access)
    if not chosen.get("show"):
        rows = rows.open()
    elif chosen["show"] != "all":
        rows = rows.filter(state=chosen["show"])
    if chosen.get("ground"):
        rows = rows.filter(ground=chosen["ground"])
    if words := chosen.get("q"):
        rows = rows.filter(contract__provider__name__icontains=words)
    return rows.order_by(*_order(sort))


def _order(sort: str) -> list[OrderBy]:
    names = (*SORTS.get(sort.removeprefix("-"), ("window_to",)), "pk")
    if sort.startswith("-"):
        return [F(name).desc() for name in names]
    return [F(name).asc() for name in names]


def open_proposals(access: Access) -> FollowupProposalQuerySet:
    """Return the open proposals that wait for the asker to settle."""
    where = access.authorities_where(Permission.PLAN_FOLLOWUP)
    return proposals_seen(access).open().filter(authority__in=where)


def forms_for(access: Access, proposal: FollowupProposal) -> FollowupFormQuerySet:
    """Return the forms with a template that the authority uses."""
    rows = FollowupForm.objects.visible_to(access).filter(
        authority=proposal.authority_id, retired_on=None, template__isnull=False
    )
    return rows.select_related("template")


def usual_form(access: Access, proposal: FollowupProposal) -> FollowupForm | None:
    """Return the form for new providers when the proposal is of that ground and there is one."""
    if proposal.ground != ProposalGround.NEW_PROVIDER:
        return None
    return forms_for(access, proposal).filter(periodicity=Periodicity.AFTER_FIRST_CLIENT).first()


def lot_of(access: Access, proposal: FollowupProposal) -> Lot | None:
    """Return the contract's only lot of the unit's kind of service; None when it is not clear."""
    if proposal.unit is None:
        return None
    lots = Lot.objects.visible_to(access).filter(contracts=proposal.contract_id)
    found = list(lots.filter(service_area=proposal.unit.service_area_id)[:2])
    return found[0] if len(found) == 1 else None
