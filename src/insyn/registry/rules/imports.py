"""What an import of providers reads out of a file. Pure: bytes are read elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from insyn.papers.sheets.cells import Cell, Row, address, plain_text
from insyn.papers.sheets.checking import LeftOut, Problem, Severity, check
from insyn.papers.sheets.headings import guess_heading_row, guess_mapping, normalised
from insyn.papers.sheets.reading import Sheet
from insyn.registry.rules.columns import (
    COLUMNS,
    KEYS,
    OF_FOLLOWUPS,
    READ_ONLY,
    dates_in_order,
    with_profile,
)
from insyn.registry.rules.entries import ProviderEntry, gather, sayer

Profile = Mapping[str, str]
"""A column's key → its heading in the files of the profile; empty when it is not taken in."""


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What the user has chosen; None is guessed. ``sheet`` from 0, ``heading_row`` from 1."""

    sheet: int | None = None
    heading_row: int | None = None
    mapping: Mapping[str, int] | None = None
    profile: Profile | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it will be taken in, before the register is asked."""

    file_name: str
    sha256: str
    sheets: tuple[str, ...]
    sheet: int
    heading_row: int
    headings: tuple[str, ...]
    mapping: Mapping[str, int]
    row_count: int
    first_rows: tuple[tuple[str, ...], ...] = ()
    entries: tuple[ProviderEntry, ...] = ()
    problems: tuple[Problem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    cells: Mapping[str, Cell] = field(default_factory=dict, repr=False)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == Severity.ERROR]

    @property
    def warnings(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == Severity.WARNING]

    @property
    def is_fit(self) -> bool:
        return not self.errors

    @property
    def has_agreements(self) -> bool:
        """Tell whether the file itself names the agreements."""
        return "agreement" in self.mapping

    def profile(self) -> dict[str, str]:
        """Return the columns as a profile that finds them again in another file."""
        return {
            column.key: self.headings[self.mapping[column.key]]
            if column.key in self.mapping
            else ""
            for column in COLUMNS
        }


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file and which of its sheets is read."""

    name: str
    sha256: str
    sheets: tuple[str, ...]
    sheet: int


SHOWN_ROWS = 5
"""Rows that are shown below the headings while the columns are chosen."""


def preview(file: SourceFile, sheet: Sheet, choices: ImportChoices) -> Preview:
    """Return what the sheet holds: providers, problems by cell, rows and columns left out."""
    columns = with_profile(choices.profile or {})
    heading_row = choices.heading_row or guess_heading_row(sheet.rows, columns)
    row = sheet.rows[heading_row - 1] if heading_row <= len(sheet.rows) else ()
    headings = tuple(" ".join(plain_text(cell).split()) for cell in row)
    mapping = _mapping(headings, choices)
    checked = check(
        sheet,
        heading_row=heading_row,
        mapping=mapping,
        columns=COLUMNS,
        extra_row_checks=(dates_in_order,),
    )
    cells = _cells(sheet.rows, mapping, {row.number for row in checked.rows})
    problems = list(checked.problems)
    entries = gather(checked.rows, sayer(problems, mapping, cells))
    return Preview(
        file_name=file.name,
        sha256=file.sha256,
        sheets=file.sheets,
        sheet=file.sheet,
        heading_row=heading_row,
        headings=headings,
        mapping=mapping,
        row_count=len(checked.rows),
        first_rows=_first_rows(sheet.rows[heading_row:], len(headings)),
        entries=tuple(entries),
        problems=tuple(sorted(problems, key=lambda problem: problem.row)),
        left_out=tuple(checked.left_out),
        notes=tuple(_notes(headings, mapping, choices)),
        cells=cells,
    )


def _mapping(headings: Sequence[str], choices: ImportChoices) -> dict[str, int]:
    """Return the chosen places that the sheet has, or the guessed ones."""
    if choices.mapping is not None:
        places = choices.mapping.items()
        return {key: at for key, at in places if key in KEYS and 0 <= at < len(headings)}
    if choices.profile is None:
        return guess_mapping(headings, COLUMNS)
    forms = [normalised(heading) for heading in headings]
    wanted = {key: normalised(heading) for key, heading in choices.profile.items() if heading}
    return {key: forms.index(form) for key, form in wanted.items() if key in KEYS and form in forms}


def _first_rows(rows: Sequence[Row], width: int) -> tuple[tuple[str, ...], ...]:
    """Return the first rows as text, each as wide as the row of headings."""
    shown = [tuple(plain_text(cell) for cell in row[:width]) for row in rows[:SHOWN_ROWS]]
    return tuple(row + ("",) * (width - len(row)) for row in shown)


def _cells(rows: Sequence[Row], mapping: Mapping[str, int], numbers: set[int]) -> dict[str, Cell]:
    """Return the cells that a later sentence may quote: names and numbers of taken rows."""
    quoted = [mapping[key] for key in ("name", "org_number", "group") if key in mapping]
    return {
        address(number, place): rows[number - 1][place]
        for number in numbers
        for place in quoted
        if place < len(rows[number - 1])
    }


def _notes(
    headings: Sequence[str], mapping: Mapping[str, int], choices: ImportChoices
) -> list[str]:
    """Say of each column that is not taken in why it is not."""
    taken = set(mapping.values())
    of_followups = {normalised(heading) for heading in OF_FOLLOWUPS}
    notes = [READ_ONLY[key] for key in READ_ONLY if key in mapping]
    for index, heading in enumerate(headings):
        if heading and index not in taken:
            why = " Den hör till uppföljningen." if normalised(heading) in of_followups else ""
            notes.append(f"Kolumnen ”{heading}” förs inte in i registret.{why}")
    known = {normalised(heading) for heading in headings}
    missing = (choices.profile or {}).values()
    notes += [
        f"Profilens kolumn ”{heading}” finns inte i filen."
        for heading in missing
        if heading and normalised(heading) not in known
    ]
    return notes
