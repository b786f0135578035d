"""How often something is done, and when that is within a plan. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from insyn.plans.rules.kinds import RhythmKind
from insyn.plans.rules.spans import ALL_ALONG, MONTHS, YEAR, Span, label_of, last_day

MOST_MONTHS = 24
MOST_YEARS = 10
MOST_AFTER = 60
"""How many months or years apart, and how long after the first client, a rhythm can be."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rhythm says.

    ``every`` counts months or years, by the kind. ``from_month`` and ``to_month`` bound the part
    of the year, 1 to 12. ``after_months`` and ``before_months`` bound the time since the first
    client.
    """

    kind: RhythmKind
    every: int | None = None
    from_month: int | None = None
    to_month: int | None = None
    after_months: int | None = None
    before_months: int | None = None

    def tidied(self) -> Self:
        """Return the terms without what the kind does not speak of."""
        counts = self.kind in {RhythmKind.MONTHS, RhythmKind.YEARS}
        in_year = self.kind not in {RhythmKind.CONTINUOUS, RhythmKind.AFTER_FIRST_CLIENT}
        since = self.kind is RhythmKind.AFTER_FIRST_CLIENT
        return replace(
            self,
            every=self.every if counts else None,
            from_month=self.from_month if in_year else None,
            to_month=self.to_month if in_year else None,
            after_months=self.after_months if since else None,
            before_months=self.before_months if since else None,
        )

    @property
    def months(self) -> tuple[int, int]:
        """Return the first and last month of the part of the year; the whole year if none."""
        return self.from_month or 1, self.to_month or YEAR


SENTENCES: Mapping[str, str] = {
    "every_month": "Skriv hur många månader det är mellan gångerna: 1 till 24.",
    "every_year": "Skriv hur många år det är mellan gångerna: 1 till 10.",
    "half_months": "Välj både första och sista månaden, eller ingen av dem.",
    "turned_months": "Den första månaden ska komma före den sista under året.",
    "since": "Skriv mellan vilka månader efter första brukaren det görs: 0 till 60.",
    "turned_since": "Den tidigaste månaden kan inte vara senare än den senaste.",
}
"""What is wrong with the terms, for the reader."""


def problem_with(terms: Terms) -> str:
    """Return the key of the sentence that says what is wrong; '' when nothing is."""
    if terms.kind is RhythmKind.MONTHS and not _is_between(1, terms.every, MOST_MONTHS):
        return "every_month"
    if terms.kind is RhythmKind.YEARS and not _is_between(1, terms.every, MOST_YEARS):
        return "every_year"
    if (terms.from_month is None) != (terms.to_month is None):
        return "half_months"
    if terms.months[0] > terms.months[1]:
        return "turned_months"
    return _problem_since(terms) if terms.kind is RhythmKind.AFTER_FIRST_CLIENT else ""


def _problem_since(terms: Terms) -> str:
    first, last = terms.after_months, terms.before_months
    if not (_is_between(0, first, MOST_AFTER) and _is_between(0, last, MOST_AFTER)):
        return "since"
    return "turned_since" if (first or 0) > (last or 0) else ""


def _is_between(low: int, value: int | None, high: int) -> bool:
    return value is not None and low <= value <= high


@dataclass(frozen=True, slots=True)
class Ground:
    """What a rhythm is laid out over.

    ``agreement`` is when the agreement is in force, open ends at the ends of the plan; nothing
    is done outside it. ``first_clients`` are the days when the units got their first client.
    ``first_year`` is when something that is done every n-th year is done first; the plan's first
    year when it is not said.
    """

    plan: Span
    agreement: Span | None = None
    first_clients: Sequence[date] = ()
    first_year: int | None = None

    @property
    def span(self) -> Span | None:
        """Return the days when the plan and the agreement are both in force; None if no day."""
        return self.plan.cut_to(self.agreement) if self.agreement else self.plan


def periods_of(terms: Terms, ground: Ground) -> list[Span]:
    """Return when something with the rhythm is done, in order.

    None at all when the agreement is never in force during the plan, when no unit has had its
    first client, or when the part of the year never lies within both. A period that reaches out
    of the plan or the agreement is cut.
    """
    inside = ground.span
    if inside is None:
        return []
    cut = (span.cut_to(inside) for span in _LAID_OUT[terms.kind](terms, ground))
    found = sorted({span for span in cut if span is not None})
    is_once = terms.kind in {RhythmKind.ONCE, RhythmKind.ONCE_PER_AGREEMENT}
    return found[:1] if is_once else found


def _once(terms: Terms, ground: Ground) -> Iterator[Span]:
    if terms.from_month is None:
        inside = ground.span or ground.plan
        yield Span(inside.starts_on, inside.ends_on, label_of(inside.starts_on, inside.ends_on))
        return
    for year in range(ground.plan.starts_on.year, ground.plan.ends_on.year + 1):
        yield Span.of_months(year, *terms.months)


def _continuous(terms: Terms, ground: Ground) -> Iterator[Span]:
    del terms
    inside = ground.span or ground.plan
    yield Span(inside.starts_on, inside.ends_on, ALL_ALONG)


def _months(terms: Terms, ground: Ground) -> Iterator[Span]:
    """Yield windows of so many months, counted from January of the plan's first year."""
    first, last = terms.months
    step = terms.every or 1
    year, years = ground.plan.starts_on.year, len(_years(ground))
    for begin in range(0, years * YEAR, step):
        end = min(begin + step, years * YEAR) - 1
        if _is_in_part(begin, end, first, last):
            starts_on = date(year + begin // YEAR, begin % YEAR + 1, 1)
            ends_on = last_day(year + end // YEAR, end % YEAR + 1)
            yield Span(starts_on, ends_on, label_of(starts_on, ends_on))


def _is_in_part(begin: int, end: int, first: int, last: int) -> bool:
    """Tell whether the window lies in the part of the year; the whole year holds every window."""
    if (first, last) == (1, YEAR):
        return True
    is_one_year = begin // YEAR == end // YEAR
    return is_one_year and first <= begin % YEAR + 1 and end % YEAR + 1 <= last


def _yearly(terms: Terms, ground: Ground) -> Iterator[Span]:
    step = terms.every or 1
    anchor = ground.first_year or ground.plan.starts_on.year
    for year in _years(ground):
        if (year - anchor) % step == 0:
            yield Span.of_months(year, *terms.months)


def _after_first_client(terms: Terms, ground: Ground) -> Iterator[Span]:
    for day in ground.first_clients:
        first = months_later(day, terms.after_months or 0)
        last = months_later(day, terms.before_months or 0)
        yield Span(first, max(first, last), label_of(first, max(first, last)))


def _years(ground: Ground) -> range:
    return range(ground.plan.starts_on.year, ground.plan.ends_on.year + 1)


def months_later(day: date, months: int) -> date:
    """Return the same day of the month so many months later, or the last day of that month."""
    place = day.year * YEAR + day.month - 1 + months
    end = last_day(place // YEAR, place % YEAR + 1)
    return min(end, date(end.year, end.month, 1) + timedelta(days=day.day - 1))


_LAID_OUT = {
    RhythmKind.ONCE: _once,
    RhythmKind.CONTINUOUS: _continuous,
    RhythmKind.MONTHS: _months,
    RhythmKind.YEARS: _yearly,
    RhythmKind.ONCE_PER_AGREEMENT: _once,
    RhythmKind.AFTER_FIRST_CLIENT: _after_first_client,
}

MEANINGS: Mapping[str, str] = {
    "once": "En gång under planen",
    "continuous": "Hela tiden",
    "months_1": "Varje månad",
    "months_2": "Varannan månad",
    "months_3": "Varje kvartal",
    "months_6": "Varje halvår",
    "months": "Var %(every)s:e månad",
    "years_1": "Varje år",
    "years_2": "Vartannat år",
    "years_3": "Vart tredje år",
    "years": "Vart %(every)s:e år",
    "once_per_agreement": "En gång under avtalets tid",
    "after_first_client": "%(after)s–%(before)s månader efter första brukaren",
}
"""What a rhythm means, whatever the board calls it; filled in with its terms."""


def meaning_of(terms: Terms) -> str:
    """Return the key of the words that say what the terms mean."""
    short = f"{terms.kind.value}_{terms.every}"
    return short if short in MEANINGS else terms.kind.value


SHIPPED: tuple[tuple[str, Terms], ...] = (
    ("Varje månad", Terms(RhythmKind.MONTHS, every=1)),
    ("Varje kvartal", Terms(RhythmKind.MONTHS, every=3)),
    ("Två gånger om året", Terms(RhythmKind.MONTHS, every=6)),
    ("Varje år", Terms(RhythmKind.YEARS, every=1)),
    ("Vartannat år", Terms(RhythmKind.YEARS, every=2)),
    ("Vart tredje år", Terms(RhythmKind.YEARS, every=3)),
    ("En gång per avtalsperiod", Terms(RhythmKind.ONCE_PER_AGREEMENT)),
    (
        "6–8 månader efter första brukaren",
        Terms(RhythmKind.AFTER_FIRST_CLIENT, after_months=6, before_months=8),
    ),
    ("Fortlöpande", Terms(RhythmKind.CONTINUOUS)),
)
"""What a board can start from. The names are the board's own once they are taken in."""

MONTH_NAMES = tuple((place, name.capitalize()) for place, name in enumerate(MONTHS, start=1))
