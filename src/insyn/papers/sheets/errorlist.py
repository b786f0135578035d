"""The problems of a file as a workbook, for the person who will put it right."""

from collections.abc import Iterable

from insyn.papers.excel import Column, ColumnKind, write
from insyn.papers.sheets.checking import Problem

COLUMNS = (
    Column("row", "Rad", ColumnKind.INTEGER, width=8),
    Column("cell", "Cell", width=10),
    Column("heading", "Kolumn", width=28),
    Column("value", "Värde i filen", width=32),
    Column("sentence", "Vad som behöver rättas", width=90),
    Column("severity", "Fel eller varning", width=18),
)


def errorlist(problems: Iterable[Problem]) -> bytes:
    """Return an .xlsx file with one row per problem, in the order given."""
    return write(COLUMNS, map(_row, problems), title="Att rätta")


def _row(problem: Problem) -> dict[str, object]:
    return {
        "row": problem.row,
        "cell": problem.cell,
        "heading": problem.heading,
        "value": problem.value,
        "sentence": problem.sentence,
        "severity": problem.severity.label,
    }
