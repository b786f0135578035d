"""What the pages of reports share: finding the report, its steps, its list as a file."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from insyn.accounts.http import Request
from insyn.documents.http import ListColumn, day, label
from insyn.kernel.access import Permission
from insyn.reports.models import Report
from insyn.reports.queries.general import about_of
from insyn.reports.rules import REPORT_LIFECYCLE, ReportEvent, ReportKind, ReportState
from insyn.reports.services import NEEDS_DECIDER
from insyn.reports.services.common import RELATED

PER_PAGE = 50

REPORT_COLUMNS = (
    ListColumn(__("Rapport"), lambda row: row.title, width=40),
    ListColumn(__("Slag"), lambda row: label(ReportKind(row.kind))),
    ListColumn(__("Diarienummer"), lambda row: row.case_number),
    ListColumn(__("Gäller"), lambda row: subject_of(row)),  # noqa: PLW0108  defined below
    day(__("Från"), lambda row: row.starts_on),
    day(__("Till"), lambda row: row.ends_on),
    ListColumn(__("Läge"), lambda row: label(ReportState(row.state))),
    ListColumn(__("Nämnd"), lambda row: str(row.authority)),
)
"""The list of reports as a file."""


def subject_of(report: Report) -> str:
    """Return what the report is about: its agreement, or what it is narrowed down to."""
    return report.agreement.title if report.agreement else about_of(report, said=_)


def visible_reports(request: Request) -> QuerySet[Report]:
    """Return the reports that the asker may see, with what their pages tell."""
    return Report.objects.visible_to(request.access).select_related(*RELATED)


def report_at(request: Request, pk: int) -> Report:
    """Return the report of the address, or answer 404."""
    return get_object_or_404(visible_reports(request), pk=pk)


def report_to_write(request: Request, pk: int) -> Report:
    """Return the report to one who writes it; else answer 404 or 403."""
    report = report_at(request, pk)
    request.access.require(Permission.WRITE_REPORT, authority_id=report.authority_id)
    return report


def report_to_change(request: Request, pk: int) -> Report:
    """Return the report to one who writes or decides it; else answer 404 or 403."""
    report = report_at(request, pk)
    if not request.access.may(Permission.DECIDE_REPORT, authority_id=report.authority_id):
        request.access.require(Permission.WRITE_REPORT, authority_id=report.authority_id)
    return report


@dataclass(frozen=True, slots=True)
class Step:
    """A state on the step line."""

    label: str
    state: str


def steps_of(report: Report) -> list[Step]:
    """Return the states in order; the last one is reached and done."""
    order = list(ReportState)
    now = order.index(ReportState(report.state))
    now += report.state == ReportState.PUBLISHED
    return [
        Step(_(state.label), "now" if i == now else "done" if i < now else "next")
        for i, state in enumerate(order)
    ]


def possible_events(request: Request, report: Report) -> list[ReportEvent]:
    """Return the events that are possible now and permitted to the asker. For buttons."""
    return [
        event
        for event in REPORT_LIFECYCLE.events_from(ReportState(report.state))
        if request.access.may(
            Permission.DECIDE_REPORT if event in NEEDS_DECIDER else Permission.WRITE_REPORT,
            authority_id=report.authority_id,
        )
    ]
