"""What the register says of those who sent the invoices: contracts, prices, statuses and usage."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from insyn.accounts.models import Authority
from insyn.invoices.models import InvoiceBatch, InvoiceLine
from insyn.invoices.rules.control import Price, Register, Reported, Terms, double_key
from insyn.invoices.rules.lines import LineFacts
from insyn.kernel.access import Access
from insyn.registry.models import Contract, ContractPrice, Provider, Usage
from insyn.registry.rules import ContractStatus, PriceUnit


@dataclass(frozen=True, slots=True)
class Held:
    """The register for the control, and the rows behind it."""

    register: Register
    providers: Mapping[str, int]

    @property
    def terms(self) -> list[Terms]:
        return [one for terms in self.register.contracts.values() for one in terms]


def there(access: Access, authority: Authority) -> Access:
    """Return the asker with nothing but the mandates in that authority."""
    mandates = tuple(one for one in access.mandates if one.authority_id == authority.pk)
    return Access(access.user_id, access.name, mandates)


def register_for(access: Access, batch: InvoiceBatch, lines: Collection[LineFacts]) -> Held:
    """Return what the lines are held against: the contracts that the batch's authority may use.

    A number of a provider that was merged leads to the one that is kept. A fixed number of
    queries, however many lines there are.
    """
    numbers = {line.supplier for line in lines}
    rows = Provider.objects.filter(org_number__in=numbers)
    providers = {row.org_number: row.merged_into_id or row.pk for row in rows}
    contracts = _contracts(access, batch, set(providers.values()))
    terms = _terms(access, contracts)
    by_provider: defaultdict[int, list[Terms]] = defaultdict(list)
    for contract in contracts:
        by_provider[contract.provider_id].append(terms[contract.pk])
    register = Register(
        contracts={number: tuple(by_provider[key]) for number, key in providers.items()},
        providers=frozenset(providers),
        earlier=_earlier(access, batch, lines, numbers),
    )
    return Held(register, providers)


def _contracts(access: Access, batch: InvoiceBatch, providers: Collection[int]) -> list[Contract]:
    seen = Contract.objects.visible_to(there(access, batch.authority))
    rows = seen.filter(provider__in=providers)
    if batch.agreement_id is not None:
        rows = rows.filter(agreement=batch.agreement_id)
    return list(rows.select_related("agreement").order_by("pk"))


def _terms(access: Access, contracts: Collection[Contract]) -> dict[int, Terms]:
    keys = [contract.pk for contract in contracts]
    prices: defaultdict[int, list[Price]] = defaultdict(list)
    for price in ContractPrice.objects.visible_to(access).filter(contract__in=keys):
        prices[price.contract_id].append(
            Price(price.item, PriceUnit(price.unit), price.amount, price.valid_from, price.valid_to)
        )
    usage: defaultdict[int, list[Reported]] = defaultdict(list)
    for row in Usage.objects.visible_to(access).filter(contract__in=keys):
        usage[row.contract_id].append(
            Reported(row.period_start, row.period_end, row.clients, row.amount)
        )
    return {
        row.pk: Terms(
            key=row.pk,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            status=ContractStatus(row.status),
            status_from=row.status_from,
            status_until=row.status_until,
            prices=tuple(prices[row.pk]),
            usage=tuple(usage[row.pk]),
        )
        for row in contracts
    }


def _earlier(
    access: Access, batch: InvoiceBatch, lines: Collection[LineFacts], numbers: Collection[str]
) -> dict[tuple[object, ...], str]:
    """Return the lines of earlier batches for the same days, to find what is charged twice."""
    days: list[date] = [day for line in lines if (day := line.period_from) is not None]
    if not days:
        return {}
    rows = InvoiceLine.objects.visible_to(access).filter(
        authority=batch.authority_id,
        supplier__in=numbers,
        period_from__range=(min(days), max(days)),
    )
    return {double_key(facts_of(row)): row.invoice for row in rows.exclude(batch=batch)}


def facts_of(row: InvoiceLine) -> LineFacts:
    """Return what a kept line says."""
    return LineFacts(
        supplier=row.supplier,
        invoice=row.invoice,
        line_id=row.line_id,
        invoice_date=row.invoice_date,
        text=row.text,
        amount=row.amount,
        quantity=row.quantity,
        unit=row.unit,
        unit_price=row.unit_price,
        vat=row.vat,
        period_from=row.period_from,
        period_to=row.period_to,
        reference=row.reference,
        place=row.place,
    )
