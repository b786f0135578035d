"""Reads and checks 100 000 rows of 12 typed columns; prints processor seconds and peak memory.

Budget: 6 processor seconds and 300 MB, this process and the reading one together.
"""

import resource
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from insyn.papers.excel import Column, ColumnKind, write
from insyn.papers.sheets.checking import check
from insyn.papers.sheets.columns import ColumnSpec, Kind
from insyn.papers.sheets.headings import guess_heading_row, guess_mapping
from insyn.papers.sheets.reading import read_sheet, read_workbook

ROWS = 100_000
SECONDS, MEGABYTES = 6, 300

SPECS = (
    ColumnSpec("name", "Leverantör", required=True),
    ColumnSpec("orgnr", "Organisationsnummer", Kind.ORGANISATION_NUMBER, required=True),
    ColumnSpec("area", "Avtalsområde", carry_down=True),
    ColumnSpec("lots", "Delområden", Kind.LIST),
    ColumnSpec("starts_on", "Startdatum", Kind.DATE),
    ColumnSpec("ends_on", "Slutdatum", Kind.DATE),
    ColumnSpec("price", "Pris per dygn", Kind.DECIMAL, lowest=0),
    ColumnSpec("rank", "Rang", Kind.INTEGER, lowest=1),
    ColumnSpec("places", "Platser", Kind.INTEGER),
    ColumnSpec("is_active", "Aktiv", Kind.YES_NO),
    ColumnSpec("state", "Status", Kind.CHOICE, choices=(("a", "Aktiv"), ("v", "Vilande"))),
    ColumnSpec("note", "Anmärkning"),
)
KINDS = {Kind.DATE: ColumnKind.DATE, Kind.INTEGER: ColumnKind.INTEGER}


def build(path: Path) -> int:
    """Write the file, in a process of its own so that its memory is not counted."""
    columns = [Column(s.key, s.heading, KINDS.get(s.kind, ColumnKind.TEXT)) for s in SPECS]
    path.write_bytes(write(columns, map(_row, range(ROWS)), title="Mätning"))
    return 0


def _row(number: int) -> dict[str, object]:
    first = date(2010, 1, 1) + timedelta(days=number % 5000)
    return {
        "name": f"Exempelleverantör nummer {number} AB",
        "orgnr": f"556{number:06d}{_check_digit(f'556{number:06d}')}",
        "area": "Hem för vård eller boende (HVB)",
        "lots": "Konsulentstött jourhem; Konsulentstött familjehem",
        "starts_on": first,
        "ends_on": first + timedelta(days=1460),
        "price": f"{1 + number % 9} {number % 900 + 100},50 kr",
        "rank": number % 20 + 1,
        "places": number % 300,
        "is_active": "Ja" if number % 3 else "Nej",
        "state": "Aktiv" if number % 2 else "Vilande",
        "note": f"besök {170000 + number}, inskickade handlingar",
    }


def _check_digit(nine: str) -> int:
    doubled = [int(c) * (2 if i % 2 == 0 else 1) for i, c in enumerate(nine)]
    return -sum(d - 9 if d > 9 else d for d in doubled) % 10


def used() -> tuple[float, float, float]:
    """Return processor seconds so far, and peak megabytes here and in the reading process."""
    mine = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = mine.ru_utime + mine.ru_stime + children.ru_utime + children.ru_stime
    return seconds, mine.ru_maxrss / 1024, children.ru_maxrss / 1024


def measure(path: Path) -> int:
    """Import the file and print what it cost; return 1 when it is over the budget."""
    data = path.read_bytes()
    start, *_ = used()
    sheet = read_sheet(data, path.name, 0)
    read, *_ = used()
    heading_row = guess_heading_row(sheet.rows, SPECS)
    mapping = guess_mapping(sheet.rows[heading_row - 1], SPECS)
    checked = check(sheet, heading_row=heading_row, mapping=mapping, columns=SPECS)
    end, parent, child = used()
    read_workbook(data, path.name)
    listed, *_ = used()
    if len(checked.rows) != ROWS or checked.problems:
        sys.stdout.write(f"wrong result: {len(checked.rows)} rows, {checked.problems[:3]}\n")
        return 1
    sys.stdout.write(
        f"{len(data) / 1e6:.1f} MB, {ROWS} rows x {len(SPECS)} columns, no problems\n"
        f"read {read - start:.2f} s + check {end - read:.2f} s = {end - start:.2f} CPU s\n"
        f"peak memory {parent:.0f} MB here, {child:.0f} MB in the reading process\n"
        f"(listing the sheets alone: {listed - end:.2f} CPU s)\n"
    )
    return int(end - start > SECONDS or max(parent, child) > MEGABYTES)


STEPS = {"build": build, "measure": measure}


def main() -> int:
    """Build in one process, measure in another."""
    if len(sys.argv) > 2:
        return STEPS[sys.argv[1]](Path(sys.argv[2]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stor.xlsx"
        for step in STEPS:
            done = subprocess.run([sys.executable, __file__, step, path], check=False)
            if done.returncode:
                return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
