"""What waits for those who coordinate, and for those who are coordinated."""

from datetime import date
from functools import partial

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.coordination.models import (
    DistrictReport,
    NetworkMeeting,
    NetworkPoint,
    SampledUnit,
    SampledUnitQuerySet,
    ServiceDuty,
)
from insyn.coordination.rules import InstructionState, NetworkState
from insyn.followups.models import Followup
from insyn.followups.rules import State
from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources

REPORT, NOTE, DO, NOBODY = (
    "Uppföljning att rapportera in",
    "Nätverksmöte att anteckna",
    "Överenskommet i nätverket",
    "Verksamhet som ingen följer upp",
)


def duty_sources(access: Access, today: date) -> Sources:
    """Return what waits, by source."""
    where = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    leads = access.authorities_where(Permission.COORDINATE)
    meetings = NetworkMeeting.objects.visible_to(access).filter(
        authority__in=leads, state=NetworkState.PLANNED, planned_on__lt=today
    )
    points = NetworkPoint.objects.visible_to(access).open().filter(authority__in=where)
    nobody = ServiceDuty.objects.visible_to(access).filter(authority__in=leads, reviewer=None)
    return {
        "coordination.report": DutySource(
            _unreported(access, where), F("instruction__report_by"), _of_unit
        ),
        "coordination.note": DutySource(
            meetings, F("planned_on"), partial(_of_meeting, access.user_id)
        ),
        "coordination.agreed": DutySource(points.select_related("meeting"), F("due_on"), _of_point),
        "coordination.nobody": DutySource(nobody.select_related("service_area"), None, _of_service),
    }


def _unreported(access: Access, where: frozenset[int]) -> SampledUnitQuerySet:
    reports = DistrictReport.objects.visible_to(access).filter(
        instruction=OuterRef("instruction"), unit=OuterRef("unit")
    )
    made = (
        Followup.objects.visible_to(access)
        .filter(
            authority=OuterRef("authority"),
            reported_on__isnull=False,
            carried_out_on__gte=OuterRef("instruction__starts_on"),
            carried_out_on__lte=OuterRef("instruction__ends_on"),
        )
        .exclude(state=State.CANCELLED)
    )
    rows = SampledUnit.objects.visible_to(access).filter(
        authority__in=where, instruction__state=InstructionState.PUBLISHED
    )
    return rows.filter(
        ~Exists(reports),
        ~Exists(made.filter(unit=OuterRef("unit"))),
        ~Exists(made.filter(unit=None, contract__units=OuterRef("unit"))),
    ).select_related("unit__provider", "instruction")


def _of_unit(row: SampledUnit, today: date) -> Duty:
    del today
    return Duty(
        key=f"sampled_unit:{row.pk}:{row.instruction.report_by}",
        kind=REPORT,
        title=str(row.unit),
        detail=f"{row.unit.provider} · {row.instruction.title}",
        url=reverse("coordination:report", args=[row.pk]),
        due_on=row.instruction.report_by,
    )


def _of_meeting(user_id: int | None, row: NetworkMeeting, today: date) -> Duty:
    del today
    return Duty(
        key=f"network_meeting:{row.pk}:{row.planned_on}",
        kind=NOTE,
        title=_("Nätverksmöte"),
        detail=row.place,
        url=reverse("coordination:meeting", args=[row.pk]),
        due_on=row.planned_on,
        is_own=row.responsible_id is not None and row.responsible_id == user_id,
    )


def _of_point(row: NetworkPoint, today: date) -> Duty:
    del today
    return Duty(
        key=f"network_point:{row.pk}:{row.due_on}",
        kind=DO,
        title=row.text,
        detail="",
        url=reverse("coordination:meeting", args=[row.meeting_id]),
        due_on=row.due_on,
    )


def _of_service(row: ServiceDuty, today: date) -> Duty:
    del today
    return Duty(
        key=f"service_duty:{row.pk}",
        kind=NOBODY,
        title=str(row.service_area),
        detail=_(row.shown_form.label),
        url=reverse("coordination:duty", args=[row.pk]),
    )
