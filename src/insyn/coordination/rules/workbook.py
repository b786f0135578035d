"""A workbook in which a district reports in: its columns, its marks, what was filled in. Pure.

Each row has a hidden key: the unit of the sample, and the version of the report that was put
there. A row in which nothing is filled in does nothing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from insyn.coordination.rules.states import AreaLevel, DistrictMethod
from insyn.kernel.choices import Choice
from insyn.papers.sheets.cells import Cell, Row
from insyn.papers.sheets.checking import CheckedRow, Problem, Severity, check
from insyn.papers.sheets.columns import ColumnSpec, Kind
from insyn.papers.sheets.reading import Sheet

SHEET = "Inrapportering"
PRODUCT = "insyn-inrapportering"
UNIT = "Verksamhet"
FIXED = (UNIT, "Utförare", "Insats", "Läge")
"""What stands before the cells to fill in, after the hidden key."""
FIRST_OPEN = 1 + len(FIXED)
LONGEST_TEXT = 4000
MOST_DEFICIENCIES = 1000

_MARK = re.compile(rf"{PRODUCT} (\d{{1,18}}) (\d{{1,18}})")
_KEY = re.compile(r"(\d{1,18}):(\d{1,9})")


class SheetRefusal(Choice):
    """What is wrong with a workbook or a row of it, as a sentence."""

    NOT_OURS = (
        "not_ours",
        "Filen är inte en arbetsbok från Insyn. Hämta arbetsboken på den här sidan.",
    )
    OTHER_PART = (
        "other_part",
        "Arbetsboken hör till en annan anvisning eller nämnd. Hämta den på den här sidan.",
    )
    UNKNOWN_UNIT = "unknown_unit", "Verksamheten finns inte i urvalet. Hämta arbetsboken igen."
    TWICE = "twice", "Verksamheten står på två rader. Ta bort den ena raden."
    CHANGED_SINCE = (
        "changed_since",
        "Har rapporterats eller ändrats sedan arbetsboken hämtades. Hämta arbetsboken igen.",
    )


def mark(instruction: int, authority: int) -> str:
    """Return what says which part of which instruction a workbook was made for."""
    return f"{PRODUCT} {instruction} {authority}"


def row_key(sampled: int, version: int) -> str:
    """Return the key of a row; the version is 0 where nothing had been reported."""
    return f"{sampled}:{version}"


def area_key(place: int) -> str:
    """Return the name of the column of the area at that place."""
    return f"area_{place}"


def columns_of(areas: Sequence[str]) -> tuple[ColumnSpec, ...]:
    """Return the columns to fill in, in their order."""
    levels = tuple((level.value, level.label) for level in AreaLevel)
    return (
        ColumnSpec("carried_out_on", "Uppföljningen gjord", Kind.DATE, required=True),
        ColumnSpec(
            "method", "Metod", Kind.CHOICE, required=True,
            choices=tuple((one.value, one.label) for one in DistrictMethod),
        ),
        *(
            ColumnSpec(area_key(place), area, Kind.CHOICE, choices=levels)
            for place, area in enumerate(areas)
        ),
        ColumnSpec(
            "deficiencies", "Antal brister", Kind.INTEGER, required=True, lowest=0,
            highest=MOST_DEFICIENCIES,
        ),
        ColumnSpec("needs_in_depth", "En fördjupad uppföljning behövs", Kind.YES_NO),
        ColumnSpec("text", "Sammanfattning", Kind.LONG_TEXT, max_length=LONGEST_TEXT),
        ColumnSpec("told_board_on", "Rapporterad till egen nämnd", Kind.DATE),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FilledIn:
    """A row in which something is filled in. ``row`` is that of the file, from 1."""

    row: int
    sampled: int
    version: int
    carried_out_on: date
    method: DistrictMethod
    outcomes: Mapping[str, AreaLevel] = field(default_factory=dict)
    deficiencies: int = 0
    needs_in_depth: bool = False
    text: str = ""
    told_board_on: date | None = None


def mark_refusal(rows: Sequence[Row], *, instruction: int, authority: int) -> SheetRefusal | None:
    """Return why the workbook is not one for this part; None when it is."""
    cell = rows[0][0] if rows and rows[0] else None
    found = _MARK.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None or _heading_row(rows) is None:
        return SheetRefusal.NOT_OURS
    is_same = (int(found[1]), int(found[2])) == (instruction, authority)
    return None if is_same else SheetRefusal.OTHER_PART


def _heading_row(rows: Sequence[Row]) -> int | None:
    """Return the number of the row of headings, from 1."""
    for number, row in enumerate(rows, 1):
        if len(row) > FIRST_OPEN and row[1] == UNIT:
            return number
    return None


def read_rows(
    sheet: Sheet, areas: Sequence[str], known: frozenset[int]
) -> tuple[list[FilledIn], list[Problem]]:
    """Return what was filled in, row by row, and everything wrong with it.

    ``known`` are the units of the part.
    """
    heading = _heading_row(sheet.rows) or 1
    columns = columns_of(areas)
    keys, problems = _keys(sheet.rows[heading:], heading, len(columns), known)
    kept = [
        row if number in keys or number <= heading else ()
        for number, row in enumerate(sheet.rows, 1)
    ]
    if not keys:
        return [], problems
    checked = check(
        Sheet(sheet.name, kept),
        heading_row=heading,
        mapping={spec.key: FIRST_OPEN + at for at, spec in enumerate(columns)},
        columns=columns,
    )
    filled = [_filled(row, keys[row.number], areas) for row in checked.rows]
    return filled, sorted([*problems, *checked.errors], key=lambda one: one.row)


def _keys(
    rows: Sequence[Row], heading: int, width: int, known: frozenset[int]
) -> tuple[dict[int, tuple[int, int]], list[Problem]]:
    """Return unit and version of each row that is filled in, by its number."""
    keys: dict[int, tuple[int, int]] = {}
    problems: list[Problem] = []
    seen: set[int] = set()
    for number, row in enumerate(rows, heading + 1):
        found = _KEY.fullmatch(str(row[0]).strip()) if row and isinstance(row[0], str) else None
        if not _is_filled_in(row[FIRST_OPEN : FIRST_OPEN + width]):
            continue
        sampled = int(found[1]) if found else 0
        if found is None or sampled not in known or sampled in seen:
            wrong = SheetRefusal.TWICE if sampled in seen else SheetRefusal.UNKNOWN_UNIT
            problems.append(Problem(Severity.ERROR, number, "", "", "", wrong.label))
            continue
        seen.add(sampled)
        keys[number] = sampled, int(found[2])
    return keys, problems


def _is_filled_in(cells: Sequence[Cell]) -> bool:
    return any(cell is not None and str(cell).strip() for cell in cells)


def _filled(row: CheckedRow, key: tuple[int, int], areas: Sequence[str]) -> FilledIn:
    values = row.values
    levels = {area: values[area_key(place)] for place, area in enumerate(areas)}
    carried_out, told = values["carried_out_on"], values["told_board_on"]
    assert isinstance(carried_out, date)
    return FilledIn(
        row=row.number,
        sampled=key[0],
        version=key[1],
        carried_out_on=carried_out,
        method=DistrictMethod(str(values["method"])),
        outcomes={area: AreaLevel(str(level)) for area, level in levels.items() if level},
        deficiencies=int(str(values["deficiencies"])),
        needs_in_depth=bool(values["needs_in_depth"]),
        text=str(values["text"] or ""),
        told_board_on=told if isinstance(told, date) else None,
    )
