"""What the views of a plan are drawn from: its activities as plain lines. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from insyn.plans.rules.kinds import ActivityState, FormKind, Scope
from insyn.plans.rules.months import SWEDISH, Words, clipped, covers_year, said, said_in_year

MOST_TIMES_SAID = 4
"""Times in a year that are said one by one; more are said by their rhythm or their number."""

OF_AGREEMENT = frozenset({Scope.AGREEMENT, Scope.LOT})


@dataclass(frozen=True, slots=True)
class Period:
    """When an activity, or a stage of it, is done. Both days are included.

    ``label`` is what the plan prints instead of the days.
    """

    starts_on: date
    ends_on: date
    label: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """The agreement that an activity is about, and how long it lasts."""

    key: int
    title: str
    starts_on: date
    ends_on: date | None
    has_unknown_period: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """An activity as the views show it. ``hours`` counts the work of one occasion.

    ``outlook`` are years outside the plan in which the same is done: shown, not decided.
    """

    key: int
    form_key: int
    form: str
    form_kind: FormKind
    title: str
    scope: Scope
    state: ActivityState = ActivityState.PLANNED
    periods: tuple[Period, ...] = ()
    agreement: Terms | None = None
    lot: str = ""
    area: str = ""
    theme: str = ""
    providers: tuple[str, ...] = ()
    board: str = ""
    person: str = ""
    rhythm: str = ""
    hours: Decimal | None = None
    occasions: int = 1
    outlook: tuple[int, ...] = ()
    note: str = ""

    @property
    def subject(self) -> str:
        """Return what the activity is about, in the fewest words."""
        if self.scope in OF_AGREEMENT and self.agreement:
            return ", ".join(part for part in (self.agreement.title, self.lot) if part)
        if self.scope is Scope.THEME:
            return self.theme or self.area
        return self.area or ", ".join(self.providers)

    @property
    def responsible(self) -> str:
        return self.person or self.board

    @property
    def is_cancelled(self) -> bool:
        return self.state is ActivityState.CANCELLED

    def periods_in(self, year: int) -> tuple[Period, ...]:
        """Return the times that touch the year, in order."""
        touching = (
            period for period in self.periods if clipped(period.starts_on, period.ends_on, year)
        )
        return tuple(sorted(touching, key=lambda period: (period.starts_on, period.ends_on)))

    def is_shown_in(self, year: int) -> bool:
        """Tell whether it is done in the year, by the plan or by its outlook."""
        return bool(self.periods_in(year)) or year in self.outlook

    @property
    def years(self) -> frozenset[int]:
        """Return the calendar years that its times touch."""
        return frozenset(
            year
            for period in self.periods
            for year in range(period.starts_on.year, period.ends_on.year + 1)
        )


@dataclass(frozen=True, slots=True)
class PlanLines:
    """All that the views of one plan need. ``stages`` names each form's steps, in order."""

    years: tuple[int, ...]
    lines: tuple[Line, ...]
    stages: tuple[tuple[int, tuple[str, ...]], ...] = ()
    capacity_hours: int | None = None


def when_in(line: Line, year: int, words: Words = SWEDISH) -> str:
    """Return when in the year the activity is done; empty when it is not done that year.

    The plan's own labels go first. Many times are said by the rhythm, or by their number.
    """
    periods = line.periods_in(year)
    if len(periods) > MOST_TIMES_SAID:
        return line.rhythm or words.times.format(count=len(periods))
    return ", ".join(dict.fromkeys(_said(line, period, year, words) for period in periods))


def _said(line: Line, period: Period, year: int, words: Words) -> str:
    if own_label(period):
        return period.label
    if line.rhythm and covers_year(period.starts_on, period.ends_on, year):
        return line.rhythm
    return said_in_year(period.starts_on, period.ends_on, year, words)


def own_label(period: Period) -> str:
    """Return what the plan prints, when that is more than the names of the months."""
    months = said_in_year(period.starts_on, period.ends_on, period.starts_on.year)
    return "" if period.label.casefold() == months.casefold() else period.label


def has_labels(line: Line, year: int) -> bool:
    """Tell whether what is said of the year is the plan's own words, or a rhythm's name."""
    periods = line.periods_in(year)
    is_whole = any(covers_year(part.starts_on, part.ends_on, year) for part in periods)
    is_many = len(periods) > MOST_TIMES_SAID
    return any(map(own_label, periods)) or bool(line.rhythm and (is_whole or is_many))


def when(line: Line, words: Words = SWEDISH) -> str:
    """Return all times of the activity with their years; empty when it has none."""
    if not line.periods:
        return ", ".join(words.outlook.format(year=year) for year in sorted(line.outlook))
    if len(line.periods) > MOST_TIMES_SAID:
        first, last = min(line.years), max(line.years)
        years = str(first) if first == last else f"{first}–{last}"
        return f"{line.rhythm or words.times.format(count=len(line.periods))}, {years}"
    ordered = sorted(line.periods, key=lambda period: (period.starts_on, period.ends_on))
    if label := _same_each_year(ordered):
        return f"{label}, {_years_said(line.years)}"
    return ", ".join(dict.fromkeys(with_year(period, words) for period in ordered))


def _same_each_year(periods: Sequence[Period]) -> str:
    """Return the plan's own words for the times, when each year has one and they say the same."""
    labels = {own_label(period) for period in periods}
    years = {(period.starts_on.year, period.ends_on.year) for period in periods}
    is_yearly = len(years) == len(periods) > 1 and all(first == last for first, last in years)
    label = labels.pop() if is_yearly and len(labels) == 1 else ""
    return "" if any(character.isdigit() for character in label) else label


def _years_said(years: Collection[int]) -> str:
    first, last = min(years), max(years)
    is_unbroken = len(years) == last - first + 1
    return f"{first}–{last}" if is_unbroken else ", ".join(map(str, sorted(years)))


def with_year(period: Period, words: Words = SWEDISH) -> str:
    """Return when it is, with its year unless the plan's own label already tells it."""
    label = own_label(period)
    if not label:
        return said(period.starts_on, period.ends_on, words)
    years = {period.starts_on.year, period.ends_on.year}
    is_told = len(years) > 1 or any(character.isdigit() for character in label)
    return label if is_told else f"{label} {period.starts_on.year}"
