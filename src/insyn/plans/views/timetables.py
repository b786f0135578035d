"""The views of a plan: timetable, year wheel, matrices, stages and hours."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.views.decorators.http import require_GET

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, day, label, list_file
from insyn.papers.excel import ColumnKind
from insyn.papers.html import drawing
from insyn.papers.wording import Language, wording
from insyn.plans.forms.timetables import TimetableFilter
from insyn.plans.http import plan_at
from insyn.plans.letters.tables import short_months, wheel_drawing, wheel_text
from insyn.plans.models import Plan
from insyn.plans.queries.timetable import plan_lines
from insyn.plans.rules import hours as hour_rules
from insyn.plans.rules import matrices, wheel
from insyn.plans.rules.hours import HoursRow, YearHours
from insyn.plans.rules.lines import Line, Period, PlanLines
from insyn.plans.rules.matrices import (
    Matrix,
    MatrixRow,
    StageRow,
    StageTable,
    head_of,
    matrix_years,
    outlook_years,
    period_of,
    years_of,
)
from insyn.plans.rules.months import Words
from insyn.plans.rules.timetable import groups_of, pages_of, week_of, year_shown
from insyn.platform import clock

File = HttpResponse | FileResponse


def words() -> Words:
    """Return the words of a time in the reader's language."""
    return Words(
        months=wording(Language(get_language() or Language.SWEDISH)).months,
        all_year=_("hela året"),
        all_years=_("hela planperioden"),
        each_year=_("{when} varje år"),
        cancelled=_("{when} (inställd)"),
        times=_("{count} tillfällen"),
        outlook=_("{year} (utanför planen)"),
    )


@require_GET
def timetable(request: Request, pk: int) -> File:
    """Show the plan on the line of one year, form by form."""
    plan = plan_at(request, pk)
    told = plan_lines(request.access, plan)
    filters = TimetableFilter(told.lines, request.GET)
    lines = filters.kept(told.lines)
    if file := list_file(request, TIMETABLE_COLUMNS, _by_period(lines), _name(plan, _("Tidplan"))):
        return file
    year, today = _year(request, told), clock.today()
    groups = groups_of(lines, year=year, today=today, words=words())
    page = Paginator(pages_of(groups), 1).get_page(request.GET.get("page"))
    count = sum(len(group.rows) for group in groups)
    context = _framed(plan, "timetable", told, year) | {
        "filters": filters,
        "page": page,
        "groups": page.object_list[0],
        "count": count,
        "months": _months(year, today),
        "week": week_of(today, year) if year == today.year else None,
        "unplaced": [line for line in lines if not line.periods and not line.outlook],
        "elsewhere": sum(1 for line in lines if line.periods) - count,
    }
    return render(request, "plans/timetable.html", context)


@require_GET
def year_wheel(request: Request, pk: int) -> HttpResponse:
    """Show the months of one year as a wheel, and the same as a table."""
    plan = plan_at(request, pk)
    told = plan_lines(request.access, plan)
    year, said = _year(request, told), words()
    title = _("Årshjul %(year)s") % {"year": year}
    rings = wheel.rings_of(told.lines, year)
    text = wheel_text(told.lines, year, said)
    context = _framed(plan, "wheel", told, year) | {
        "title": title,
        "rings": rings,
        "drawing": drawing(wheel_drawing(rings, title, _short(text), year, said)),
        "is_by_form": wheel.is_by_form(told.lines, year),
        "months": list(zip(said.months, wheel.by_month(told.lines, year), strict=True)),
        "short_months": list(zip(short_months(said), said.months, strict=True)),
    }
    return render(request, "plans/year_wheel.html", context)


@require_GET
def area_matrix(request: Request, pk: int) -> File:
    """Show when each area is followed up, year by year."""
    plan = plan_at(request, pk)
    told = plan_lines(request.access, plan)
    found = matrices.area_matrices(told, words())
    columns = (
        ListColumn(_("Uppföljningsform"), lambda pair: pair[0].form, width=30),
        ListColumn(_("Verksamhetsområde"), lambda pair: pair[1].name, width=40),
        *_year_columns(told),
    )
    if file := list_file(request, columns, _rows(found), _name(plan, _("Områden och år"))):
        return file
    context = _framed(plan, "areas", told) | {
        "matrices": found,
        "has_outlook": bool(outlook_years(told)),
    }
    return render(request, "plans/area_matrix.html", context)


@require_GET
def agreement_matrix(request: Request, pk: int) -> File:
    """Show in which years each agreement is followed up, beside how long it lasts."""
    plan = plan_at(request, pk)
    told = plan_lines(request.access, plan)
    found = matrices.agreement_matrices(told, words())
    columns = (
        ListColumn(_("Uppföljningsform"), lambda pair: pair[0].form, width=30),
        ListColumn(_("Avtal"), lambda pair: pair[1].name, width=40),
        ListColumn(_("Avtalsperiod"), lambda pair: period_of(pair[1].terms), width=26),
        *_year_columns(told),
    )
    if file := list_file(request, columns, _rows(found), _name(plan, _("Avtal och år"))):
        return file
    context = _framed(plan, "agreements", told) | {
        "matrices": found,
        "has_outlook": bool(outlook_years(told)),
        "today": clock.today(),
    }
    return render(request, "plans/agreement_matrix.html", context)


@require_GET
def stage_table(request: Request, pk: int) -> File:
    """Show when each agreement and its providers go through the stages of a form."""
    plan = plan_at(request, pk)
    told = plan_lines(request.access, plan)
    found = matrices.stage_tables(told, words())
    if file := list_file(request, STAGE_COLUMNS, _steps(found), _name(plan, _("Steg"))):
        return file
    context = _framed(plan, "stages", told) | {"tables": found}
    return render(request, "plans/stage_table.html", context)


@require_GET
def hours(request: Request, pk: int) -> File:
    """Show the plan's hours against the capacity, by year, month and who is responsible."""
    plan = plan_at(request, pk)
    told = plan_lines(request.access, plan)
    year = _year(request, told)
    rows = hour_rules.in_months(told.lines, year, by=lambda line: line.responsible)
    if file := list_file(request, _hour_columns(), rows, _name(plan, _("Timmar %d") % year)):
        return file
    context = _framed(plan, "hours", told, year) | {
        "per_year": [(row, *_parts(row)) for row in hour_rules.per_year(told)],
        "has_hours": any(map(hour_rules.total_of, told.lines)),
        "short_months": list(zip(short_months(words()), words().months, strict=True)),
        "tables": [
            (_("Ansvarig"), rows, hour_rules.summed(rows, _("Summa"))),
            *_of_forms(told.lines, year),
        ],
        "month_capacity": told.capacity_hours / 12 if told.capacity_hours else None,
        "without_hours": hour_rules.without_hours(told.lines),
        "without_time": hour_rules.without_time(told.lines),
    }
    return render(request, "plans/hours.html", context)


def _framed(plan: Plan, view: str, told: PlanLines, year: int | None = None) -> dict[str, object]:
    """Return what every view of the plan has: its tab, which view it is, and the years."""
    return {
        "plan": plan,
        "tab": "timetable",
        "view": view,
        "year": year,
        "years": years_of(told),
        "has_lines": bool(told.lines),
    }


def _year(request: Request, told: PlanLines) -> int:
    return year_shown(request.GET.get("year", ""), years_of(told), clock.today())


def _name(plan: Plan, view: str) -> str:
    return f"{view}, {plan}"


def _months(year: int, today: date) -> list[tuple[str, str, bool]]:
    """Return each month: its short name, its name, and whether it is now."""
    said = words()
    now = today.month if year == today.year else 0
    names = zip(short_months(said), said.months, strict=True)
    return [(short, name, month == now) for month, (short, name) in enumerate(names, 1)]


LONGEST_TEXT = 1_000
"""Characters of a drawing's description; what is beyond stands in the table beside it."""


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT].rsplit('. ', 1)[0]}."


def _parts(row: YearHours) -> tuple[int, int, int]:
    """Return the whole scale of a year's bar, what is within the capacity, and what is over."""
    over = int(row.over or 0)
    return max(int(row.hours), row.capacity or 0), int(row.hours) - over, over


def _of_forms(
    lines: Sequence[Line], year: int
) -> list[tuple[str, tuple[HoursRow, ...], HoursRow]]:  # fmt: skip
    rows = hour_rules.in_months(lines, year, by=lambda line: line.form)
    return [(_("Uppföljningsform"), rows, hour_rules.summed(rows, _("Summa")))]


TIMETABLE_COLUMNS = (
    ListColumn(__("Uppföljningsform"), lambda pair: pair[0].form, width=30),
    ListColumn(__("Aktivitet"), lambda pair: pair[0].title, width=44),
    ListColumn(__("Avser"), lambda pair: pair[0].subject, width=40),
    ListColumn(__("Utförare"), lambda pair: ", ".join(pair[0].providers), width=40),
    ListColumn(__("Ansvarig nämnd"), lambda pair: pair[0].board, width=30),
    ListColumn(__("Ansvarig"), lambda pair: pair[0].person),
    ListColumn(__("Steg"), lambda pair: pair[1].stage if pair[1] else ""),
    ListColumn(__("Benämning"), lambda pair: pair[1].label if pair[1] else ""),
    day(__("Från"), lambda pair: pair[1].starts_on if pair[1] else None),
    day(__("Till"), lambda pair: pair[1].ends_on if pair[1] else None),
    ListColumn(__("Läge"), lambda pair: label(pair[0].state), width=14),
    ListColumn(__("Timmar per tillfälle"), lambda pair: pair[0].hours, ColumnKind.NUMBER, 12),
    ListColumn(__("Antal tillfällen"), lambda pair: pair[0].occasions, ColumnKind.NUMBER, 12),
)
STAGE_COLUMNS = (
    ListColumn(__("Uppföljningsform"), lambda step: step[0].form, width=30),
    ListColumn(__("Avtal"), lambda step: step[1].name, width=40),
    ListColumn(__("Utförare"), lambda step: ", ".join(step[1].line.providers), width=40),
    ListColumn(__("Steg"), lambda step: step[2], width=34),
    ListColumn(__("När"), lambda step: step[3]),
)


def _by_period(lines: Sequence[Line]) -> Iterable[tuple[Line, Period | None]]:
    """Yield each activity once for each of its times, and once when it has none."""
    for line in lines:
        yield from ((line, period) for period in line.periods or (None,))


def _rows(found: Sequence[Matrix]) -> Iterable[tuple[Matrix, MatrixRow]]:
    return ((matrix, row) for matrix in found for row in matrix.rows)


def _steps(found: Sequence[StageTable]) -> Iterable[tuple[StageTable, StageRow, str, str]]:
    """Yield each stage of each row as a row of its own, since the forms have other stages."""
    for table in found:
        for row in table.rows:
            yield from ((table, row, stage, text) for stage, text in row.steps)


def _year_columns(told: PlanLines) -> list[ListColumn]:
    outlook, said = outlook_years(told), words()
    return [
        ListColumn(head_of(year, outlook, said), partial(_in_year, year))
        for year in matrix_years(told)
    ]


def _in_year(year: int, pair: tuple[Matrix, MatrixRow]) -> str:
    return next(cell.text for cell in pair[1].cells if year in cell.years)


def _hour_columns() -> list[ListColumn]:
    months = [
        ListColumn(name, partial(_in_month, place), ColumnKind.NUMBER, 11)
        for place, name in enumerate(words().months)
    ]
    total = ListColumn(_("Summa"), lambda row: row.total, ColumnKind.NUMBER, 11)
    return [ListColumn(_("Ansvarig"), lambda row: row.name, width=40), *months, total]


def _in_month(place: int, row: HoursRow) -> object:
    return row.parts[place]
