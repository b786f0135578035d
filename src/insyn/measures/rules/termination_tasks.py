"""What must be done before a contract has ended, and by when. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from insyn.kernel.errors import RuleViolation
from insyn.kernel.sentences import sentence
from insyn.measures.rules.terminations import TaskPart


@dataclass(frozen=True, slots=True)
class StandardTask:
    """A task that every termination begins with. ``days_before`` the last day; below 0 after it.

    ``is_counted`` tasks count down those who are placed.
    """

    part: TaskPart
    title: str
    responsible: str
    days_before: int
    is_counted: bool = False


STANDARD_TASKS: Sequence[StandardTask] = (
    StandardTask(
        TaskPart.INFORMATION,
        "Informera dem som placerar: inga nya placeringar",
        "Samordnare",
        90,
    ),
    StandardTask(
        TaskPart.PLACED,
        "Gör en plan för var och en som har sin insats hos utföraren",
        "Socialsekreterare",
        75,
        is_counted=True,
    ),
    StandardTask(
        TaskPart.STAFF,
        "Bedöm om verksamheten går över till någon annan, och vad det betyder för personalen",
        "Upphandlare",
        75,
    ),
    StandardTask(
        TaskPart.PLACED,
        "Berätta för var och en, och för företrädare, vad som händer och när",
        "Socialsekreterare",
        60,
        is_counted=True,
    ),
    StandardTask(
        TaskPart.STAFF,
        "Kom överens med utföraren om hur personalen får veta",
        "Avtalsansvarig",
        60,
    ),
    StandardTask(
        TaskPart.FILES,
        "Be utföraren redovisa hur många akter och journaler som ska lämnas över",
        "Avtalsansvarig",
        45,
    ),
    StandardTask(
        TaskPart.INFORMATION,
        "Ta bort utföraren från webbplatsen och från listor över valbara utförare",
        "Kommunikatör",
        30,
    ),
    StandardTask(
        TaskPart.ECONOMY,
        "Stäm av fakturor, viten och avdrag med utföraren",
        "Ekonom",
        14,
    ),
    StandardTask(
        TaskPart.PLACED,
        "Alla har flyttat eller har en ny utförare",
        "Socialsekreterare",
        0,
        is_counted=True,
    ),
    StandardTask(
        TaskPart.FILES,
        "Ta emot akter och journaler",
        "Arkivansvarig",
        -14,
    ),
    StandardTask(
        TaskPart.ECONOMY,
        "Granska slutfakturan och gör slutavräkningen",
        "Ekonom",
        -30,
    ),
)
"""What is proposed. Everyone placed gets a plan from their own social worker; here only counts."""


@dataclass(frozen=True, slots=True)
class ProposedTask:
    """A task with its day. ``count`` is how many it begins with; None where nothing is counted."""

    part: TaskPart
    title: str
    responsible: str
    due_on: date
    count: int | None = None


def proposed_tasks(ends_on: date, placed: int, *, today: date) -> list[ProposedTask]:
    """Return the standard list with days counted back from the last day, never before today.

    Nobody placed, no tasks about them.
    """
    return [
        ProposedTask(
            one.part,
            one.title,
            one.responsible,
            due_day(ends_on, one.days_before, today=today),
            placed if one.is_counted else None,
        )
        for one in STANDARD_TASKS
        if placed or not one.is_counted
    ]


def due_day(ends_on: date, days_before: int, *, today: date) -> date:
    """Return the day counted back from the last one, never before today."""
    return max(today, ends_on - timedelta(days=days_before))


def moved_day(due_on: date, *, before: date, after: date, today: date) -> date:
    """Return the day of a task when the last day of the contract has moved; never before today."""
    return max(today, due_on + (after - before))


def standard_days() -> Mapping[str, int]:
    """Return how long before the last day each standard task is to be done, by its title."""
    return {one.title: one.days_before for one in STANDARD_TASKS}


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of a task: how many there are and how many that are left; None: not counted."""

    total: int | None = None
    left: int | None = None

    @property
    def handed_over(self) -> int | None:
        """Return how many have been dealt with; None where not both are known."""
        if self.total is None or self.left is None:
            return None
        return self.total - self.left


def check_counts(part: TaskPart, counted: Counted) -> None:
    """Demand counts that hang together.

    Raises:
        RuleViolation: more is left than there is, or one of the two is missing for files.
    """
    total, left = counted.total, counted.left
    if total is not None and left is not None and left > total:
        raise RuleViolation(
            sentence(
                "Det kan inte vara %(left)s kvar av %(total)s. Rätta antalen.",
                left=str(left),
                total=str(total),
            )
        )
    if part == TaskPart.FILES and total is not None and left is None:
        raise RuleViolation(sentence("Ange också hur många akter som är kvar att lämna över."))


@dataclass(frozen=True, slots=True)
class Finished:
    """A task that is said to be done: which day, and to whom files were handed over."""

    done_on: date
    today: date
    handed_to: str = ""


def check_done(part: TaskPart, counted: Counted, finished: Finished) -> None:
    """Demand that nothing is left, and that files say to whom they were handed over.

    Raises:
        RuleViolation: something is left, the day has not come, or the receiver is missing.
    """
    if finished.done_on > finished.today:
        raise RuleViolation(sentence("Uppgiften kan inte vara klar en dag som inte har varit."))
    if counted.left:
        raise RuleViolation(
            sentence(
                "Det är %(left)s kvar. Ändra antalet till 0 när alla är klara, och markera "
                "sedan uppgiften som klar.",
                left=str(counted.left),
            )
        )
    if part == TaskPart.FILES and counted.total and not finished.handed_to.strip():
        raise RuleViolation(
            sentence(
                "Skriv till vilken nämnd och roll akterna lämnades. Skriv inga namn på enskilda."
            )
        )
