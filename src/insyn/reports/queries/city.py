"""The coordinator's yearly report: what it counts and names, read as the board's registrar."""

from collections import defaultdict

from insyn.coordination.queries.yearly import as_coordinator, city_year
from insyn.coordination.rules.yearly import CityYear, city_tables, left
from insyn.kernel.access import Access, Role
from insyn.reports.models import Report
from insyn.reports.rules import DONE
from insyn.reports.rules.general import CityFacts
from insyn.results.rules.tables import Table


def year_of(report: Report) -> CityYear:
    """Return the year of the report as its board's registrar reads it, whoever asks."""
    access = as_coordinator(report.authority, Role.REGISTRAR)
    return city_year(
        access, report.authority, starts_on=report.starts_on, ends_on=report.ends_on,
        decided=_decided(access, report),
    )  # fmt: skip


def city_tables_of(report: Report) -> tuple[Table, ...]:
    """Return the tables of the report as they are counted now."""
    return city_tables(year_of(report))


def city_facts(report: Report) -> CityFacts:
    """Return which units have not been reported on, board by board, and what nobody follows up."""
    year = year_of(report)
    names: defaultdict[int, list[str]] = defaultdict(list)
    for row in left(year.units):
        names[row.board].append(row.name)
    behind = ((one.name, tuple(names[one.key])) for one in year.boards if one.key in names)
    return CityFacts(tuple(behind), tuple(year.nobody), tuple(year.unlisted), tuple(year.matters))


def _decided(access: Access, report: Report) -> dict[int, list[int]]:
    """Return the reports that each board has decided in the period, but this one."""
    rows = Report.objects.visible_to(access).filter(
        state__in=DONE, decided_on__range=(report.starts_on, report.ends_on)
    )
    found: defaultdict[int, list[int]] = defaultdict(list)
    for board, key in rows.exclude(pk=report.pk).order_by("pk").values_list("authority", "pk"):
        found[board].append(key)
    return found
