"""Decisions that wait to be told to a board."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.delegations.models import DelegationDecision
from insyn.delegations.queries.lists import waiting_for_board
from insyn.kernel.access import Access
from insyn.kernel.duties import Duty
from insyn.platform.duties import DutySource, Sources

TO_REPORT = gettext_noop("Delegationsbeslut att anmäla")


def duty_sources(access: Access, today: date) -> Sources:
    """Return what waits, by source."""
    del today
    return {
        "delegations.to_report": DutySource(waiting_for_board(access), None, _of_decision),
    }


def _of_decision(row: DelegationDecision, today: date) -> Duty:
    del today
    return Duty(
        key=f"delegation_decision:{row.pk}",
        kind=TO_REPORT,
        title=row.number,
        detail=row.text,
        url=f"{reverse('delegations:decisions')}?show=waiting",
        due_on=None,
    )
