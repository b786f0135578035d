"""Proposing a sanction and changing the proposal, and the mark that each move leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.delegations.queries import may_decide
from insyn.findings.models import Finding
from insyn.followups.models import Followup
from insyn.kernel.access import Access, Secrecy
from insyn.kernel.errors import NotAllowed, RuleViolation
from insyn.kernel.texts import personal_number_problem
from insyn.measures.models import Sanction, SanctionLine, SanctionMove
from insyn.measures.rules.amounts import Claim, sums_of
from insyn.measures.rules.sanction_checks import (
    DECIDED_BY_SOMEBODY,
    Rung,
    check_reasons,
    matter_of,
    number_of_sanction,
    permission_for_sanction,
    rung_problem,
)
from insyn.measures.rules.sanctions import SANCTION_LIFECYCLE, SanctionEvent, SanctionState
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.models import Contract, SanctionStep, Unit
from insyn.registry.rules import AgreementForm, SanctionKind


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line of a proposal: for which unit and finding, and what is claimed."""

    claim: Claim
    unit: Unit | None = None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class ProposalFacts:
    """A step to take: why, on which findings, and for how much."""

    step: SanctionStep
    reasons: str
    proportionality: str
    findings: Sequence[Finding] = ()
    lines: Sequence[LineFacts] = ()
    proposed_on: date | None = None


@transaction.atomic
def propose_sanction(
    access: Access,
    contract: Contract,
    *,
    authority: Authority,
    facts: ProposalFacts,
    followup: Followup | None = None,
) -> Sanction:
    """Propose a step of the agreement's own ladder against the provider.

    It is never more open than the follow-up that gave rise to it.

    Raises:
        RuleViolation: the step is of another ladder, has no clause or is not for this authority,
            the reasons are missing, a finding is not about the provider, or a line is wrong.
    """
    permission = permission_for_sanction(SanctionEvent.PROPOSE)
    access.require(permission, authority_id=authority.pk)
    # One at a time in each authority, so that its series has no gaps.
    Authority.objects.select_for_update(of=("self",)).get(pk=authority.pk)
    day = facts.proposed_on or clock.today()
    row = Sanction(
        authority=authority,
        secrecy=_secrecy(followup),
        number=number_of_sanction(day.year, _last_number(authority, day.year)),
        contract=contract,
        followup=followup,
        proposed_on=day,
    )
    _require_own(row, day)
    _fill(access, row, facts)
    mark(access, row, SanctionEvent.PROPOSE, happened_on=day)
    return row


def _secrecy(followup: Followup | None) -> Secrecy:
    return max(Secrecy.INTERNAL, Secrecy(followup.secrecy)) if followup else Secrecy.INTERNAL


def _last_number(authority: Authority, year: int) -> str | None:
    rows = Sanction.objects.unscoped(
        reason="A series has no gaps, also where some of its sanctions are guarded."
    ).filter(authority=authority, number__startswith=f"S-{year}-")
    numbers = rows.order_by(Length("number").desc(), "-number").values_list("number", flat=True)
    return numbers.first()


def _require_own(row: Sanction, day: date) -> None:
    followup = row.followup
    if followup is not None and (followup.contract_id, followup.authority_id) != (
        row.contract_id,
        row.authority_id,
    ):
        raise RuleViolation(_("Uppföljningen gäller ett annat kontrakt eller en annan nämnd."))
    if day > clock.today():
        raise RuleViolation(_("Förslaget kan inte vara daterat i framtiden."))


@transaction.atomic
def change_proposal(
    access: Access, sanction: Sanction, *, facts: ProposalFacts, version: int | None = None
) -> Sanction:
    """Change a proposal that nobody has decided on.

    Raises:
        RuleViolation: it has been decided, or the facts are wrong as in ``propose_sanction``.
        Outdated: somebody else changed it first.
    """
    row = locked_sanction(access, sanction, SanctionEvent.CHANGE, version=version)
    SanctionLine.objects.visible_to(access).filter(sanction=row).delete()
    row.version += 1
    _fill(access, row, facts)
    mark(access, row, SanctionEvent.CHANGE)
    return row


def _fill(access: Access, row: Sanction, facts: ProposalFacts) -> None:
    """Write the step, the reasons, the grounds and the lines of a proposal."""
    step = facts.step
    _check_step(row, step)
    check_reasons(facts.reasons, facts.proportionality)
    require_no_person(facts.reasons, facts.proportionality)
    _check_findings(access, row, facts)
    sums = sums_of(SanctionKind(step.kind), [line.claim for line in facts.lines])
    row.step, row.kind, row.clause = step, step.kind, step.clause.strip()
    row.reasons, row.proportionality = facts.reasons.strip(), facts.proportionality.strip()
    row.full_clean(exclude=["authority", "contract", "followup", "step"])
    row.save()
    row.findings.remove(*Finding.objects.visible_to(access).filter(sanctions=row))
    row.findings.add(*facts.findings)
    for line, amount in zip(facts.lines, sums, strict=True):
        _add_line(row, line, amount)


def _check_step(row: Sanction, step: SanctionStep) -> None:
    agreement = row.contract.agreement
    if step.agreement_id != agreement.pk:
        raise RuleViolation(_("Steget finns inte i avtalets sanktionstrappa. Välj ett som visas."))
    rung = rung_of(step)
    owns = agreement.authority_id == row.authority_id
    if problem := rung_problem(rung, AgreementForm(agreement.form), owns_agreement=owns):
        raise RuleViolation(_(problem))


def rung_of(step: SanctionStep) -> Rung:
    """Return the step as the rules want it."""
    return Rung(step.number, SanctionKind(step.kind), step.clause, step.deadline_days)


def grounds_of(access: Access, contract: Contract, authority_id: int) -> list[Finding]:
    """Return the deficiencies that a sanction may stand on: this authority's, under the agreement.

    Only results that have been sent: the letter would otherwise tell of a draft. The latest first.
    """
    rows = Finding.objects.visible_to(access).deficiencies()
    rows = rows.filter(
        followup__contract=contract,
        followup__authority=authority_id,
        followup__reported_on__isnull=False,
    )
    related = rows.select_related("followup__contract__provider", "unit")
    return list(related.order_by("-followup__reported_on", "-seen_on", "-pk"))


def _check_findings(access: Access, row: Sanction, facts: ProposalFacts) -> None:
    known = {finding.pk for finding in grounds_of(access, row.contract, row.authority_id)}
    named = {line.finding.pk for line in facts.lines if line.finding is not None}
    if not named | {finding.pk for finding in facts.findings} <= known:
        raise RuleViolation(_("Välj grunder bland bristerna hos utföraren under avtalet."))
    units = {line.unit.provider_id for line in facts.lines if line.unit is not None}
    if not units <= {row.contract.provider_id}:
        raise RuleViolation(_("Välj verksamheter som utföraren driver."))


def _add_line(row: Sanction, line: LineFacts, amount: Decimal) -> None:
    claim = line.claim
    assert claim.period_from is not None  # sums_of has refused a line without its period
    assert claim.period_to is not None
    require_no_person(claim.ground)
    made = SanctionLine(
        sanction=row,
        unit=line.unit,
        finding=line.finding,
        ground=claim.ground.strip(),
        period_from=claim.period_from,
        period_to=claim.period_to,
        quantity=claim.quantity,
        rate=claim.rate,
        proposed=amount,
    )
    made.full_clean(exclude=["sanction", "unit", "finding"])
    made.save()


def require_no_person(*texts: str) -> None:
    """Demand that nothing typed points at a single person.

    Raises:
        RuleViolation: one of the texts holds a personal number.
    """
    for text in texts:
        if problem := personal_number_problem(text):
            raise RuleViolation(problem)


def may_move(access: Access, row: Sanction, event: SanctionEvent) -> bool:
    """Tell whether the asker may make the move: by their role, or on a delegation of their own."""
    permission = permission_for_sanction(event)
    if access.may(permission, authority_id=row.authority_id):
        return True
    matter = matter_of(SanctionKind(row.kind))
    on = clock.today()
    return event in DECIDED_BY_SOMEBODY and may_decide(
        access, row.authority_id, matter, amount=None, on=on
    )


def locked_sanction(
    access: Access, sanction: Sanction, event: SanctionEvent, *, version: int | None
) -> Sanction:
    """Return the sanction locked, to one who may let the event happen and while it can.

    A repeated event is told before a stale one: whoever presses twice reads that it is done.

    Raises:
        RuleViolation: the life cycle has no such move.
        Outdated: somebody else changed the sanction first.
    """
    if not may_move(access, sanction, event):
        raise NotAllowed(permission_for_sanction(event))
    rows = Sanction.objects.visible_to(access).select_related(*ABOUT)
    row = locked_row(rows, pk=sanction.pk)
    SANCTION_LIFECYCLE.after(SanctionState(row.state), event)
    if version is not None and version != row.version:
        locked_row(rows, pk=sanction.pk, version=version)
    return row


ABOUT = (
    "authority__municipality",
    "contract__provider",
    "contract__agreement",
    "followup",
    "step",
)
"""What the letters and the pages say of a sanction."""


def locked_lines(access: Access, row: Sanction) -> list[SanctionLine]:
    """Return the lines of a locked sanction, in the order that the pages show."""
    return list(SanctionLine.objects.visible_to(access).filter(sanction=row))


def move(
    access: Access,
    row: Sanction,
    event: SanctionEvent,
    *,
    happened_on: date | None = None,
    note: str = "",
) -> Sanction:
    """Let the event happen to the locked sanction: its new state, a mark and a line in the trail.

    Saves every field of the sanction.
    """
    row.state = SANCTION_LIFECYCLE.after(SanctionState(row.state), event)
    row.version += 1
    row.full_clean(exclude=["authority", "contract", "followup", "step", "decision", "proof"])
    row.save()
    mark(access, row, event, happened_on=happened_on, note=note)
    return row


def mark(
    access: Access,
    row: Sanction,
    event: SanctionEvent,
    *,
    happened_on: date | None = None,
    note: str = "",
) -> SanctionMove:
    """Write what happened in the sanction's history and in the trail."""
    day = happened_on or clock.today()
    made = SanctionMove(
        sanction=row,
        event=event,
        happened_on=day,
        by_id=access.user_id,
        by_name=access.name,
        note=note.strip(),
    )
    made.save()
    facts: Facts = {"kind": row.kind, "after": row.state, "happened_on": day.isoformat()}
    place = Place(row.authority_id, Secrecy(row.secrecy))
    record(access, f"sanction.{event.value}", row, place=place, facts=facts)
    return made


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum; None of no amounts at all."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal()) if known else None
