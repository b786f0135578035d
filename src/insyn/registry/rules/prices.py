"""When prices are valid, and which cannot stand beside each other. Pure."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from insyn.kernel.choices import Choice

HIGHEST = Decimal("9999999999.99")
"""The highest price in kronor that the register holds."""


class PriceRefusal(Choice):
    """Why a price cannot be kept."""

    NEGATIVE = "negative", "Priset kan inte vara lägre än noll."
    OUT_OF_ORDER = "out_of_order", "Priset kan inte sluta gälla innan det börjar."
    CLASH = (
        "clash",
        (
            "Två priser för ”%(item)s” skulle gälla samma dag: ett från %(first)s och ett från "
            "%(second)s. Avsluta det ena innan det andra börjar."
        ),
    )
    LEVEL_TOO_EARLY = (
        "level_too_early",
        "En ny prisnivå ska börja efter %(day)s, då det pris som den följer började gälla.",
    )
    HAS_ENDED = (
        "has_ended",
        "Priset upphörde %(day)s och kan inte få en ny nivå. Lägg till ett nytt pris i stället.",
    )


@dataclass(frozen=True, slots=True)
class PricePeriod:
    """The days on which one price is valid. ``key`` is the same for prices of the same thing."""

    key: Hashable
    valid_from: date
    valid_to: date | None = None


def price_problem(amount: Decimal, valid_from: date, valid_to: date | None) -> str:
    """Return what is wrong with a price by itself, or an empty string."""
    if amount < 0:
        return PriceRefusal.NEGATIVE.label
    if valid_to is not None and valid_to < valid_from:
        return PriceRefusal.OUT_OF_ORDER.label
    return ""


def clash_of(periods: Sequence[PricePeriod]) -> tuple[int, int] | None:
    """Return the indexes of two prices of the same thing that are valid on the same day.

    Both days of a period are included; no end means until further notice. None when all is well.
    """
    order = sorted(range(len(periods)), key=lambda at: periods[at].valid_from)
    last: dict[Hashable, int] = {}
    for at in order:
        before = last.get(periods[at].key)
        if before is not None and _reaches(periods[before].valid_to, periods[at].valid_from):
            return before, at
        last[periods[at].key] = at
    return None


def _reaches(end: date | None, day: date) -> bool:
    return end is None or end >= day


def clash_words(item: str, first: PricePeriod, second: PricePeriod) -> dict[str, str]:
    """Return what to fill into the sentence ``PriceRefusal.CLASH``."""
    return {
        "item": item,
        "first": first.valid_from.isoformat(),
        "second": second.valid_from.isoformat(),
    }


def day_before(day: date) -> date:
    """Return the last day of the price that a new one follows."""
    return day - timedelta(days=1)
