"""When several signals, or one, are reason for an event-driven follow-up. Pure.

Reporting many never counts against anybody: a lex Sarah notice that was handled in time is no
reason for any rule, and neither is a signal that somebody has dismissed. What a provider tells
of itself counts only when it is serious: then it is what happened that counts, not the telling.
Source: the plan of 2020, event-driven follow-up; the plan for 2022–2024, its first ground.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from insyn.kernel.choices import Choice
from insyn.signals.rules.states import Severity, SignalCategory, SignalState

MOST_SIGNALS, MOST_DAYS = 50, 730
"""Bounds of what a board may set: above them a rule says nothing."""


class PatternScope(Choice):
    """Among which signals a rule counts."""

    UNIT = "unit", "Samma verksamhet"
    PROVIDER = "provider", "Samma utförare"
    GROUP = "group", "Samma koncern"


@dataclass(frozen=True, slots=True)
class Pattern:
    """At least so many signals within so many days, of a category or any, at least so serious."""

    signals: int
    days: int
    scope: PatternScope = PatternScope.PROVIDER
    category: SignalCategory | None = None
    severity: Severity = Severity.LOW


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rule needs to know of a signal."""

    key: int
    happened_on: date
    provider: int
    category: SignalCategory
    severity: Severity
    state: SignalState = SignalState.NEW
    unit: int | None = None
    group: int | None = None
    is_handled_notice: bool = False
    """A lex Sarah notice whose times were kept."""
    is_own_word: bool = False
    """The provider told it of itself."""
    is_used: bool = False
    """The signal has already given rise to a proposal."""


class ShippedRule(Choice):
    """What the rules that a board starts with are called."""

    CRITICAL = "critical", "En kritisk signal"
    THREE = "three", "Tre signaler hos samma utförare"
    GROUP = "group", "Fem allvarliga signaler i samma koncern"
    COST = "cost", "Stor avvikelse i kostnad"
    GOALS = "goals", "Stor avvikelse i måluppfyllelse"


SHIPPED: tuple[tuple[str, Pattern], ...] = (
    (ShippedRule.CRITICAL.label, Pattern(1, 30, PatternScope.PROVIDER, severity=Severity.CRITICAL)),
    (ShippedRule.THREE.label, Pattern(3, 90, PatternScope.PROVIDER)),
    (
        ShippedRule.GROUP.label,
        Pattern(5, 180, PatternScope.GROUP, severity=Severity.SERIOUS),
    ),
    (
        ShippedRule.COST.label,
        Pattern(1, 90, category=SignalCategory.COST, severity=Severity.SERIOUS),
    ),
    (
        ShippedRule.GOALS.label,
        Pattern(1, 90, category=SignalCategory.GOALS, severity=Severity.SERIOUS),
    ),
)
"""The rules that a board starts with, and changes as it likes."""


def counts(pattern: Pattern, seen: Seen) -> bool:
    """Tell whether the signal is one that the rule counts."""
    if seen.is_used or seen.is_handled_notice or seen.state == SignalState.DISMISSED:
        return False
    if seen.is_own_word and seen.severity.weight < Severity.SERIOUS.weight:
        return False
    if pattern.category is not None and seen.category != pattern.category:
        return False
    return seen.severity.weight >= pattern.severity.weight


def met(pattern: Pattern, signals: Iterable[Seen]) -> list[tuple[int, ...]]:
    """Return the keys behind each time the rule is met; no key stands in two of them.

    The signals are gone through by day. A run takes in every counted signal within the days
    of its first one; when it is long enough it is one reason, else its first signal is passed.
    """
    rows = sorted(
        (one for one in signals if counts(pattern, one)), key=lambda one: (one.happened_on, one.key)
    )
    places: dict[int, list[Seen]] = {}
    for one in rows:
        place = _place(pattern.scope, one)
        if place is not None:
            places.setdefault(place, []).append(one)
    return [keys for row in places.values() for keys in _runs(pattern, row)]


def _place(scope: PatternScope, seen: Seen) -> int | None:
    if scope == PatternScope.UNIT:
        return seen.unit
    return seen.group if scope == PatternScope.GROUP else seen.provider


def _runs(pattern: Pattern, rows: Sequence[Seen]) -> list[tuple[int, ...]]:
    found: list[tuple[int, ...]] = []
    first = last = 0
    while first < len(rows):
        end = rows[first].happened_on + timedelta(days=pattern.days)
        last = max(last, first)
        while last < len(rows) and rows[last].happened_on <= end:
            last += 1
        if last - first >= pattern.signals:
            found.append(tuple(one.key for one in rows[first:last]))
            first = last
        else:
            first += 1
    return found
