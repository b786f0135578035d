"""How old what is known of each contract is. Pure."""

from datetime import date

from insyn.kernel.choices import Choice
from insyn.results.rules.coverage import RECENT, is_too_long_ago
from insyn.results.rules.scope import years_before


class Age(Choice):
    """How old a result is, and whether it still says something."""

    NEVER = "never", "Aldrig uppföljt"
    TOO_OLD = "too_old", "För gammalt"
    OLD = "old", "Börjar bli gammalt"
    RECENT = "recent", "Högst två år"
    FRESH = "fresh", "Högst ett år"


COLOURS = {
    Age.NEVER: "danger",
    Age.TOO_OLD: "danger",
    Age.OLD: "warning",
    Age.RECENT: "info",
    Age.FRESH: "success",
}
"""The colour of each; the word is always beside."""


def age_of(day: date | None, today: date) -> Age:
    """Return how old a result of that day is; no day is never."""
    if day is None:
        return Age.NEVER
    if is_too_long_ago(day, today):
        return Age.TOO_OLD
    if day < years_before(today, RECENT):
        return Age.OLD
    return Age.RECENT if day < years_before(today, 1) else Age.FRESH


def months_between(day: date, today: date) -> int:
    """Return how many whole months have gone."""
    months = (today.year - day.year) * 12 + today.month - day.month
    return max(months - (today.day < day.day), 0)
