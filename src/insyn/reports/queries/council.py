"""What the executive board reads of the other boards: their decided yearly reports, no more."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q

from insyn.accounts.models import Authority
from insyn.kernel.access import Access, Mandate, Role
from insyn.registry.models import Contract
from insyn.reports.models import LockedTable, Report
from insyn.reports.rules.general import BoardFacts
from insyn.reports.rules.locked import from_values
from insyn.reports.rules.words import Word
from insyn.results.rules.tables import Cell, Line, Table

COLUMNS: tuple[tuple[Word, str, str, int], ...] = (
    (Word.IN_FORCE, "coverage", "all", 0),
    (Word.FOLLOWED_UP, "coverage", "all", 1),
    (Word.FOLLOWUPS, "followups_by_kind", "all", 0),
    (Word.DEFICIENCIES, "findings_by_kind", "deficiency", 0),
    (Word.PLANS, "plans", "requested", 0),
)
"""Heading, and which locked figure of the board's yearly report stands under it."""


def decided_reports(access: Access, council: Report) -> Mapping[int, Report]:
    """Return the decided yearly report of each board that tells of the longest time, by board.

    Of several the latest decided one counts. A report of one service area or form of operation
    does not tell of the whole board.
    """
    rows = Report.objects.decided_for_council(access, council)
    whole = rows.filter(Q(service_area=None), Q(operating_form=""))
    in_order = sorted(
        whole.order_by("decided_on", "pk"), key=lambda row: row.ends_on - row.starts_on
    )
    return {row.authority_id: row for row in in_order}


def boards_of(council: Report) -> Sequence[Authority]:
    """Return the boards of the municipality that were there during the period.

    The board that writes is among them only when it has contracts of its own to follow up.
    """
    rows = Authority.objects.filter(municipality=council.authority.municipality_id)
    there = Q(valid_to=None) | Q(valid_to__gte=council.starts_on)
    begun = Q(valid_from=None) | Q(valid_from__lte=council.ends_on)
    found = rows.filter(there, begun).order_by("name")
    return list(found if _follows_up(council) else found.exclude(pk=council.authority_id))


def _follows_up(council: Report) -> bool:
    own = Access.system("rapport", mandates=(Mandate(council.authority_id, Role.REGISTRAR),))
    rows = Contract.objects.visible_to(own).filter(agreement__authority=council.authority_id)
    ended = Q(ends_on__lt=council.starts_on)
    return rows.filter(~ended | Q(ends_on=None), starts_on__lte=council.ends_on).exists()


def council_table(access: Access, council: Report) -> Table:
    """Return the boards with the locked figures of their decided reports; a dash for the others.

    The rows under the figures belong to the boards and do not follow along.
    """
    reports = decided_reports(access, council)
    tables = _locked(reports.values())
    return Table(
        key="boards",
        title=Word.BOARDS.label,
        columns=(Word.HAS_REPORTED.label, *(column[0].label for column in COLUMNS)),
        lines=tuple(
            Line(str(board.pk), board.name, _cells(tables.get(board.pk)))
            for board in boards_of(council)
        ),
        note=Word.BOARDS_NOTE.label,
        row_label=Word.BOARD.label,
    )


def _cells(tables: Mapping[str, Table] | None) -> tuple[Cell, ...]:
    if tables is None:
        return (Cell(0), *(Cell(None) for _ in COLUMNS))
    return (Cell(1), *(Cell(_value(tables, *column[1:])) for column in COLUMNS))


def _locked(reports: Collection[Report]) -> Mapping[int, Mapping[str, Table]]:
    """Return by board the locked tables that are read of each report. One query.

    ``decided_reports`` has already let the reports through.
    """
    mandates = tuple(Mandate(report.authority_id, Role.REGISTRAR) for report in reports)
    rows = LockedTable.objects.visible_to(Access.system("rapport", mandates=mandates)).filter(
        report__in=[report.pk for report in reports], key__in={column[1] for column in COLUMNS}
    )
    found: dict[int, dict[str, Table]] = {report.authority_id: {} for report in reports}
    for row in rows.select_related("report"):
        found[row.report.authority_id][row.key] = from_values(row.content)
    return found


def _value(tables: Mapping[str, Table], key: str, line: str, column: int) -> int | float | None:
    table = tables.get(key)
    found = next((one for one in table.lines if one.key == line), None) if table else None
    return found.cells[column].value if found and column < len(found.cells) else None


def board_facts(access: Access, council: Report) -> tuple[BoardFacts, ...]:
    """Return every board, and whether it has decided its yearly report."""
    reports = decided_reports(access, council)
    return tuple(_board(board, reports.get(board.pk)) for board in boards_of(council))


def _board(board: Authority, report: Report | None) -> BoardFacts:
    if report is None:
        return BoardFacts(board.name, has_reported=False)
    return BoardFacts(
        board.name, has_reported=True, decided_on=report.decided_on, decision=report.decision
    )
