"""What the tallies say: how answers are spread in each group, and what of it may be shown. Pure."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from insyn.criteria.rules.answers import WHOLE
from insyn.kernel.choices import Choice
from insyn.surveys.rules.suppression import HiddenSplit, hidden_in_split, is_small
from insyn.surveys.rules.tallying import (
    ANSWERED,
    IS_MET,
    IS_PARTLY,
    IS_UNMET,
    NUMBER,
    OF,
    RIGHT,
    STANDINGS,
    Amount,
    Cell,
    Tallies,
)

K = TypeVar("K", bound=Hashable)
Place = tuple[int | None, bool]
"""An area of service, and whether the municipality runs the service itself."""
NOTHING = Amount()
NOTICEABLE = 5
"""Percentage points. A smaller change between two years is called unchanged."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How the answers of a group are spread.

    ``is_hidden``: the group is too small to be shown, or guards one that is; ``is_small``: it
    is too small, but the reader may see each response anyhow.
    """

    amounts: Mapping[str, Amount] = field(default_factory=dict)
    is_hidden: bool = False
    is_small: bool = False

    @property
    def number(self) -> int:
        """Return how many gave an answer that can be read."""
        return self.count(ANSWERED)

    def count(self, code: str) -> int:
        return self.amounts.get(code, NOTHING).number

    @property
    def scored(self) -> int:
        """Return how many of the answers count as met, partly met or unmet."""
        return sum(self.count(code) for code in STANDINGS)

    @property
    def met(self) -> int:
        return self.count(IS_MET)

    @property
    def partly(self) -> int:
        return self.count(IS_PARTLY)

    @property
    def unmet(self) -> int:
        return self.count(IS_UNMET)

    @property
    def share(self) -> Fraction | None:
        """Return the share that is met of what counts; None when nothing does, or it is hidden."""
        if self.is_hidden or not self.scored:
            return None
        return Fraction(self.met, self.scored)

    @property
    def per_cent(self) -> int | None:
        """Return the share in whole per cent, rounded to the nearest."""
        return None if self.share is None else rounded(self.share)

    @property
    def mean(self) -> Decimal | None:
        """Return the mean of answers in numbers, or per cent right of what was examined."""
        if self.is_hidden:
            return None
        numbers, right, of = (self.amounts.get(code, NOTHING) for code in (NUMBER, RIGHT, OF))
        if numbers.number:
            return numbers.total / numbers.number
        return WHOLE * right.total / of.total if of.total else None


EMPTY = Spread()
HIDDEN = Spread(is_hidden=True)


def rounded(share: Fraction) -> int:
    """Return the share in whole per cent; a half goes up, also on 0,5 and 1,5."""
    return int(share * WHOLE + Fraction(1, 2))


def merged(spreads: Iterable[Spread]) -> Spread:
    """Return the answers of all of them together; what is hidden is left out."""
    amounts: dict[str, Amount] = {}
    seen = [spread for spread in spreads if not spread.is_hidden]
    for spread in seen:
        for code, amount in spread.amounts.items():
            amounts[code] = amounts[code].plus(amount) if code in amounts else amount
    return Spread(amounts, is_small=any(spread.is_small for spread in seen))


@dataclass(frozen=True, slots=True)
class Board:
    """A question, or several together, in every group: total, both sides, areas and their sides.

    ``sides`` has True for in-house and False for others.
    """

    total: Spread
    sides: Mapping[bool, Spread]
    areas: Mapping[int | None, Spread]
    split: Mapping[Place, Spread]

    @property
    def own(self) -> Spread:
        return self.sides.get(True, EMPTY)

    @property
    def others(self) -> Spread:
        return self.sides.get(False, EMPTY)

    @property
    def hides_something(self) -> bool:
        groups = (self.total, *self.sides.values(), *self.areas.values(), *self.split.values())
        return any(group.is_hidden for group in groups)

    @property
    def has_small(self) -> bool:
        groups = (self.total, *self.sides.values(), *self.areas.values(), *self.split.values())
        return any(group.is_small for group in groups)

    def of(self, area: int | None, *, is_own: bool) -> Spread:
        return self.split.get((area, is_own), EMPTY)

    def sides_of(self, area: int | None) -> dict[Place, Spread]:
        return {(area, side): self.of(area, is_own=side) for side in (True, False)}

    def chosen(self, area: int | None, *, is_own: bool | None) -> Spread:
        """Return the group that a filter names; None means every area, or both sides."""
        if area is None:
            return self.total if is_own is None else self.sides.get(is_own, EMPTY)
        return self.areas.get(area, EMPTY) if is_own is None else self.of(area, is_own=is_own)


NO_ANSWERS = Board(EMPTY, {}, {}, {})


def boards(tallies: Tallies, *, own_forms: Collection[str], sees_all: bool) -> dict[int, Board]:
    """Return each question's answers by group.

    One who does not see each response gets no small group, and nothing from which one could be
    worked out.
    """
    found: dict[int, dict[Place, dict[str, Amount]]] = {}
    own = frozenset(own_forms)
    for cell, amount in tallies.items():
        places = found.setdefault(cell.question, {})
        amounts = places.setdefault(_place(cell, own), {})
        before = amounts.get(cell.answer)
        amounts[cell.answer] = amount if before is None else before.plus(amount)
    return {
        question: board_of({place: Spread(amounts) for place, amounts in places.items()},
                           sees_all=sees_all)
        for question, places in found.items()
    }  # fmt: skip


def _place(cell: Cell, own: frozenset[str]) -> Place:
    return (cell.area, cell.form in own)


def board_of(places: Mapping[Place, Spread], *, sees_all: bool) -> Board:
    """Return the answers of one question by group, with what is small hidden or marked."""
    areas = list(dict.fromkeys(area for area, _side in places))
    board = Board(
        total=merged(places.values()),
        sides={
            side: merged(spread for (_area, own), spread in places.items() if own is side)
            for side in (True, False)
        },
        areas={
            area: merged(places.get((area, side), EMPTY) for side in (True, False))
            for area in areas
        },
        split={(area, side): places.get((area, side), EMPTY)
               for area in areas for side in (True, False)},
    )  # fmt: skip
    if sees_all:
        return _marked(board)
    return _covered(board, hidden_in_split({place: one.number for place, one in places.items()}))


def _marked(board: Board) -> Board:
    def mark(groups: Mapping[K, Spread]) -> dict[K, Spread]:
        return {key: replace(one, is_small=is_small(one.number)) for key, one in groups.items()}

    total = replace(board.total, is_small=is_small(board.total.number))
    return Board(total, mark(board.sides), mark(board.areas), mark(board.split))


def _covered(board: Board, hidden: HiddenSplit[int | None]) -> Board:
    return Board(
        total=HIDDEN if hidden.is_total else board.total,
        sides={
            side: HIDDEN if hidden.are_sides else spread for side, spread in board.sides.items()
        },
        areas={
            area: HIDDEN if hidden.hides(area) else spread for area, spread in board.areas.items()
        },
        split={
            (area, side): HIDDEN if hidden.hides_side(area) else spread
            for (area, side), spread in board.split.items()
        },
    )


def together(several: Iterable[Board]) -> Board:
    """Return several questions as one: only what is shown of each is in the sums.

    A sum and its two sides are of the same questions, or they could not be compared: those whose
    sides are shown. Where that is none, the sum is of all that are shown and its sides hidden.
    """
    each = list(several)
    sided = _shown(each, [one.sides.values() for one in each])
    found = Board(_sum(one.total for one in sided), _sums(one.sides for one in sided), {}, {})
    areas: dict[int | None, Spread] = {}
    split: dict[Place, Spread] = {}
    for area in dict.fromkeys(area for one in each for area in one.areas):
        asked = [one for one in each if area in one.areas]
        divided = _shown(asked, [one.sides_of(area).values() for one in asked])
        areas[area] = _sum(one.areas[area] for one in divided)
        split |= _sums(one.sides_of(area) for one in divided)
    return replace(found, areas=areas, split=split)


def _shown(several: list[Board], sides: Iterable[Collection[Spread]]) -> list[Board]:
    """Return those of which the sides are shown; all, when that is none."""
    shown = [
        (one, groups)
        for one, groups in zip(several, sides, strict=True)
        if not any(group.is_hidden for group in groups)
    ]
    has_answers = any(group.number for _one, groups in shown for group in groups)
    return [one for one, _groups in shown] if has_answers else several


def _sum(spreads: Iterable[Spread]) -> Spread:
    """Return them together; hidden when there is something and none of it is shown."""
    each = list(spreads)
    if any(one.is_hidden for one in each) and not any(one.number for one in each):
        return HIDDEN
    return merged(each)


def _sums(tables: Iterable[Mapping[K, Spread]]) -> dict[K, Spread]:
    gathered: dict[K, list[Spread]] = {}
    for table in tables:
        for key, spread in table.items():
            gathered.setdefault(key, []).append(spread)
    return {key: _sum(spreads) for key, spreads in gathered.items()}


class Trend(Choice):
    """How something has changed since the time before (förändring)."""

    BETTER = "better", "Bättre"
    SAME = "same", "Oförändrat"
    WORSE = "worse", "Sämre"
    UNKNOWN = "unknown", "Ingen jämförelse"


@dataclass(frozen=True, slots=True)
class Change:
    """The share that is met now and before, in whole per cent; None where it is not known."""

    now: int | None
    before: int | None

    @property
    def points(self) -> int | None:
        """Return the change in percentage points, by the figures as they are shown."""
        return None if self.now is None or self.before is None else self.now - self.before

    @property
    def trend(self) -> Trend:
        if self.points is None:
            return Trend.UNKNOWN
        if abs(self.points) < NOTICEABLE:
            return Trend.SAME
        return Trend.BETTER if self.points > 0 else Trend.WORSE


def without(spread: Spread, own: Mapping[str, Amount]) -> Spread:
    """Return the answers of the others: the group's less one's own; hidden when under five.

    A provider knows its own answers: what it is shown must hold five others.
    """
    amounts = {
        code: amount.minus(own.get(code, NOTHING)) for code, amount in spread.amounts.items()
    }
    others = Spread(amounts)
    return HIDDEN if spread.is_hidden or is_small(others.number) else others
