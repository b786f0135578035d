"""What columns an import knows: their names in files, their kind, their demands."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from insyn.kernel.choices import Choice
from insyn.papers.sheets.cells import Cell
from insyn.papers.sheets.dates import parse_date, parse_period
from insyn.papers.sheets.values import (
    parse_choice,
    parse_decimal,
    parse_integer,
    parse_list,
    parse_long_text,
    parse_organisation_number,
    parse_text,
    parse_yes_no,
    remark_on_organisation_number,
)


class Kind(Choice):
    """What the cells of a column hold (slag)."""

    TEXT = "text", "Text"
    LONG_TEXT = "long_text", "Text på flera rader"
    ORGANISATION_NUMBER = "organisation_number", "Organisationsnummer"
    DATE = "date", "Datum"
    PERIOD = "period", "Två datum i en cell"
    INTEGER = "integer", "Heltal"
    DECIMAL = "decimal", "Tal"
    YES_NO = "yes_no", "Ja eller nej"
    CHOICE = "choice", "Ett av flera värden"
    LIST = "list", "Lista"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column that an import can take in.

    ``carry_down`` says that a name stands only on the first row of its group. ``choices`` are
    (code, label) pairs; a code may have several labels. ``lowest`` and ``highest`` bound numbers,
    ``decimals`` how many follow the comma. ``takes_signs`` lets a text begin as a formula does:
    it is then a text that we have written out ourselves. A period ``fills`` two other columns.
    """

    key: str
    heading: str
    kind: Kind = Kind.TEXT
    aliases: tuple[str, ...] = ()
    required: bool = False
    carry_down: bool = False
    max_length: int = 200
    choices: tuple[tuple[str, str], ...] = ()
    separator: str = ";"
    lowest: int | None = None
    highest: int | Decimal | None = None
    decimals: int | None = None
    takes_signs: bool = False
    fills: tuple[str, str] | tuple[()] = ()


Parser = Callable[[Cell], object]
"""Returns the value of a cell or raises Unfit."""

Remarker = Callable[[object], str | None]
"""Returns a warning about a value that is taken in all the same, or None."""


def parser_of(spec: ColumnSpec) -> Parser:
    """Return the function that reads the column's cells. Chosen once, called for every row."""
    return _MAKERS[spec.kind](spec)


def _choice_parser(spec: ColumnSpec) -> Parser:
    labels = tuple(label for _, label in spec.choices)
    codes = {code.casefold(): code for code, _ in spec.choices}
    codes |= {" ".join(label.split()).casefold(): code for code, label in spec.choices}
    return lambda cell: parse_choice(cell, codes, labels)


def _text_parser(spec: ColumnSpec) -> Parser:
    length, takes_signs = spec.max_length, spec.takes_signs
    return lambda cell: parse_text(cell, length, takes_signs=takes_signs)


_MAKERS: dict[Kind, Callable[[ColumnSpec], Parser]] = {
    Kind.TEXT: _text_parser,
    Kind.LONG_TEXT: lambda spec: lambda cell: parse_long_text(cell, spec.max_length),
    Kind.ORGANISATION_NUMBER: lambda _: parse_organisation_number,
    Kind.DATE: lambda _: parse_date,
    Kind.PERIOD: lambda _: parse_period,
    Kind.INTEGER: lambda spec: lambda cell: parse_integer(cell, spec.lowest, spec.highest),
    Kind.DECIMAL: lambda spec: (
        lambda cell: parse_decimal(cell, spec.lowest, spec.highest, decimals=spec.decimals)
    ),
    Kind.YES_NO: lambda _: parse_yes_no,
    Kind.CHOICE: _choice_parser,
    Kind.LIST: lambda spec: (
        lambda cell: parse_list(cell, spec.separator, spec.max_length, takes_signs=spec.takes_signs)
    ),
}


def remarker_of(spec: ColumnSpec) -> Remarker | None:
    """Return the function that warns about accepted values, for the kinds that have one."""
    if spec.kind == Kind.ORGANISATION_NUMBER:
        return remark_on_organisation_number
    return None
