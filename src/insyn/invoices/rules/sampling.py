"""Drawing invoice lines by amount, so that anybody can draw the same ones again. Pure.

Systematic sampling of kronor (monetary unit sampling): the amounts are laid after each other in
the order of their keys, a start is drawn from the seed, and a line is drawn when the start, or
the start plus whole intervals, falls in it. Lines of an interval or more are always in and are
set aside first. Every öre of the rest lies in exactly one of all possible starts: all are equally
likely to be drawn.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from insyn.invoices.rules.states import Drawn, Refusal
from insyn.kernel import orgnr
from insyn.kernel.errors import RuleViolation
from insyn.kernel.lottery import ticket

ORE = 100
START_KEY = "start"
"""What the seed is joined with when the start is drawn: the text ``<seed>:start``."""


@dataclass(frozen=True, slots=True)
class Item:
    """A line that can be drawn: its key, the same on every machine, and its amount in öre."""

    key: str
    ore: int


@dataclass(frozen=True, slots=True)
class Pick:
    """A drawn line, why it was drawn, and the öre that was hit (0 for what is always in)."""

    key: str
    why: Drawn
    hit: int = 0


@dataclass(frozen=True, slots=True)
class Draw:
    """A whole draw with everything that is needed to make it again."""

    seed: str
    interval: int
    start: int
    count: int
    total: int
    certain_total: int
    fingerprint: str
    picks: tuple[Pick, ...]

    @property
    def rest(self) -> int:
        """Return the öre that the lottery was about."""
        return self.total - self.certain_total


def key_of(supplier: str, invoice: str, line_id: str, number: int) -> str:
    """Return what a line is called in a draw, so that a draw can be made again from its file.

    A sole trader's number is a personal number: it is masked here too, and such lines are told
    apart by our own number of the line.
    """
    if len(supplier) == orgnr.LENGTH and orgnr.is_personal(supplier):
        return f"{orgnr.show(supplier)}/{invoice}/{line_id}/{number}"
    return f"{supplier}/{invoice}/{line_id}"


def in_ore(amount: Decimal) -> int:
    """Return whole öre."""
    return int((amount * ORE).to_integral_value())


def fingerprint(items: Iterable[Item]) -> str:
    """Return the SHA-256 digest of the lines ``<key>;<öre>`` in the order of their keys."""
    digest = hashlib.sha256()
    for item in in_order(items):
        digest.update(f"{item.key};{item.ore}\n".encode())
    return digest.hexdigest()


def in_order(items: Iterable[Item]) -> list[Item]:
    """Return the lines in the order in which their amounts are laid after each other."""
    return sorted(items, key=lambda item: item.key)


def interval_for(total: int, wanted: int) -> int:
    """Return the interval in öre that gives about so many lines."""
    return max(total // wanted, 1)


def start_of(seed: str, interval: int) -> int:
    """Return the start, 1 to the interval: the ticket of the seed as a number, divided."""
    return int(ticket(seed, START_KEY), 16) % interval + 1


def hits(rest: Sequence[Item], interval: int, start: int) -> list[Pick]:
    """Return the lines that the start and its whole intervals fall in, each with its öre."""
    found: list[Pick] = []
    reached, wanted = 0, start
    for item in rest:
        reached += item.ore
        if wanted <= reached:
            found.append(Pick(item.key, Drawn.LOTTERY, wanted))
            while wanted <= reached:
                wanted += interval
    return found


def draw(
    items: Iterable[Item], *, seed: str, wanted: int | None = None, interval: int | None = None
) -> Draw:
    """Draw about ``wanted`` lines, or with ``interval`` öre between the hits.

    Raises:
        RuleViolation: there is nothing to draw from, more is wanted than there is, or neither or
            both of the two are given.
    """
    ordered = in_order(item for item in items if item.ore > 0)
    total = sum(item.ore for item in ordered)
    if not ordered:
        raise RuleViolation(Refusal.NO_POSITIVE.label)
    if (wanted is None) == (interval is None):
        raise RuleViolation(Refusal.SIZE.label)
    if (wanted is not None and not 0 < wanted <= len(ordered)) or (
        interval is not None and interval < 1
    ):
        raise RuleViolation(Refusal.TOO_MANY.label)
    step = interval if interval is not None else interval_for(total, wanted or 1)
    certain = [item for item in ordered if item.ore >= step]
    rest = [item for item in ordered if item.ore < step]
    start = start_of(seed, step)
    picks = [Pick(item.key, Drawn.CERTAIN) for item in certain] + hits(rest, step, start)
    return Draw(
        seed=seed,
        interval=step,
        start=start,
        count=len(ordered),
        total=total,
        certain_total=sum(item.ore for item in certain),
        fingerprint=fingerprint(ordered),
        picks=tuple(picks),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was shown of one drawn line. ``right`` is None when it cannot be decided."""

    why: Drawn
    amount: Decimal
    right: Decimal | None


@dataclass(frozen=True, slots=True)
class Projection:
    """The most likely error in the whole batch. An estimate: it says nothing of how sure it is."""

    certain: Decimal
    drawn: Decimal
    undecided: int

    @property
    def total(self) -> Decimal:
        return self.certain + self.drawn


def projected(outcomes: Iterable[Outcome], interval: int) -> Projection:
    """Return the error of the always included lines, and that of the rest as the drawn ones say.

    Each drawn line stands for one interval: the share of it that is wrong (overcharged above
    zero, undercharged below) times the interval. Lines that somebody pointed out say nothing of
    the others and are left out, as are those that could not be decided; they are counted.
    """
    certain, drawn, undecided = Decimal(), Decimal(), 0
    step = Decimal(interval) / ORE
    for one in outcomes:
        if one.why == Drawn.POINTED_OUT:
            continue
        if one.right is None:
            undecided += 1
        elif one.why == Drawn.CERTAIN:
            certain += one.amount - one.right
        else:
            drawn += (one.amount - one.right) / one.amount * step
    cent = Decimal("0.01")
    return Projection(certain.quantize(cent), drawn.quantize(cent), undecided)
