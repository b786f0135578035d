"""What waits in the assessment of follow-ups: to read a second time, and to settle."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.findings.models import SecondReader
from insyn.findings.queries.assessing import unsettled
from insyn.followups.models import Reviewer
from insyn.followups.rules import BEFORE_SENT
from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources

TO_READ = gettext_noop("Bedöm som andra bedömare")
TO_SETTLE = gettext_noop("Avgör skillnader mellan två bedömningar")


def duty_sources(access: Access, today: date) -> Sources:
    """Return what waits for the asker as second reader, and as one who carries out."""
    del today
    rows = SecondReader.objects.visible_to(access).select_related("followup__contract__provider")
    going_on = rows.filter(followup__state__in=BEFORE_SENT)
    mine = going_on.filter(user=access.user_id, done_on=None)
    where = access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    own = Reviewer.objects.visible_to(access).active().filter(user=access.user_id)
    to_settle = going_on.filter(
        followup__authority__in=where,
        followup__in=own.values("followup"),
        compared_on__isnull=False,
        pk__in=unsettled(access).values("reader"),
    )
    return {
        "findings.second_reading": DutySource(mine, None, _to_read),
        "findings.second_settling": DutySource(to_settle, None, _to_settle),
    }


def _to_read(row: SecondReader, today: date) -> Duty:
    del today
    return _duty(row, "second_reading", TO_READ)


def _to_settle(row: SecondReader, today: date) -> Duty:
    del today
    return _duty(row, "second_settling", TO_SETTLE)


def _duty(row: SecondReader, noun: str, kind: str) -> Duty:
    return Duty(
        key=f"{noun}:{row.pk}",
        kind=kind,
        title=str(row.followup),
        detail="",
        url=reverse("findings:second_reading", args=[row.followup_id]),
        is_own=True,
    )
