"""The lists of contracts, prices and usage. Pure."""

from insyn.exchange.rules.kinds import ListKind, Table
from insyn.exchange.rules.tables.columns import (
    CONTRACT_KEYS,
    OF_CONTRACT,
    choice,
    day,
    in_order,
    money,
    period,
    several,
    text,
    whole,
)
from insyn.registry.rules import ContractStatus, PriceUnit, prices, usage
from insyn.registry.rules.columns import HIGHEST_RANK, LONGEST_LOT, LOWEST_RANK
from insyn.registry.rules.lots import DEEPEST

LONGEST_PATH = DEEPEST * (LONGEST_LOT + 2)
"""Characters of a lot's name with those of all lots around it."""

STATUS_WORDS: tuple[tuple[str, str], ...] = (
    (ContractStatus.ACTIVE.value, "Aktiv"),
    (ContractStatus.ACTIVE.value, "Gällande"),
    (ContractStatus.ENDED.value, "Avslutad"),
    (ContractStatus.ENDED.value, "Upphört"),
    (ContractStatus.BLOCKED.value, "Spärrad"),
)
"""What municipalities write besides our own labels."""

_STARTS = day("starts_on", "Gäller från", "Startdatum", "Kontrakt från")
_ENDS = day("ends_on", "Gäller till", "Slutdatum", "Kontrakt till")

CONTRACTS = Table(
    kind=ListKind.CONTRACTS,
    slug="kontrakt",
    purpose="Utförarnas platser i avtalen: avtalsområden, tid, rangordning och läge.",
    columns=(
        *OF_CONTRACT,
        several("lots", "Avtalsområden", "Avtalsområde", length=LONGEST_PATH),
        several("units", "Verksamheter", "Verksamhet", "Enheter"),
        _STARTS,
        _ENDS,
        whole("rank", "Rangordning", "Rang", lowest=LOWEST_RANK, highest=HIGHEST_RANK),
        choice("status", "Läge", ContractStatus, "Status", words=STATUS_WORDS),
        text("status_reason", "Skäl till läget", length=300),
        day("status_from", "Läget gäller från"),
        day("status_until", "Läget gäller till"),
    ),
    keys=CONTRACT_KEYS,
    help_columns=frozenset({"provider"}),
    kept=frozenset({"starts_on", "status"}),
    checks=(in_order(_STARTS, _ENDS),),
)

_FROM = day("valid_from", "Gäller från", "Pris från", required=True)
_TO = day("valid_to", "Gäller till", "Pris till")

PRICES = Table(
    kind=ListKind.PRICES,
    slug="priser",
    purpose="Vad varje kontrakt betalas för, per enhet och med giltighet.",
    columns=(
        *OF_CONTRACT,
        text("lot", "Avtalsområde", length=LONGEST_PATH),
        text("item", "Vad priset gäller", "Benämning", "Artikel", length=150, required=True),
        choice("unit", "Per", PriceUnit, "Enhet"),
        money("amount", "Pris i kronor", "Pris", "Belopp", highest=prices.HIGHEST, required=True),
        _FROM,
        _TO,
    ),
    keys=(*CONTRACT_KEYS, "lot", "item", "unit", "valid_from"),
    help_columns=frozenset({"provider"}),
    checks=(in_order(_FROM, _TO),),
)

_PERIOD_START = day("period_start", "Från", "Periodens start", "Från och med", required=True)
_PERIOD_END = day("period_end", "Till", "Periodens slut", "Till och med", required=True)

USAGE = Table(
    kind=ListKind.USAGE,
    slug="nyttjande",
    purpose="Hur mycket kontrakten används per period: antal och belopp, aldrig personer.",
    columns=(
        *OF_CONTRACT,
        _PERIOD_START,
        _PERIOD_END,
        period("period", "Period", "Redovisningsperiod", fills=("period_start", "period_end")),
        whole("call_offs", "Avrop", "Antal avrop"),
        whole("clients", "Personer", "Antal personer"),
        money("amount", "Belopp i kronor", "Belopp", "Kostnad", highest=usage.HIGHEST_AMOUNT),
    ),
    keys=(*CONTRACT_KEYS, "period_start", "period_end"),
    help_columns=frozenset({"provider"}),
    checks=(in_order(_PERIOD_START, _PERIOD_END),),
)
