"""New providers: six to eight months after the first client a follow-up proposes itself."""

from datetime import date

from django.db import transaction

from insyn.accounts.models import Authority
from insyn.followups.models import FollowupProposal
from insyn.followups.queries.new_providers import NewUnit, new_units
from insyn.followups.rules import State
from insyn.followups.rules.proposals import (
    Gone,
    ProposalGround,
    ProposalState,
    is_followed_up,
    is_worth_proposing,
    new_provider_window,
)
from insyn.followups.services.proposals import (
    ProposalFacts,
    is_moved,
    propose,
    take_back,
    take_up,
)
from insyn.kernel.access import Access, Mandate, Role
from insyn.platform import clock


def propose_new_providers(today: date | None = None) -> int:
    """Propose, move and take back what the register gives reason for; return how many are open.

    Run any number of times a day with the same result. Each authority is a transaction of its
    own. Source: the plan for 2022–2024, in-depth follow-up, its second ground.
    """
    day = today or clock.today()
    return sum(_of_authority(row, day) for row in Authority.objects.order_by("pk"))


@transaction.atomic
def _of_authority(authority: Authority, today: date) -> int:
    access = Access.system("Insyn", mandates=(Mandate(authority.pk, Role.PLAN_OWNER),))
    rows = FollowupProposal.objects.visible_to(access).filter(
        authority=authority, ground=ProposalGround.NEW_PROVIDER
    )
    locked = rows.select_related("followup", "unit", "contract").select_for_update(of=("self",))
    known = {row.key: row for row in locked}
    seen: dict[str, NewUnit] = {
        _key(authority, new): new for new in new_units(access, authority, today)
    }
    for key, new in seen.items():
        _settle_one(access, authority, key, new, known.get(key), today)
    for key, row in known.items():
        if key not in seen and row.state == ProposalState.PROPOSED:
            take_back(access, row, _why_gone(row, today).label)
    return rows.open().count()


def _key(authority: Authority, new: NewUnit) -> str:
    return f"new_provider:{authority.pk}:{new.contract.pk}:{new.unit.pk}"


def _settle_one(
    access: Access,
    authority: Authority,
    key: str,
    new: NewUnit,
    row: FollowupProposal | None,
    today: date,
) -> None:
    is_made = any(is_followed_up(new.first_client_on, made) for made in new.made)
    if row is None:
        if not is_made and is_worth_proposing(new.first_client_on, today):
            propose(access, _facts(authority, key, new))
        return
    if is_made:
        if row.state == ProposalState.PROPOSED:
            take_back(access, row, Gone.MADE.label)
        return
    if _came_back(row) and is_worth_proposing(new.first_client_on, today):
        take_up(access, row)
    facts = _facts(authority, key, new)
    if row.state == ProposalState.PROPOSED and is_moved(row, facts):
        propose(access, facts)


def _came_back(row: FollowupProposal) -> bool:
    """Tell whether the reason is there again: what was planned is cancelled, or the end undone.

    What a person has declined stays declined.
    """
    if row.state == ProposalState.ACCEPTED:
        return row.followup is not None and row.followup.state == State.CANCELLED
    return row.state == ProposalState.DECLINED and row.settled_by_id is None


def _facts(authority: Authority, key: str, new: NewUnit) -> ProposalFacts:
    window = new_provider_window(new.first_client_on)
    return ProposalFacts(
        authority=authority,
        key=key,
        ground=ProposalGround.NEW_PROVIDER,
        contract=new.contract,
        unit=new.unit,
        reason=f"Första placeringen hos {new.unit} var {new.first_client_on.isoformat()}.",
        window_from=window.first,
        window_to=window.last,
    )


def _why_gone(row: FollowupProposal, today: date) -> Gone:
    unit, contract = row.unit, row.contract
    if unit is None or not unit.is_open(today) or unit.provider_id != contract.provider_id:
        return Gone.UNIT_MOVED
    return Gone.CONTRACT_ENDED if unit.first_client_on else Gone.NO_CLIENT_DAY
