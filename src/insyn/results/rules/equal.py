"""Equal terms: are private and the municipality's own services followed up alike? Pure.

Source: lagen (2008:962) om valfrihetssystem 1 kap. 2 §; kommunallagen 10 kap. 8 §.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from statistics import median
from typing import NamedTuple, TypeVar

from insyn.criteria.rules import Level
from insyn.findings.rules import FindingKind
from insyn.kernel.choices import Choice
from insyn.registry.rules import OperatingForm
from insyn.results.rules.equal_intervals import (
    Estimate,
    Interval,
    Rate,
    Share,
    chance_of,
    difference,
    holm,
    spread_of,
)
from insyn.results.rules.facts import ContractFact, FollowupFact, YearFacts
from insyn.results.rules.tables import RowKind

FEWEST = 10
"""On each side. With fewer a single follow-up moves a share by more than ten percent."""

DOUBT = 0.05
"""How often a difference that is mere chance may be called a difference, on a whole page."""

DAYS_OF_YEAR = 365.25


class Side(Choice):
    """The two that are compared."""

    PRIVATE = "private", "Privata och idéburna"
    IN_HOUSE = "in_house", "Egen regi"


SIDES: Mapping[str, Side] = {
    OperatingForm.PRIVATE.value: Side.PRIVATE,
    OperatingForm.NON_PROFIT.value: Side.PRIVATE,
    OperatingForm.IN_HOUSE.value: Side.IN_HOUSE,
}
"""Which side a form of operation is on; municipal companies, regions and others are on none."""


class Verdict(Choice):
    """What may be said of a difference."""

    TOO_FEW = "too_few", "För få för att jämföra"
    UNSURE = "unsure", "Ingen säker skillnad"
    ALONE = "alone", "Osäker skillnad"
    PRIVATE_HIGHER = "private_higher", "Högre hos privata och idéburna"
    IN_HOUSE_HIGHER = "in_house_higher", "Högre i egen regi"


MEANINGS: Mapping[Verdict, str] = {
    Verdict.TOO_FEW: "Minst en sida har färre än tio. Siffrorna visas, men jämför dem inte.",
    Verdict.UNSURE: "Skillnaden är inte större än vad slumpen ofta ger. Det visar inte att de två "
    "är lika: en verklig skillnad kan vara för liten för att synas i så få uppföljningar.",
    Verdict.ALONE: "Sedd för sig är skillnaden större än vad slumpen brukar ge, men bland så många "
    "jämförelser blir någon sådan av en slump. Följ den, dra ingen slutsats.",
    Verdict.PRIVATE_HIGHER: "Skillnaden är större än vad slumpen brukar ge. Den säger inte varför: "
    "vilka som valdes ut, målgrupp och vem som granskar kan skilja.",
    Verdict.IN_HOUSE_HIGHER: "Skillnaden är större än vad slumpen brukar ge. Den säger inte "
    "varför: vilka som valdes ut, målgrupp och vem som granskar kan skilja.",
}
"""What each verdict means, and what may not be concluded of it."""


LABELS: Mapping[str, str] = {
    "followed_up": "Kontrakt som har följts upp",
    "per_year": "Uppföljningar per kontrakt och år",
    "unannounced": "Uppföljningar på plats där ett besök var oanmält",
    "with_deficiency": "Uppföljningar med minst en brist",
    "deficiencies": "Brister per uppföljning",
    "area": "Uppfyllt i området",
    "waited": "Kontrakt som någon gång har följts upp",
    "never": "Aldrig uppföljda kontrakt",
}
"""What each figure is called; of an area the name of the area stands beside."""


class CountedIn(Choice):
    """What a figure is written in."""

    PERCENT = "percent", "procent"
    PER_FOLLOWUP = "per_followup", "per uppföljning"
    PER_YEAR = "per_year", "per kontrakt och år"


@dataclass(frozen=True, slots=True)
class Found:
    """A figure of one side: the rows that it counts, and how many it is counted among."""

    estimate: Estimate | None
    rows: tuple[int, ...] = ()
    among: int = 0
    row_kind: RowKind = RowKind.FOLLOWUP

    @property
    def value(self) -> float | None:
        return self.estimate.value if self.estimate else None

    @property
    def interval(self) -> Interval | None:
        return self.estimate.interval() if self.estimate else None


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure of both sides, and what may be said of the difference (the first less the other).

    ``name`` is the words of a board, such as an area; it is never translated.
    """

    key: str
    label: str
    counted_in: CountedIn
    private: Found
    in_house: Found
    verdict: Verdict = Verdict.TOO_FEW
    apart: Interval | None = None
    chance: float | None = None
    name: str = ""

    def of(self, side: Side) -> Found:
        return self.private if side is Side.PRIVATE else self.in_house


class LevelFact(NamedTuple):
    """How an area was assessed in a follow-up."""

    followup: int
    area: str
    level: Level


@dataclass(frozen=True, slots=True)
class QuestionFact:
    """A question of a version of a template, and the demands that it is about."""

    version: int
    text: str
    template: str
    demands: frozenset[int] = frozenset()


@dataclass(frozen=True)
class EqualFacts:
    """What is compared. ``unannounced`` says of each follow-up with a visit if one was."""

    year: YearFacts
    unannounced: Mapping[int, bool]
    levels: Sequence[LevelFact]
    versions: Mapping[int, int]
    questions: Sequence[QuestionFact]

    def contracts(self, side: Side) -> list[ContractFact]:
        """Return the contracts of the side that were in force on some day of the period."""
        return self._contracts[side]

    def followups(self, side: Side) -> list[FollowupFact]:
        return self._followups[side]

    def deficiencies(self, side: Side) -> Mapping[int, list[int]]:
        """Return the deficiencies of each follow-up of the side."""
        return self._deficiencies[side]

    @cached_property  # every figure is of one side: the rows are put on it once for all of them
    def _contracts(self) -> Mapping[Side, list[ContractFact]]:
        first, last = self.year.scope.starts_on, self.year.as_of
        return _by_side(row for row in self.year.contracts if _days(row, first, last))

    @cached_property
    def _followups(self) -> Mapping[Side, list[FollowupFact]]:
        return _by_side(self.year.followups)

    @cached_property
    def _deficiencies(self) -> Mapping[Side, Mapping[int, list[int]]]:
        found: dict[Side, dict[int, list[int]]] = {
            side: {row.key: [] for row in rows} for side, rows in self._followups.items()
        }
        of = {key: rows for some in found.values() for key, rows in some.items()}
        for row in self.year.findings:
            if row.kind == FindingKind.DEFICIENCY and row.followup in of:
                of[row.followup].append(row.key)
        return found

    @property
    def left_out(self) -> int:
        """Return how many follow-ups are of a form that is on neither side."""
        return sum(1 for row in self.year.followups if row.operating_form not in SIDES)


Row = TypeVar("Row", ContractFact, FollowupFact)


def _by_side(rows: Iterable[Row]) -> dict[Side, list[Row]]:
    found: dict[Side, list[Row]] = {side: [] for side in Side}
    for row in rows:
        if row.operating_form in SIDES:
            found[SIDES[row.operating_form]].append(row)
    return found


Finder = Callable[[EqualFacts, Side], Found]
"""Finds a figure of one side."""


def frequency(facts: EqualFacts) -> list[Compared]:
    """Return how often the two sides were followed up, and how many visits came unannounced."""
    return [
        _compared("followed_up", LABELS["followed_up"], CountedIn.PERCENT, facts, _followed_up),
        _compared("per_year", LABELS["per_year"], CountedIn.PER_YEAR, facts, _per_year),
        _compared("unannounced", LABELS["unannounced"], CountedIn.PERCENT, facts, _unannounced),
    ]


def outcome(facts: EqualFacts) -> list[Compared]:
    """Return what was found on the two sides: deficiencies, and the share met in each area.

    The areas that both sides were assessed in come first.
    """
    met = _met_by_area(facts)
    areas = [_area(at, name, met[name]) for at, name in enumerate(sorted(met, key=str.casefold))]
    areas.sort(key=lambda line: not (line.private.among and line.in_house.among))
    return [
        _compared(
            "with_deficiency",
            LABELS["with_deficiency"],
            CountedIn.PERCENT,
            facts,
            _with_any,
        ),
        _compared(
            "deficiencies", LABELS["deficiencies"], CountedIn.PER_FOLLOWUP, facts, _deficiencies
        ),
        *areas,
    ]


def judged(lines: Sequence[Compared]) -> list[Compared]:
    """Return the lines with what may be said of each, all of them looked at together (Holm)."""
    ready = [line for line in lines if _is_enough(line.private) and _is_enough(line.in_house)]
    chances = {line.key: chance_of(*_both(line)) for line in ready}
    counted = dict(zip(chances, holm(list(chances.values())), strict=True))
    return [_said(line, chances[line.key], counted[line.key]) if line.key in counted else line
            for line in lines]  # fmt: skip


def _is_enough(found: Found) -> bool:
    return found.estimate is not None and found.among >= FEWEST


def _both(line: Compared) -> tuple[Estimate, Estimate]:
    assert line.private.estimate
    assert line.in_house.estimate
    return line.private.estimate, line.in_house.estimate


def _said(line: Compared, alone: float, together: float) -> Compared:
    one, other = _both(line)
    verdict = Verdict.UNSURE
    if together < DOUBT:
        is_private = one.value > other.value
        verdict = Verdict.PRIVATE_HIGHER if is_private else Verdict.IN_HOUSE_HIGHER
    elif alone < DOUBT:
        verdict = Verdict.ALONE
    return replace(line, verdict=verdict, apart=difference(one, other), chance=together)


def _compared(
    key: str, label: str, counted_in: CountedIn, facts: EqualFacts, find: Finder
) -> Compared:
    return Compared(key, label, counted_in, find(facts, Side.PRIVATE), find(facts, Side.IN_HOUSE))


def _share(rows: Iterable[int], among: int, kind: RowKind = RowKind.FOLLOWUP) -> Found:
    kept = tuple(rows)
    return Found(Share(len(kept), among) if among else None, kept, among, kind)


def _followed_up(facts: EqualFacts, side: Side) -> Found:
    contracts = facts.contracts(side)
    seen = [row.key for row in contracts if facts.year.scope.holds(row.latest_on)]
    return _share(seen, len(contracts), RowKind.CONTRACT)


def _per_year(facts: EqualFacts, side: Side) -> Found:
    contracts = facts.contracts(side)
    scope = facts.year.scope
    years = sum(_days(row, scope.starts_on, facts.year.as_of) for row in contracts) / DAYS_OF_YEAR
    keys = {row.key for row in contracts}
    rows = [row for row in facts.followups(side) if row.contract in keys]
    counts = Counter(row.contract for row in rows)
    spread = spread_of([counts[row.key] for row in contracts])
    estimate = Rate(len(rows), years, spread) if years else None
    return Found(estimate, tuple(row.key for row in rows), len(contracts))


def _days(contract: ContractFact, first: date, last: date) -> int:
    """Return on how many days of the time the contract was in force."""
    begun = max(contract.starts_on, first)
    ended = min(contract.ends_on or last, last)
    return max((ended - begun).days + 1, 0)


def _unannounced(facts: EqualFacts, side: Side) -> Found:
    visited = [row.key for row in facts.followups(side) if row.key in facts.unannounced]
    return _share([key for key in visited if facts.unannounced[key]], len(visited))


def _with_any(facts: EqualFacts, side: Side) -> Found:
    found = facts.deficiencies(side)
    return _share([key for key, rows in found.items() if rows], len(found))


def _deficiencies(facts: EqualFacts, side: Side) -> Found:
    found = facts.deficiencies(side)
    rows = tuple(key for keys in found.values() for key in keys)
    spread = spread_of([len(keys) for keys in found.values()])
    estimate = Rate(len(rows), len(found), spread) if found else None
    return Found(estimate, rows, len(found), RowKind.FINDING)


def _met_by_area(facts: EqualFacts) -> dict[str, dict[Side, list[LevelFact]]]:
    """Return the levels of each area that was assessed, by side."""
    sides = {row.key: side for side in Side for row in facts.followups(side)}
    found: dict[str, dict[Side, list[LevelFact]]] = defaultdict(lambda: {s: [] for s in Side})
    for row in facts.levels:
        of_area = found[row.area]
        if row.followup in sides:
            of_area[sides[row.followup]].append(row)
    return found


def _area(at: int, area: str, levels: Mapping[Side, Sequence[LevelFact]]) -> Compared:
    def met(side: Side) -> Found:
        hits = [row.followup for row in levels[side] if row.level is Level.MET]
        return _share(hits, len(levels[side]))

    sides = met(Side.PRIVATE), met(Side.IN_HOUSE)
    return Compared(f"area_{at}", LABELS["area"], CountedIn.PERCENT, *sides, name=area)


WORST = (Level.NOT_MET, Level.PARTLY, Level.MET)
"""What counts as an assessment, the worst first."""

_RANKS = {level.value: rank for rank, level in enumerate(WORST)}


def levels_of(rows: Iterable[tuple[int, str, str]]) -> list[LevelFact]:
    """Return one level to each follow-up and area: the worst, where an area has several sections.

    What is not assessed, or does not apply, is left out.
    """
    found: dict[tuple[int, str], int] = {}
    for followup, area, code in rows:
        rank = _RANKS.get(code)
        if rank is not None:
            place = (followup, area)
            found[place] = min(rank, found.get(place, rank))
    return [LevelFact(followup, area, WORST[rank]) for (followup, area), rank in found.items()]


@dataclass(frozen=True, slots=True)
class Waited:
    """How long ago the contracts of a side were followed up, at the end of the period."""

    side: Side
    days: float | None
    measured: tuple[int, ...]
    never: tuple[int, ...]


def waited(facts: EqualFacts) -> list[Waited]:
    """Return the median of the days since the latest follow-up, and the contracts with none."""
    found = []
    for side in Side:
        contracts = facts.contracts(side)
        ages = {row.key: (facts.year.as_of - row.latest_on).days
                for row in contracts if row.latest_on}  # fmt: skip
        never = tuple(row.key for row in contracts if row.latest_on is None)
        days = median(ages.values()) if ages else None
        found.append(Waited(side, days, tuple(ages), never))
    return found
