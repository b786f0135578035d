"""Which lists there are, and what each of them holds. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from insyn.kernel.access import Permission
from insyn.kernel.choices import Choice
from insyn.papers.excel import Column, ColumnKind
from insyn.papers.sheets.checking import RowCheck
from insyn.papers.sheets.columns import ColumnSpec, Kind


class ListKind(Choice):
    """What the rows of a list are (slag av lista)."""

    CONTRACT_LIST = "contract-list", "Avtalslista"
    PROVIDERS = "providers", "Utförare"
    UNITS = "units", "Verksamheter"
    OPERATIONS = "operations", "Drift"
    PERMITS = "permits", "Tillstånd"
    AGREEMENTS = "agreements", "Avtal"
    OPTIONS = "options", "Optioner"
    LOTS = "lots", "Avtalsområden"
    SANCTIONS = "sanctions", "Sanktionssteg"
    CONTRACTS = "contracts", "Kontrakt"
    PRICES = "prices", "Priser"
    USAGE = "usage", "Nyttjande"
    REQUIREMENTS = "requirements", "Krav"
    TEMPLATES = "templates", "Uppföljningsmallar"


class Belonging(Choice):
    """Whose the rows of a list are."""

    SHARED = "shared", "Delas av alla nämnder"
    AUTHORITY = "authority", "Nämndens"
    AGREEMENT = "agreement", "Nämndens, ofta i ett avtal"


@dataclass(frozen=True, slots=True)
class Table:
    """One kind of list: its columns, the same on the way in and out.

    ``slug`` is its address. ``help_columns`` are written for the reader and never taken in.
    ``kept`` always have a value: an empty cell there changes nothing, and is elsewhere emptied.
    ``keys`` say which thing a row is about, and are never changed by it.
    """

    kind: ListKind
    slug: str
    purpose: str
    columns: tuple[ColumnSpec, ...]
    keys: tuple[str, ...]
    belongs: Belonging = Belonging.AGREEMENT
    help_columns: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    checks: tuple[RowCheck, ...] = ()
    permission: Permission = Permission.IMPORT_REGISTER

    @property
    def exported(self) -> tuple[ColumnSpec, ...]:
        """Return the columns of a file that is given out: one cell holds one thing there."""
        return tuple(column for column in self.columns if column.kind != Kind.PERIOD)

    @property
    def headings(self) -> Mapping[str, str]:
        return {column.key: column.heading for column in self.columns}


_EXCEL_KINDS: Mapping[Kind, ColumnKind] = {
    Kind.DATE: ColumnKind.DATE,
    Kind.INTEGER: ColumnKind.INTEGER,
    Kind.DECIMAL: ColumnKind.NUMBER,
    Kind.YES_NO: ColumnKind.YES_NO,
}
_WIDTHS: Mapping[Kind, int] = {Kind.TEXT: 28, Kind.LONG_TEXT: 60, Kind.LIST: 40, Kind.CHOICE: 24}


def excel_columns(table: Table) -> tuple[Column, ...]:
    """Return the columns as they are written out."""
    return tuple(_excel_column(column) for column in table.exported)


def _excel_column(column: ColumnSpec) -> Column:
    return Column(
        column.key,
        column.heading,
        _EXCEL_KINDS.get(column.kind, ColumnKind.TEXT),
        width=_WIDTHS.get(column.kind, 16),
        choices=tuple(dict.fromkeys(label for _, label in column.choices)),
    )
