"""A spreadsheet file as rows of plain cells, read by a limited process."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import cast

from insyn.kernel.errors import RuleViolation
from insyn.papers.sheets.cells import Cell, Row

CHILD = Path(__file__).with_name("child.py")
MAX_FILE = 20 << 20
"""Bytes. The child holds the same limit."""

CSV_SUFFIXES = frozenset({"csv", "txt", "tsv"})

PATIENCE = 90
"""Seconds on the wall; the child has its own limit of processor time."""

SENTENCES: Mapping[str, str] = {
    "empty": "Filen är tom. Kontrollera att du valde rätt fil.",
    "too_large": "Filen är större än 20 MB. Dela upp den eller minska den.",
    "unknown_kind": (
        "Filen är inte en Excel-arbetsbok (.xlsx) eller CSV-fil. Öppna den i Excel, välj Spara som "
        "och ”Excel-arbetsbok (.xlsx)”, och försök igen."
    ),
    "old_excel": (
        "Filen är i det äldre Excel-formatet (.xls) eller skyddad med lösenord. Öppna den i Excel, "
        "ta bort lösenordet, spara den som .xlsx och försök igen."
    ),
    "broken": (
        "Filen är skadad eller inte en Excel-arbetsbok och kunde inte läsas. Öppna den i Excel, "
        "spara den på nytt som .xlsx och försök igen."
    ),
    "macros": (
        "Arbetsboken innehåller makron och tas därför inte emot. Spara den som ”Excel-arbetsbok "
        "(.xlsx)” utan makron och försök igen."
    ),
    "too_many_parts": "Arbetsboken har för många delar. Kopiera bladet till en ny arbetsbok.",
    "zip_bomb": "Filen blir orimligt stor när den packas upp och tas därför inte emot.",
    "too_many_rows": (
        "Bladet har fler än 100 000 rader. Ta bort rader som inte ska läsas in, eller dela upp "
        "filen. Kontrollera också att ingen cell långt ned är ifylld."
    ),
    "too_many_columns": (
        "Bladet har fler än 200 kolumner. Ta bort kolumner som inte behövs. Kontrollera också "
        "att ingen cell långt till höger är ifylld."
    ),
    "too_big": (
        "Bladet är för stort för att läsas. Ofta ligger en bortglömd cell långt ned eller långt "
        "till höger. Ta bort överflödiga rader och kolumner, spara och försök igen."
    ),
    "too_slow": "Filen tog för lång tid att läsa. Dela upp den i mindre filer och försök igen.",
    "not_text": (
        "CSV-filen innehåller tecken som inte är text. Spara den på nytt från Excel som "
        "”CSV UTF-8” eller som .xlsx och försök igen."
    ),
    "bad_quotes": (
        "Citattecknen i CSV-filen går inte ihop: ett citattecken i början av ett fält saknar "
        "sitt slut, eller text står efter det. Spara filen på nytt från Excel och försök igen."
    ),
    "no_such_sheet": "Bladet finns inte i filen. Välj ett annat blad.",
}

STOPPED = 3
"""The exit code of a child that says why it refuses."""

ENDED_BY: Mapping[int, str] = {
    signal.SIGABRT: "too_big",  # the reader aborts only when it is not given the memory it asks for
    signal.SIGXCPU: "too_slow",
    signal.SIGKILL: "too_slow",
}


class Unreadable(RuleViolation):
    """The file cannot be read. The message is Swedish, says why and what to do."""


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """A sheet's name and how far its cells reach, before anything is read."""

    name: str
    rows: int
    columns: int
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a file, in its own order; a CSV file is one sheet."""

    sheets: tuple[SheetInfo, ...]

    @property
    def likely_index(self) -> int:
        """Return the sheet most likely meant: the visible one with the most rows."""
        indexes = range(len(self.sheets))
        return max(
            indexes, key=lambda i: (not self.sheets[i].is_hidden, self.sheets[i].rows), default=0
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet: ``rows[0]`` is row 1, and each row begins in column A."""

    name: str
    rows: list[Row]


def read_workbook(data: bytes, filename: str) -> Workbook:
    """Return what sheets the file has.

    Raises:
        Unreadable: it is no .xlsx or CSV file, or breaks a limit.
    """
    (answer,) = _ask(data, filename)
    sheets = cast("dict[str, list[tuple[str, int, int, bool]]]", answer)["sheets"]
    if not sheets:
        raise Unreadable("Arbetsboken har inget blad med celler. Välj en annan fil.")
    return Workbook(tuple(SheetInfo(*sheet) for sheet in sheets))


def read_sheet(data: bytes, filename: str, sheet_index: int) -> Sheet:
    """Return all cells of one sheet, numbered as in ``read_workbook``.

    Raises:
        Unreadable: the file or the sheet cannot be read, or breaks a limit.
    """
    rows: list[Row] = []
    name = ""
    for message in _ask(data, filename, str(sheet_index)):
        if isinstance(message, dict):
            name = message["name"]
        else:
            rows.extend(_restored(*cast("_Batch", message)))
    while rows and not rows[-1]:
        rows.pop()
    return Sheet(name, rows)


_Batch = tuple[list[list[Cell]], list[tuple[int, int, str]]]


def _restored(rows: list[list[Cell]], marks: list[tuple[int, int, str]]) -> Iterator[Row]:
    """Turn the ISO texts that the child marked into dates again."""
    for row, column, kind in marks:
        restore = datetime.fromisoformat if kind == "datetime" else date.fromisoformat
        rows[row][column] = restore(str(rows[row][column]))
    return map(tuple, rows)


def _ask(data: bytes, filename: str, *arguments: str) -> Iterator[object]:
    if len(data) > MAX_FILE:
        raise Unreadable(SENTENCES["too_large"])
    suffix = PurePath(filename).suffix.lstrip(".").lower()
    suffix = suffix if suffix in CSV_SUFFIXES else "xlsx"  # never a foreign text as an argument
    command = [sys.executable, "-I", str(CHILD), suffix, *arguments]
    try:
        done = subprocess.run(  # noqa: S603  our own file, arguments without a shell
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(SENTENCES["too_slow"]) from None
    lines = done.stdout.splitlines()
    if done.returncode:
        raise Unreadable(_reason(done.returncode, lines))
    return map(json.loads, lines)


def _reason(code: int, lines: list[bytes]) -> str:
    """Say why the child ended: by its own word, or by the limit that ended it."""
    if code == STOPPED and lines and lines[-1].startswith(b'{"stop"'):
        return SENTENCES[json.loads(lines[-1])["stop"]]
    return SENTENCES[ENDED_BY.get(-code, "broken")]
