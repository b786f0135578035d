"""Reports that wait for the asker, and reported follow-ups that the board has not heard of."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.followups.models import Followup
from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources
from insyn.reports.models import Report
from insyn.reports.queries.to_bring import followups_to_bring
from insyn.reports.rules import ReportState

TO_DECIDE = gettext_noop("Rapport att besluta om")
TO_BRING = gettext_noop("Uppföljning att ta till nämnden")
REPORTED = gettext_noop("Rapporterad, inte redovisad för nämnden")


def duty_sources(access: Access, today: date) -> Sources:
    """Return the reports to decide, and the follow-ups to bring to the board."""
    del today
    where = access.authorities_where(Permission.DECIDE_REPORT)
    rows = Report.objects.visible_to(access)
    waiting = rows.filter(authority__in=where, state=ReportState.PROPOSED)
    bring = followups_to_bring(access).select_related("contract__provider")
    return {
        "reports.to_decide": DutySource(waiting, None, _of),
        "reports.to_bring": DutySource(bring, None, _of_followup),
    }


def _of(row: Report, today: date) -> Duty:
    del today
    return Duty(
        key=f"report:{row.pk}",
        kind=TO_DECIDE,
        title=row.title,
        detail=ReportState.PROPOSED.label,
        url=reverse("reports:detail", args=[row.pk]),
    )


def _of_followup(row: Followup, today: date) -> Duty:
    del today
    return Duty(
        key=f"to-bring:{row.pk}",
        kind=TO_BRING,
        title=str(row),
        detail=REPORTED,
        url=reverse("reports:to_bring"),
    )
