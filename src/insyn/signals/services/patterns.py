"""The board's rules look at its signals, and propose follow-ups by them."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from insyn.accounts.models import Authority
from insyn.audit.services import Entry, Place, record_all
from insyn.followups.models import FollowupProposal
from insyn.followups.rules import State
from insyn.followups.rules.proposals import ProposalGround, ProposalState
from insyn.followups.services.proposals import ProposalFacts, propose
from insyn.kernel.access import SHARED_AT_MOST, Access, Secrecy
from insyn.platform import clock
from insyn.registry.models import Contract, Provider
from insyn.signals.models import Signal, SignalProposal, SignalRule
from insyn.signals.rules import (
    LIFECYCLE,
    WAITING,
    Severity,
    SignalCategory,
    SignalEvent,
    SignalSource,
    SignalState,
)
from insyn.signals.rules.lex_sarah import is_handled_in_time
from insyn.signals.rules.patterns import SHIPPED, Pattern, Seen, met
from insyn.signals.services.writing import note, reopened, the_system

PROPOSED_WITHIN = timedelta(days=60)
"""How soon a follow-up ought to be made when signals give reason for it."""


def apply_rules_everywhere(today: date) -> int:
    """Apply every board's rules to its signals, and follow what became of their follow-ups.

    Those whose proposal was accepted are linked, those whose follow-up was called off wait again.
    """
    return sum(
        apply_rules(row, today=today) + link_accepted(row) + reopen_cancelled(row)
        for row in Authority.objects.order_by("pk")
    )


@transaction.atomic
def apply_rules(authority: Authority, *, today: date, provider: Provider | None = None) -> int:
    """Propose what the signals give reason for; return how many proposals were made.

    Run any number of times with the same result: a signal gives rise to one proposal. With a
    provider only its signals are looked at, and those of its group.
    """
    access = the_system(authority)
    rules = patterns_of(access, authority)
    if not rules:
        return 0
    signals = _signals(access, authority, rules, today, provider)
    left = {one.pk: one for one in signals}
    made = 0
    for name, pattern in rules:
        seen = [_seen(one, today) for one in left.values()]
        for keys in met(pattern, seen):
            reasons = [left[key] for key in keys]
            if _propose(access, authority, name, reasons):
                made += 1
                for key in keys:
                    del left[key]
    return made


def patterns_of(access: Access, authority: Authority) -> list[tuple[str, Pattern]]:
    """Return the rules that a board uses: its own, or those it starts with."""
    rows = list(SignalRule.objects.visible_to(access).filter(authority=authority))
    if not rows:
        return [(_(name), pattern) for name, pattern in SHIPPED]
    return [(row.name, row.pattern) for row in rows if row.is_active]


def _signals(
    access: Access,
    authority: Authority,
    rules: Sequence[tuple[str, Pattern]],
    today: date,
    provider: Provider | None,
) -> list[Signal]:
    longest = max(pattern.days for _name, pattern in rules)
    rows = Signal.objects.visible_to(access).filter(
        ~Exists(SignalProposal.objects.visible_to(access).filter(signal=OuterRef("pk"))),
        authority=authority,
        state__in=WAITING,
        happened_on__gte=today - timedelta(days=longest),
    )
    if provider is not None:
        theirs = Q(provider=provider)
        if provider.group_id:
            theirs |= Q(provider__group=provider.group_id)
        rows = rows.filter(theirs)
    # Locked, and in one order: what a person settles meanwhile is not overwritten.
    locked = rows.select_for_update(of=("self",)).order_by("pk")
    return list(locked.select_related("provider", "lex_sarah", "contract", "unit"))


def _seen(row: Signal, today: date) -> Seen:
    notice = row.lex_sarah
    return Seen(
        key=row.pk,
        happened_on=row.happened_on,
        provider=row.provider_id,
        category=SignalCategory(row.category),
        severity=Severity(row.severity),
        state=row.shown_state,
        unit=row.unit_id,
        group=row.provider.group_id,
        is_own_word=row.source == SignalSource.PROVIDER,
        is_handled_notice=notice is not None
        and is_handled_in_time(notice.times, is_serious=notice.is_serious, today=today),
    )


def _propose(access: Access, authority: Authority, name: str, reasons: Sequence[Signal]) -> bool:
    contract = contract_for(access, authority, reasons[-1])
    if contract is None:
        return False
    # The reason follows the follow-up to readers and other boards: it counts no guarded signal.
    told = sum(1 for one in reasons if one.secrecy <= SHARED_AT_MOST)
    said = ngettext("%(rule)s: %(n)s signal.", "%(rule)s: %(n)s signaler.", told)
    proposal = propose_for(
        access,
        authority,
        reasons,
        contract=contract,
        reason=said % {"rule": name, "n": told} if told else name,
        key=f"signals:{authority.pk}:{reasons[0].pk}",
    )
    return proposal is not None


def propose_for(
    access: Access,
    authority: Authority,
    reasons: Sequence[Signal],
    *,
    contract: Contract,
    reason: str,
    key: str,
) -> FollowupProposal:
    """Return the proposal that the signals give rise to; they are locked or just made."""
    today = clock.today()
    units = {one.unit_id: one.unit for one in reasons}
    unit = next(iter(units.values())) if len(units) == 1 else None
    proposal = propose(
        access,
        ProposalFacts(
            authority=authority,
            key=key,
            ground=ProposalGround.SIGNAL,
            contract=contract,
            unit=unit,
            reason=reason,
            window_from=today,
            window_to=today + PROPOSED_WITHIN,
        ),
    )
    attach(access, proposal, reasons)
    return proposal


def attach(access: Access, proposal: FollowupProposal, reasons: Sequence[Signal]) -> None:
    """Let the signals stand behind the proposal, and write in the trail that they do."""
    links = [SignalProposal(signal=one, proposal=proposal) for one in reasons]
    SignalProposal.objects.bulk_create(links, ignore_conflicts=True, batch_size=500)
    for one in reasons:
        one.state = LIFECYCLE.after(one.shown_state, SignalEvent.PROPOSE)
        one.review_on, one.version = None, one.version + 1
        one.settled_on, one.settled_by_id = clock.today(), access.user_id
    changed = ["state", "review_on", "version", "settled_on", "settled_by"]
    Signal.objects.visible_to(access).bulk_update(reasons, changed, batch_size=500)
    for level in sorted({one.secrecy for one in reasons}):
        place = Place(proposal.authority_id, Secrecy(level))
        said = [
            Entry("signal.proposed", one, {"proposal": proposal.pk})
            for one in reasons
            if one.secrecy == level
        ]
        record_all(access, said, place=place)


def contract_for(access: Access, authority: Authority, signal: Signal) -> Contract | None:
    """Return the contract that a follow-up of the signal would be of; None without one.

    The signal's own, else one in force that holds its unit, else the latest in force.
    """
    if signal.contract is not None:
        return signal.contract
    today = clock.today()
    rows = (
        Contract.objects.visible_to(access)
        .usable()
        .filter(
            Q(ends_on=None) | Q(ends_on__gte=today),
            provider=signal.provider_id,
            agreement__authority=authority,
            starts_on__lte=today,
        )
    )
    found = list(rows.select_related("agreement", "provider").order_by("-starts_on", "-pk"))
    if signal.unit_id is not None and len(found) > 1:
        of_unit = rows.filter(units=signal.unit_id).values_list("pk", flat=True)
        holding = set(of_unit)
        found.sort(key=lambda one: one.pk not in holding)
    return found[0] if found else None


@transaction.atomic
def link_accepted(authority: Authority) -> int:
    """Link to its follow-up each signal whose proposal was accepted; return how many.

    One that was opened again and gave a new proposal awaits what becomes of that.
    """
    access = the_system(authority)
    behind = SignalProposal.objects.visible_to(access)
    last = behind.filter(signal=OuterRef("signal")).order_by("-pk").values("pk")[:1]
    rows = behind.filter(
        pk=Subquery(last),
        signal__authority=authority,
        signal__state=SignalState.PROPOSED,
        proposal__state=ProposalState.ACCEPTED,
        proposal__followup__isnull=False,
    )
    linked = 0
    locked = rows.select_for_update(of=("signal",)).order_by("signal")
    for reason in locked.select_related("signal__provider", "proposal__followup"):
        row = reason.signal
        row.state = LIFECYCLE.after(row.shown_state, SignalEvent.LINK)
        row.followup = reason.proposal.followup
        row.version += 1
        row.save(update_fields=["state", "followup", "version"])
        level = reason.proposal.followup.secrecy if reason.proposal.followup else Secrecy.INTERNAL
        note(access, "signal.linked", row, {"followup": str(row.followup)}, told=level)
        linked += 1
    return linked


@transaction.atomic
def reopen_cancelled(authority: Authority) -> int:
    """Let the signals whose follow-up was called off wait for somebody again; return how many."""
    access = the_system(authority)
    rows = Signal.objects.visible_to(access).filter(
        authority=authority, state=SignalState.LINKED, followup__state=State.CANCELLED
    )
    locked = rows.select_for_update(of=("self",)).order_by("pk")
    return len([reopened(access, row) for row in locked.select_related("provider")])
