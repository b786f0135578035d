"""The tables of a report: those that were locked, else as they would be counted now."""

from collections.abc import Sequence

from insyn.accounts.models import Authority
from insyn.coordination.queries.yearly import as_coordinator
from insyn.findings.models import Finding
from insyn.findings.rules import FindingKind
from insyn.kernel.access import Access, Mandate, Role
from insyn.reports.models import LockedTable, Report
from insyn.reports.queries.city import city_tables_of
from insyn.reports.queries.council import council_table
from insyn.reports.rules import ReportKind
from insyn.reports.rules.layouts import SCOPED_KINDS, placed_tables
from insyn.reports.rules.locked import from_values
from insyn.reports.rules.states import ReportText
from insyn.reports.rules.words import Word
from insyn.results.queries.yearly import year_tables
from insyn.results.rules.scope import Scope
from insyn.results.rules.shown import blank
from insyn.results.rules.tables import Line, RowKind, Table, count
from insyn.results.rules.yearly import is_for_the_board_alone

TOLD = (FindingKind.DEFICIENCY, FindingKind.DEVELOPMENT_AREA, FindingKind.GOOD_PRACTICE)
PlacedTables = tuple[tuple[ReportText, Table], ...]


def counting(authority: Authority) -> Access:
    """Return the asker that figures are counted as: the board's own registrar.

    So the figures of a report are the same whoever writes it, and never hold what is more
    guarded than the report itself.
    """
    return Access.system("rapport", mandates=(Mandate(authority.pk, Role.REGISTRAR),))


def reading(access: Access, authority: Authority) -> Access:
    """Return the asker that the rows of an annex are named for.

    The file is opened by everybody who reads the report, so in the board it names what its
    readers may see: no signals and no drafts. One outside the board gets nothing beyond their own.
    """
    if authority.pk not in access.authority_ids:
        return access
    return as_coordinator(authority, Role.READER)


def tables_of(access: Access, report: Report) -> PlacedTables:
    """Return the tables of the report with their places: the locked ones, else counted now."""
    return locked_tables(access, report) if report.locked_at else tables_now(access, report)


def locked_tables(access: Access, report: Report) -> PlacedTables:
    """Return the tables as they were locked.

    Before the board has decided, one who only receives its reports is not told what the board
    alone knows, such as its signals: the same as in the statistics.
    """
    rows = LockedTable.objects.visible_to(access).filter(report=report)
    is_own = report.authority_id in access.authority_ids or report.decided_on is not None
    tables = ((ReportText(row.place), from_values(row.content)) for row in rows)
    return tuple(
        (place, blank(table) if not is_own and is_for_the_board_alone(table) else table)
        for place, table in tables
    )


def tables_now(access: Access, report: Report) -> PlacedTables:
    """Return the tables as they are counted now."""
    return tuple(placed_tables(report.shown_kind, _counted(access, report)))


def _counted(access: Access, report: Report) -> Sequence[Table]:
    if report.kind in SCOPED_KINDS:
        scope = Scope(
            frozenset({report.authority_id}),
            report.starts_on,
            report.ends_on,
            report.service_area_id,
            report.operating_form,
        )
        return year_tables(counting(report.authority), scope)
    if report.kind == ReportKind.SINGLE:
        return (_found(report),)
    if report.kind == ReportKind.COUNCIL:
        return (council_table(access, report),)
    if report.kind == ReportKind.CITY:
        return city_tables_of(report)
    return ()


def _found(report: Report) -> Table:
    """Return what the one follow-up found, by kind."""
    found = Finding.objects.visible_to(counting(report.authority))
    rows = list(found.filter(followup=report.followup_id).values_list("pk", "kind"))
    return Table(
        key="single_findings",
        title=Word.FOUND.label,
        columns=(Word.NUMBER.label,),
        lines=tuple(
            Line(
                kind.value,
                kind.label,
                (count(RowKind.FINDING, tuple(pk for pk, code in rows if code == kind)),),
            )
            for kind in TOLD
        ),
        note=Word.FOUND_NOTE.label,
        row_label=Word.KIND.label,
    )
