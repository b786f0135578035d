"""What may be done with a meeting and with what was agreed, and why not. Pure."""

from collections.abc import Sequence
from datetime import date, time

from insyn.dialogues.rules.states import AgreedBy, MeetingState
from insyn.kernel.choices import Choice

BEFORE_HELD = frozenset({MeetingState.PLANNED, MeetingState.INVITED})
PROVIDERS = frozenset({AgreedBy.PROVIDER, AgreedBy.BOTH})
"""Whose points the provider does, alone or with the authority."""
AUTHORITYS = frozenset({AgreedBy.AUTHORITY, AgreedBy.BOTH})
SOON_DAYS = 7


class Refusal(Choice):
    """Why something cannot be done."""

    OVER = "over", "Mötet är genomfört eller inställt. Då går det inte längre att ändra."
    CANCELLED = "cancelled", "Mötet är inställt. Planera ett nytt möte i stället."
    NOT_HELD = "not_held", "Mötet är inte antecknat som genomfört. Anteckna mötet först."
    ENDS_ALONE = "ends_alone", "Skriv också när mötet börjar, eller ta bort när det slutar."
    ENDS_FIRST = "ends_first", "Mötet slutar innan det börjar. Kontrollera klockslagen."
    DAY_PASSED = "day_passed", "Mötesdagen har passerat. Ändra dagen innan du bjuder in."
    NO_AGENDA = "no_agenda", "Dagordningen är tom. Lägg till minst en punkt innan du bjuder in."
    HELD_LATER = "held_later", "Mötet kan inte vara genomfört i framtiden. Ändra dagen."
    NOBODY = "nobody", "Skriv vilka som deltog, efter roll."
    NO_REASON = "no_reason", "Skriv varför mötet ställs in."
    NO_TEXT = "no_text", "Skriv vad det gäller."
    NOTHING_CHOSEN = "nothing_chosen", "Kryssa för minst ett förslag."
    NOT_A_MEMBER = "not_a_member", "Den ansvariga arbetar inte i nämnden. Välj någon som gör det."
    ELSEWHERE = "elsewhere", "Kontraktet hör inte till nämndens avtal. Välj ett annat kontrakt."
    DUE_FIRST = "due_first", "Överenskommelsen ska vara klar tidigast den dag mötet hölls."
    DONE_LATER = "done_later", "Det kan inte ha blivit klart i framtiden. Ändra dagen."
    DONE_FIRST = "done_first", "Det kan inte ha blivit klart före mötet. Ändra dagen."
    DONE = "done", "Överenskommelsen är redan antecknad som klar."
    NOT_DONE = "not_done", "Överenskommelsen är inte antecknad som klar."
    TOLD = (
        "told",
        "Utföraren har fått minnesanteckningarna. Ändra punkten i stället för att ta bort den.",
    )
    NOT_YOURS = "not_yours", "Det är nämnden som gör det här. Ni behöver inte anteckna något."


def times_refusal(starts_at: time | None, ends_at: time | None) -> Refusal | None:
    """Return why the hours cannot be right; None when they can. A meeting ends the same day."""
    if ends_at is None:
        return None
    if starts_at is None:
        return Refusal.ENDS_ALONE
    return Refusal.ENDS_FIRST if ends_at <= starts_at else None


def change_refusal(state: MeetingState) -> Refusal | None:
    """Return why a meeting cannot be replanned, or its agenda changed."""
    return None if state in BEFORE_HELD else Refusal.OVER


def invitation_refusal(
    state: MeetingState, *, planned_on: date, today: date, items: int
) -> Refusal | None:
    """Return why the provider cannot be invited; it may be invited again when things change."""
    if state not in BEFORE_HELD:
        return Refusal.OVER
    if planned_on < today:
        return Refusal.DAY_PASSED
    return None if items else Refusal.NO_AGENDA


def holding_refusal(
    state: MeetingState, *, held_on: date, today: date, participants: str
) -> Refusal | None:
    """Return why the meeting cannot be noted as held, or its notes changed."""
    if state == MeetingState.CANCELLED:
        return Refusal.CANCELLED
    if held_on > today:
        return Refusal.HELD_LATER
    return None if participants.strip() else Refusal.NOBODY


def agreeing_refusal(
    state: MeetingState, *, due_on: date, held_on: date | None, text: str
) -> Refusal | None:
    """Return why a point cannot be noted as agreed."""
    if state != MeetingState.HELD or held_on is None:
        return Refusal.NOT_HELD
    if not text.strip():
        return Refusal.NO_TEXT
    return Refusal.DUE_FIRST if due_on < held_on else None


def done_refusal(
    *, is_done: bool, done_on: date, held_on: date | None, today: date
) -> Refusal | None:
    """Return why a point cannot be noted as done."""
    if is_done:
        return Refusal.DONE
    if done_on > today:
        return Refusal.DONE_LATER
    return Refusal.DONE_FIRST if held_on and done_on < held_on else None


def moved(keys: Sequence[int], key: int, step: int) -> list[int]:
    """Return the keys with one of them moved so many places; never past either end."""
    if key not in keys:
        return list(keys)
    rest = [one for one in keys if one != key]
    place = min(max(list(keys).index(key) + step, 0), len(rest))
    return [*rest[:place], key, *rest[place:]]


def clock_in_words(starts_at: time | None, ends_at: time | None) -> str:
    """Return ”13.00–14.30”, as Swedes write the clock in running text; empty without a time."""
    if starts_at is None:
        return ""
    start = f"{starts_at:%H.%M}"
    return f"{start}–{ends_at:%H.%M}" if ends_at else start
