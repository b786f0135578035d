"""What every service of reports shares: locking the row, its place in the trail, steps."""

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.audit.services import Place
from insyn.kernel.access import Access, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.reports.models import Report, ReportStep
from insyn.reports.rules import DONE, ReportEvent, ReportState

RELATED = (
    "agreement__cooperation", "agreement__authority", "authority__municipality", "selection",
    "followup__contract__provider", "review", "service_area", "word", "pdf", "annex",
)  # fmt: skip


def place_of(report: Report) -> Place:
    """Return whose trail the events of the report stand in."""
    return Place(report.authority_id, Secrecy.INTERNAL)


def locked_report(access: Access, report: Report, version: int | None = None) -> Report:
    """Return the report, locked until the transaction ends."""
    rows = Report.objects.visible_to(access).select_related(*RELATED)
    return locked_row(rows, pk=report.pk, version=version)


def save_report(report: Report, *fields: str) -> None:
    """Store the fields and count the version up."""
    report.version += 1
    report.save(update_fields=[*fields, "version"])


def require_draft(report: Report) -> None:
    """Refuse to change a report that others already rely on.

    Raises:
        RuleViolation: it is no longer a draft; once the board has decided it never is again.
    """
    if report.state in DONE:
        raise RuleViolation(
            _("Nämnden har beslutat om rapporten, så den ändras inte mer. Gör en ny om det behövs.")
        )
    if report.state != ReportState.DRAFT:
        raise RuleViolation(
            _("Rapporten är inte längre ett utkast. Öppna den för ändring om något ska ändras.")
        )


@transaction.atomic
def note_step(access: Access, report: Report, event: ReportEvent, note: str = "") -> ReportStep:
    """Keep what happened, when and by whom."""
    return ReportStep.objects.create(
        report=report,
        event=event,
        happened_on=clock.today(),
        by_id=access.user_id,
        note=note[:300],
    )
