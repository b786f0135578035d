"""What an import would write, and what it changes, before anything is written."""

import hashlib
from dataclasses import dataclass, field

from insyn.kernel.choices import Choice
from insyn.papers.sheets.checking import Problem, Severity
from insyn.registry.models import Agreement, Contract, Lot, Provider, ProviderGroup, ProviderName


class ChangeKind(Choice):
    """What an import does to a provider (utfall)."""

    CREATED = "created", "Ny"
    UPDATED = "updated", "Ändras"
    UNCHANGED = "unchanged", "Oförändrad"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something before and after; ``before`` is empty for what is new."""

    label: str
    before: str
    after: str


@dataclass(slots=True)
class Change:
    """What happens to one provider and its places in agreements."""

    kind: ChangeKind
    provider: Provider
    rows: tuple[int, ...]
    differences: list[Difference] = field(default_factory=list)

    def add(self, label: str, before: object, after: object) -> None:
        """Note a difference; a provider that was unchanged is then updated."""
        said = ("" if value is None else str(value) for value in (before, after))
        self.differences.append(Difference(label, *said))
        if self.kind == ChangeKind.UNCHANGED:
            self.kind = ChangeKind.UPDATED


@dataclass(slots=True)
class ImportPlan:
    """Rows to write, none of them written, and what they change."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    groups: list[ProviderGroup] = field(default_factory=list)
    providers: list[Provider] = field(default_factory=list)
    changed_providers: list[Provider] = field(default_factory=list)
    names: list[ProviderName] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    lots: list[Lot] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    changed_contracts: list[Contract] = field(default_factory=list)
    contract_lots: list[tuple[Contract, Lot]] = field(default_factory=list)

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
    def changes_nothing(self) -> bool:
        return self.unchanged == len(self.changes)

    def fingerprint(self) -> str:
        """Return a digest of what would happen, to see that nothing moved since it was shown."""
        said = repr(
            [(c.kind, c.provider.org_number, c.provider.name, c.differences) for c in self.changes]
        )
        return hashlib.sha256(said.encode()).hexdigest()
