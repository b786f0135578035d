"""When those who have not handed in are reminded, and when a response may wait longer. Pure."""

from collections.abc import Collection
from datetime import date, timedelta

from insyn.surveys.rules.states import AWAITED, ResponseState


def reminds_today(due_on: date, reminder_days: Collection[int], today: date) -> bool:
    """Tell whether today is one of the days, counted from the last day to answer."""
    return (today - due_on).days in reminder_days


def reminder_dates(due_on: date, reminder_days: Collection[int]) -> list[date]:
    """Return the days on which reminders leave, in order."""
    return sorted(due_on + timedelta(days=number) for number in reminder_days)


def remind_refusal(state: ResponseState) -> str:
    """Return why nobody can be reminded of the response; empty when somebody can."""
    if state == ResponseState.WAITING:
        return "Enkäten är inte skickad än. Då finns inget att påminna om."
    if state not in AWAITED:
        return "Svaren är redan inlämnade. Ingen påminnelse behövs."
    return ""


def extension_refusal(state: ResponseState, *, before: date, after: date, reason: str) -> str:
    """Return why the response cannot be given until that day; empty when it can."""
    if state == ResponseState.WAITING:
        return "Enkäten är inte skickad än. Ändra sista dagen för hela omgången."
    if state not in AWAITED:
        return "Svaren är redan inlämnade. Ingen ny sista dag behövs."
    if after <= before:
        return f"Den nya dagen ska vara senare än {before.isoformat()}."
    return "" if reason.strip() else "Skriv varför tiden förlängs."
