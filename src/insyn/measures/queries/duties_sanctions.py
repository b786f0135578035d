"""What waits in sanctions for the asker."""

from datetime import date
from functools import partial

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.measures.models import Sanction
from insyn.measures.rules.sanctions import SanctionState
from insyn.platform.duties import DutySource, Sources

TO_DECIDE = gettext_noop("Sanktion att besluta om")
TO_TELL = gettext_noop("Sanktion att delge")
TO_SETTLE = gettext_noop("Bestridande att pröva")
TO_CARRY_OUT = gettext_noop("Sanktion att verkställa")


def duty_sources(access: Access, today: date) -> Sources:
    """Return what waits, by source: for those who decide, and for those who carry it out."""
    rows = Sanction.objects.visible_to(access).select_related("contract__provider")
    decided = rows.filter(authority__in=access.authorities_where(Permission.DECIDE_MEASURES))
    handled = rows.filter(authority__in=access.authorities_where(Permission.REQUEST_MEASURES))
    is_unanswered = Q(state=SanctionState.NOTIFIED, answer_due_on__lt=today)
    is_settled = Q(state__in=(SanctionState.UPHELD, SanctionState.REDUCED))
    return {
        "measures.sanction_to_decide": DutySource(
            decided.filter(state=SanctionState.PROPOSED), None, partial(_of_sanction, TO_DECIDE)
        ),
        "measures.sanction_to_settle": DutySource(
            decided.filter(state=SanctionState.CONTESTED), None, partial(_of_sanction, TO_SETTLE)
        ),
        "measures.sanction_to_tell": DutySource(
            handled.filter(state=SanctionState.DECIDED), None, partial(_of_sanction, TO_TELL)
        ),
        "measures.sanction_to_carry_out": DutySource(
            handled.filter(is_unanswered | is_settled),
            F("answer_due_on"),
            partial(_of_sanction, TO_CARRY_OUT),
        ),
    }


def _of_sanction(kind: str, row: Sanction, today: date) -> Duty:
    del today
    return Duty(
        key=f"sanction:{row.pk}:{row.state}",
        kind=kind,
        title=f"{row.number} {row.contract.provider}",
        detail=row.shown_kind.label,
        url=reverse("measures:sanction", args=[row.pk]),
        due_on=row.answer_due_on if kind == TO_CARRY_OUT else None,
    )
