"""Chooses by a rule in steps. The same pool, rule and seed give the same, on any machine.

Tickets are those of the lottery in ``draw``: the SHA-256 digest of ``<seed>:<key>``, lowest
first. A step puts those it wants in order: the highest risk first, the longest since the last
follow-up, the newest window; where that does not decide, and in every other step, the ticket
does. Who is chosen gets an authority at once: the one that has the agreement, or among those
that may take it the one that has fewest so far, the lowest ticket first.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from insyn.kernel.errors import RuleViolation
from insyn.kernel.lottery import ticket
from insyn.risk.rules.draw import AUTHORITY_KEY, LOT_KEY, dealt_out, in_lottery_order
from insyn.risk.rules.states import Distribution, Ground, StepKind
from insyn.risk.rules.step_reasons import Tally, why_chosen, why_cut, why_full, why_not, window
from insyn.risk.rules.steps import (
    BANDS,
    Rule,
    Step,
    StepCandidate,
    StepPool,
    check_pool,
    checked_rule,
    control_size,
    room_for_steps,
)


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What became of one candidate. ``step`` is 0 and ``ground`` None for the not chosen.

    ``place`` is its number: the chosen from 1 in the order they were chosen, then the others.
    """

    key: str
    name: str
    lot: str
    chosen: bool
    step: int
    ground: Ground | None
    authority: str
    reason: str
    place: int
    ticket: str


@dataclass(frozen=True, slots=True)
class StepDraw:
    """The whole result. ``of_step`` is how many each step chose, in the order of the steps."""

    seed: str
    year: int
    rule: Rule
    lot_of_authority: Mapping[str, tuple[str, ...]]
    of_step: tuple[int, ...]
    outcomes: tuple[StepOutcome, ...]

    @property
    def chosen(self) -> tuple[StepOutcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.chosen)


@dataclass(slots=True)
class _Seats:
    """Who may take whom, and how many each authority has so far."""

    by_owner: bool
    takers: Mapping[str, Sequence[str]]
    everybody: Sequence[str]
    quota: int | None
    taken: Counter[str] = field(default_factory=Counter)

    def take(self, candidate: StepCandidate) -> str | None:
        """Return the authority that takes the candidate; None when all that may are full."""
        open_to = [name for name in self.may_take(candidate) if not self._is_full(name)]
        if not open_to:
            return None
        chosen = min(open_to, key=self.taken.__getitem__)
        self.taken[chosen] += 1
        return chosen

    def may_take(self, candidate: StepCandidate) -> Sequence[str]:
        """Return the authorities that the candidate can fall to."""
        if self.by_owner:
            return (candidate.owner,)
        return self.takers.get(candidate.lot, self.everybody)

    def _is_full(self, name: str) -> bool:
        return self.quota is not None and self.taken[name] >= self.quota


@dataclass(slots=True)
class _Drawing:
    """A draw under way. Candidates are known by their place in the pool."""

    pool: StepPool
    tickets: Sequence[str]
    seats: _Seats
    room: int | None
    left: list[int]
    steps_room: int = 0
    with_control: int | None = None
    chosen: dict[int, tuple[int, str]] = field(default_factory=dict)
    cut: dict[int, int] = field(default_factory=dict)
    full: dict[int, str] = field(default_factory=dict)
    tallies: list[Tally] = field(default_factory=list)

    def follow(self, step: Step) -> None:
        """Choose whom the step wants, as long as there is room."""
        wanted = sorted(
            (at for at in self.left if wants(step, self.pool.candidates[at], self.pool.year)),
            key=lambda at: _order(step, self.pool.candidates[at], self.tickets[at]),
        )
        tally = Tally(step, waiting=len(wanted))
        self.tallies.append(tally)
        tried = 0
        for place, at in enumerate(wanted, 1):
            tally.place_of[at] = place
            if step.count is None or tried < step.count:
                tried += self._try(at, tally)
        gone = self.chosen.keys() | self.cut.keys()
        self.left = [at for at in self.left if at not in gone]

    def _try(self, at: int, tally: Tally) -> int:
        """Choose the candidate, or note why not; return 1 when it counts as one of the step's."""
        if self.room is not None and len(self.chosen) >= self.room:
            if tally.step.kind not in _BY_LOT:
                self.cut[at] = len(self.chosen) + len(self.cut) + 1
            return 1
        authority = self.seats.take(self.pool.candidates[at])
        if authority is None:
            self.full.setdefault(at, self._full_name(at))
            return 0
        self.chosen[at] = (len(self.tallies), authority)
        tally.note_chosen(self.pool.candidates[at])
        return 1

    def _full_name(self, at: int) -> str:
        """Return the only authority that could have taken the candidate; empty for several."""
        names = self.seats.may_take(self.pool.candidates[at])
        return names[0] if len(names) == 1 else ""


_BY_LOT = frozenset({StepKind.LOTTERY, StepKind.CONTROL_SHARE})


def draw_by_steps(pool: StepPool, rule: Rule, *, seed: str) -> StepDraw:
    """Return who is chosen, in which step and by whom, and why the others are not.

    Raises:
        RuleViolation: no seed, nobody to choose among, or a rule that cannot be followed.
    """
    if not seed:
        raise RuleViolation("Lottningen behöver ett frö av vanliga tecken.")
    rule = checked_rule(rule)
    check_pool(pool, rule)
    seats, lots = _seats(pool, rule, seed)
    places = _places(pool, rule)
    room = room_for_steps(places)
    drawing = _Drawing(
        pool=pool,
        tickets=[ticket(seed, candidate.key) for candidate in pool.candidates],
        seats=seats,
        room=room,
        left=list(range(len(pool.candidates))),
        steps_room=room or 0,
        with_control=places.capacity if places.control else None,
    )
    for step in rule.order:
        if step.kind == StepKind.CONTROL_SHARE:
            step = _sized(step, drawing, places)  # noqa: PLW2901  the share as a number
        drawing.follow(step)
    return StepDraw(
        seed=seed,
        year=pool.year,
        rule=rule,
        lot_of_authority=lots,
        of_step=tuple(tally.chosen for tally in drawing.tallies),
        outcomes=_outcomes(drawing),
    )


def _places(pool: StepPool, rule: Rule) -> Rule:
    """Return the rule with the room that its authorities have, when a control share needs some."""
    if rule.quota is None or rule.control is None:
        return rule
    most = rule.quota * max(1, len(pool.authorities))
    room = most if rule.capacity is None else min(most, rule.capacity)
    return replace(rule, capacity=room) if room > 1 else rule


def _sized(step: Step, drawing: _Drawing, rule: Rule) -> Step:
    """Return the control share as a number of places, and open the room kept for it."""
    size = control_size(step.percent or 0, len(drawing.chosen))
    drawing.room = rule.capacity
    if rule.capacity is not None:
        size = min(size, rule.capacity - len(drawing.chosen))
    return Step(step.kind, count=size, percent=step.percent)


def wants(step: Step, candidate: StepCandidate, year: int) -> bool:
    """Tell whether the step is for the candidate, room or not."""
    ask = _WANTS.get(step.kind)
    return ask is None or ask(step, candidate, year)


def _reaches(step: Step, candidate: StepCandidate, _year: int) -> bool:
    if candidate.score is None or step.band is None:
        return candidate.score is not None
    return candidate.band is not None and BANDS.index(candidate.band) >= BANDS.index(step.band)


def _is_due(step: Step, candidate: StepCandidate, year: int) -> bool:
    return candidate.last_on is None or year - candidate.last_on.year >= (step.years or 0)


def _is_new(step: Step, candidate: StepCandidate, year: int) -> bool:
    if candidate.first_client_on is None:
        return False
    (from_year, _), (to_year, _) = window(step, candidate.first_client_on)
    return from_year <= year <= to_year


_WANTS: Mapping[StepKind, Callable[[Step, StepCandidate, int], bool]] = {
    StepKind.USED: lambda _step, candidate, _year: candidate.is_used,
    StepKind.WISHED: lambda _step, candidate, _year: candidate.is_wished,
    StepKind.TOP_RISK: _reaches,
    StepKind.COVERAGE: _is_due,
    StepKind.NEW_PROVIDERS: _is_new,
}
"""Whom each kind is for; the others are for everybody who is left."""


def _order(step: Step, candidate: StepCandidate, number: str) -> tuple[object, ...]:
    tail = (number, candidate.key, candidate.lot)
    match step.kind:
        case StepKind.TOP_RISK:
            band = BANDS.index(candidate.band) if candidate.band else 0
            return (-band, -(candidate.score or 0), *tail)
        case StepKind.COVERAGE:
            return (candidate.last_on or date.min, *tail)
        case StepKind.NEW_PROVIDERS:
            return (candidate.first_client_on or date.max, *tail)
        case _:
            return tail


def _seats(pool: StepPool, rule: Rule, seed: str) -> tuple[_Seats, dict[str, tuple[str, ...]]]:
    """Return who may take whom, and the lots that each authority was dealt."""
    everybody = in_lottery_order(seed, AUTHORITY_KEY, pool.authorities) or ("",)
    by_owner = rule.distribution == Distribution.OWNER and bool(pool.authorities)
    if rule.distribution != Distribution.LOTS:
        return _Seats(by_owner, {}, everybody, rule.quota), {}
    lots = in_lottery_order(
        seed, LOT_KEY, pool.lots or {candidate.lot for candidate in pool.candidates}
    )
    fields = dealt_out(everybody, lots)
    takers = {lot: dealt.authorities for dealt in fields for lot in dealt.lots}
    given = {name: tuple(sorted(dealt.lots)) for dealt in fields for name in dealt.authorities}
    return _Seats(by_owner=False, takers=takers, everybody=everybody, quota=rule.quota), given


def _outcomes(drawing: _Drawing) -> tuple[StepOutcome, ...]:
    """Return the chosen in the order they were chosen, then the cut, then the rest by ticket."""
    candidates, tickets = drawing.pool.candidates, drawing.tickets
    others = sorted(
        (at for at in range(len(candidates)) if at not in drawing.chosen),
        key=lambda at: (
            drawing.cut.get(at, len(candidates) + 1),
            tickets[at],
            candidates[at].key,
            candidates[at].lot,
        ),
    )
    order = [*drawing.chosen, *others]
    return tuple(_outcome(drawing, at, place) for place, at in enumerate(order, 1))


def _outcome(drawing: _Drawing, at: int, place: int) -> StepOutcome:
    candidate = drawing.pool.candidates[at]
    number, authority = drawing.chosen.get(at, (0, ""))
    tally = drawing.tallies[number - 1] if number else None
    return StepOutcome(
        key=candidate.key,
        name=candidate.name,
        lot=candidate.lot,
        chosen=number > 0,
        step=number,
        ground=tally.step.ground if tally else None,
        authority=authority,
        reason=why_chosen(tally, candidate, at) if tally else _why_not(drawing, at),
        place=place,
        ticket=drawing.tickets[at],
    )


def _why_not(drawing: _Drawing, at: int) -> str:
    if at in drawing.cut:
        room, most = drawing.steps_room, drawing.with_control
        return why_cut(drawing.cut[at], room, with_control=most)
    quota = drawing.seats.quota
    if at in drawing.full and quota is not None:
        return why_full(drawing.full[at], quota)
    return why_not(drawing.tallies, drawing.pool.candidates[at], at)
