"""What a round must be to be saved, sent, closed and opened again. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from insyn.kernel.choices import Choice
from insyn.surveys.rules.states import RoundState

USUAL_REMINDERS = (-7, -1, 3)
"""Days before and after the last day on which those who have not handed in are reminded."""
MOST_REMINDERS = 6
FARTHEST_REMINDER = 60
SHORTEST_TIME = 5
"""Days to answer in; fewer is pointed out but not refused."""


@dataclass(frozen=True, slots=True)
class RoundDays:
    """The days of a round."""

    concerns_from: date
    concerns_to: date
    opens_on: date
    due_on: date


def round_refusal(days: RoundDays, reminder_days: Collection[int]) -> str:
    """Return why a round cannot have the days or reminders, in Swedish; empty when it can."""
    if days.concerns_to < days.concerns_from:
        return "Tiden som frågorna gäller slutar innan den börjar."
    if days.due_on <= days.opens_on:
        return "Sista dagen att svara ska vara efter dagen för utskick."
    if len(reminder_days) > MOST_REMINDERS:
        return f"Högst {MOST_REMINDERS} påminnelser går att planera. Ta bort någon."
    if any(abs(number) > FARTHEST_REMINDER for number in reminder_days):
        return f"En påminnelse kan ligga högst {FARTHEST_REMINDER} dagar från sista dagen."
    return ""


def reminder_days_typed(typed: str) -> list[int] | None:
    """Return ”−7, −1, 3” as whole days in order, each once; None when it cannot be read."""
    parts = typed.replace("−", "-").replace(";", ",").replace(" ", ",").split(",")
    try:
        return sorted({int(part.replace("+", "")) for part in parts if part.strip()})
    except ValueError:
        return None


def reminder_days_shown(days: Sequence[int]) -> str:
    """Return the days as they are typed: ”−7, −1, 3”."""
    return ", ".join(str(number).replace("-", "−") for number in sorted(days))


def change_refusal(state: RoundState) -> str:
    """Return why the round's head cannot be changed; empty when it can."""
    if state == RoundState.DRAFT:
        return ""
    return (
        "Omgången är skickad. Då ändras inte rubrik, omfattning eller frågor. Du kan förlänga "
        "tiden för en mottagare, byta mottagare eller lägga till en fråga."
    )


class Stop(Choice):
    """Why a round cannot be sent yet (hinder)."""

    NOBODY = "nobody", "Ingen verksamhet är med. Välj vilka enkäten går till."
    NO_RECIPIENT = "no_recipient", "Alla verksamheter har inte en mottagare med e-postadress."
    NO_QUESTIONS = "no_questions", "Mallen har ingen fråga som utföraren svarar på."
    NOT_PUBLISHED = "not_published", "Mallversionen är inte längre publicerad. Välj en annan."
    DUE_PASSED = "due_passed", "Sista dagen att svara har passerat. Välj en senare dag."
    TOO_EARLY = "too_early", "Dagen för utskick har inte kommit än."
    ENDED_CONTRACT = "ended_contract", "Ett kontrakt gäller inte längre. Uppdatera listan."


@dataclass(frozen=True, slots=True)
class Readiness:
    """What decides whether a round may be sent."""

    responses: int
    without_recipient: int
    questions: int
    ended: int
    is_published: bool
    opens_on: date
    due_on: date


def stops_sending(ready: Readiness, *, today: date) -> list[Stop]:
    """Return what stops the round from being sent, in the order it is put right."""
    found = (
        (Stop.NOT_PUBLISHED, not ready.is_published),
        (Stop.NO_QUESTIONS, not ready.questions),
        (Stop.NOBODY, not ready.responses),
        (Stop.NO_RECIPIENT, bool(ready.without_recipient)),
        (Stop.ENDED_CONTRACT, bool(ready.ended)),
        (Stop.TOO_EARLY, today < ready.opens_on),
        (Stop.DUE_PASSED, ready.due_on <= today),
    )
    return [stop for stop, stands in found if stands]


def adding_refusal(state: RoundState, *, reason: str) -> str:
    """Return why a question cannot be added to the round; empty when it can."""
    if state != RoundState.OPEN:
        return "En fråga läggs till i en omgång som pågår. Ändra annars mallen."
    return "" if reason.strip() else "Skriv varför frågan läggs till."
