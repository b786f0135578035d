"""Reports that wait for the asker."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources
from insyn.reports.models import Report
from insyn.reports.rules import ReportState

TO_DECIDE = gettext_noop("Rapport att besluta om")


def duty_sources(access: Access, today: date) -> Sources:
    """Return the reports that are proposed, for those who decide."""
    del today
    where = access.authorities_where(Permission.DECIDE_REPORT)
    rows = Report.objects.visible_to(access)
    waiting = rows.filter(authority__in=where, state=ReportState.PROPOSED)
    return {"reports.to_decide": DutySource(waiting, None, _of)}


def _of(row: Report, today: date) -> Duty:
    del today
    return Duty(
        key=f"report:{row.pk}",
        kind=TO_DECIDE,
        title=row.title,
        detail=ReportState.PROPOSED.label,
        url=reverse("reports:detail", args=[row.pk]),
    )
