"""The arithmetic behind what Insyn measures, and the unit each value is said in. Pure."""

from collections.abc import Mapping
from datetime import date

from insyn.kernel.choices import Choice
from insyn.risk.rules.kinds import Measure

NEVER = 1_200
"""Months; what stands for a contract that has never been followed up."""

FROM_NOTHING = 999
"""Percent; what stands for a volume that has grown from nothing."""

_MOST_VULNERABLE, _VULNERABLE, _OTHERS = 4, 3, 2
ROUND_THE_CLOCK = frozenset(
    {"hvb", "hvb-vuxna", "skyddat-boende", "sabo", "korttidsboende", "bostad-vuxna"}
)
"""Kinds of service where people live, or where they are hidden from somebody."""


class Unit(Choice):
    """What a measured value is counted in."""

    CLIENTS = "clients", "brukare eller placeringar"
    KRONOR = "kronor", "kronor"
    PERCENT = "percent", "procent"
    MONTHS = "months", "månader"
    DEFICIENCIES = "deficiencies", "brister"
    MEASURES = "measures", "försenade"
    REMARKS = "remarks", "anmärkningspoäng"
    CHANGES = "changes", "byten"
    LEVEL = "level", "av 4"


class Said(Choice):
    """What a measured value is called when a number would say nothing."""

    NEVER = "never", "aldrig uppföljd"
    FROM_NOTHING = "from_nothing", "ny volym"
    PERMIT_OK = "permit_ok", "i ordning"
    PERMIT_ENDING = "permit_ending", "upphör snart"
    PERMIT_MISSING = "permit_missing", "saknas"
    YES = "yes", "ja"
    NO = "no", "nej"


UNITS: Mapping[Measure, Unit] = {
    Measure.CLIENTS_12_MONTHS: Unit.CLIENTS,
    Measure.SPEND_YEAR: Unit.KRONOR,
    Measure.VOLUME_GROWTH: Unit.PERCENT,
    Measure.MONTHS_SINCE_START: Unit.MONTHS,
    Measure.MONTHS_SINCE_FOLLOWUP: Unit.MONTHS,
    Measure.OPEN_DEFICIENCIES: Unit.DEFICIENCIES,
    Measure.LATE_MEASURES: Unit.MEASURES,
    Measure.DEFICIENCIES_3_YEARS: Unit.DEFICIENCIES,
    Measure.REGISTER_REMARKS: Unit.REMARKS,
    Measure.MANAGER_MONTHS: Unit.MONTHS,
    Measure.OPERATOR_CHANGES: Unit.CHANGES,
    Measure.VULNERABILITY: Unit.LEVEL,
}
_WORDS: Mapping[tuple[Measure, float], Said] = {
    (Measure.MONTHS_SINCE_FOLLOWUP, NEVER): Said.NEVER,
    (Measure.VOLUME_GROWTH, FROM_NOTHING): Said.FROM_NOTHING,
    (Measure.PERMIT_STATE, 0): Said.PERMIT_OK,
    (Measure.PERMIT_STATE, 1): Said.PERMIT_ENDING,
    (Measure.PERMIT_STATE, 2): Said.PERMIT_MISSING,
    (Measure.IS_SOLE_PROVIDER, 0): Said.NO,
    (Measure.IS_SOLE_PROVIDER, 1): Said.YES,
}


def words_for(measure: Measure, value: float) -> Said | None:
    """Return the word that says the value, or None when its number does."""
    return _WORDS.get((measure, value))


def months_between(earlier: date, later: date) -> int:
    """Return the whole months from one day to another; none when the first is not earlier."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return max(0, months - (later.day < earlier.day))


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)  # every month has a 28th


def growth(now: float, before: float) -> float:
    """Return the change in whole percent; never more than what stands for new volume."""
    if before <= 0:
        return FROM_NOTHING if now > 0 else 0
    return min(FROM_NOTHING, round(100 * (now - before) / before))


def vulnerability(code: str, *, is_for_children: bool, needs_permit: bool) -> int:
    """Return how exposed the people in a kind of service are, from 2 to 4.

    Children, care round the clock and sheltered housing are 4; other services that need leave
    from IVO are 3.
    """
    if is_for_children or code in ROUND_THE_CLOCK:
        return _MOST_VULNERABLE
    return _VULNERABLE if needs_permit else _OTHERS
