"""Register checks that wait for the asker."""

from datetime import date

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.queries.checks import checks, of_standing
from insyn.monitoring.rules import CheckKind, Standing
from insyn.platform.duties import DutySource, Sources

TO_REDO = gettext_noop("Registerkontroll att göra om")


def duty_sources(access: Access, today: date) -> Sources:
    """Return the checks that are out of date, for those whose work is the registers.

    Those who carry out follow-ups may check registers too, and have the tile for it.
    """
    where = access.authorities_where(Permission.CHECK_REGISTERS)
    where -= access.authorities_where(Permission.CARRY_OUT_FOLLOWUP)
    rows = of_standing(checks(access), Standing.EXPIRED, today=today)
    return {
        "monitoring.to_redo": DutySource(rows.filter(authority__in=where), F("valid_until"), _of)
    }


def _of(row: RegisterCheck, today: date) -> Duty:
    return Duty(
        key=f"register_check:{row.pk}",
        kind=TO_REDO,
        title=str(row.provider),
        detail=CheckKind(row.kind).label,
        url=reverse("monitoring:of_provider", args=[row.provider_id]),
        due_on=row.valid_until or today,  # one that is out of date always has a last day
    )
