"""Follow-ups that are proposed, by the system or by another part of it, and settled by a person."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.criteria.models import TemplateVersion
from insyn.followups.models import Followup, FollowupForm, FollowupProposal
from insyn.followups.rules import Reason
from insyn.followups.rules.proposals import ProposalGround, ProposalState, Refusal
from insyn.followups.services.planning import plan_followup
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Contract, Lot, Unit

REASON_LENGTH = 300


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """What ought to be followed up, why and when. ``key`` names what gave rise to it."""

    authority: Authority
    key: str
    ground: ProposalGround
    contract: Contract
    reason: str
    window_from: date
    window_to: date
    unit: Unit | None = None


@transaction.atomic
def propose(access: Access, facts: ProposalFacts) -> FollowupProposal:
    """Return the proposal with that key: a new one, or the one there is.

    An open one is moved when the window or the reason has changed; a settled one is left. Called
    by what finds the reason; whoever calls has asked whether the asker may.
    """
    known = FollowupProposal.objects.visible_to(access).filter(
        key=facts.key, authority=facts.authority
    )
    row = known.select_for_update(of=("self",)).first()
    if row is None:
        return _made(access, facts)
    if row.state == ProposalState.PROPOSED and is_moved(row, facts):
        before = row.window_to.isoformat()
        _fill(row, facts)
        return _kept(
            access,
            row,
            "followup_proposal.moved",
            {"before": before, "after": row.window_to.isoformat()},
        )
    return row


def _made(access: Access, facts: ProposalFacts) -> FollowupProposal:
    row = FollowupProposal(
        authority=facts.authority,
        key=facts.key,
        ground=facts.ground,
        contract=facts.contract,
        unit=facts.unit,
        proposed_on=clock.today(),
    )
    _fill(row, facts)
    row.save()
    _record(access, row, "followup_proposal.made", {"due_on": row.window_to.isoformat()})
    return row


def _fill(row: FollowupProposal, facts: ProposalFacts) -> None:
    row.reason = facts.reason[:REASON_LENGTH]
    row.window_from, row.window_to = facts.window_from, facts.window_to


def is_moved(row: FollowupProposal, facts: ProposalFacts) -> bool:
    """Tell whether the facts say another window or reason than the proposal."""
    old = (row.window_from, row.window_to, row.reason)
    return old != (facts.window_from, facts.window_to, facts.reason[:REASON_LENGTH])


@dataclass(frozen=True, slots=True)
class Planned:
    """When and how the proposed follow-up is to be made: by form, or by template without one."""

    planned_for: date
    form: FollowupForm | None = None
    template_version: TemplateVersion | None = None
    lot: Lot | None = None


@transaction.atomic
def accept_proposal(
    access: Access, proposal: FollowupProposal, planned: Planned, *, version: int
) -> Followup:
    """Plan the follow-up that was proposed.

    Raises:
        RuleViolation: the proposal is settled, the day has passed, or the follow-up cannot be
            planned so.
        Outdated: the proposal was changed after the page was read.
    """
    row = _open(access, proposal, version=version)
    if planned.planned_for < clock.today():
        raise RuleViolation(_(Refusal.IN_THE_PAST.label))
    followup = plan_followup(
        access,
        authority=row.authority,
        contract=row.contract,
        lot=planned.lot,
        planned_for=planned.planned_for,
        template_version=planned.template_version,
        form=planned.form,
        unit=row.unit,
        reason=Reason.SIGNAL if row.ground == ProposalGround.SIGNAL else Reason.DECISION,
        reason_note=row.reason,
    )
    row.state, row.followup = ProposalState.ACCEPTED, followup
    _settle(row, access)
    _kept(access, row, "followup_proposal.accepted", {"followup": followup.number})
    return followup


@transaction.atomic
def decline_proposal(
    access: Access, proposal: FollowupProposal, *, reason: str, version: int
) -> FollowupProposal:
    """Say why the proposed follow-up is not made.

    Raises:
        RuleViolation: the proposal is settled, or no reason is given.
        Outdated: the proposal was changed after the page was read.
    """
    row = _open(access, proposal, version=version)
    if not reason.strip():
        raise RuleViolation(_(Refusal.NO_REASON.label))
    row.state, row.declined_reason = ProposalState.DECLINED, reason.strip()[:REASON_LENGTH]
    _settle(row, access)
    return _kept(access, row, "followup_proposal.declined", {"reason": row.declined_reason})


def take_back(access: Access, row: FollowupProposal, reason: str) -> FollowupProposal:
    """Decline a locked proposal in the system's name: what gave rise to it is gone."""
    row.state, row.declined_reason = ProposalState.DECLINED, reason[:REASON_LENGTH]
    _settle(row, access)
    return _kept(access, row, "followup_proposal.withdrawn", {"reason": row.declined_reason})


def take_up(access: Access, row: FollowupProposal) -> FollowupProposal:
    """Propose again what the system took back, or what was planned and then cancelled."""
    row.state, row.followup, row.declined_reason = ProposalState.PROPOSED, None, ""
    row.settled_on, row.settled_by = None, None
    return _kept(access, row, "followup_proposal.taken_up", {"due_on": row.window_to.isoformat()})


def _open(access: Access, proposal: FollowupProposal, *, version: int) -> FollowupProposal:
    access.require(Permission.PLAN_FOLLOWUP, authority_id=proposal.authority_id)
    rows = FollowupProposal.objects.visible_to(access).select_related(
        "authority", "contract__agreement", "contract__provider", "unit"
    )
    row = locked_row(rows, pk=proposal.pk)
    if row.state != ProposalState.PROPOSED:
        raise RuleViolation(_(Refusal.SETTLED.label))
    return locked_row(rows, pk=proposal.pk, version=version)


def _settle(row: FollowupProposal, access: Access) -> None:
    row.settled_on, row.settled_by_id = clock.today(), access.user_id


def _kept(access: Access, row: FollowupProposal, event: str, facts: Facts) -> FollowupProposal:
    row.version += 1
    row.save()
    _record(access, row, event, facts)
    return row


def _record(access: Access, row: FollowupProposal, event: str, facts: Facts) -> None:
    place = Place(row.authority_id)
    record(access, event, row, place=place, facts=facts)
