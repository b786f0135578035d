"""A workbook that somebody fills in: locked, but for the cells that wait for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from insyn.papers.excel import LONGEST_CELL
from insyn.papers.text import one_line, tidy

KEY_COLUMN = 0
"""The hidden first column: the mark of the sheet, and the key of each row."""

_CHOICE_SHEET = "Val"
_HEADING = "#E3EAF2"
_OPEN = "#FFF9E5"
_LONGEST_HINT = 255
_CHOICES_FROM = 1


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell to fill in: what it holds now, what to choose among, and a hint beside it."""

    text: str = ""
    choices: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class FillInRow:
    """A row: its key, and a cell per column. A ``heading`` is one text over all columns."""

    key: str = ""
    cells: Sequence[str | Slot] = ()
    heading: str = ""


@dataclass(frozen=True, slots=True)
class FillInSheet:
    """The whole sheet: lines above the table, then headings with their widths, then the rows.

    ``mark`` and the keys stand in a hidden first column; who reads the file back finds them.
    """

    name: str
    mark: str
    title: str
    lines: Sequence[str]
    columns: Sequence[tuple[str, int]]
    rows: Sequence[FillInRow]


def write_fill_in(told: FillInSheet) -> bytes:
    """Return an .xlsx file of the sheet. Every cell is text, so that nothing is a formula."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"title": one_line(told.title)})
        sheet = book.add_worksheet(told.name)
        styles = _Styles(book)
        first = _write_top(sheet, told, styles)
        _write_rows(sheet, told, styles, first)
        _offer(book, sheet, told.rows, first)
        sheet.protect("", {"format_columns": True, "format_rows": True})
    return out.getvalue()


class _Styles:
    """One format per look serves the whole book."""

    def __init__(self, book: Workbook) -> None:
        common = {"num_format": "@", "text_wrap": True, "valign": "top"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.line = book.add_format({"num_format": "@"})
        self.heading = book.add_format({**common, "bold": True, "bg_color": _HEADING, "bottom": 1})
        self.area = book.add_format({**common, "bold": True, "bg_color": "#F3F5F8"})
        self.fixed = book.add_format({**common, "bottom": 4})
        self.open = book.add_format({**common, "bg_color": _OPEN, "border": 1, "locked": False})


def _write_top(sheet: Worksheet, told: FillInSheet, styles: _Styles) -> int:
    """Write what stands above the rows; return the place of the first row."""
    sheet.set_column(KEY_COLUMN, KEY_COLUMN, 2, None, {"hidden": True})
    for place, (_name, width) in enumerate(told.columns, 1):
        sheet.set_column(place, place, width)
    sheet.write_string(0, KEY_COLUMN, told.mark)
    sheet.write_string(0, 1, one_line(told.title), styles.title)
    for at, line in enumerate(told.lines, 1):
        sheet.write_string(at, 1, one_line(line), styles.line)
    top = len(told.lines) + 2
    for place, (name, _width) in enumerate(told.columns, 1):
        sheet.write_string(top, place, name, styles.heading)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return top + 1


def _write_rows(sheet: Worksheet, told: FillInSheet, styles: _Styles, first: int) -> None:
    for at, row in enumerate(told.rows, first):
        if row.heading:
            _write_area(sheet, at, row.heading, len(told.columns), styles.area)
            continue
        sheet.write_string(at, KEY_COLUMN, row.key)
        for place, cell in enumerate(row.cells, 1):
            is_open = isinstance(cell, Slot)
            text = cell.text if isinstance(cell, Slot) else cell
            sheet.write_string(at, place, _cut(text), styles.open if is_open else styles.fixed)


def _write_area(sheet: Worksheet, at: int, text: str, width: int, style: Format) -> None:
    sheet.write_string(at, 1, one_line(text), style)
    for place in range(2, width + 1):
        sheet.write_blank(at, place, None, style)


def _offer(book: Workbook, sheet: Worksheet, rows: Sequence[FillInRow], first: int) -> None:
    """Give the cells their lists to choose from, read from a hidden sheet, and their hints."""
    slots = [
        (at, place, cell)
        for at, row in enumerate(rows, first)
        for place, cell in enumerate(row.cells, 1)
        if isinstance(cell, Slot)
    ]
    kinds = dict.fromkeys(cell.choices for _at, _place, cell in slots if cell.choices)
    sources = {choices: _listed(place, choices) for place, choices in enumerate(kinds)}
    if sources:
        lists = book.add_worksheet(_CHOICE_SHEET)
        lists.hide()
        for place, choices in enumerate(sources):
            for at, choice in enumerate(choices):
                lists.write_string(at, place, _cut(choice))
    for at, place, cell in slots:
        if rule := _rule(cell, sources.get(cell.choices, "")):
            sheet.data_validation(at, place, at, place, rule)


def _listed(place: int, choices: tuple[str, ...]) -> str:
    letter = xl_col_to_name(place)
    return f"={_CHOICE_SHEET}!${letter}${_CHOICES_FROM}:${letter}${len(choices)}"


def _rule(cell: Slot, source: str) -> dict[str, object]:
    hint = {"input_message": one_line(cell.hint)[:_LONGEST_HINT]} if cell.hint else {}
    if source:
        return {"validate": "list", "source": source, **hint}
    return {"validate": "any", **hint} if hint else {}


def _cut(text: str) -> str:
    tidied = tidy(text)
    return tidied if len(tidied) <= LONGEST_CELL else f"{tidied[: LONGEST_CELL - 1]}…"
