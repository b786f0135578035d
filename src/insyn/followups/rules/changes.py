"""What has changed around a follow-up while it was open. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.kernel.choices import Choice
from insyn.registry.rules import ContractStatus


class ChangeKind(Choice):
    """What has changed, and what it means for the follow-up."""

    NEW_OPERATOR = (
        "new_operator",
        "Verksamheten drivs nu av en annan utförare. Det som är sett hittills gäller den förra.",
    )
    CONTRACT_ENDED = "contract_ended", "Kontraktet har upphört."
    CONTRACT_BLOCKED = "contract_blocked", "Kontraktet är spärrat."
    AGREEMENT_ENDED = "agreement_ended", "Avtalet har upphört."
    MERGED = (
        "merged",
        "Utföraren är sammanförd med en annan i registret. Kontrollera namn och kontaktpersoner.",
    )
    UNIT_CLOSED = "unit_closed", "Verksamheten är nedlagd."


TO_SETTLE = frozenset(ChangeKind) - {ChangeKind.MERGED}
"""Changes after which somebody has to say whether the follow-up goes on."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what, since when if known, and who it is about if somebody."""

    kind: ChangeKind
    on: date | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """How it stands around a follow-up: its unit, its contract, its agreement, its provider."""

    contract_status: ContractStatus = ContractStatus.ACTIVE
    status_from: date | None = None
    status_until: date | None = None
    contract_ends_on: date | None = None
    agreement_ends_on: date | None = None
    operator: str = ""
    """Who runs the unit now, when it is not the contract's provider."""
    operator_since: date | None = None
    unit_closed_on: date | None = None
    merged: Sequence[tuple[str, date]] = ()
    """Who has been merged into the contract's provider, and when."""


def changes_since(planned_on: date, around: Around, today: date) -> list[Change]:
    """Return what has changed around the follow-up since the day it was planned.

    What was so already when it was planned is no change: the one who planned it knew. A new
    operator always counts, since the contract is another's.
    """
    found = []
    if around.operator:
        found.append(Change(ChangeKind.NEW_OPERATOR, around.operator_since, around.operator))
    ends = (
        (ChangeKind.UNIT_CLOSED, around.unit_closed_on),
        (ChangeKind.CONTRACT_ENDED, _contract_end(around)),
        (ChangeKind.AGREEMENT_ENDED, _first_day_after(around.agreement_ends_on)),
    )
    found += [Change(kind, on) for kind, on in ends if on is not None and planned_on < on <= today]
    if _is_blocked(around, today):
        found.append(Change(ChangeKind.CONTRACT_BLOCKED, around.status_from))
    found += [Change(ChangeKind.MERGED, on, name) for name, on in around.merged if on >= planned_on]
    return found


def _first_day_after(last_day: date | None) -> date | None:
    return last_day + date.resolution if last_day and last_day < date.max else None


def _contract_end(around: Around) -> date | None:
    """Return the first day on which the contract is no longer in force."""
    days = [_first_day_after(around.contract_ends_on)]
    if around.contract_status is ContractStatus.ENDED:
        days.append(around.status_from)
    return min((day for day in days if day is not None), default=None)


def _is_blocked(around: Around, today: date) -> bool:
    if around.contract_status is not ContractStatus.BLOCKED:
        return False
    begun = around.status_from is None or around.status_from <= today
    return begun and (around.status_until is None or around.status_until >= today)
