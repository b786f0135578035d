"""The columns of the mixed list. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date

from insyn.papers.sheets.checking import RowProblem
from insyn.papers.sheets.columns import ColumnSpec, Kind
from insyn.papers.wording import swedish_date
from insyn.registry.rules import ContractStatus, PriceUnit
from insyn.registry.rules.columns import (
    HIGHEST_RANK,
    LONGEST_CASE_NUMBER,
    LONGEST_LOT,
    LOWEST_RANK,
)
from insyn.registry.rules.names import LONGEST_NAME
from insyn.registry.rules.prices import HIGHEST

PRICED_ITEM = "Pris enligt avtalet"
"""What a price of the mixed list is for: the list itself does not say."""

_PRICE_WORDS: tuple[tuple[str, PriceUnit], ...] = (
    ("dygn", PriceUnit.DAY),
    ("tim", PriceUnit.HOUR),
    ("vecka", PriceUnit.WEEK),
    ("månad", PriceUnit.MONTH),
    ("tillfälle", PriceUnit.OCCASION),
    ("uppdrag", PriceUnit.ASSIGNMENT),
    ("plats", PriceUnit.PLACE),
)


def price_unit(heading: str) -> PriceUnit | None:
    """Return what a price is paid per, read out of its heading; None when it does not say."""
    words = heading.casefold()
    return next((unit for word, unit in _PRICE_WORDS if word in words), None)


_STATUS_WORDS: tuple[tuple[ContractStatus, str], ...] = (
    (ContractStatus.ACTIVE, "Aktiv"),
    (ContractStatus.ACTIVE, "Gällande"),
    (ContractStatus.ENDED, "Avslutad"),
    (ContractStatus.ENDED, "Upphört"),
    (ContractStatus.BLOCKED, "Spärrad"),
)
"""What municipalities write besides our own labels."""

COLUMNS: tuple[ColumnSpec, ...] = (
    ColumnSpec(
        "name",
        "Utförare",
        aliases=("Leverantör", "Leverantörsnamn", "Utförarens namn", "Företag", "Bolag", "Namn"),
        required=True,
        max_length=LONGEST_NAME,
    ),
    ColumnSpec(
        "org_number",
        "Organisationsnummer",
        Kind.ORGANISATION_NUMBER,
        aliases=("Org.nr", "Organisationsnr", "Org.nummer"),
        required=True,
    ),
    ColumnSpec("group", "Koncern", aliases=("Koncernnamn", "Moderbolag"), max_length=LONGEST_NAME),
    ColumnSpec(
        "lot",
        "Avtalsområde",
        aliases=("Avtalsområden", "Anbudsområde", "Område"),
        carry_down=True,
        max_length=LONGEST_LOT,
    ),
    ColumnSpec(
        "parts",
        "Avtalsområdets delar",
        Kind.LIST,
        aliases=("Delområde", "Delområden"),
        max_length=LONGEST_LOT,
    ),
    ColumnSpec(
        "agreement",
        "Avtal",
        aliases=("Avtalsnamn", "Avtalets namn", "Avtalsrubrik", "Ramavtal"),
        max_length=LONGEST_NAME,
    ),
    ColumnSpec(
        "case_number",
        "Diarienummer",
        aliases=("Avtals-ID", "Avtalsnummer", "Avtalsnr", "Dnr"),
        max_length=LONGEST_CASE_NUMBER,
    ),
    ColumnSpec(
        "starts_on",
        "Startdatum",
        Kind.DATE,
        aliases=("Gäller från", "Avtalsstart", "Avtal från", "Start", "Från"),
    ),
    ColumnSpec(
        "ends_on",
        "Slutdatum",
        Kind.DATE,
        aliases=("Gäller till", "Gäller t.o.m.", "Avtalsslut", "Avtal till", "Slut", "Till"),
    ),
    ColumnSpec(
        "option_until",
        "Option till och med",
        Kind.DATE,
        aliases=("Option t.o.m.", "Option till", "Optionsdatum", "Option"),
    ),
    ColumnSpec(
        "price",
        "Pris",
        Kind.DECIMAL,
        aliases=("Pris/dygn", "Pris per dygn", "Dygnspris", "Timpris", "Pris per timme"),
        lowest=0,
        highest=HIGHEST,
        decimals=2,
    ),
    ColumnSpec(
        "rank",
        "Rangordning",
        Kind.INTEGER,
        aliases=("Rang", "Rankning"),
        lowest=LOWEST_RANK,
        highest=HIGHEST_RANK,
    ),
    ColumnSpec(
        "status",
        "Läge",
        Kind.CHOICE,
        aliases=("Status", "Avtalsstatus"),
        choices=tuple(ContractStatus.choices())
        + tuple((status.value, word) for status, word in _STATUS_WORDS),
    ),
)

KEYS: frozenset[str] = frozenset(column.key for column in COLUMNS)

READ_ONLY: Mapping[str, str] = {
    "option_until": (
        "Optionen kontrolleras men förs inte in: listan säger inte vilken dag den senast ska "
        "avropas. Läs in optionerna med listan ”Optioner”, eller lägg till dem på avtalets sida."
    ),
}
"""Columns whose cells are checked, but that say too little to be taken in."""

OF_FOLLOWUPS: frozenset[str] = frozenset({"Följs upp av", "Tidpunkt", "Underlag", "Anmärkning"})
"""Headings that belong to the follow-up and not to the register."""


def dates_in_order(values: Mapping[str, object]) -> Iterable[RowProblem]:
    """Say so when the end stands before the start."""
    starts_on, ends_on = values["starts_on"], values["ends_on"]
    if isinstance(starts_on, date) and isinstance(ends_on, date) and ends_on < starts_on:
        yield RowProblem(
            "ends_on",
            f"Slutdatum är före startdatum ({swedish_date(starts_on)}). Rätta det av datumen som "
            "är fel.",
        )
