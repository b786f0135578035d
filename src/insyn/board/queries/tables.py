"""The activities of a plan as its paper tells them, to everybody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from insyn.board.rules.facts import UNANNOUNCED
from insyn.kernel.access import Access
from insyn.papers.content import Table
from insyn.plans.letters.tables import (
    agreement_matrix_table,
    area_matrix_table,
    stage_table,
)
from insyn.plans.models import Plan, PlannedActivity
from insyn.plans.queries.timetable import plan_lines
from insyn.plans.rules.lines import Line, Period, PlanLines
from insyn.plans.rules.matrices import matrix_years, stage_tables


def timetables_of(lines: PlanLines) -> tuple[Table, ...]:
    """Return areas by year, agreements by year, and agreements by stage.

    When each single activity is done stands in the table of activities. In a plan of one year
    the stages already tell when each agreement of their form is followed up.
    """
    is_one_year = len(matrix_years(lines)) == 1
    told = {form.form_key for form in stage_tables(lines)} if is_one_year else set()
    rest = tuple(line for line in lines.lines if line.form_key not in told)
    crossed = agreement_matrix_table(replace(lines, lines=rest))
    return (*area_matrix_table(lines), *crossed, *stage_table(lines))


def public_lines(access: Access, plan: Plan) -> PlanLines:
    """Return the plan as everybody may read it: an unannounced activity tells only its year."""
    rows = PlannedActivity.objects.visible_to(access).filter(plan=plan, is_unannounced=True)
    hidden = set(rows.values_list("pk", flat=True))
    told = plan_lines(access, plan)
    lines = (_vague(line) if line.key in hidden else line for line in told.lines)
    return replace(told, lines=tuple(lines))


def _vague(line: Line) -> Line:
    return replace(line, periods=tuple(_whole_years(line)), rhythm="", note="")


def _whole_years(line: Line) -> Iterator[Period]:
    years = {
        year
        for period in line.periods
        for year in range(period.starts_on.year, period.ends_on.year + 1)
    }
    for year in sorted(years):
        yield Period(date(year, 1, 1), date(year, 12, 31), UNANNOUNCED)
