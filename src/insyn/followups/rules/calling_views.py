"""Views asked of the units that place clients. Pure."""

from collections.abc import Collection
from datetime import date, timedelta

from insyn.kernel.access import CLEARANCES, GRANTS, Permission, Role, Secrecy
from insyn.kernel.choices import Choice
from insyn.kernel.workdays import after_workdays

GIVES_VIEWS = tuple(role for role in Role if Permission.GIVE_VIEWS in GRANTS[role])
"""The roles that can be asked."""

ANSWER_WITHIN = timedelta(weeks=2)

USUAL_QUESTION = (
    "Hur fungerar utföraren för dem som ni har placerat där? Vad är bra, och vad bör vi titta "
    "närmare på?"
)
"""What is asked unless somebody writes something else."""


def views_due(asked_on: date) -> date:
    """Return the last day to answer: two weeks, moved on to a workday."""
    return after_workdays(asked_on + ANSWER_WITHIN, 0)


class Refusal(Choice):
    """Why a question or an answer is not taken in."""

    DUE_BEFORE = "due_before", "Sista dagen att svara kan inte ligga före dagen då ni frågar."
    NOT_A_MEMBER = (
        "not_a_member",
        "%(person)s kan inte tillfrågas här. Välj någon som arbetar i nämnden.",
    )
    TOO_GUARDED = (
        "too_guarded",
        "Uppföljningen har begränsad krets, och %(person)s ingår inte i den. Fråga någon annan.",
    )
    EMPTY = "empty", "Skriv vad ni tycker. Har ni inga synpunkter, skriv det."
    CLOSED = (
        "closed",
        "Uppföljningen är klar. Dina synpunkter hann inte komma med. Kontakta den som frågade.",
    )
    THEIR_OWN = "their_own", "Svaret är skrivet av %(person)s, som själv kan ändra det."
    ANSWERED = "answered", "Frågan är besvarad. Då går det inte att ta tillbaka den."


def person_refusal(roles: Collection[Role], secrecy: Secrecy) -> Refusal | None:
    """Return why a person with those roles cannot be asked about the follow-up, or None.

    Nobody learns of a follow-up that is more guarded than they may read.
    """
    able = [role for role in roles if role in GIVES_VIEWS]
    if not able:
        return Refusal.NOT_A_MEMBER
    if max(CLEARANCES[role] for role in able) < secrecy:
        return Refusal.TOO_GUARDED
    return None
