"""Which units are new, and what has been made about each. A fixed number of queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.followups.rules.forms import Periodicity
from insyn.followups.rules.proposals import Made
from insyn.kernel.access import Access
from insyn.registry.models import Contract, Unit


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit with its first client's day, its contract, and the follow-ups that may count."""

    unit: Unit
    contract: Contract
    made: tuple[Made, ...]

    @property
    def first_client_on(self) -> date:
        assert self.unit.first_client_on is not None
        return self.unit.first_client_on


def contracts_in_force(access: Access, authority: Authority, today: date) -> list[Contract]:
    """Return the contracts of the authority's own agreements that are in force that day."""
    rows = Contract.objects.visible_to(access).usable().filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        Q(agreement__ends_on=None) | Q(agreement__ends_on__gte=today),
        agreement__authority=authority,
        starts_on__lte=today,
        provider__units__first_client_on__isnull=False,
    )  # fmt: skip
    return list(rows.distinct().select_related("agreement", "provider").prefetch_related("units"))


def new_units(access: Access, authority: Authority, today: date) -> Iterator[NewUnit]:
    """Yield every unit with a first client's day under a contract in force. Four queries."""
    contracts = contracts_in_force(access, authority, today)
    providers = {contract.provider_id for contract in contracts}
    known = Unit.objects.open(today).exclude(first_client_on=None)
    units: dict[int, list[Unit]] = {}
    for unit in known.filter(provider__in=providers).order_by("pk"):
        units.setdefault(unit.provider_id, []).append(unit)
    made = _made(access, authority, contracts)
    for contract in contracts:
        named = {unit.pk for unit in contract.units.all()}
        for unit in units.get(contract.provider_id, []):
            if not named or unit.pk in named:
                said = made.get(contract.pk, [])
                yield NewUnit(unit, contract, tuple(m for u, m in said if u in {None, unit.pk}))


def _made(
    access: Access, authority: Authority, contracts: list[Contract]
) -> dict[int, list[tuple[int | None, Made]]]:
    """Return the follow-ups of each contract: of which unit, and what counts of it."""
    rows = Followup.objects.visible_to(access).filter(authority=authority, contract__in=contracts)
    found: dict[int, list[tuple[int | None, Made]]] = {}
    for row in rows.select_related("form"):
        is_form = row.form is not None and row.form.periodicity == Periodicity.AFTER_FIRST_CLIENT
        made = Made(
            on=row.carried_out_on or row.planned_for,
            is_first_client_form=is_form,
            is_stopped=row.state == State.CANCELLED,
        )
        found.setdefault(row.contract_id, []).append((row.unit_id, made))
    return found
