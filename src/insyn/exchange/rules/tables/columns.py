"""Columns that several lists share, and small makers of columns. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from insyn.kernel.choices import Choice
from insyn.papers.sheets.checking import RowCheck, RowProblem
from insyn.papers.sheets.columns import ColumnSpec, Kind
from insyn.registry.rules.columns import LONGEST_CASE_NUMBER
from insyn.registry.rules.names import LONGEST_NAME

HIGHEST_COUNT = 2_147_483_647
"""The highest whole number that every database holds."""
LONGEST_TEXT = 10_000
"""Characters of a long text, as in the forms."""

_INVERTED = "”{last}” är före ”{first}”. Rätta det av datumen som är fel."


def text(
    key: str, heading: str, *aliases: str, length: int = LONGEST_NAME, required: bool = False
) -> ColumnSpec:
    """Return a column of short texts, on one line."""
    return ColumnSpec(key, heading, Kind.TEXT, aliases, required, max_length=length,
                      takes_signs=True)  # fmt: skip


def long_text(key: str, heading: str, *aliases: str, required: bool = False) -> ColumnSpec:
    """Return a column of texts that may have several lines."""
    return ColumnSpec(key, heading, Kind.LONG_TEXT, aliases, required, max_length=LONGEST_TEXT)


def day(key: str, heading: str, *aliases: str, required: bool = False) -> ColumnSpec:
    """Return a column of dates."""
    return ColumnSpec(key, heading, Kind.DATE, aliases, required)


def period(key: str, heading: str, *aliases: str, fills: tuple[str, str]) -> ColumnSpec:
    """Return a column whose cells hold the first and the last day of something."""
    return ColumnSpec(key, heading, Kind.PERIOD, aliases, fills=fills)


def whole(
    key: str,
    heading: str,
    *aliases: str,
    lowest: int = 0,
    highest: int = HIGHEST_COUNT,
    required: bool = False,
) -> ColumnSpec:
    """Return a column of whole numbers within the bounds."""
    return ColumnSpec(key, heading, Kind.INTEGER, aliases, required, lowest=lowest,
                      highest=highest)  # fmt: skip


def money(
    key: str, heading: str, *aliases: str, highest: Decimal, required: bool = False
) -> ColumnSpec:
    """Return a column of amounts in kronor and öre."""
    return ColumnSpec(key, heading, Kind.DECIMAL, aliases, required, lowest=0, highest=highest,
                      decimals=2)  # fmt: skip


def yes_no(key: str, heading: str, *aliases: str) -> ColumnSpec:
    """Return a column of yes and no."""
    return ColumnSpec(key, heading, Kind.YES_NO, aliases)


def choice(
    key: str,
    heading: str,
    kind: type[Choice],
    *aliases: str,
    words: Iterable[tuple[str, str]] = (),
    required: bool = False,
) -> ColumnSpec:
    """Return a column of a closed list; ``words`` are what people write besides its labels."""
    return ColumnSpec(key, heading, Kind.CHOICE, aliases, required,
                      choices=(*kind.choices(), *words))  # fmt: skip


def several(key: str, heading: str, *aliases: str, length: int = LONGEST_NAME) -> ColumnSpec:
    """Return a column of several names, with a semicolon between them."""
    return ColumnSpec(key, heading, Kind.LIST, aliases, max_length=length, takes_signs=True)


def number(key: str = "org_number", heading: str = "Organisationsnummer") -> ColumnSpec:
    """Return the column of the organisation number that names a provider."""
    return ColumnSpec(
        key,
        heading,
        Kind.ORGANISATION_NUMBER,
        ("Org.nr", "Organisationsnr", "Org.nummer") if key == "org_number" else (),
        required=True,
    )


PROVIDER_NAME = text("provider", "Utförare", "Leverantör", "Utförarens namn")
"""Written for the reader: the number says who it is."""

AUTHORITY = text("authority", "Nämnd")

OF_AGREEMENT: tuple[ColumnSpec, ...] = (
    text("agreement", "Avtal", "Ramavtal", "Avtalsrubrik", "Avtalsnamn"),
    day("agreement_starts_on", "Avtalet gäller från", "Avtalets start"),
    AUTHORITY,
)
"""Which agreement a row belongs to. Without them it is the one that was chosen for the file."""

AGREEMENT_KEYS = ("agreement", "agreement_starts_on", "authority")

OF_CONTRACT: tuple[ColumnSpec, ...] = (*OF_AGREEMENT, number(), PROVIDER_NAME)
CONTRACT_KEYS = (*AGREEMENT_KEYS, "org_number")

OF_UNIT: tuple[ColumnSpec, ...] = (
    text("unit", "Verksamhet", "Enhet", required=True),
    number(heading="Utförarens organisationsnummer"),
    PROVIDER_NAME,
)
UNIT_KEYS = ("unit", "org_number")

CASE_NUMBER = text("case_number", "Diarienummer", "Dnr", "Avtals-ID", length=LONGEST_CASE_NUMBER)


def in_order(first: ColumnSpec, last: ColumnSpec) -> RowCheck:
    """Return a check that says so when the last day, or number, comes before the first."""
    sentence = _INVERTED.format(first=first.heading, last=last.heading)

    def check(values: Mapping[str, object]) -> Iterable[RowProblem]:
        starts_on, ends_on = values[first.key], values[last.key]
        if isinstance(starts_on, date) and isinstance(ends_on, date) and ends_on < starts_on:
            yield RowProblem(last.key, sentence)

    return check
