"""How the columns of a table are set: which hold numbers, and how wide each is."""

import math
import re

from insyn.papers.content import Table, columns_of, text_of

_NUMBER = re.compile(r"[+\-–−]?\d[\d\s\u00a0\u202f]*([.,]\d+)?\s*(%|procent|kr|tkr|mnkr)?|[-–−]")
_NARROWEST = 4
_WIDEST = 44
_SHORT_ROWS = 10
_SHORT_TEXT = 900
"""Characters in all cells together: about half a page."""


def numeric_columns(table: Table) -> list[bool]:
    """Return, per column, whether it holds only numbers (and dashes) and so is set flush right.

    The column that names the rows never does.
    """
    flags = [_is_numeric([text_of(row[index]) for row in table.rows]) for index in _places(table)]
    if table.row_headers:
        flags[0] = False
    return flags


def shares(table: Table) -> list[float]:
    """Return each column's share of the width; the shares add up to 1.

    Without widths of its own, a column is as wide as its longest text, within bounds, and never
    narrower than its longest word. A cell that covers several columns widens none of them.
    """
    weights = list(table.widths) or [_weight(table, index) for index in _places(table)]
    return [weight / sum(weights) for weight in weights]


def is_short(table: Table) -> bool:
    """Return whether the table surely fits on a page, so that it need not be broken."""
    size = sum(len(text_of(cell)) for row in table.rows for cell in row)
    return len(table.rows) <= _SHORT_ROWS and size <= _SHORT_TEXT


def _places(table: Table) -> range:
    return range(len(table.header))


def _is_numeric(texts: list[str]) -> bool:
    filled = [text.strip() for text in texts if text.strip()]
    has_digit = any(character.isdigit() for text in filled for character in text)
    return has_digit and all(_NUMBER.fullmatch(text) for text in filled)


def _weight(table: Table, index: int) -> float:
    own = (row[index] for row in table.rows if columns_of(row[index]) == 1)
    texts = [table.header[index], *map(text_of, own)]
    longest = max(len(text) for text in texts)
    longest_word = max((len(word) for text in texts for word in text.split()), default=0)
    # A long text may take several lines, so beyond a line its width counts less and less.
    wanted = min(longest, 14 + math.pow(max(longest - 14, 0), 0.75))
    return min(max(wanted, longest_word, _NARROWEST), _WIDEST) + 2
