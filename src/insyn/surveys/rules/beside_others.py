"""One unit's answers beside what all other providers answered. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from insyn.surveys.rules.comparison import HIDDEN, NO_ANSWERS, Board, Spread, merged, without
from insyn.surveys.rules.tallying import Amount, Answers, Coder, Group, tally

Own = Mapping[int, Mapping[str, Amount]]
"""What has been answered to each question, counted."""


@dataclass(frozen=True, slots=True)
class ComparedArea:
    """An area: the share of the unit's answers that meet what is asked, and that of the others.

    Whole per cent; None when nothing counts. ``others`` is also None when fewer than five have
    answered, and ``number`` is then nothing to tell.
    """

    name: str
    own: int | None
    others: int | None
    number: int


def counted(said: Iterable[Answers], coder: Coder, group: Group) -> Own:
    """Return the answers of several responses together, by question."""
    found: dict[int, dict[str, Amount]] = {}
    parts = (part for answers in said for part in coder.tallies(answers, group).items())
    for cell, amount in tally(parts).items():
        found.setdefault(cell.question, {})[cell.answer] = amount
    return found


def compared_area(
    name: str, questions: Sequence[int], *, unit: Own, provider: Own, everybody: Mapping[int, Board]
) -> ComparedArea:
    """Return the unit beside the others, which are all less every unit of the same provider.

    A provider knows what its own units answered: what it is shown must hold five of others.
    """
    own = merged(Spread(unit[key]) for key in questions if key in unit)
    others = [
        without(everybody.get(key, NO_ANSWERS).total, provider.get(key, {})) for key in questions
    ]
    shown = [one for one in others if one is not HIDDEN and one.scored]
    return ComparedArea(
        name=name,
        own=own.per_cent,
        others=merged(shown).per_cent,
        number=max((one.number for one in shown), default=0),
    )
