"""The periods in which usage is reported. Pure."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from insyn.kernel.choices import Choice

HIGHEST_COUNT = 2_147_483_647
"""The highest count that every database holds."""
HIGHEST_AMOUNT = Decimal("999999999999.99")


class UsageRefusal(Choice):
    """Why a report of usage cannot be kept."""

    OUT_OF_ORDER = "out_of_order", "Perioden kan inte sluta innan den börjar."
    SAYS_NOTHING = "says_nothing", "Fyll i avrop, personer eller belopp."
    NEGATIVE = "negative", "Avrop, personer och belopp kan inte vara lägre än noll."
    CLASH = (
        "clash",
        (
            "Perioderna %(first)s och %(second)s har dagar gemensamt. Varje dag redovisas bara en "
            "gång. Ändra datumen eller ta bort den ena perioden."
        ),
    )


@dataclass(frozen=True, slots=True)
class UsagePeriod:
    """The days that one report of usage covers, both included."""

    starts_on: date
    ends_on: date


def usage_problem(period: UsagePeriod, counts: Sequence[int | Decimal | None]) -> str:
    """Return what is wrong with one report of usage, or an empty string.

    ``counts`` are the call-offs, the clients and the amount; at least one must be known.
    """
    known = [count for count in counts if count is not None]
    if period.ends_on < period.starts_on:
        return UsageRefusal.OUT_OF_ORDER.label
    if not known:
        return UsageRefusal.SAYS_NOTHING.label
    return UsageRefusal.NEGATIVE.label if min(known) < 0 else ""


def clash_of(periods: Sequence[UsagePeriod]) -> tuple[int, int] | None:
    """Return the indexes of two periods with a day in common; None when there are none."""
    order = sorted(range(len(periods)), key=lambda at: periods[at].starts_on)
    for before, at in itertools.pairwise(order):
        if periods[before].ends_on >= periods[at].starts_on:
            return before, at
    return None


def clash_words(first: UsagePeriod, second: UsagePeriod) -> dict[str, str]:
    """Return what to fill into the sentence ``UsageRefusal.CLASH``."""
    return {"first": _said(first), "second": _said(second)}


def _said(period: UsagePeriod) -> str:
    return f"{period.starts_on.isoformat()}–{period.ends_on.isoformat()}"
