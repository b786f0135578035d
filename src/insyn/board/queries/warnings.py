"""Warnings of the plan checks, as a matter shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from insyn.board.models import BoardItem
from insyn.board.rules.facts import KnownWarning
from insyn.kernel.access import Access
from insyn.risk.queries.checks import Told, shown_in_memo, told_of


@dataclass(frozen=True, slots=True)
class Counts:
    """How many warnings are open and how many accepted."""

    open: int
    accepted: int


def warnings_shown(access: Access, item: BoardItem) -> Sequence[Told]:
    """Return the warnings that the checks of plans find now, also about the date of the memo.

    At most 26 queries; none when the matter is not about a plan.
    """
    if item.plan is None:
        return ()
    return told_of(access, item.plan, memo_dates=(item.dated_on,))


def known_warnings(access: Access, item: BoardItem) -> tuple[KnownWarning, ...]:
    """Return the accepted warnings that the memo shall tell of, in Swedish."""
    if not item.shows_warnings:
        return ()
    return tuple(
        KnownWarning(told.warning.sentence, told.accepted.reason if told.accepted else "")
        for told in shown_in_memo(warnings_shown(access, item))
    )


def warning_counts(access: Access, item: BoardItem) -> Counts:
    """Return how many of today's warnings are open, and how many accepted."""
    shown = warnings_shown(access, item)
    accepted = sum(told.accepted is not None for told in shown)
    return Counts(len(shown) - accepted, accepted)
