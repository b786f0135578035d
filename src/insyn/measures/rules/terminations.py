"""How a contract is ended and what must be done then. Pure."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from insyn.delegations.rules import Matter
from insyn.kernel.access import Permission
from insyn.kernel.choices import Choice
from insyn.kernel.errors import RuleViolation
from insyn.kernel.sentences import Words, sentence
from insyn.kernel.states import StateMachine


class TerminationKind(Choice):
    """Why a contract ends before its time or is not renewed."""

    TERMINATION = "termination", "Uppsägning"
    RESCISSION = "rescission", "Hävning"
    BY_PROVIDER = "by_provider", "Utföraren avslutar"
    AGREED = "agreed", "Överenskommelse"


class TerminationState(Choice):
    """Where a termination is."""

    PREPARED = "prepared", "Förbereds"
    DECIDED = "decided", "Beslutad"
    NOTIFIED = "notified", "Delgiven"
    ENDED = "ended", "Kontraktet har upphört"
    CLOSED = "closed", "Avslutad"
    STOPPED = "stopped", "Fullföljs inte"


class TaskPart(Choice):
    """What a task of a termination is about."""

    PLACED = "placed", "De som är placerade"
    FILES = "files", "Akter och journaler"
    STAFF = "staff", "Personalen"
    ECONOMY = "economy", "Ekonomi"
    INFORMATION = "information", "Information"
    OTHER = "other", "Annat"


class TerminationEvent(Choice):
    """What can happen to a termination. The label is what the button says."""

    CHANGE = "change", "Ändra uppgifterna"
    DECIDE = "decide", "Besluta"
    NOTIFY = "notify", "Säg upp"
    RECEIVE = "receive", "Anteckna utförarens uppsägning"
    END = "end", "Anteckna att kontraktet har upphört"
    CLOSE = "close", "Avsluta arbetet"
    STOP = "stop", "Fullfölj inte"


TERMINATION_LIFECYCLE: StateMachine[TerminationState, TerminationEvent] = StateMachine(
    {
        (TerminationState.PREPARED, TerminationEvent.DECIDE): TerminationState.DECIDED,
        (TerminationState.PREPARED, TerminationEvent.RECEIVE): TerminationState.NOTIFIED,
        (TerminationState.PREPARED, TerminationEvent.CHANGE): TerminationState.PREPARED,
        (TerminationState.PREPARED, TerminationEvent.STOP): TerminationState.STOPPED,
        (TerminationState.DECIDED, TerminationEvent.NOTIFY): TerminationState.NOTIFIED,
        (TerminationState.DECIDED, TerminationEvent.CHANGE): TerminationState.DECIDED,
        (TerminationState.DECIDED, TerminationEvent.STOP): TerminationState.STOPPED,
        (TerminationState.NOTIFIED, TerminationEvent.END): TerminationState.ENDED,
        (TerminationState.NOTIFIED, TerminationEvent.CHANGE): TerminationState.NOTIFIED,
        (TerminationState.NOTIFIED, TerminationEvent.STOP): TerminationState.STOPPED,
        (TerminationState.ENDED, TerminationEvent.CLOSE): TerminationState.CLOSED,
        (TerminationState.ENDED, TerminationEvent.CHANGE): TerminationState.ENDED,
    }
)
TERMINATION_LETTERS: Mapping[TerminationEvent, str] = {
    TerminationEvent.NOTIFY: "Brev om att avtalet upphör",
    TerminationEvent.RECEIVE: "Bekräftelse av utförarens uppsägning",
    TerminationEvent.STOP: "Brev om att avtalet inte upphör",
}
"""What the letter of each event is called in a list."""

IS_OVER = frozenset({TerminationState.CLOSED, TerminationState.STOPPED})
PLANNED = frozenset({TerminationState.PREPARED, TerminationState.DECIDED})
"""Where what is planned can still be changed: nobody has been given notice."""

DECIDES_TERMINATION = frozenset({TerminationEvent.DECIDE, TerminationEvent.STOP})
"""Moves that are decisions in the board's name."""


def permission_for_termination(event: TerminationEvent, state: TerminationState) -> Permission:
    """Return the permission that the move needs. What nobody has decided on may be dropped."""
    is_draft = event == TerminationEvent.STOP and state == TerminationState.PREPARED
    if event in DECIDES_TERMINATION and not is_draft:
        return Permission.DECIDE_MEASURES
    return Permission.REQUEST_MEASURES


def matter_of_termination(kind: TerminationKind) -> Matter:
    """Return what the order of delegation calls a decision of that kind."""
    is_rescission = kind == TerminationKind.RESCISSION
    return Matter.RESCISSION if is_rescission else Matter.TERMINATION


def kind_problem(event: TerminationEvent, kind: TerminationKind) -> str:
    """Return why the kind has no such move, as a Swedish sentence, or an empty string."""
    is_theirs = kind == TerminationKind.BY_PROVIDER
    if is_theirs and event == TerminationEvent.DECIDE:
        return "Utföraren avslutar själv. Anteckna deras uppsägning, inget beslut behövs."
    if not is_theirs and event == TerminationEvent.RECEIVE:
        return "Det är nämnden som avslutar. Besluta först och säg sedan upp."
    return ""


def word_of(event: TerminationEvent, kind: TerminationKind) -> str:
    """Return what the move is called: a rescission is not a notice, nor is an agreement."""
    if event != TerminationEvent.NOTIFY:
        return event.label
    words = {
        TerminationKind.RESCISSION: "Häv kontraktet",
        TerminationKind.AGREED: "Bekräfta överenskommelsen",
    }
    return words.get(kind, event.label)


def check_kind(event: TerminationEvent, kind: TerminationKind) -> None:
    """Demand that the move is one of the kind.

    Raises:
        RuleViolation: the provider leaves and the board is asked to decide, or the reverse.
    """
    if problem := kind_problem(event, kind):
        raise RuleViolation(problem)


def months_after(day: date, months: int) -> date:
    """Return the same day of the month that many months later, or the last one of a shorter."""
    whole = day.year * 12 + day.month - 1 + months
    year, month = whole // 12, whole % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Terms:
    """What the contract says of its end: the months of notice, and its own days."""

    notice_months: int | None
    starts_on: date
    ends_on: date | None = None


def earliest_end(kind: TerminationKind, notice_on: date, terms: Terms) -> date:
    """Return the first last day that the notice gives.

    A rescission ends at once and an agreement when both want. Else the notice period runs from
    the day of the notice, but never past the day on which the contract ends by itself.
    """
    if kind in {TerminationKind.RESCISSION, TerminationKind.AGREED}:
        return notice_on
    reached = months_after(notice_on, terms.notice_months or 0)
    return reached if terms.ends_on is None else max(notice_on, min(reached, terms.ends_on))


def has_unknown_notice(kind: TerminationKind, terms: Terms) -> bool:
    """Tell whether the kind has a notice period that the agreement does not say."""
    needs = kind in {TerminationKind.TERMINATION, TerminationKind.BY_PROVIDER}
    return needs and terms.notice_months is None


def last_day(kind: TerminationKind, notice_on: date, terms: Terms, chosen: date | None) -> date:
    """Return the chosen last day, else the first that the notice gives.

    Raises:
        RuleViolation: none is chosen and the agreement does not say its notice period.
    """
    if chosen is not None:
        return chosen
    if has_unknown_notice(kind, terms):
        raise RuleViolation(
            sentence(
                "Avtalets uppsägningstid är inte angiven. Ange sista dagen, eller skriv in "
                "uppsägningstiden bland avtalets uppgifter."
            )
        )
    return earliest_end(kind, notice_on, terms)


def check_in_house(kind: TerminationKind, *, is_in_house: bool) -> None:
    """Demand that a service run by the board itself is not given notice.

    Raises:
        RuleViolation: it is.
    """
    if is_in_house and kind != TerminationKind.AGREED:
        raise RuleViolation(
            sentence(
                "I egen regi är nämnden och utföraren samma kommun: det finns inget avtal att "
                "säga upp eller häva. Välj ”Överenskommelse”."
            )
        )


def check_planned_end(ends_on: date, terms: Terms) -> None:
    """Demand a last day within the days of the contract.

    Raises:
        RuleViolation: it is not.
    """
    if ends_on < terms.starts_on:
        raise RuleViolation(sentence("Kontraktet kan inte upphöra innan det börjar."))
    if terms.ends_on is not None and ends_on > terms.ends_on:
        raise RuleViolation(
            sentence(
                "Enligt sina datum upphör kontraktet %(ends_on)s. Välj den dagen eller en "
                "tidigare.",
                ends_on=str(terms.ends_on),
            )
        )


def check_end(kind: TerminationKind, notice_on: date, ends_on: date, terms: Terms) -> None:
    """Demand a last day that the kind, the notice period and the contract allow.

    Raises:
        RuleViolation: it is not.
    """
    first = earliest_end(kind, notice_on, terms)
    check_planned_end(ends_on, terms)
    if kind == TerminationKind.RESCISSION and ends_on != notice_on:
        raise RuleViolation(
            sentence("En hävning gäller genast: kontraktet upphör dagen för hävningen.")
        )
    if ends_on < first:
        raise RuleViolation(
            sentence(
                "Med uppsägningstiden kan kontraktet upphöra tidigast %(first)s. Ändra sista "
                "dagen.",
                first=str(first),
            )
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision to end a contract: which day, and the reasons that it stands on."""

    decided_on: date
    today: date
    reason: str
    at_once: str = ""


def check_decision(kind: TerminationKind, decision: Decision) -> None:
    """Demand reasons, and of a rescission also why the notice period cannot be waited out.

    Raises:
        RuleViolation: they are missing, or the day has not come.
    """
    if decision.decided_on > decision.today:
        raise RuleViolation(
            sentence("Beslutet kan inte vara fattat i framtiden. Ändra beslutsdatumet.")
        )
    if not decision.reason.strip():
        raise RuleViolation(sentence("Skriv skälet till att kontraktet avslutas."))
    if kind == TerminationKind.RESCISSION and not decision.at_once.strip():
        raise RuleViolation(
            sentence(
                "Skriv nämndens skäl till att häva: varför avtalsbrottet är så väsentligt att "
                "uppsägningstiden inte går att vänta ut."
            )
        )


def check_notice_day(notice_on: date, *, decided_on: date | None, today: date) -> None:
    """Demand that notice is given between the decision and today.

    Raises:
        RuleViolation: it is not.
    """
    if notice_on > today:
        raise RuleViolation(
            sentence("Uppsägningen kan inte ligga i framtiden. Ändra dagen för brevet.")
        )
    if decided_on is not None and notice_on < decided_on:
        raise RuleViolation(sentence("Kontraktet kan inte sägas upp innan beslutet är fattat."))


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A task as the guards see it. ``left`` is None where nothing is counted."""

    part: TaskPart
    title: str
    is_done: bool
    left: int | None = None


def check_ended(ends_on: date | None, today: date, tasks: Iterable[TaskFacts]) -> None:
    """Demand that the last day has come and that nobody is still placed.

    Raises:
        RuleViolation: it has not, or somebody is.
    """
    if ends_on is None:
        raise RuleViolation(sentence("Ange först vilken dag kontraktet upphör."))
    if ends_on > today:
        raise RuleViolation(
            sentence(
                "Kontraktet gäller till och med %(ends_on)s. Vänta till den dagen.",
                ends_on=str(ends_on),
            )
        )
    placed = max((task.left or 0 for task in tasks if task.part == TaskPart.PLACED), default=0)
    if placed:
        raise RuleViolation(
            sentence(
                "Det är %(placed)s kvar under ”%(part)s”. Alla ska ha en annan lösning innan "
                "kontraktet antecknas som avslutat. Ändra antalet i uppgifterna.",
                placed=str(placed),
                part=Words(TaskPart.PLACED.label),
            )
        )


def check_all_done(tasks: Iterable[TaskFacts]) -> None:
    """Demand that every task is done.

    Raises:
        RuleViolation: one is not; the sentence names the first.
    """
    left = [task.title for task in tasks if not task.is_done]
    if left:
        first, *others = left
        if others:
            raise RuleViolation(
                sentence(
                    "Det finns uppgifter kvar: ”%(first)s” och %(others)s till. "
                    "Gör klart dem först.",
                    first=first,
                    others=str(len(others)),
                )
            )
        raise RuleViolation(
            sentence("Det finns en uppgift kvar: ”%(first)s”. Gör klart den först.", first=first)
        )
