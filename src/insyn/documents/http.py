"""How a stored file, or a list as a file, leaves the house."""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any, TypeVar

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from insyn.accounts.http import Request
from insyn.documents.models import Document
from insyn.documents.rules import FILE_TYPES as KNOWN_TYPES
from insyn.documents.services import Taken, note_taken
from insyn.kernel.choices import Choice
from insyn.kernel.errors import RuleViolation
from insyn.papers import pdf, word
from insyn.papers.content import Document as Paper
from insyn.papers.excel import Column, ColumnKind, Row, write_csv_to, write_to
from insyn.platform import clock

Answer = TypeVar("Answer", bound=HttpResponse | FileResponse)
SANDBOX = "sandbox; default-src 'none'"
"""A downloaded file that a browser opens after all can run nothing and reach nothing."""

PAPER_ENDINGS: Mapping[str, Callable[[Paper], bytes]] = {"docx": word.render, "pdf": pdf.render}
"""What a paper can be taken as."""


def file_answer(document: Document, content: bytes) -> HttpResponse:
    """Return the file as a download, never shown inside one of our pages."""
    answer = HttpResponse(content, content_type=document.content_type)
    return as_download(answer, document.file_name)


def made_file(content: bytes, *, name: str, ending: str) -> HttpResponse:
    """Return a file that has been made just now, as a download."""
    content_type, _starts = KNOWN_TYPES[ending]
    return as_download(HttpResponse(content, content_type=content_type), f"{name}.{ending}")


def made_paper(paper: Paper, *, name: str, ending: str) -> HttpResponse:
    """Return a paper as it reads now, as Word or PDF.

    Raises:
        Http404: it is asked for as something else.
    """
    if ending not in PAPER_ENDINGS:
        raise Http404
    return made_file(PAPER_ENDINGS[ending](paper), name=name, ending=ending)


def as_download(answer: Answer, file_name: str) -> Answer:
    """Let the answer be kept as a file, never shown inside one of our pages."""
    disposition = content_disposition_header(as_attachment=True, filename=file_name)
    answer.headers["Content-Disposition"] = str(disposition)
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


FILE_PARAMETER = "fil"
"""The part of an address that asks for a list as a file: ``?fil=xlsx`` or ``?fil=csv``."""

FILE_TYPES: Mapping[str, str] = {
    "xlsx": KNOWN_TYPES["xlsx"][0],
    "csv": "text/csv; charset=utf-8",
}
AT_A_TIME = 2_000
"""Rows that are held in memory at once."""

HELD_IN_MEMORY = 4 << 20
"""Bytes of a file; a larger one is sent from disk."""

MOST_ROWS_IN_EXCEL = 1_048_575
_PASSED_OVER = frozenset({FILE_PARAMETER, "page", "csrfmiddlewaretoken"})
_TOO_MANY = (
    "Listan har fler rader än ett blad i Excel rymmer (1 048 575). Filtrera listan, eller hämta "
    "den som CSV."
)


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list as a file: its heading, and what a row says in it."""

    heading: str | Promise
    value: Callable[[Any], object]
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 24


Rows = Iterable[Any]


def list_file(
    request: Request, columns: Sequence[ListColumn], rows: Rows | Callable[[], Rows], name: str
) -> HttpResponse | FileResponse | None:
    """Return the list as the file that the address asks for; None when it asks for the page.

    ``rows`` are all that the filters keep, already seen by the asker, or a function that reads
    them when they are needed; ``name`` is what the list is called. Who took it out, and with
    which filters, stands in the trail.
    """
    file_type = request.GET.get(FILE_PARAMETER, "")
    if file_type not in FILE_TYPES:
        return None
    return columns_file(request, columns, rows, name=name, file_type=file_type)


def columns_file(
    request: Request,
    columns: Sequence[ListColumn],
    rows: Rows | Callable[[], Rows],
    *,
    name: str,
    file_type: str,
) -> HttpResponse | FileResponse:
    """Return the list as a file of that type, one of ``FILE_TYPES``, and note who took it."""
    keys = [str(at) for at in range(len(columns))]
    written = tuple(
        Column(key, str(column.heading), column.kind, width=column.width)
        for key, column in zip(keys, columns, strict=True)
    )
    read = rows() if callable(rows) else rows
    found = read.iterator(chunk_size=AT_A_TIME) if isinstance(read, QuerySet) else read
    said = (
        {key: _plain(column.value(row)) for key, column in zip(keys, columns, strict=True)}
        for row in found
    )
    return table_file(request, written, said, name=name, file_type=file_type)


def _plain(value: object) -> object:
    """Return nothing for an empty text: its cell stays empty."""
    return None if value == "" else value


def label(choice: object) -> str:
    """Return the label of a choice in the reader's language; empty for none."""
    return gettext(choice.label) if isinstance(choice, Choice) else ""


def day(heading: str | Promise, value: Callable[[Any], object]) -> ListColumn:
    """Return a column of days."""
    return ListColumn(heading, value, ColumnKind.DATE, width=14)


def count(heading: str | Promise, value: Callable[[Any], object]) -> ListColumn:
    """Return a column of whole numbers."""
    return ListColumn(heading, value, ColumnKind.INTEGER, width=12)


def table_file(
    request: Request, columns: Sequence[Column], rows: Iterable[Row], *, name: str, file_type: str
) -> HttpResponse | FileResponse:
    """Return the rows as a file, written row by row so that memory does not grow with them.

    Raises:
        RuleViolation: there are more rows than a sheet of Excel holds.
    """
    counted = _Counted(rows)
    out = TemporaryFile()  # noqa: SIM115  the answer closes it when it has been sent
    try:
        _write(out, columns, counted, name=name, file_type=file_type)
    except RuleViolation:
        out.close()
        raise
    note_taken(request.access, Taken(name, file_type, filters_said(request), counted.count))
    answer = _answer(out, FILE_TYPES[file_type])
    file_name = f"{name.casefold().replace(' ', '-')}-{clock.today()}.{file_type}"
    return as_download(answer, file_name)


def _answer(out: IO[bytes], content_type: str) -> HttpResponse | FileResponse:
    """Return what was written: a large file from disk, a small one at once."""
    size = out.tell()
    out.seek(0)
    if size > HELD_IN_MEMORY:
        return FileResponse(out, content_type=content_type)
    with out:
        return HttpResponse(out.read(), content_type=content_type)


def filters_said(request: HttpRequest) -> str:
    """Return what the address asks for, page and file apart, for the trail."""
    chosen = (
        f"{key}: {', '.join(values)}"
        for key, values in request.GET.lists()
        if key not in _PASSED_OVER and any(values)
    )
    return "; ".join(chosen)


def _write(
    out: IO[bytes], columns: Sequence[Column], rows: "_Counted", *, name: str, file_type: str
) -> None:
    if file_type == "csv":
        write_csv_to(out, columns, rows)
        return
    write_to(out, columns, itertools.islice(rows, MOST_ROWS_IN_EXCEL), title=name)
    if next(iter(rows), None) is not None:
        raise RuleViolation(_TOO_MANY)


class _Counted:
    """Rows that are counted as they pass, once."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = iter(rows)
        self.count = 0

    def __iter__(self) -> "_Counted":
        return self

    def __next__(self) -> Row:
        row = next(self._rows)
        self.count += 1
        return row
