"""Workbooks made by hand, so that the tests can say exactly what is in them."""

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

FILES = Path(__file__).parent / "files"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(*rows: Iterable[object], title: str = "Blad1") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return saved(book)


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a small .xlsx with these parts put in place of, or beside, the usual ones."""
    with ZipFile(BytesIO(workbook([1], title="Blad1"))) as usual:
        contents: dict[str, str | bytes] = {name: usual.read(name) for name in usual.namelist()}
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in (contents | dict(parts)).items():
            archive.writestr(name, content)
    return out.getvalue()


def sheet_xml(rows: str, *, before: str = "") -> str:
    return (
        f'{DECLARATION}{before}<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData>'
        "</worksheet>"
    )


def with_sheet(rows: str, *, before: str = "") -> bytes:
    return package({"xl/worksheets/sheet1.xml": sheet_xml(rows, before=before)})
