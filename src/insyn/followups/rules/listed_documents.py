"""Which documents of a form's list have to be asked for, and which are good enough. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from insyn.kernel.choices import Choice

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Listed:
    """A document of the form's list. Without ``valid_months`` it is asked for each time."""

    title: str
    valid_months: int | None = None
    is_about_clients: bool = False


@dataclass(frozen=True, slots=True)
class Earlier:
    """A document that has come in, in this follow-up or an earlier one, or is asked for here."""

    title: str
    followup_key: int
    followup_number: str
    received_on: date | None = None
    is_here: bool = False


class Need(Choice):
    """Whether a document has to be asked for."""

    ASKED = "asked", "Redan begärd här"
    GOOD = "good", "Duger"
    OLD = "old", "För gammal"
    EACH_TIME = "each_time", "Begärs varje gång"
    MISSING = "missing", "Har inte kommit in"


TO_ASK = frozenset({Need.OLD, Need.EACH_TIME, Need.MISSING})
"""What is asked for unless somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with a listed document, and what that stands on."""

    listed: Listed
    need: Need
    earlier: Earlier | None = None
    good_until: date | None = None

    @property
    def is_to_ask(self) -> bool:
        return self.need in TO_ASK


def standing_of(listed: Listed, earlier: Iterable[Earlier], day: date) -> Standing:
    """Return whether the document has to be asked for on that day.

    One about clients is never taken from an earlier follow-up: it is about other persons then,
    and has been weeded out. Source: OSL 26 kap. 1 §.
    """
    same = [one for one in earlier if _same(one.title, listed.title)]
    here = next((one for one in same if one.is_here), None)
    if here is not None:
        return Standing(listed, Need.ASKED, here)
    come = [one for one in same if one.received_on is not None]
    latest = max(come, key=lambda one: one.received_on or date.min, default=None)
    if listed.valid_months is None or listed.is_about_clients:
        return Standing(listed, Need.EACH_TIME, None if listed.is_about_clients else latest)
    if latest is None or latest.received_on is None:
        return Standing(listed, Need.MISSING)
    until = months_after(latest.received_on, listed.valid_months)
    return Standing(listed, Need.GOOD if day <= until else Need.OLD, latest, until)


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def months_after(day: date, months: int) -> date:
    """Return the same day of the month so many months later, or the last one of that month."""
    place = day.year * MONTHS_A_YEAR + day.month - 1 + months
    year, month = divmod(place, MONTHS_A_YEAR)
    after = date(year + (month + 1) // MONTHS_A_YEAR, (month + 1) % MONTHS_A_YEAR + 1, 1)
    last = after - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))
