"""What providers are reminded of, besides drafts and plans that keep a history of their own."""

from collections.abc import Callable, Collection, Iterable
from datetime import date

from insyn.dialogues.queries.reminders import reminders_due as of_dialogues
from insyn.followups.queries.reminders import reminders_due as of_followups
from insyn.kernel.duties import Reminder
from insyn.measures.queries.reminders import reminders_due as of_measures

SOURCES: tuple[Callable[[Collection[date]], Iterable[Reminder]], ...] = (
    of_followups,
    of_measures,
    of_dialogues,
)
