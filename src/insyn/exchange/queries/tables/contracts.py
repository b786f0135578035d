"""The lists of contracts, prices and usage, held against the register."""

from collections.abc import Iterable, Mapping

from insyn.exchange.queries.scope import batches
from insyn.exchange.queries.tables.agreements import of_agreement
from insyn.exchange.queries.tables.engine import UNTOUCHED, Found, TablePlanner
from insyn.exchange.queries.tables.plan import Links
from insyn.exchange.queries.tables.references import (
    Agreements,
    Contracts,
    Lots,
    Providers,
    Refused,
    day_at,
    text_at,
    texts,
)
from insyn.papers.sheets.checking import CheckedRow
from insyn.papers.sheets.columns import ColumnSpec
from insyn.registry.models import Contract, ContractPrice, Lot, Unit, Usage
from insyn.registry.rules import ContractStatus, PriceUnit, prices, spelling_key, usage
from insyn.registry.rules.prices import PricePeriod, PriceRefusal, price_problem
from insyn.registry.rules.statuses import ContractPeriod, StatusPeriod, status_problem
from insyn.registry.rules.usage import UsagePeriod, UsageRefusal, usage_problem


def of_contract(contract: Contract) -> dict[str, object]:
    """Return the cells that say which contract a row is about."""
    return {
        **of_agreement(contract.agreement),
        "org_number": contract.provider.org_number,
        "provider": contract.provider.name,
    }


def contract_cells(
    row: Contract, lots: Iterable[str], units: Iterable[str]
) -> Mapping[str, object]:
    """Return what a list says of a contract with these lots and units."""
    return {**of_contract(row), **_terms(row, lots, units)}


def _terms(row: Contract, lots: Iterable[str], units: Iterable[str]) -> dict[str, object]:
    return {
        "lots": tuple(sorted(lots)) or None,
        "units": tuple(sorted(units)) or None,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "rank": row.rank,
        "status": row.status,
        "status_reason": row.status_reason or None,
        "status_from": row.status_from,
        "status_until": row.status_until,
    }


class ContractsPlanner(TablePlanner[Contract]):
    """Contracts by their agreement and provider."""

    noun = "contract"
    model = Contract

    def read(self) -> None:
        scope, rows = self.scope, self.seen.rows
        self._agreements = Agreements(scope, rows)
        self._providers = Providers(texts(rows, "org_number"))
        self._named = self._agreements.named_by(rows)
        self._lots = Lots(scope, self._named)
        self._stored: dict[tuple[int, int], Contract] = {}
        by_pk = {row.pk: row for row in self._providers.by_number.values()}
        mine = Contract.objects.visible_to(scope.access).filter(agreement__in=self._named)
        for some in batches(sorted(by_pk)):
            for contract in self.held(mine.filter(provider__in=some)):
                contract.agreement = self._named[contract.agreement_id]
                contract.provider = by_pk[contract.provider_id]
                self._stored[contract.agreement_id, contract.provider_id] = contract
        self._units: dict[int, dict[str, Unit]] = {}
        for some in batches(sorted(by_pk)) if "units" in self.seen.mapping else []:
            for unit in Unit.objects.filter(provider__in=some):
                self._units.setdefault(unit.provider_id, {})[spelling_key(unit.name)] = unit
        self._held_lots = self._links(Contract.lots.through, "lot", {
            lot.pk: lot for lot in self._lots.in_order
        })  # fmt: skip
        self._held_units = self._links(Contract.units.through, "unit", {
            unit.pk: unit for known in self._units.values() for unit in known.values()
        })  # fmt: skip

    def _links(
        self, through: object, target: str, rows: Mapping[int, Lot | Unit]
    ) -> dict[int, list[Lot | Unit]]:
        """Return what each stored contract is tied to through one of its two link tables."""
        held: dict[int, list[Lot | Unit]] = {}
        manager = through.objects  # type: ignore[attr-defined]  # a model made by Django
        for some in batches(contract.pk for contract in self._stored.values()):
            links = manager.filter(contract__in=some).values_list("contract_id", f"{target}_id")
            for contract_id, key in links:
                if key in rows:
                    held.setdefault(contract_id, []).append(rows[key])
        return held

    def find(self, row: CheckedRow) -> Found[Contract]:
        agreement = self._agreements.of(row)
        provider = self._providers.of(row.values["org_number"])
        key = agreement.pk, provider.pk
        return Found(key, self._stored.get(key))

    def new(self, row: CheckedRow) -> Contract:
        agreement = self._agreements.of(row)
        provider = self._providers.of(row.values["org_number"])
        return Contract(agreement=agreement, provider=provider, starts_on=agreement.starts_on)

    def cells(self, stored: Contract) -> Mapping[str, object]:
        lots = self._held_lots.get(stored.pk, [])
        units = self._held_units.get(stored.pk, [])
        full_names = (lot.full_name for lot in lots if isinstance(lot, Lot))
        return _terms(stored, full_names, (unit.name for unit in units))

    def named(self, target: Contract, row: CheckedRow) -> tuple[str, str]:
        return target.provider.name, str(target.agreement)

    def put(self, target: Contract, column: ColumnSpec, value: object, row: CheckedRow) -> object:
        match column.key:
            case "lots":
                found = self.attempt(row, lambda: self._lots_named(target, value))
                held = self._held_lots.get(target.pk, [])
                return self._tie(target, Contract.lots.through, held, found)
            case "units":
                found = self.attempt(row, lambda: self._units_named(target, value))
                held = self._held_units.get(target.pk, [])
                return self._tie(target, Contract.units.through, held, found)
        return super().put(target, column, value, row)

    def _lots_named(self, target: Contract, names: object) -> list[Lot | Unit]:
        listed = names if isinstance(names, tuple) else ()
        return [self._lots.of(target.agreement, name, "lots") for name in listed]

    def _units_named(self, target: Contract, names: object) -> list[Lot | Unit]:
        known = self._units.get(target.provider_id, {})
        found: list[Lot | Unit] = []
        for name in names if isinstance(names, tuple) else ():
            unit = known.get(spelling_key(name))
            if unit is None:
                sentence = f"{target.provider} driver ingen verksamhet som heter ”{name}”."
                raise Refused("units", sentence)
            found.append(unit)
        return found

    def _tie(
        self,
        target: Contract,
        through: object,
        held: list[Lot | Unit],
        wanted: list[Lot | Unit] | None,
    ) -> object:
        """Tie the contract to exactly these rows, and return their names."""
        if wanted is None or set(wanted) == set(held):
            return UNTOUCHED
        is_lot = through is Contract.lots.through
        self.plan.links.append(
            Links(
                through=through,  # type: ignore[arg-type]  # a model made by Django
                source="contract",
                target="lot" if is_lot else "unit",
                row=target,
                added=[row for row in wanted if row not in held],
                removed=[row for row in held if row not in wanted],
            )
        )
        if target.pk:
            self.plan.note(target)
        names = (row.full_name if isinstance(row, Lot) else row.name for row in wanted)
        return tuple(sorted(names)) or None

    def check(self, target: Contract, row: CheckedRow) -> None:
        if target.ends_on is not None and target.ends_on < target.starts_on:
            self.refuse(row, "ends_on", "Kontraktet kan inte sluta innan det börjar.")
        is_active = target.status == ContractStatus.ACTIVE
        if is_active and "status_reason" not in self.seen.mapping:
            self.set(target, "status_reason", None)
        if is_active and target.status_reason:
            self.refuse(row, "status_reason", _NO_REASON)
        asked = StatusPeriod(
            ContractStatus(target.status),
            target.status_reason,
            target.status_from,
            target.status_until,
        )
        period = ContractPeriod(target.starts_on, target.ends_on)
        if problem := status_problem(asked, period, today=self.scope.today):
            key = "status_reason" if not (is_active or target.status_reason) else "status_from"
            self.refuse(row, key, problem)


_NO_REASON = "Ett aktivt kontrakt har inget skäl till läget. Töm cellen, eller ändra läget."


def price_cells(row: ContractPrice, lot: str | None) -> Mapping[str, object]:
    """Return what a list says of a price; ``lot`` is the full name of its lot."""
    return {
        **of_contract(row.contract),
        "lot": lot,
        "item": row.item,
        "unit": row.unit,
        "amount": row.amount,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }


class PricesPlanner(TablePlanner[ContractPrice]):
    """Prices by contract, lot, what they are for and their first day."""

    noun = "price"
    model = ContractPrice

    def read(self) -> None:
        self._contracts = Contracts(self.scope, self.seen.rows)
        self._lots = Lots(self.scope, self._contracts.agreements)
        self._of: dict[int, list[ContractPrice]] = {}
        self._rows: dict[int, CheckedRow] = {}
        by_pk = {contract.pk: contract for contract in self._contracts.found}
        rows = ContractPrice.objects.visible_to(self.scope.access)
        for some in batches(sorted(by_pk)):
            for price in self.held(rows.filter(contract__in=some)):
                price.contract = by_pk[price.contract_id]
                self._of.setdefault(price.contract_id, []).append(price)

    def _lot_of(self, contract: Contract, row: CheckedRow) -> Lot | None:
        name = row.values["lot"]
        return self._lots.of(contract.agreement, name, "lot") if name else None

    def find(self, row: CheckedRow) -> Found[ContractPrice]:
        contract = self._contracts.of(row)
        lot = self._lot_of(contract, row)
        unit = str(row.values["unit"] or PriceUnit.DAY.value)
        key = _thing(lot.pk if lot else None, str(row.values["item"]), unit)
        start = row.values["valid_from"]
        known = self._of.get(contract.pk, [])
        stored = next((p for p in known if p.valid_from == start and _period(p).key == key), None)
        self._rows[contract.pk] = row
        return Found((contract.pk, key, start), stored)

    def new(self, row: CheckedRow) -> ContractPrice:
        contract = self._contracts.of(row)
        price = ContractPrice(
            contract=contract,
            lot=self._lot_of(contract, row),
            item=text_at(row, "item"),
            unit=text_at(row, "unit") or PriceUnit.DAY,
            valid_from=day_at(row, "valid_from"),
        )
        self._of.setdefault(contract.pk, []).append(price)
        return price

    def cells(self, stored: ContractPrice) -> Mapping[str, object]:
        return {"amount": stored.amount, "valid_to": stored.valid_to}

    def named(self, target: ContractPrice, row: CheckedRow) -> tuple[str, str]:
        return f"{target.item}, {target.valid_from}", str(target.contract)

    def check(self, target: ContractPrice, row: CheckedRow) -> None:
        if problem := price_problem(target.amount, target.valid_from, target.valid_to):
            self.refuse(row, "valid_to", problem)

    def finish(self) -> None:
        """See that no two prices of the same thing are valid on the same day."""
        for key, row in self._rows.items():
            periods = [_period(price) for price in self._of.get(key, [])]
            if clash := prices.clash_of(periods):
                first, second = (periods[at] for at in clash)
                item = self._of[key][clash[1]].item
                words = prices.clash_words(item, first, second)
                self.refuse(row, "valid_from", PriceRefusal.CLASH.label % words)


def _thing(lot: int | None, item: str, unit: str) -> tuple[object, ...]:
    return lot, spelling_key(item), unit


def _period(price: ContractPrice) -> PricePeriod:
    thing = _thing(price.lot_id, price.item, str(price.unit))
    return PricePeriod(thing, price.valid_from, price.valid_to)


def usage_cells(row: Usage) -> Mapping[str, object]:
    """Return what a list says of the usage of a contract during a period."""
    return {
        **of_contract(row.contract),
        "period_start": row.period_start,
        "period_end": row.period_end,
        "call_offs": row.call_offs,
        "clients": row.clients,
        "amount": row.amount,
    }


class UsagePlanner(TablePlanner[Usage]):
    """Usage by contract and period. There is much of it: new rows are told of as a number."""

    noun = "usage"
    model = Usage
    tells_new = False

    def read(self) -> None:
        self._contracts = Contracts(self.scope, self.seen.rows)
        self._of: dict[int, list[Usage]] = {}
        self._stored: dict[tuple[object, ...], Usage] = {}
        self._rows: dict[int, CheckedRow] = {}
        by_pk = {contract.pk: contract for contract in self._contracts.found}
        rows = Usage.objects.visible_to(self.scope.access)
        for some in batches(sorted(by_pk)):
            for one in self.held(rows.filter(contract__in=some)):
                one.contract = by_pk[one.contract_id]
                self._of.setdefault(one.contract_id, []).append(one)
                self._stored[one.contract_id, one.period_start, one.period_end] = one

    def find(self, row: CheckedRow) -> Found[Usage]:
        contract, values = self._contracts.of(row), row.values
        key = contract.pk, values["period_start"], values["period_end"]
        self._rows[contract.pk] = row
        return Found(key, self._stored.get(key))

    def new(self, row: CheckedRow) -> Usage:
        contract = self._contracts.of(row)
        one = Usage(
            contract=contract,
            period_start=day_at(row, "period_start"),
            period_end=day_at(row, "period_end"),
        )
        self._of.setdefault(contract.pk, []).append(one)
        return one

    def cells(self, stored: Usage) -> Mapping[str, object]:
        return {
            "call_offs": stored.call_offs, "clients": stored.clients, "amount": stored.amount,
        }  # fmt: skip

    def named(self, target: Usage, row: CheckedRow) -> tuple[str, str]:
        days = f"{target.period_start}–{target.period_end}"
        return f"{target.contract.provider.name}, {days}", target.contract.agreement.title

    def check(self, target: Usage, row: CheckedRow) -> None:
        period = UsagePeriod(target.period_start, target.period_end)
        counts = target.call_offs, target.clients, target.amount
        if problem := usage_problem(period, counts):
            says_nothing = problem == UsageRefusal.SAYS_NOTHING.label
            self.refuse(row, "amount" if says_nothing else "period_end", problem)

    def finish(self) -> None:
        """See that no day of a contract is reported twice."""
        for key, row in self._rows.items():
            periods = [
                UsagePeriod(one.period_start, one.period_end) for one in self._of.get(key, [])
            ]
            if clash := usage.clash_of(periods):
                first, second = (periods[at] for at in clash)
                words = usage.clash_words(first, second)
                self.refuse(row, "period_start", UsageRefusal.CLASH.label % words)
