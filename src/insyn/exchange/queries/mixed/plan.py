"""What a mixed list would write, before anything is written."""

from dataclasses import dataclass, field

from insyn.exchange.rules.changes import Change, ChangeKind, Plan
from insyn.registry.models import (
    Agreement,
    Contract,
    ContractPrice,
    Lot,
    Provider,
    ProviderGroup,
    ProviderName,
)


@dataclass(slots=True)
class MixedPlan(Plan):
    """Rows to write, none of them written, and what they change."""

    subjects: list[Provider] = field(default_factory=list)
    """The provider of each change, in the same order."""
    groups: list[ProviderGroup] = field(default_factory=list)
    providers: list[Provider] = field(default_factory=list)
    changed_providers: list[Provider] = field(default_factory=list)
    names: list[ProviderName] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    lots: list[Lot] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    changed_contracts: list[Contract] = field(default_factory=list)
    contract_lots: list[tuple[Contract, Lot]] = field(default_factory=list)
    prices: list[ContractPrice] = field(default_factory=list)

    def open_change(self, kind: ChangeKind, provider: Provider, rows: tuple[int, ...]) -> Change:
        """Return a new change of a provider, already among the others."""
        name, number = provider.name, provider.org_number
        change = Change(kind, name, provider.shown_number, rows, key=number)
        self.changes.append(change)
        self.subjects.append(provider)
        return change
