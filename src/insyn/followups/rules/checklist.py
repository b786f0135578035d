"""What is next in a follow-up, and whose turn it is: one line for each thing. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from insyn.followups.rules.progress import Turn

__all__ = ["CheckItem", "Turn", "in_order"]


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One thing to do in a follow-up. ``text`` is in the reader's language.

    ``code`` names the thing for tests and for those who sort; ``url`` is where it is done.
    """

    text: str
    is_done: bool
    turn: Turn
    url: str = ""
    due_on: date | None = None
    code: str = ""

    def is_late(self, today: date) -> bool:
        return not self.is_done and self.due_on is not None and self.due_on < today


def in_order(items: Iterable[CheckItem]) -> list[CheckItem]:
    """Return what is left first, by day and then as given; what is done comes last."""
    rows = list(items)
    left = [item for item in rows if not item.is_done]
    left.sort(key=lambda item: (item.due_on is None, item.due_on or date.max))
    return left + [item for item in rows if item.is_done]
