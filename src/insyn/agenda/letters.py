"""What the mails say: the digest to staff and the reminder to a provider. Pure."""

from collections.abc import Sequence
from datetime import date

from insyn.agenda.rules import DutyGroup
from insyn.kernel.duties import Duty, Reminder
from insyn.papers.wording import swedish_date


def digest_subject(count: int) -> str:
    """Return the subject of a digest of so many things."""
    return "En sak väntar på dig i Insyn" if count == 1 else f"{count} saker väntar på dig i Insyn"


def digest_text(
    name: str, groups: Sequence[DutyGroup], *, left: int, address: str, settings_address: str
) -> str:
    """Return the text of a digest: the groups with their lines, and how to stop it.

    ``left`` is how many more there are than the lines tell of. Titles and details of what is
    guarded are never mailed: a line says its kind and its day.
    """
    lines = [f"Hej {name}!", "", "Det här väntar på dig i Insyn:"]
    for group in groups:
        lines += ["", group.urgency.label, *_counted(group.duties)]
    if left:
        lines += ["", f"… och {left} till."]
    lines += ["", f"Se allt: {address}", "", f"Vill du få mejlet mer sällan? {settings_address}"]
    return "\n".join(lines)


def _counted(duties: Sequence[Duty]) -> list[str]:
    """Return a line per kind and day, with how many."""
    found: dict[tuple[str, date | None], int] = {}
    for duty in duties:
        found[duty.kind, duty.due_on] = found.get((duty.kind, duty.due_on), 0) + 1
    return [
        f"- {kind}{f' ({number} st)' if number > 1 else ''}"
        f"{f', {swedish_date(due)}' if due else ''}"
        for (kind, due), number in found.items()
    ]


def reminder_subject(reminder: Reminder, *, is_late: bool) -> str:
    """Return the subject of a reminder."""
    return f"{'Försenat' if is_late else 'Påminnelse'}: {reminder.what}"


def reminder_text(reminder: Reminder, *, authority: str, is_late: bool) -> str:
    """Return the text of a reminder; the personal link is put last by whoever sends it."""
    when = swedish_date(reminder.due_on)
    said = (
        f"Sista dagen var {when}, och vi har inte fått det än."
        if is_late
        else f"Sista dagen är {when}."
    )
    return "\n".join(
        ("Hej!", "", f"{authority} väntar på {reminder.what}. {said}", "", reminder.why)
    )
