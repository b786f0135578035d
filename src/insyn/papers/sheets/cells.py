"""A cell as it was read: its type, its address, its text for people."""

from datetime import date, datetime
from string import ascii_uppercase

from insyn.kernel.errors import RuleViolation

Cell = str | int | float | bool | date | datetime | None
"""One cell. An empty or blank cell is always None, a whole number always an int."""

Row = tuple[Cell, ...]
"""The cells of one row from column A; empty cells to the right are left out."""

SHOWN_AT_MOST = 60
"""Characters of a cell that are quoted back to the user."""


class Unfit(RuleViolation):
    """The cell cannot be what its column asks for. The message is a Swedish sentence."""


def address(row: int, column: int) -> str:
    """Return the address people know, such as ``B3``; the row counts from 1, the column from 0."""
    letters = ""
    number = column + 1
    while number:
        number, place = divmod(number - 1, len(ascii_uppercase))
        letters = ascii_uppercase[place] + letters
    return f"{letters}{row}"


def plain_text(cell: Cell) -> str:
    """Return the cell as a Swedish spreadsheet shows it: decimal comma, ISO dates, SANT."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "SANT" if cell else "FALSKT"
    if isinstance(cell, float):
        return f"{cell:.15g}".replace(".", ",")
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def shown(cell: Cell) -> str:
    """Return the text on one line, at most 60 characters, for a list of problems."""
    text = " ".join(plain_text(cell).split())
    return text if len(text) <= SHOWN_AT_MOST else f"{text[: SHOWN_AT_MOST - 1]}…"
