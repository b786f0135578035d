"""What is measured: which contracts, for whom, and as it stood on which day."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from insyn.kernel.access import Access
from insyn.registry.models import Contract, Unit
from insyn.risk.rules.measuring import months_before

Values = Mapping[int, Any]
"""A value by contract. A contract that is not there is one that nothing is known of."""


@dataclass(frozen=True)
class Frame:
    """The contracts of some agreements on a day, as one board sees them.

    ``access`` holds only the mandates in that board: who happens to compute an assessment
    must not change it, and what another board knows must not slip in.
    """

    access: Access
    agreement_ids: tuple[int, ...]
    as_of: date
    read: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    """What several measures read alike, kept so that it is read once."""

    @cached_property
    def contracts(self) -> QuerySet[Contract]:
        """Return the contracts that are in force on the day."""
        rows = Contract.objects.visible_to(self.access).usable()
        lasting = Q(ends_on=None) | Q(ends_on__gte=self.as_of)
        return rows.filter(lasting, agreement__in=self.agreement_ids, starts_on__lte=self.as_of)

    @cached_property
    def pairs(self) -> list[tuple[int, int, int, date]]:
        """Return key, agreement, provider and first day of each contract, in their order."""
        names = ("pk", "agreement_id", "provider_id", "starts_on")
        return list(self.contracts.order_by("pk").values_list(*names))

    def within(self, path: str) -> Q:
        """Return the filter that keeps rows of these contracts; ``path`` leads to the contract."""
        return Q((f"{path}__agreement__in", self.agreement_ids))

    def ago(self, months: int) -> date:
        return months_before(self.as_of, months)

    @cached_property
    def units_by_contract(self) -> dict[int, list[int]]:
        """Return the units of each contract: those named in it, else all that the provider runs."""
        open_units = Unit.objects.open(self.as_of)
        named: dict[int, list[int]] = {}
        links = Contract.units.through.objects.filter(
            self.within("contract"), unit__in=open_units.values("pk")
        )
        for contract_id, unit_id in links.values_list("contract_id", "unit_id"):
            named.setdefault(contract_id, []).append(unit_id)
        rest = {provider for key, _, provider, _ in self.pairs if key not in named}
        run = _by_first(
            open_units.filter(
                provider__in=self.contracts.values("provider"), pk__isnull=False
            ).values_list("provider_id", "pk"),
            rest,
        )
        return {key: named.get(key) or run.get(provider, []) for key, _, provider, _ in self.pairs}

    def by_units(self, read: Mapping[int, Any], fold: Callable[[Iterable[Any]], Any]) -> Values:
        """Return the folded values of each contract's units; none where no unit has one."""
        found = {}
        for key, units in self.units_by_contract.items():
            known = [read[unit] for unit in units if unit in read]
            if known:
                found[key] = fold(known)
        return found


def of_board(access: Access, authority_id: int) -> Access:
    """Return the asker with only the mandates in one board."""
    mine = tuple(mandate for mandate in access.mandates if mandate.authority_id == authority_id)
    return Access(access.user_id, access.name, mandates=mine, origin=access.origin)


def _by_first(rows: Iterable[tuple[int, int]], wanted: set[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for first, second in rows:
        if first in wanted:
            found.setdefault(first, []).append(second)
    return found
