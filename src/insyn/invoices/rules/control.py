"""What the control says of invoice lines against the contracts. Pure.

What cannot be checked is said so: no line is ok that was not compared with a price.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from insyn.invoices.rules.lines import REMOVED_TEXT, LineFacts
from insyn.invoices.rules.states import SURE, DeviationCode, Standing
from insyn.registry.rules import ContractStatus, PriceUnit
from insyn.registry.rules.names import spelling_key

CENT = Decimal("0.01")
EVEN = 1000
"""Kronor. A sum that is even to this, without quantity and price, is pointed at."""

_UNITS: Mapping[str, PriceUnit] = {
    **{unit.value: unit for unit in PriceUnit},
    **{unit.label.casefold(): unit for unit in PriceUnit},
    "day": PriceUnit.DAY, "dag": PriceUnit.DAY, "dagar": PriceUnit.DAY, "dgn": PriceUnit.DAY,
    "vårddygn": PriceUnit.DAY,
    "hur": PriceUnit.HOUR, "tim": PriceUnit.HOUR, "timmar": PriceUnit.HOUR, "h": PriceUnit.HOUR,
    "wee": PriceUnit.WEEK, "veckor": PriceUnit.WEEK,
    "mon": PriceUnit.MONTH, "mån": PriceUnit.MONTH, "månader": PriceUnit.MONTH,
    "tillfällen": PriceUnit.OCCASION, "ggr": PriceUnit.OCCASION,
}  # fmt: skip
"""What files call the units of prices: Swedish words and the codes of UN/ECE recommendation 20."""


def unit_of(raw: str) -> PriceUnit | None:
    """Return the unit of prices that the word means; None when it means none of them."""
    return _UNITS.get(raw.strip().rstrip(".").casefold())


@dataclass(frozen=True, slots=True)
class Price:
    """A price of the contract and its days, both included."""

    item: str
    unit: PriceUnit
    amount: Decimal
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """What the register says that a contract was used during a period."""

    starts_on: date
    ends_on: date
    clients: int | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract says: its days, its status and their days, its prices and its usage."""

    key: int
    starts_on: date
    ends_on: date | None
    status: ContractStatus = ContractStatus.ACTIVE
    status_from: date | None = None
    status_until: date | None = None
    prices: Sequence[Price] = ()
    usage: Sequence[Reported] = ()

    @property
    def last_day(self) -> date | None:
        """Return the last day: that of the contract, or the one on which it was ended."""
        if self.status == ContractStatus.ENDED and self.status_from is not None:
            return min(self.status_from, self.ends_on) if self.ends_on else self.status_from
        return self.ends_on

    def stands(self, status: ContractStatus, first: date, last: date) -> bool:
        """Tell whether the contract had the status on one of those days."""
        begun = self.status_from is None or self.status_from <= last
        left = self.status_until is None or self.status_until >= first
        return self.status == status and begun and left

    def covers(self, first: date, last: date) -> bool:
        return self.starts_on <= last and (self.last_day is None or self.last_day >= first)


@dataclass(frozen=True, slots=True)
class Remark:
    """What the control found. ``difference`` is what was charged too much, in kronor."""

    code: DeviationCode
    expected: str = ""
    found: str = ""
    difference: Decimal | None = None

    @property
    def is_sure(self) -> bool:
        return self.code in SURE


@dataclass(frozen=True, slots=True)
class Checked:
    """A line after the control."""

    line: LineFacts
    contract: int | None
    standing: Standing
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class OfContract:
    """What the lines of a contract together say against what was reported of it."""

    contract: int
    remark: Remark


@dataclass(frozen=True, slots=True)
class Register:
    """What the lines are held against: contracts by organisation number, and all known numbers."""

    contracts: Mapping[str, Sequence[Terms]]
    providers: frozenset[str]
    earlier: Mapping[tuple[object, ...], str] = field(default_factory=dict)
    """Lines of invoices that were read before, by ``double_key``, each with its invoice."""


def double_key(line: LineFacts) -> tuple[object, ...]:
    """Return what two lines have in common when they may be the same thing charged twice."""
    return (
        line.supplier, line.period_from, line.period_to, spelling_key(line.text),
        line.quantity, line.amount, line.reference, spelling_key(line.place),
    )  # fmt: skip


def control(lines: Iterable[LineFacts], register: Register) -> list[Checked]:
    """Return every line with all that was found on it, in their order."""
    seen: dict[tuple[object, ...], str] = dict(register.earlier)
    checked = []
    for line in lines:
        contract, remarks = _of_line(line, register)
        remarks += _doubles(line, seen)
        found = tuple(remarks)
        checked.append(Checked(line, contract, standing_of(found), found))
    return checked


def standing_of(remarks: Sequence[Remark]) -> Standing:
    """Return what the remarks add up to."""
    if any(remark.is_sure for remark in remarks):
        return Standing.DEVIATES
    return Standing.UNKNOWN if remarks else Standing.OK


def _of_line(line: LineFacts, register: Register) -> tuple[int | None, list[Remark]]:
    remarks = [*_product(line), *_looks(line)]
    if line.supplier not in register.providers:
        return None, [*remarks, Remark(DeviationCode.UNKNOWN_PROVIDER)]
    contracts = register.contracts.get(line.supplier, ())
    if not contracts:
        return None, [*remarks, Remark(DeviationCode.OUTSIDE)]
    first, last = line.period_from, line.period_to or line.period_from
    if first is None or last is None:
        return _only(contracts), [*remarks, Remark(DeviationCode.NO_PERIOD)]
    terms, odd = _chosen(contracts, line, first, last)
    if terms is None:
        return None, [*remarks, odd] if odd else remarks
    return terms.key, [*remarks, *_against(terms, line, first, last)]


def _only(contracts: Sequence[Terms]) -> int | None:
    return contracts[0].key if len(contracts) == 1 else None


def _chosen(
    contracts: Sequence[Terms], line: LineFacts, first: date, last: date
) -> tuple[Terms | None, Remark | None]:
    """Return the contract that the line is charged on, or why none can be told."""
    if len(contracts) == 1:
        return contracts[0], None
    running = [one for one in contracts if one.covers(first, last)]
    if not running:
        ended = [one.last_day for one in contracts if one.last_day and one.last_day < first]
        expected = max(ended).isoformat() if ended else ""
        found = _days(first, last)
        return None, Remark(DeviationCode.NO_CONTRACT, expected, found, line.amount)
    named = [one for one in running if _candidates(one.prices, line)] or running
    if len(named) == 1:
        return named[0], None
    return None, Remark(DeviationCode.SEVERAL_CONTRACTS)


def _against(terms: Terms, line: LineFacts, first: date, last: date) -> Iterator[Remark]:
    end = terms.last_day
    if last < terms.starts_on:
        expected = f"från {terms.starts_on}"
        yield Remark(DeviationCode.NO_CONTRACT, expected, _days(first, last), line.amount)
        return
    if end is not None and last > end:
        outside = line.amount if first > end else None
        yield Remark(DeviationCode.AFTER_END, f"till {end}", _days(first, last), outside)
        if first > end:
            return
    elif first < terms.starts_on:
        yield Remark(DeviationCode.NO_CONTRACT, f"från {terms.starts_on}", _days(first, last))
    if terms.stands(ContractStatus.BLOCKED, first, last):
        yield Remark(DeviationCode.BLOCKED, "", _days(first, last), line.amount)
    if terms.stands(ContractStatus.INTAKE_STOP, first, last):
        yield Remark(DeviationCode.INTAKE_STOP, "", _days(first, last))
    yield from _price(terms.prices, line, first, last)


def _price(prices: Sequence[Price], line: LineFacts, first: date, last: date) -> Iterator[Remark]:
    """Hold the price of the line against those that were in force during its days."""
    price, quantity = line.unit_price, line.quantity
    if price is None or quantity is None:
        yield Remark(DeviationCode.NO_UNIT_PRICE)
        return
    if unit_of(line.unit) is None:
        yield Remark(DeviationCode.UNKNOWN_UNIT, "", line.unit)
        return
    possible = _candidates(prices, line)
    in_force = [
        one for one in possible
        if one.valid_from <= last and (one.valid_to is None or one.valid_to >= first)
    ]  # fmt: skip
    if not in_force:
        yield Remark(DeviationCode.NO_PRICE, "", line.text)
        return
    if len({spelling_key(one.item) for one in in_force}) > 1:
        yield Remark(DeviationCode.SEVERAL_PRICES, _said_prices(in_force), _kr(price))
        return
    if not _reaches_over(in_force, first, last):
        yield Remark(DeviationCode.NO_PRICE, _said_prices(in_force), _days(first, last))
        return
    yield from _compared(in_force, price / (line.base or 1), quantity)


def _compared(in_force: Sequence[Price], price: Decimal, quantity: Decimal) -> Iterator[Remark]:
    lowest = min(one.amount for one in in_force)
    highest = max(one.amount for one in in_force)
    if price > highest:
        over = ((price - highest) * quantity).quantize(CENT, ROUND_HALF_UP)
        yield Remark(DeviationCode.PRICE_ABOVE, _kr(highest), _kr(price), over)
    elif price < lowest:
        under = ((price - lowest) * quantity).quantize(CENT, ROUND_HALF_UP)
        yield Remark(DeviationCode.PRICE_BELOW, _kr(lowest), _kr(price), under)
    elif lowest != highest:
        yield Remark(DeviationCode.PRICE_CHANGED, _said_prices(in_force), _kr(price))


def _reaches_over(prices: Sequence[Price], first: date, last: date) -> bool:
    """Tell whether the prices together are in force on every day; one level follows another."""
    day = first
    for one in sorted(prices, key=lambda price: price.valid_from):
        if one.valid_from > day:
            return False
        if one.valid_to is None or one.valid_to >= last:
            return True
        day = one.valid_to + timedelta(days=1)
    return False


def _candidates(prices: Sequence[Price], line: LineFacts) -> list[Price]:
    """Return the prices per the unit of the line for the service that its text names.

    The longest name that stands in the text counts, else names that the text is a part of.
    """
    unit = unit_of(line.unit)
    same = [one for one in prices if one.unit == unit]
    text = spelling_key(line.text)
    if not text or line.text == REMOVED_TEXT:
        return []
    named = [one for one in same if spelling_key(one.item) in text]
    if named:
        longest = max(len(spelling_key(one.item)) for one in named)
        return [one for one in named if len(spelling_key(one.item)) == longest]
    return [one for one in same if text in spelling_key(one.item)]


def _product(line: LineFacts) -> Iterator[Remark]:
    """Check that quantity times price is the amount; a part of an öre is rounding."""
    if line.quantity is None or line.unit_price is None:
        return
    product = line.quantity * line.unit_price / (line.base or 1) + (line.extra or 0)
    difference = line.amount - product
    if abs(difference) >= CENT:
        right = product.quantize(CENT, ROUND_HALF_UP)
        yield Remark(DeviationCode.WRONG_SUM, _kr(right), _kr(line.amount), line.amount - right)


def _looks(line: LineFacts) -> Iterator[Remark]:
    if line.vat:
        yield Remark(DeviationCode.VAT, "", f"{line.vat.normalize():f} %")
    is_one = line.quantity is None or line.quantity == 1
    if is_one and abs(line.amount) >= EVEN and line.amount % EVEN == 0:
        yield Remark(DeviationCode.ROUNDED, "", _kr(line.amount))


def _doubles(line: LineFacts, seen: dict[tuple[object, ...], str]) -> Iterator[Remark]:
    """Point at a line that was charged before. Two alike on one invoice may be two persons."""
    if line.amount <= 0 or line.period_from is None:
        return
    key = double_key(line)
    before = seen.setdefault(key, line.invoice)
    if before != line.invoice:
        yield Remark(DeviationCode.DOUBLE, "", before, line.amount)
    elif (*key, line.invoice) in seen:
        yield Remark(DeviationCode.SAME_TWICE, "", before)
    seen[(*key, line.invoice)] = line.invoice


def against_usage(checked: Iterable[Checked], terms: Iterable[Terms]) -> list[OfContract]:
    """Hold what was charged on each contract against the usage reported of the same days.

    Only lines whose days lie inside a reported period count there: nothing is guessed.
    """
    by_contract: defaultdict[int, list[LineFacts]] = defaultdict(list)
    for one in checked:
        if one.contract is not None and one.line.period_from is not None:
            by_contract[one.contract].append(one.line)
    return [
        OfContract(contract.key, remark)
        for contract in terms
        for period in contract.usage
        for remark in _over(by_contract.get(contract.key, ()), period)
    ]


def _over(lines: Sequence[LineFacts], period: Reported) -> Iterator[Remark]:
    inside = [line for line in lines if _is_inside(line, period)]
    if not inside:
        return
    said = _days(period.starts_on, period.ends_on)
    charged = sum((line.amount for line in inside), Decimal())
    if period.amount is not None and charged > period.amount:
        over = charged - period.amount
        yield Remark(DeviationCode.OVER_USAGE, f"{said}: {_kr(period.amount)}", _kr(charged), over)
    if period.clients is not None:
        days = period.clients * ((period.ends_on - period.starts_on).days + 1)
        spent = sum(
            (line.quantity for line in inside
             if line.quantity is not None and unit_of(line.unit) == PriceUnit.DAY),
            Decimal(),
        )  # fmt: skip
        if spent > days:
            found = f"{spent.normalize():f} dygn"
            yield Remark(DeviationCode.OVER_DAYS, f"{said}: {days} dygn", found)


def _is_inside(line: LineFacts, period: Reported) -> bool:
    first, last = line.period_from, line.period_to or line.period_from
    assert first is not None  # asked for by the caller
    assert last is not None  # follows
    return period.starts_on <= first and last <= period.ends_on


def _days(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first}–{last}"


def _said_prices(prices: Sequence[Price]) -> str:
    amounts = sorted({one.amount for one in prices})
    return " eller ".join(_kr(amount) for amount in amounts[:3])


def _kr(amount: Decimal) -> str:
    """Return the amount with two decimals, or as many as it has, the Swedish way."""
    exact = amount.normalize()
    places = max(2, -int(exact.as_tuple().exponent)) if exact.is_finite() else 2
    return f"{amount:.{min(places, 6)}f}".replace(".", ",") + " kr"
