"""How far an activity of a plan has come, read from its follow-ups. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from insyn.followups.rules.states import BEFORE_START, REPORTED, State
from insyn.kernel.choices import Choice
from insyn.plans.rules import ActivityState


class Standing(Choice):
    """How far an activity has come.

    ``OUTSIDE`` is what others do and no follow-ups come of. ``UNKNOWN`` is said to one who sees
    no drafts.
    """

    WAITING = "waiting", "Inte startad"
    STARTED = "started", "Startad"
    DONE = "done", "Genomförd"
    CANCELLED = "cancelled", "Inställd"
    OUTSIDE = "outside", "Görs av andra"
    UNKNOWN = "planned", "Planerad"


@dataclass(frozen=True, slots=True)
class Tally:
    """The follow-ups of an activity by how far they are. ``late`` are among the not begun."""

    not_begun: int = 0
    ongoing: int = 0
    reported: int = 0
    cancelled: int = 0
    late: int = 0

    @property
    def made(self) -> int:
        """Return how many there are, besides the cancelled ones."""
        return self.not_begun + self.ongoing + self.reported

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            not_begun=self.not_begun + other.not_begun,
            ongoing=self.ongoing + other.ongoing,
            reported=self.reported + other.reported,
            cancelled=self.cancelled + other.cancelled,
            late=self.late + other.late,
        )


def tally_of(counts: Iterable[tuple[State, int]], *, late: int = 0) -> Tally:
    """Return the tally of follow-ups counted by state."""
    counted: Counter[State] = Counter()
    for state, count in counts:
        counted[state] += count
    cancelled = counted.pop(State.CANCELLED, 0)
    not_begun = sum(counted[state] for state in BEFORE_START)
    reported = sum(counted[state] for state in REPORTED)
    ongoing = sum(counted.values()) - not_begun - reported
    return Tally(not_begun, ongoing, reported, cancelled, late)


@dataclass(frozen=True, slots=True)
class Times:
    """When an activity is done: its first and last day, and how many times it has."""

    first_on: date | None = None
    last_on: date | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Sight:
    """From where an activity is looked at: the day, who does it, and what the asker sees."""

    today: date
    is_outside: bool = False
    sees_drafts: bool = True


def standing_of(state: ActivityState, tally: Tally, times: Times, sight: Sight) -> Standing:
    """Return how far the activity has come.

    It is done when the plan says so, or when all its follow-ups are reported and no more of its
    times remains. To one who sees only what is reported, the rest is not known.
    """
    if state in {ActivityState.CANCELLED, ActivityState.DONE}:
        return Standing(state.value)
    if sight.is_outside:
        return Standing.OUTSIDE
    if not sight.sees_drafts:
        return Standing.UNKNOWN
    if not tally.made:
        return Standing.WAITING
    remains = times.count > 1 and times.last_on is not None and times.last_on >= sight.today
    return Standing.STARTED if tally.made > tally.reported or remains else Standing.DONE


def is_late(standing: Standing, times: Times, today: date) -> bool:
    """Tell whether the last day has passed without the activity being done."""
    is_open = standing in {Standing.WAITING, Standing.STARTED}
    return is_open and times.last_on is not None and times.last_on < today


def is_to_start(standing: Standing, times: Times, horizon: date) -> bool:
    """Tell whether the activity has no follow-ups yet and begins no later than the horizon."""
    return standing is Standing.WAITING and times.first_on is not None and times.first_on <= horizon


@dataclass(frozen=True, slots=True)
class Sum:
    """Activities added up. Hours count the work that the plan gives them."""

    activities: int = 0
    waiting: int = 0
    started: int = 0
    done: int = 0
    cancelled: int = 0
    outside: int = 0
    unknown: int = 0
    late: int = 0
    hours: Decimal = Decimal(0)
    hours_done: Decimal = Decimal(0)
    tally: Tally = Tally()

    @property
    def to_do(self) -> int:
        """Return how many are to be done: all but those cancelled and those of others."""
        return self.activities - self.cancelled - self.outside


@dataclass(frozen=True, slots=True)
class Part:
    """One activity, as far as it is added up."""

    standing: Standing
    tally: Tally = Tally()
    hours: Decimal | None = None
    is_late: bool = False


def sum_of(parts: Iterable[Part]) -> Sum:
    """Return the sum. A cancelled activity takes no hours."""
    rows = list(parts)
    standings = Counter(row.standing for row in rows)
    working = [row for row in rows if row.standing is not Standing.CANCELLED]
    done = (row for row in rows if row.standing is Standing.DONE)
    return Sum(
        activities=len(rows),
        waiting=standings[Standing.WAITING],
        started=standings[Standing.STARTED],
        done=standings[Standing.DONE],
        cancelled=standings[Standing.CANCELLED],
        outside=standings[Standing.OUTSIDE],
        unknown=standings[Standing.UNKNOWN],
        late=sum(row.is_late for row in rows),
        hours=sum((row.hours or Decimal(0) for row in working), Decimal(0)),
        hours_done=sum((row.hours or Decimal(0) for row in done), Decimal(0)),
        tally=sum((row.tally for row in rows), Tally()),
    )
