"""What a list would change, before anything is changed. Pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from insyn.kernel.choices import Choice
from insyn.papers.sheets.checking import Problem, Severity


class ChangeKind(Choice):
    """What an import does to a thing (utfall)."""

    CREATED = "created", "Ny"
    UPDATED = "updated", "Ändras"
    UNCHANGED = "unchanged", "Oförändrad"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something before and after; ``before`` is empty for what is new, ``after`` for what goes."""

    label: str
    before: str
    after: str

    @property
    def is_emptied(self) -> bool:
        return bool(self.before) and not self.after


@dataclass(slots=True)
class Change:
    """What happens to one thing. ``name`` and ``note`` say which, for the reader.

    ``values`` is what the row says of a new thing; ``key`` tells it from all others.
    """

    kind: ChangeKind
    name: str
    note: str
    rows: tuple[int, ...]
    key: str = ""
    differences: list[Difference] = field(default_factory=list)
    values: Mapping[str, object] = field(default_factory=dict, repr=False)

    def add(self, label: str, before: object, after: object) -> None:
        """Note a difference; what was unchanged is then updated."""
        said = ("" if value is None else str(value) for value in (before, after))
        self.differences.append(Difference(label, *said))
        if self.kind == ChangeKind.UNCHANGED:
            self.kind = ChangeKind.UPDATED


@dataclass(slots=True)
class Plan:
    """What a list would change, and what is wrong with it against the database."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_fit(self) -> bool:
        return all(problem.severity != Severity.ERROR for problem in self.problems)

    def count(self, kind: ChangeKind) -> int:
        return sum(change.kind == kind for change in self.changes)

    @property
    def created(self) -> int:
        return self.count(ChangeKind.CREATED)

    @property
    def updated(self) -> int:
        return self.count(ChangeKind.UPDATED)

    @property
    def unchanged(self) -> int:
        return self.count(ChangeKind.UNCHANGED)

    @property
    def emptied(self) -> int:
        """Return how many values would be emptied."""
        return sum(
            difference.is_emptied for change in self.changes for difference in change.differences
        )

    @property
    def changes_nothing(self) -> bool:
        return all(change.kind == ChangeKind.UNCHANGED for change in self.changes)

    def fingerprint(self) -> str:
        """Return a digest of what would happen, to see that nothing moved since it was shown."""
        said = hashlib.sha256()
        for change in self.changes:
            values = tuple(change.values.values())
            parts = (change.kind.value, change.key, change.name, change.differences, values)
            said.update(repr(parts).encode())
        return said.hexdigest()
