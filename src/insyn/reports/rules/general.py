"""What a report of any kind but the joint one knows: read once and then pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insyn.coordination.rules.yearly import MatterTold
from insyn.papers.wording import swedish_date
from insyn.reports.rules.states import ReportKind, ReportText
from insyn.results.rules.tables import Cell, Table


@dataclass(frozen=True, slots=True)
class PassageSaid:
    """A heading of the report and what stands under it."""

    place: ReportText
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class SingleFacts:
    """The follow-up that a single report brings to the board. ``found`` are (area, text)."""

    number: str
    provider: str
    agreement: str
    carried_out_on: date | None
    outcome: str
    assessment: str
    deficiencies: tuple[tuple[str, str], ...] = ()
    development_areas: tuple[tuple[str, str], ...] = ()
    good_practices: tuple[tuple[str, str], ...] = ()
    plan_state: str = ""


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """A board of the municipality, and its decided yearly report if there is one."""

    name: str
    has_reported: bool
    decided_on: date | None = None
    decision: str = ""


@dataclass(frozen=True, slots=True)
class CityFacts:
    """What the coordinator's yearly report names: ``left`` are (board, units not reported)."""

    left: tuple[tuple[str, tuple[str, ...]], ...] = ()
    nobody: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()
    matters: tuple[MatterTold, ...] = ()


@dataclass(frozen=True, slots=True)
class GeneralFacts:
    """Everything that such a report says. ``about`` narrows it down, in words.

    ``counted_until`` is the last day that the figures know of, when it is before the period's end.
    """

    kind: ReportKind
    title: str
    board: str
    administration: str
    municipality: str
    case_number: str
    starts_on: date
    ends_on: date
    about: str = ""
    decision: str = ""
    passages: tuple[PassageSaid, ...] = ()
    tables: tuple[tuple[ReportText, Table], ...] = ()
    single: SingleFacts | None = None
    boards: tuple[BoardFacts, ...] = ()
    city: CityFacts | None = None
    counted_until: date | None = None

    @property
    def period(self) -> str:
        """Return ”2026” for a whole year, else ”1 januari 2026–30 juni 2026”, or the one day."""
        first, last = self.starts_on, self.ends_on
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            years = {first.year, last.year}
            return "–".join(str(year) for year in sorted(years))
        if first == last:
            return swedish_date(first)
        return f"{swedish_date(first)}–{swedish_date(last)}"

    @property
    def all_tables(self) -> tuple[Table, ...]:
        return tuple(table for _place, table in self.tables)

    def cell(self, table: str, line: str, column: int = 0) -> Cell | None:
        """Return the figure, or None when the report has no such one."""
        for one in self.all_tables:
            for row in one.lines:
                if (one.key, row.key) == (table, line) and column < len(row.cells):
                    return row.cells[column]
        return None

    def number(self, table: str, line: str, column: int = 0) -> int | None:
        """Return the figure as a whole number; None when nothing can be said."""
        cell = self.cell(table, line, column)
        return None if cell is None or cell.value is None else int(cell.value)


def listed(words: Sequence[str]) -> str:
    """Return the words as a Swedish enumeration: ”a, b och c”."""
    return ", ".join(words[:-1]) + (" och " if len(words) > 1 else "") + "".join(words[-1:])
