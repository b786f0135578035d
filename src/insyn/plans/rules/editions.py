"""What is new in a plan since the one before it. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from insyn.kernel.choices import Choice
from insyn.plans.rules.periods import Days


class Novelty(Choice):
    """What happened to a part of the plan since the edition before."""

    ADDED = "added", "Ny"
    CHANGED = "changed", "Ändrad"
    GONE = "gone", "Borttagen"
    CARRIED_OVER = "carried_over", "Överförd"


@dataclass(frozen=True, slots=True)
class Part:
    """A text, a form or an activity of a plan: what it is called, and what it says of each thing.

    ``follows`` is the key of the part that it comes from in the plan before, when that is known.
    """

    key: str
    name: str
    says: Mapping[str, str]
    follows: str = ""
    is_carried_over: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that reads otherwise than before."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class News:
    """A part that is not as it was, and how it differs."""

    kind: Novelty
    name: str
    differences: Sequence[Difference] = field(default_factory=tuple)


def news_of(before: Sequence[Part], after: Sequence[Part]) -> list[News]:
    """Return what is new, in the order of the new plan; what has gone stands last.

    A part is the same when it follows the old one, else when it has the same key.
    """
    old = {part.key: part for part in before}
    pairs = [(part, old.get(part.follows) or old.get(part.key)) for part in after]
    kept = {match.key for _part, match in pairs if match}
    news = [_compared(part, match) for part, match in pairs]
    gone = [News(Novelty.GONE, part.name) for part in before if part.key not in kept]
    return [one for one in news if one] + gone


def _compared(part: Part, match: Part | None) -> News | None:
    if match is None:
        return News(Novelty.ADDED, part.name)
    differences = _differences(match, part)
    if part.is_carried_over:
        return News(Novelty.CARRIED_OVER, part.name, differences)
    return News(Novelty.CHANGED, part.name, differences) if differences else None


def _differences(before: Part, after: Part) -> list[Difference]:
    said = [Difference("Namn", before.name, after.name)] if before.name != after.name else []
    labels = dict.fromkeys((*before.says, *after.says))
    rows = (
        Difference(name, before.says.get(name, ""), after.says.get(name, "")) for name in labels
    )
    return said + [row for row in rows if row.before != row.after]


T = TypeVar("T")


def keyed(rows: Iterable[T], name: Callable[[T], str]) -> list[tuple[str, T]]:
    """Return the rows with a key each: the name without case, numbered where it comes again."""
    seen: dict[str, int] = {}
    keys = []
    for row in rows:
        base = " ".join(name(row).casefold().split())
        seen[base] = seen.get(base, 0) + 1
        keys.append((base if seen[base] == 1 else f"{base} {seen[base]}", row))
    return keys


def title_of_next(title: str, before: Days, after: Days) -> str:
    """Return the title with its years moved as the plan is; one without years stays as it is."""
    years = {
        str(before.starts_on.year): str(after.starts_on.year),
        str(before.ends_on.year): str(after.ends_on.year),
    }
    return re.sub(r"\b\d{4}\b", lambda found: years.get(found[0], found[0]), title)
