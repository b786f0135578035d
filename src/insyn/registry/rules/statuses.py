"""What a contract's status needs to be true, and what a page says of it. Pure."""

from dataclasses import dataclass
from datetime import date

from insyn.kernel.choices import Choice
from insyn.registry.rules.lists import ContractStatus


class Refusal(Choice):
    """Why a contract cannot have a status."""

    NEEDS_REASON = "needs_reason", "Ange skälet när kontraktet inte är aktivt."
    OUT_OF_ORDER = "out_of_order", "Läget kan inte sluta gälla innan det börjar."
    ACTIVE_HAS_NO_END = (
        "active_has_no_end",
        "Ett aktivt läge har ingen sista dag. Ändra i stället när kontraktet slutar.",
    )
    ENDED_NEEDS_DAY = "ended_needs_day", "Ange vilken dag kontraktet upphörde."
    ENDED_HAS_NO_END = (
        "ended_has_no_end",
        "Ett avslutat kontrakt förblir avslutat. Lämna ”Till och med” tomt.",
    )
    ENDED_BEFORE_START = "ended_before_start", "Kontraktet kan inte upphöra innan det börjar."
    ENDED_AFTER_END = (
        "ended_after_end",
        "Enligt sina datum upphör kontraktet tidigare. Ange den dagen eller en dag före den.",
    )
    ENDED_AHEAD = (
        "ended_ahead",
        (
            "Kontraktet kan inte vara avslutat en dag som inte har varit. Ändra i stället ”Gäller "
            "till” under kontraktets uppgifter."
        ),
    )


HAMPERING = frozenset(
    {ContractStatus.INTAKE_STOP, ContractStatus.UNDER_INVESTIGATION, ContractStatus.BLOCKED}
)
"""Statuses that whoever places somebody must know of."""


@dataclass(frozen=True, slots=True)
class StatusPeriod:
    """A status with its reason and its days, both included; either end may be open."""

    status: ContractStatus
    reason: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class ContractPeriod:
    """The days of a contract, both included."""

    starts_on: date
    ends_on: date | None = None


def status_problem(asked: StatusPeriod, contract: ContractPeriod, *, today: date) -> str:
    """Return what is wrong with a status of a contract, or an empty string."""
    if asked.status != ContractStatus.ACTIVE and not asked.reason:
        return Refusal.NEEDS_REASON.label
    if asked.starts_on and asked.ends_on and asked.ends_on < asked.starts_on:
        return Refusal.OUT_OF_ORDER.label
    if asked.status == ContractStatus.ENDED:
        return _problem_of_end(asked, contract, today)
    if asked.status == ContractStatus.ACTIVE and asked.ends_on:
        return Refusal.ACTIVE_HAS_NO_END.label
    return ""


def _problem_of_end(asked: StatusPeriod, contract: ContractPeriod, today: date) -> str:
    ended_on = asked.starts_on
    if ended_on is None:
        return Refusal.ENDED_NEEDS_DAY.label
    if asked.ends_on is not None:
        return Refusal.ENDED_HAS_NO_END.label
    if ended_on < contract.starts_on:
        return Refusal.ENDED_BEFORE_START.label
    if contract.ends_on is not None and ended_on > contract.ends_on:
        return Refusal.ENDED_AFTER_END.label
    return Refusal.ENDED_AHEAD.label if ended_on > today else ""


def is_overdue(status: StatusPeriod, *, today: date) -> bool:
    """Tell whether a status that should have been lifted by now still stands."""
    return status.status in HAMPERING and status.ends_on is not None and status.ends_on < today


def is_coming(status: StatusPeriod, *, today: date) -> bool:
    """Tell whether a hampering status has been told of but not begun."""
    return status.status in HAMPERING and status.starts_on is not None and status.starts_on > today
