"""When a unit needs leave from IVO, and whether it has it. Pure.

Sources: socialtjänstlagen (2025:400) 26 kap. 1–2 §§; LSS (1993:387) 23 §.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from insyn.kernel.choices import Choice
from insyn.registry.rules.lists import OperatingForm, PermitKind

ENDING_WITHIN = timedelta(days=183)
"""How long before its last day a permit is said to be ending: half a year."""

OLDEST_AGE = 120
"""Years; the upper bound of an age in a permit."""

NOTIFYING = frozenset(
    {OperatingForm.IN_HOUSE, OperatingForm.OTHER_MUNICIPALITY, OperatingForm.REGION}
)
"""Those who tell IVO (anmälan) where others ask for leave (tillstånd)."""


class PermitState(Choice):
    """Whether a unit has the permit it needs today."""

    NOT_NEEDED = "not_needed", "Behövs inte"
    OK = "ok", "Finns"
    ENDING = "ending", "Upphör inom sex månader"
    MISSING = "missing", "Saknas"


ALARMING = frozenset({PermitState.ENDING, PermitState.MISSING})


@dataclass(frozen=True, slots=True)
class PermitFacts:
    """When a permit is valid, both days included, and whether it still stands."""

    valid_from: date
    valid_to: date | None
    is_valid_status: bool


def needs_permit(*, area_needs: bool, operating_form: OperatingForm) -> bool:
    """Tell whether somebody has to ask or tell IVO. The state's own homes need not."""
    return area_needs and operating_form != OperatingForm.STATE


def permit_kind_for(operating_form: OperatingForm) -> PermitKind:
    """Return what IVO wants: an application, or from a municipality or region a notification."""
    return PermitKind.NOTIFICATION if operating_form in NOTIFYING else PermitKind.PERMIT


def counting_kinds(operating_form: OperatingForm) -> frozenset[PermitKind]:
    """Return the kinds that will do: a notification is not enough for a private provider."""
    return frozenset({PermitKind.PERMIT, permit_kind_for(operating_form)})


def is_own(holder_id: int | None, operator_id: int) -> bool:
    """Tell whether a permit is that of whoever runs the unit; taken to be so if nobody is named.

    It does not go with the unit to a new operator. Source: socialtjänstförordningen (2025:468)
    15 kap. 7 §.
    """
    return holder_id in {None, operator_id}


def covered_to(permits: Iterable[PermitFacts], today: date) -> date | None:
    """Return the last day of the unbroken time from today with a permit that stands.

    One that takes over the day after another has ended carries on. ``date.max`` means until
    further notice; None that today is not covered.
    """
    uncovered = today
    standing = [permit for permit in permits if permit.is_valid_status]
    for permit in sorted(standing, key=lambda row: row.valid_from):
        end = permit.valid_to or date.max
        if permit.valid_from <= uncovered <= end:
            if end == date.max:
                return end
            uncovered = end + date.resolution
    return uncovered - date.resolution if uncovered > today else None


def permit_state(permits: Sequence[PermitFacts], *, is_needed: bool, today: date) -> PermitState:
    """Return how it stands with the permit today; one that begins later does not help yet."""
    if not is_needed:
        return PermitState.NOT_NEEDED
    last = covered_to(permits, today)
    if last is None:
        return PermitState.MISSING
    return PermitState.ENDING if last <= today + ENDING_WITHIN else PermitState.OK


def exceeds_permit(places: int | None, permitted: Sequence[int | None]) -> bool:
    """Tell whether a unit has more places than its permits allow together.

    A permit that says nothing of places sets no bound; without permits there is none either.
    """
    bounds = [bound for bound in permitted if bound is not None]
    if places is None or not bounds or len(bounds) < len(permitted):
        return False
    return places > sum(bounds)
