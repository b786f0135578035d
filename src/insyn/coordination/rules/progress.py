"""Where the follow-up of a unit in the sample is. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from insyn.coordination.rules.refusals import Refusal
from insyn.kernel.choices import Choice


class Progress(Choice):
    """How far a unit of the sample has come."""

    LATE = "late", "Försenad"
    NOT_BEGUN = "not_begun", "Inte rapporterad"
    DONE_LATE = "done_late", "Rapporterad för sent"
    DONE = "done", "Rapporterad"


DONE = frozenset({Progress.DONE, Progress.DONE_LATE})


def progress_of(reported_on: date | None, *, report_by: date, today: date) -> Progress:
    """Return where a unit is; the last day itself is in time."""
    if reported_on is None:
        return Progress.LATE if today > report_by else Progress.NOT_BEGUN
    return Progress.DONE_LATE if reported_on > report_by else Progress.DONE


@dataclass(frozen=True, slots=True)
class Tally:
    """How many units are in each state, and how many are wanted of the district."""

    wanted: int
    done: int
    done_late: int
    late: int
    not_begun: int

    @property
    def sampled(self) -> int:
        return self.reported + self.late + self.not_begun

    @property
    def reported(self) -> int:
        return self.done + self.done_late

    @property
    def short(self) -> int:
        """Return how many units are still to be selected, to reach what is wanted."""
        return max(self.wanted - self.sampled, 0)


def tally(wanted: int, found: Iterable[Progress]) -> Tally:
    """Return the counts of a district."""
    states = list(found)
    return Tally(
        wanted,
        done=states.count(Progress.DONE),
        done_late=states.count(Progress.DONE_LATE),
        late=states.count(Progress.LATE),
        not_begun=states.count(Progress.NOT_BEGUN),
    )


def report_refusal(
    *, carried_out_on: date, starts_on: date, ends_on: date, today: date, areas: int
) -> Refusal | None:
    """Return why a follow-up cannot be reported in; None when it can."""
    if carried_out_on > today:
        return Refusal.LATER
    if not starts_on <= carried_out_on <= ends_on:
        return Refusal.OUTSIDE
    return None if areas else Refusal.NO_OUTCOME
