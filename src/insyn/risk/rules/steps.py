"""Rules of a selection that a board puts together itself, step by step.

The steps are tried in their order; whoever a step wants is chosen as long as there is room.
Two kinds stand outside the order. The limit of each authority (``QUOTA``) holds for every
step. The control share is drawn last, by lottery among those that no step wanted: it shows
what the rest of the rule misses.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from insyn.kernel.errors import RuleViolation
from insyn.risk.rules.kinds import RiskBand
from insyn.risk.rules.states import Distribution, Ground, StepKind

FIELDS: Mapping[StepKind, tuple[str, ...]] = {
    StepKind.QUOTA: ("count",),
    StepKind.TOP_RISK: ("count", "band"),
    StepKind.COVERAGE: ("years",),
    StepKind.NEW_PROVIDERS: ("from_months", "to_months"),
    StepKind.LOTTERY: ("count",),
    StepKind.CONTROL_SHARE: ("percent",),
}
"""What each kind needs to be told; the others need nothing."""

LIMITS: Mapping[str, tuple[int, int, str]] = {
    "count": (1, 100_000, "antalet"),
    "years": (1, 20, "antalet år"),
    "from_months": (0, 60, "tidigast antal månader"),
    "to_months": (0, 60, "senast antal månader"),
    "percent": (1, 100, "procenten"),
}
"""The lowest and highest value of each number, and what it is called."""

ONLY_ONCE = frozenset(StepKind) - {StepKind.TOP_RISK}
OUTSIDE_ORDER = frozenset({StepKind.QUOTA, StepKind.CONTROL_SHARE})
"""The limit, which holds for every step, and what is drawn last."""

MOST_STEPS = 12
BANDS = tuple(RiskBand)
"""The bands from the lowest risk to the highest."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``band`` is the lowest band that counts; a lottery without ``count`` fills up."""

    kind: StepKind
    count: int | None = None
    band: RiskBand | None = None
    years: int | None = None
    from_months: int | None = None
    to_months: int | None = None
    percent: int | None = None

    @property
    def ground(self) -> Ground:
        """Return the ground on which the step chooses. The limit of an authority has none."""
        return Ground(self.kind.value)


@dataclass(frozen=True, slots=True)
class Rule:
    """The whole rule. ``capacity`` is the most that can be followed up; None means no limit."""

    steps: tuple[Step, ...]
    capacity: int | None = None
    distribution: Distribution = Distribution.TURNS

    @property
    def order(self) -> tuple[Step, ...]:
        """Return the steps that choose, in their order; the control share stands last."""
        return tuple(step for step in in_order(self.steps) if step.kind != StepKind.QUOTA)

    @property
    def quota(self) -> int | None:
        return next((step.count for step in self.steps if step.kind == StepKind.QUOTA), None)

    @property
    def control(self) -> Step | None:
        return next((step for step in self.steps if step.kind == StepKind.CONTROL_SHARE), None)


@dataclass(frozen=True, slots=True)
class StepCandidate:
    """One that can be chosen, and what the steps read of it. None is what nobody knows.

    ``score`` is the risk in hundredths. ``owner`` is the authority that has the agreement.
    """

    key: str
    name: str
    lot: str = ""
    owner: str = ""
    is_used: bool = False
    is_wished: bool = False
    score: int | None = None
    band: RiskBand | None = None
    last_on: date | None = None
    first_client_on: date | None = None


@dataclass(frozen=True, slots=True)
class StepPool:
    """Everything that is chosen among, for the follow-ups of one year."""

    year: int
    candidates: tuple[StepCandidate, ...]
    authorities: tuple[str, ...] = ()
    lots: tuple[str, ...] = ()


def in_order(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return the steps as they count: the limit first, the control share last."""
    outside = {StepKind.QUOTA: -1, StepKind.CONTROL_SHARE: 1}
    return tuple(sorted(steps, key=lambda step: outside.get(step.kind, 0)))


def checked_step(step: Step) -> Step:
    """Return the step if it says what its kind needs.

    Raises:
        RuleViolation: a number is missing or out of bounds, or the months are turned round.
    """
    for name in FIELDS.get(step.kind, ()):
        _check_number(step, name)
    if step.kind == StepKind.TOP_RISK and step.count is None and step.band is None:
        raise RuleViolation("Ange hur många med högst risk som väljs, eller från vilken riskklass.")
    first, last = step.from_months, step.to_months
    if first is not None and last is not None and first > last:
        raise RuleViolation(
            f"Tiden för nya utförare är omvänd: tidigast {first} och senast {last} månader efter "
            "första brukaren. Byt plats på dem."
        )
    return step


_MAY_BE_LEFT_OUT = {StepKind.LOTTERY, StepKind.TOP_RISK}


def _check_number(step: Step, name: str) -> None:
    if name not in LIMITS:
        return
    low, high, word = LIMITS[name]
    value = getattr(step, name)
    if value is None and step.kind in _MAY_BE_LEFT_OUT:
        return
    if value is None or not low <= value <= high:
        raise RuleViolation(f"”{step.kind.label}”: {word} ska vara mellan {low} och {high}.")


def checked_rule(rule: Rule) -> Rule:
    """Return the rule with its steps in order, if it can be followed.

    Raises:
        RuleViolation: no step chooses anybody, a step stands twice or where nobody is left, or
            there is no room for a control share.
    """
    check_steps(rule.steps)
    if not rule.order:
        raise RuleViolation("Regeln har inget steg som väljer någon. Lägg till minst ett steg.")
    _check_after_all(rule.order)
    if rule.capacity is not None and rule.capacity < 1:
        raise RuleViolation("Högsta antalet ska vara minst 1.")
    if rule.control and rule.capacity == 1:
        raise RuleViolation(
            "Kontrollandelen behöver en egen plats. Höj högsta antalet till minst 2, eller ta "
            "bort kontrollandelen."
        )
    return Rule(in_order(rule.steps), rule.capacity, rule.distribution)


def check_steps(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return the steps in order, if each says what it needs and none stands twice.

    A rule that is being put together may still lack steps.
    """
    for step in steps:
        checked_step(step)
    if len(steps) > MOST_STEPS:
        raise RuleViolation(f"En regel får ha högst {MOST_STEPS} steg. Ta bort något.")
    _check_twice(steps)
    return in_order(steps)


def _check_twice(steps: Sequence[Step]) -> None:
    seen: set[StepKind] = set()
    for step in steps:
        if step.kind in seen & ONLY_ONCE:
            raise RuleViolation(f"”{step.kind.label}” står två gånger. Ta bort det ena steget.")
        seen.add(step.kind)


def _check_after_all(order: Sequence[Step]) -> None:
    kinds = [step.kind for step in order]
    if StepKind.ALL in kinds[:-1]:
        after = order[kinds.index(StepKind.ALL) + 1].kind.label
        raise RuleViolation(
            f"Efter ”{StepKind.ALL.label}” finns ingen kvar att välja. Ta bort ”{after}”, eller "
            "flytta det före."
        )


def check_pool(pool: StepPool, rule: Rule) -> None:
    """Refuse a pool that the rule cannot be followed for.

    Raises:
        RuleViolation: nobody to choose among, a number larger than the pool, a step that reads
            something of which nothing is known, or a pool that contradicts itself.
    """
    if not pool.candidates:
        raise RuleViolation("Det finns inga kandidater att välja bland.")
    size = len(pool.candidates)
    for step in rule.steps:
        if step.count is not None and step.count > size:
            raise RuleViolation(too_few(step.kind.label, step.count, size))
    if StepKind.TOP_RISK in {step.kind for step in rule.steps} and not any(
        candidate.score is not None for candidate in pool.candidates
    ):
        raise RuleViolation(
            "Ingen kandidat har något riskvärde. Välj en riskbedömning som gäller avtalen, eller "
            "ta bort steget om risk."
        )
    _check_candidates(pool, rule)


def too_few(what: str, count: int, size: int) -> str:
    """Return the sentence that says that a number is larger than the pool."""
    return (
        f"”{what}”: {count} är fler än kandidaterna, som är {size}. Sänk antalet eller ta med "
        "fler kandidater."
    )


def _check_candidates(pool: StepPool, rule: Rule) -> None:
    seen: set[tuple[str, str]] = set()
    for candidate in pool.candidates:
        if (candidate.key, candidate.lot) in seen:
            raise RuleViolation(f"Nyckeln ”{candidate.key}” finns två gånger i samma avtalsområde.")
        seen.add((candidate.key, candidate.lot))
        if pool.lots and candidate.lot not in pool.lots:
            raise RuleViolation(f"”{candidate.name}” har inget av avtalsområdena i urvalet.")
        is_owned = candidate.owner in pool.authorities or not pool.authorities
        if rule.distribution == Distribution.OWNER and not is_owned:
            raise RuleViolation(
                f"”{candidate.name}” hör till ”{candidate.owner}”, som inte är med i urvalet."
            )


def control_size(percent: int, chosen: int) -> int:
    """Return how many the control share is: so many percent of the others, at least one."""
    return max(1, ceil(percent * chosen / 100))


def room_for_steps(rule: Rule) -> int | None:
    """Return how many the steps may choose when the control share keeps its own places."""
    if rule.capacity is None or rule.control is None:
        return rule.capacity
    percent = rule.control.percent or 0
    room = min(rule.capacity - 1, rule.capacity * 100 // (100 + percent) + 1)
    while room > 0 and room + control_size(percent, room) > rule.capacity:
        room -= 1
    return room


def words(step: Step) -> str:
    """Return the step in one sentence, as the frozen record tells it."""
    return _WORDS[step.kind](step)


def _top_risk(step: Step) -> str:
    band = f" i klassen {step.band.label} eller högre" if step.band else ""
    return f"De {step.count} med högst risk{band}." if step.count else f"Alla{band}."


_WORDS: Mapping[StepKind, Callable[[Step], str]] = {
    StepKind.QUOTA: lambda step: f"Högst {step.count} till varje nämnd.",
    StepKind.USED: lambda _step: "De som avropas.",
    StepKind.WISHED: lambda _step: "De som är önskade av en avropande enhet.",
    StepKind.TOP_RISK: _top_risk,
    StepKind.COVERAGE: lambda step: (
        "De som inte redan har följts upp under året."
        if step.years == 1
        else f"De som inte har följts upp på {step.years} år, eller aldrig."
    ),
    StepKind.NEW_PROVIDERS: lambda step: (
        f"Nya utförare, {step.from_months}–{step.to_months} månader efter första brukaren."
    ),
    StepKind.ALL: lambda _step: "Alla som är kvar.",
    StepKind.LOTTERY: lambda step: (
        f"{step.count} lottas bland dem som är kvar."
        if step.count
        else "Resten lottas, så många som får plats."
    ),
    StepKind.CONTROL_SHARE: lambda step: (
        f"Kontrollandel: {step.percent} procent så många till, minst en, lottas bland dem som "
        "inget annat steg ville ha."
    ),
}
