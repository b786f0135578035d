"""What the plans tell, as plain values and as the workbook that the list of 2024 was."""

import json
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from insyn.papers import excel

DATA = "frameworks.json"


@dataclass(frozen=True, slots=True)
class Told:
    """The board, the agreements of 2020 by title, and the list of 2024 row by row."""

    board: dict[str, str]
    told_on: date
    case_number: str
    titles: tuple[str, ...]
    file_name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def workbook(self) -> bytes:
        """Return the list of 2024 as .xlsx: the period in one cell, an X per year."""
        columns = [excel.Column(str(at), text, width=30) for at, text in enumerate(self.headings)]
        rows = [{str(at): cell for at, cell in enumerate(row) if cell} for row in self.rows]
        return excel.write(columns, rows, title="Ramavtal")


def read_told() -> Told:
    """Return what the shipped file tells."""
    data = files("insyn.examples") / "data" / DATA
    raw: dict[str, Any] = json.loads(data.read_text(encoding="utf-8"))
    old, new = raw["of_2020"], raw["of_2024"]
    return Told(
        board=raw["board"],
        told_on=date.fromisoformat(old["told_on"]),
        case_number=old["case_number"],
        titles=tuple(old["titles"]),
        file_name=new["file"],
        headings=tuple(new["headings"]),
        rows=tuple(tuple(row) for row in new["rows"]),
    )
