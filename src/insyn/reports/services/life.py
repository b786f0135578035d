"""The life of a report: figures are locked, it is reviewed, proposed, decided and published."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.audit.services import record
from insyn.board.models import BoardItem
from insyn.board.rules import ItemState
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.reports.models import LockedTable, Report, ReportItem
from insyn.reports.queries import gather
from insyn.reports.queries.tables import tables_now
from insyn.reports.rules import (
    REPORT_LIFECYCLE,
    ReportEvent,
    ReportState,
    figures_of,
)
from insyn.reports.rules.locked import as_values, fingerprint
from insyn.reports.services.common import (
    locked_report,
    note_step,
    place_of,
    require_draft,
    save_report,
)
from insyn.reports.services.papers import issue

NEEDS_DECIDER = frozenset({ReportEvent.DECIDE})


@dataclass(frozen=True, slots=True)
class Decided:
    """What the board decided about a report, and when if it was not today."""

    paragraph: str
    on: date | None = None


@transaction.atomic
def lock_figures(access: Access, report: Report, *, version: int | None = None) -> Report:
    """Freeze every figure of the report together with the rows it counts.

    Raises:
        RuleViolation: the report is no longer a draft, or a joint one has nothing to count.
    """
    access.require(Permission.WRITE_REPORT, authority_id=report.authority_id)
    locked = locked_report(access, report, version)
    require_draft(locked)
    facts = _lock_joint(access, locked) if locked.is_joint else _lock_tables(access, locked)
    locked.locked_at = clock.now()
    save_report(locked, "figures", "locked_at")
    record(access, "report.figures_locked", locked, place=place_of(locked), facts=facts)
    return locked


def _lock_joint(access: Access, report: Report) -> Facts:
    figures = figures_of(gather(access, report))
    if not figures["followups"].value:
        raise RuleViolation(_("Inga uppföljningar är rapporterade för perioden ännu."))
    report.figures = {
        key: {"label": f.label, "value": f.value, "followups": list(f.followup_ids)}
        for key, f in figures.items()
    }
    return {"followups": figures["followups"].value}


def _lock_tables(access: Access, report: Report) -> Facts:
    now = clock.now()
    LockedTable.objects.visible_to(access).filter(report=report).delete()
    rows = []
    for position, (place, table) in enumerate(tables_now(access, report)):
        values = as_values(table)
        rows.append(
            LockedTable(
                report=report,
                place=place,
                position=position,
                key=table.key,
                content=values,
                fingerprint=fingerprint(values),
                locked_at=now,
            )
        )
    LockedTable.objects.bulk_create(rows)
    return {"number": len(rows)}


@transaction.atomic
def move_report(
    access: Access,
    report: Report,
    event: ReportEvent,
    *,
    version: int | None = None,
    decision: str = "",
) -> Report:
    """Let the event happen; at the decision the paper is issued and kept.

    Raises:
        RuleViolation: the table has no such move, figures are not locked, the decision's
            paragraph is missing, or the board has the report before it in a matter.
    """
    needed = Permission.DECIDE_REPORT if event in NEEDS_DECIDER else Permission.WRITE_REPORT
    access.require(needed, authority_id=report.authority_id)
    locked = locked_report(access, report, version)
    if event in {ReportEvent.DECIDE, ReportEvent.TAKE_BACK}:
        _check_no_issued_matter(access, locked, event)
    return _moved(access, locked, event, Decided(decision))


@transaction.atomic
def decide_by_matter(access: Access, report: Report, decided: Decided) -> Report:
    """Let the report be decided as the board decided its matter. The caller has permission."""
    return _moved(access, locked_report(access, report), ReportEvent.DECIDE, decided)


@transaction.atomic
def take_back_by_matter(access: Access, report: Report, reason: str) -> Report:
    """Let the report be a draft again: the board sent it back. The caller has permission."""
    locked = locked_report(access, report)
    return _moved(access, locked, ReportEvent.TAKE_BACK, Decided(""), note=reason)


def _check_no_issued_matter(access: Access, report: Report, event: ReportEvent) -> None:
    links = ReportItem.objects.visible_to(access).filter(report=report)
    issued = BoardItem.objects.visible_to(access).filter(
        pk__in=links.values("item"), state=ItemState.ISSUED
    )
    if not issued.exists():
        return
    if event == ReportEvent.DECIDE:
        raise RuleViolation(
            _("Rapporten ligger hos nämnden i ett ärende. Registrera beslutet i ärendet.")
        )
    raise RuleViolation(
        _("Rapporten ligger hos nämnden i ett expedierat ärende. Ta tillbaka ärendet först.")
    )


def _moved(
    access: Access, report: Report, event: ReportEvent, decided: Decided, *, note: str = ""
) -> Report:
    before = ReportState(report.state)
    report.state = REPORT_LIFECYCLE.after(before, event)
    _stamp(access, report, event, decided)
    save_report(report, "state", "reviewed_on", "decided_on", "decision", "word", "pdf", "annex")
    note_step(access, report, event, note or decided.paragraph.strip())
    facts = {"before": str(before), "after": str(report.state)}
    record(access, f"report.{event}", report, place=place_of(report), facts=facts)
    return report


def _stamp(access: Access, report: Report, event: ReportEvent, decided: Decided) -> None:
    if event == ReportEvent.REVIEW:
        if report.locked_at is None:
            raise RuleViolation(_("Lås siffrorna innan rapporten markeras som granskad."))
        report.reviewed_on = clock.today()
    elif event in {ReportEvent.REOPEN, ReportEvent.TAKE_BACK}:
        report.reviewed_on = None
    elif event == ReportEvent.DECIDE:
        if not decided.paragraph.strip():
            raise RuleViolation(
                _("Skriv beslutets datum och paragraf, till exempel ”2026-11-24 § 87”.")
            )
        report.decided_on = decided.on or clock.today()
        report.decision = decided.paragraph.strip()[:60]
        issue(access, report)
