"""What an import reads out of a file. Pure: bytes are read elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from insyn.exchange.rules.changes import Change, Difference
from insyn.exchange.rules.kinds import ListKind, Table
from insyn.exchange.rules.mixed.columns import OF_FOLLOWUPS, READ_ONLY
from insyn.exchange.rules.mixed.entries import ProviderEntry, gather
from insyn.exchange.rules.saying import said, sayer
from insyn.papers.sheets.cells import Row, plain_text
from insyn.papers.sheets.checking import CheckedRow, LeftOut, Problem, Severity, check
from insyn.papers.sheets.columns import ColumnSpec
from insyn.papers.sheets.headings import guess_heading_row, guess_mapping, normalised
from insyn.papers.sheets.reading import Sheet

Profile = Mapping[str, str]
"""A column's key → its heading in the files of the profile; empty when it is not taken in."""


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """What the user has chosen; None is guessed. ``sheet`` from 0, ``heading_row`` from 1."""

    sheet: int | None = None
    heading_row: int | None = None
    mapping: Mapping[str, int] | None = None
    profile: Profile | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    """What was said of the whole list when it was uploaded, beside where it belongs."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file and which of its sheets is read."""

    name: str
    sha256: str
    sheets: tuple[str, ...]
    sheet: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it will be taken in, before the database is asked."""

    table: Table
    file: SourceFile
    heading_row: int
    headings: tuple[str, ...]
    mapping: Mapping[str, int]
    options: Mapping[str, str] = field(default_factory=dict)
    first_rows: tuple[tuple[str, ...], ...] = ()
    rows: tuple[CheckedRow, ...] = field(default=(), repr=False)
    entries: tuple[ProviderEntry, ...] = field(default=(), repr=False)
    """What the rows of a mixed list say together; empty for the other lists."""
    problems: tuple[Problem, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    cells: Sequence[Row] = field(default=(), repr=False)

    @property
    def file_name(self) -> str:
        return self.file.name

    @property
    def sha256(self) -> str:
        return self.file.sha256

    @property
    def sheets(self) -> tuple[str, ...]:
        return self.file.sheets

    @property
    def sheet(self) -> int:
        return self.file.sheet

    @property
    def row_count(self) -> int:
        return len(self.rows)

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

    @property
    def columns(self) -> list[ColumnSpec]:
        """Return the columns that the file has, in the order of the table."""
        filled = {
            key
            for column in self.table.columns
            if column.key in self.mapping
            for key in column.fills
        }
        return [
            column
            for column in self.table.columns
            if column.key in filled or (column.key in self.mapping and not column.fills)
        ]

    def profile(self) -> dict[str, str]:
        """Return the columns as a profile that finds them again in another file."""
        return {
            column.key: self.headings[self.mapping[column.key]]
            if column.key in self.mapping
            else ""
            for column in self.table.columns
        }


SHOWN_ROWS = 5
"""Rows that are shown below the headings while the columns are chosen."""


def preview(file: SourceFile, sheet: Sheet, table: Table, choices: ImportChoices) -> Preview:
    """Return what the sheet holds: rows, problems by cell, rows and columns left out."""
    columns = _with_profile(table, choices.profile or {})
    heading_row = choices.heading_row or guess_heading_row(sheet.rows, columns)
    row = sheet.rows[heading_row - 1] if heading_row <= len(sheet.rows) else ()
    headings = tuple(" ".join(plain_text(cell).split()) for cell in row)
    mapping = _mapping(headings, table, choices)
    checked = check(
        sheet,
        heading_row=heading_row,
        mapping=mapping,
        columns=table.columns,
        extra_row_checks=table.checks,
    )
    problems = list(checked.problems)
    is_mixed = table.kind == ListKind.CONTRACT_LIST
    say = sayer(problems, table, mapping, sheet.rows)
    entries = gather(checked.rows, say) if is_mixed else []
    return Preview(
        table=table,
        file=file,
        heading_row=heading_row,
        headings=headings,
        mapping=mapping,
        options=choices.options,
        first_rows=_first_rows(sheet.rows[heading_row:], len(headings)),
        rows=tuple(checked.rows),
        entries=tuple(entries),
        problems=tuple(sorted(problems, key=lambda problem: problem.row)),
        left_out=tuple(checked.left_out),
        notes=tuple(_notes(headings, table, mapping, choices)),
        cells=sheet.rows,
    )


def told(seen: Preview, change: Change) -> list[Difference]:
    """Return what a reader is told of a change: of a new thing, all that its row says."""
    if not change.values:
        return change.differences
    passed_over = {*seen.table.keys, *seen.table.help_columns}
    return [
        Difference(column.heading, "", said(column, value))
        for column in seen.columns
        if (value := change.values[column.key]) is not None and column.key not in passed_over
    ]


def _with_profile(table: Table, profile: Profile) -> tuple[ColumnSpec, ...]:
    """Return the columns, known also by the headings that a saved profile gives them."""
    return tuple(
        replace(column, aliases=(*column.aliases, profile[column.key]))
        if profile.get(column.key)
        else column
        for column in table.columns
    )


def _mapping(headings: Sequence[str], table: Table, choices: ImportChoices) -> dict[str, int]:
    """Return the chosen places that the sheet has, or the guessed ones."""
    keys = set(table.headings)
    if choices.mapping is not None:
        places = choices.mapping.items()
        return {key: at for key, at in places if key in keys and 0 <= at < len(headings)}
    if choices.profile is None:
        return guess_mapping(headings, table.columns)
    forms = [normalised(heading) for heading in headings]
    wanted = {key: normalised(heading) for key, heading in choices.profile.items() if heading}
    return {key: forms.index(form) for key, form in wanted.items() if key in keys and form in forms}


def _first_rows(rows: Sequence[Row], width: int) -> tuple[tuple[str, ...], ...]:
    """Return the first rows as text, each as wide as the row of headings."""
    texts = [tuple(plain_text(cell) for cell in row[:width]) for row in rows[:SHOWN_ROWS]]
    return tuple(row + ("",) * (width - len(row)) for row in texts)


def _notes(
    headings: Sequence[str], table: Table, mapping: Mapping[str, int], choices: ImportChoices
) -> list[str]:
    """Say of each column that is not taken in why it is not."""
    is_mixed = table.kind == ListKind.CONTRACT_LIST
    notes = [READ_ONLY[key] for key in READ_ONLY if is_mixed and key in mapping]
    notes += [
        f"Kolumnen ”{headings[mapping[key]]}” är till för läsaren och förs inte in: numret avgör."
        for key in sorted(table.help_columns & mapping.keys())
    ]
    taken = set(mapping.values())
    notes += [
        f"Kolumnen ”{heading}” förs inte in i registret.{_why(heading)}"
        for index, heading in enumerate(headings)
        if heading and index not in taken
    ]
    known = {normalised(heading) for heading in headings}
    missing = (choices.profile or {}).values()
    notes += [
        f"Profilens kolumn ”{heading}” finns inte i filen."
        for heading in missing
        if heading and normalised(heading) not in known
    ]
    return notes


def _why(heading: str) -> str:
    """Say where a column belongs when it is one that we know of; otherwise nothing."""
    form = normalised(heading)
    is_of_followups = "uppföljning" in form or form in _OF_FOLLOWUPS
    return " Den hör till uppföljningen." if is_of_followups else ""


_OF_FOLLOWUPS = frozenset(normalised(heading) for heading in OF_FOLLOWUPS)
