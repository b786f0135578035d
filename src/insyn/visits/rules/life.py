"""What may happen to a visit, and when. One refusal, one sentence. Pure."""

from datetime import date

from insyn.visits.rules.carrying_out import VisitLetterKind, VisitState
from insyn.visits.rules.visits import VisitKind

SOON_DAYS = 7
"""A booked visit is told of so many days before."""
NOTE_DAYS = 1
"""A visit should be noted so many days after."""


def carry_out_problem(state: VisitState, visited_on: date, today: date) -> str:
    """Return why the visit cannot be noted as carried out, in Swedish; else empty."""
    if state == VisitState.CARRIED_OUT:
        return "Besöket är redan antecknat som genomfört."
    if state == VisitState.CANCELLED:
        return "Besöket är inställt. Boka ett nytt besök om det blev av ändå."
    return day_problem(visited_on, today)


def day_problem(visited_on: date, today: date) -> str:
    """Return why a visit cannot have been made that day, in Swedish; else empty."""
    if visited_on > today:
        return "Dagen har inte varit än. Anteckna besöket när det är genomfört."
    return ""


def cancel_problem(state: VisitState, reason: str) -> str:
    """Return why the visit cannot be cancelled, in Swedish; else empty."""
    if state == VisitState.CARRIED_OUT:
        return "Besöket är genomfört. Då går det inte att ställa in."
    if state == VisitState.CANCELLED:
        return "Besöket är redan inställt."
    return "" if reason.strip() else "Skriv varför besöket ställs in."


def change_problem(state: VisitState) -> str:
    """Return why nothing of the visit can be changed, in Swedish; else empty."""
    if state == VisitState.CANCELLED:
        return "Besöket är inställt. Då ändras det inte. Boka ett nytt besök i stället."
    return ""


def facts_problem(state: VisitState, planned_on: date, today: date) -> str:
    """Return why nothing can have been seen on the visit yet, in Swedish; else empty."""
    if state == VisitState.BOOKED and planned_on > today:
        return (
            "Besöket är bokat till en dag som inte har varit än. Det här antecknas när ni är på "
            "plats. Ändra besökets dag om det blev tidigare."
        )
    return change_problem(state)


def unannouncing_problem(*, is_announced: bool, has_been_told: bool) -> str:
    """Return why the visit can no longer be unannounced, in Swedish; else empty."""
    if has_been_told and not is_announced:
        return (
            "Utföraren har fått ett meddelande om besöket. Då är det inte oanmält. Ställ in "
            "besöket och boka ett nytt."
        )
    return ""


def letter_problem(
    kind: VisitLetterKind, *, state: VisitState, is_announced: bool, visit_kind: VisitKind
) -> str:
    """Return why the letter cannot be issued now, in Swedish; else empty.

    What tells the provider of a visit is never made for an unannounced one before it has taken
    place; the instruction is shown at the door and sent to nobody in advance.
    """
    if state == VisitState.CANCELLED:
        return "Besöket är inställt. Då utfärdas inga brev om det."
    if kind == VisitLetterKind.THANKS:
        return "" if state == VisitState.CARRIED_OUT else _THANKS_AFTER
    if state == VisitState.CARRIED_OUT:
        return "Besöket är genomfört. Brevet hör till tiden före besöket."
    return _before_problem(kind, is_announced=is_announced, visit_kind=visit_kind)


def _before_problem(kind: VisitLetterKind, *, is_announced: bool, visit_kind: VisitKind) -> str:
    if kind == VisitLetterKind.ANNOUNCEMENT:
        return "" if is_announced else _NOT_TOLD
    if is_announced:
        return "Besöket är anmält. Skicka ett meddelande om besöket till utföraren i stället."
    return _AT_A_DOOR if visit_kind == VisitKind.DIGITAL else ""


_THANKS_AFTER = "Bekräftelsen skickas när besöket är antecknat som genomfört."
_NOT_TOLD = "Besöket är oanmält. Utföraren får inget veta om det i förväg."
_AT_A_DOOR = "Uppdraget visas på plats. Ett digitalt möte har ingen dörr att visa det vid."


def is_secret(state: VisitState, *, is_announced: bool) -> bool:
    """Tell whether the provider may not yet know that there is, or was to be, such a visit.

    An unannounced visit that was cancelled is never told of: another may follow.
    """
    return not is_announced and state != VisitState.CARRIED_OUT
