"""Follow-ups that have been reported and not yet brought to the board."""

from django.db.models import Exists, OuterRef

from insyn.followups.models import Followup
from insyn.followups.models.followups import FollowupQuerySet
from insyn.followups.rules import REPORTED
from insyn.kernel.access import SHARED_AT_MOST, Access, Permission
from insyn.reports.models import Report
from insyn.reports.rules import DONE, ReportKind


def followups_to_bring(access: Access) -> FollowupQuerySet:
    """Return the reported follow-ups of the asker's boards that no report has brought on.

    One that a decided joint or yearly report tells of has been told of already.
    """
    where = access.authorities_where(Permission.WRITE_REPORT)
    reports = Report.objects.visible_to(access)
    brought = reports.filter(followup=OuterRef("pk"))
    decided = reports.filter(state__in=DONE)
    joint = decided.filter(
        agreement=OuterRef("contract__agreement"),
        starts_on__lte=OuterRef("carried_out_on"),
        ends_on__gte=OuterRef("carried_out_on"),
    )
    yearly = decided.filter(
        kind=ReportKind.YEARLY,
        authority=OuterRef("authority"),
        service_area=None,
        operating_form="",
        starts_on__lte=OuterRef("reported_on"),
        ends_on__gte=OuterRef("reported_on"),
    )
    rows = Followup.objects.visible_to(access).filter(
        authority__in=where,
        state__in=REPORTED,
        reported_on__isnull=False,
        carried_out_on__isnull=False,
        secrecy__lte=SHARED_AT_MOST,
    )
    rows = rows.filter(~Exists(brought), ~Exists(joint), ~Exists(yearly))
    return rows.order_by("reported_on", "pk")
