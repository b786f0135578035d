"""The views of a plan as tables and drawings of a document. Pure.

``all_tables`` is what a whole plan prints; the others are its parts. Nothing planned gives no
table at all.
"""

from collections.abc import Sequence
from decimal import Decimal

from insyn.papers.charts import swedish_number
from insyn.papers.content import COVERED, Cell, Figure, Table
from insyn.papers.wheel import WheelRing, wheel
from insyn.plans.rules import matrices
from insyn.plans.rules.hours import (
    HoursRow,
    YearHours,
    in_months,
    in_years,
    per_year,
    summed,
)
from insyn.plans.rules.lines import Line, PlanLines, when, when_in
from insyn.plans.rules.matrices import (
    NOTHING,
    Matrix,
    MatrixRow,
    StageTable,
    head_of,
    period_of,
    years_of,
)
from insyn.plans.rules.months import SWEDISH, Words, capitalised
from insyn.plans.rules.wheel import Ring, of_year, rings_of

SHORT_MONTH = 3
"""Letters of a month's name where there is little room."""

SUM = "Summa"


def all_tables(plan: PlanLines) -> tuple[Table, ...]:
    """Return every table that has something to say, in the order a plan prints them."""
    return (
        *timetable_table(plan),
        *area_matrix_table(plan),
        *agreement_matrix_table(plan),
        *stage_table(plan),
        *hours_table(plan),
    )


def timetable_table(plan: PlanLines) -> tuple[Table, ...]:
    """Return what is done, of whom, when and by whom: one table in the order of the plan."""
    if not plan.lines:
        return ()
    one_year = len(years_of(plan)) == 1
    rows = tuple(
        (
            line.title,
            line.form,
            line.subject or NOTHING,
            _when(line, years_of(plan)[0] if one_year else None),
            line.responsible,
        )
        for line in plan.lines
    )
    header = ("Aktivitet", "Form", "Avser", "När", "Ansvarig")
    return (Table(f"Tidplan {_span(plan)}", header, rows),)


def area_matrix_table(plan: PlanLines) -> tuple[Table, ...]:
    """Return a table for each form: areas by year. What is the same every year is one cell."""
    return tuple(
        Table(
            f"{matrix.form}, tidplan {_span(plan)}",
            ("Verksamhetsområde", *(head_of(year, matrix.outlook) for year in matrix.years)),
            tuple((row.name, *_cells(row)) for row in matrix.rows),
        )
        for matrix in matrices.area_matrices(plan)
    )


def agreement_matrix_table(plan: PlanLines) -> tuple[Table, ...]:
    """Return a table for each form: agreements by year, with a cross and the agreement's days."""
    return tuple(
        Table(
            f"{matrix.form} av avtal",
            ("Avtal", "Avtalsperiod", *_headed(matrix)),
            tuple(
                (row.name, period_of(row.terms) if row.terms else NOTHING, *_crosses(row))
                for row in matrix.rows
            ),
            widths=(2.6, 2.2, *(1.5 for _year in matrix.years)),
        )
        for matrix in matrices.agreement_matrices(plan)
    )


def stage_table(plan: PlanLines) -> tuple[Table, ...]:
    """Return a table for each form with stages: agreements, their providers, and the months."""
    return tuple(_stage_table(found, plan) for found in matrices.stage_tables(plan))


def hours_table(plan: PlanLines) -> tuple[Table, ...]:
    """Return the hours of each form by year, with their sum and the capacity."""
    rows = in_years(plan, by=lambda line: line.form)
    if not rows:
        return ()
    years = per_year(plan)
    total = summed(rows, SUM)
    body = [_hours(row) for row in (*rows, total)]
    if plan.capacity_hours is not None:
        body += [_capacity(years), _left(years)]
    header = ("Form", *(str(year.year) for year in years), SUM)
    return (Table(f"Timmar {_span(plan)}", header, tuple(body)),)


def month_hours_table(plan: PlanLines, year: int) -> tuple[Table, ...]:
    """Return the hours of one year by month, a row for each form."""
    rows = in_months(plan.lines, year, by=lambda line: line.form)
    if not rows:
        return ()
    header = ("Form", *short_months(SWEDISH), SUM)
    body = tuple(_hours(row) for row in (*rows, summed(rows, SUM)))
    return (Table(f"Timmar per månad {year}", header, body),)


def wheel_figure(plan: PlanLines, year: int) -> tuple[Figure, ...]:
    """Return the year wheel as a figure, with all it shows said in words."""
    rings = rings_of(plan.lines, year)
    if not rings:
        return ()
    caption = f"Årshjul {year}"
    description = wheel_text(plan.lines, year)
    return (Figure(caption, description, wheel_drawing(rings, caption, description, year)),)


def wheel_text(lines: Sequence[Line], year: int, words: Words = SWEDISH) -> str:
    """Return what the wheel shows: each activity of the year, and when it is done."""
    parts = (f"{line.title}: {when_in(line, year, words)}." for line in of_year(lines, year))
    return " ".join(parts)


def wheel_drawing(
    rings: Sequence[Ring], title: str, description: str, year: int, words: Words = SWEDISH
) -> str:
    """Return the wheel as SVG."""
    drawn = [WheelRing(ring.name, tuple(count > 0 for count in ring.counts)) for ring in rings]
    return wheel(title, description, drawn, months=short_months(words), middle=str(year))


def short_months(words: Words) -> tuple[str, ...]:
    """Return ”jan”, ”feb” and so on."""
    return tuple(name[:SHORT_MONTH] for name in words.months)


def _span(plan: PlanLines) -> str:
    first, last = plan.years[0], plan.years[-1]
    return str(first) if first == last else f"{first}–{last}"


def _when(line: Line, year: int | None) -> str:
    text = (when_in(line, year) if year and line.periods else "") or when(line)
    if not text:
        return NOTHING
    said = SWEDISH.cancelled.format(when=text) if line.is_cancelled else text
    return capitalised(said)


def _cells(row: MatrixRow) -> tuple[str | Cell, ...]:
    (first, *_) = row.cells
    if len(first.years) == 1:
        return tuple(cell.text for cell in row.cells)
    covered = (COVERED,) * (len(first.years) - 1)
    return (Cell(first.text, columns=len(first.years)), *covered)


def _crosses(row: MatrixRow) -> tuple[str, ...]:
    """Return the crosses; a year without one is left empty, as such tables are read."""
    return tuple(cell.text if cell.entries else "" for cell in row.cells)


def _headed(matrix: Matrix) -> tuple[str, ...]:
    return tuple(f"{matrix.form} {head_of(year, matrix.outlook)}" for year in matrix.years)


def _stage_table(found: StageTable, plan: PlanLines) -> Table:
    rows = tuple(
        (row.name, "\n".join(row.line.providers) or NOTHING, *row.cells) for row in found.rows
    )
    header = ("Avtal", "Leverantör", *found.stages)
    widths = (2.4, 2.6, *(1.7 for _stage in found.stages))
    return Table(f"{found.form}, tidplan {_span(plan)}", header, rows, widths=widths)


def _hours(row: HoursRow) -> tuple[str, ...]:
    return (row.name, *map(_number, row.parts), _number(row.total))


def _capacity(years: Sequence[YearHours]) -> tuple[str, ...]:
    known = [Decimal(year.capacity) for year in years if year.capacity is not None]
    cells = (NOTHING if year.capacity is None else str(year.capacity) for year in years)
    return ("Kapacitet", *cells, _number(sum(known, Decimal(0))))


def _left(years: Sequence[YearHours]) -> tuple[str, ...]:
    known = [year.left for year in years if year.left is not None]
    cells = (NOTHING if year.left is None else _number(year.left) for year in years)
    return ("Kvar", *cells, _number(sum(known, Decimal(0))))


def _number(value: Decimal) -> str:
    return swedish_number(float(value)).replace("-", "−")
