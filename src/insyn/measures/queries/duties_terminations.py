"""What waits for the asker when contracts are brought to their end."""

from datetime import date
from functools import partial

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop

from insyn.kernel.access import Access, Permission
from insyn.kernel.duties import Duty
from insyn.measures.models import Termination, TerminationTask
from insyn.measures.rules.terminations import IS_OVER, TerminationKind, TerminationState
from insyn.platform.duties import DutySource, Sources

TASK = gettext_noop("Uppgift vid avslut av kontrakt")
TO_DECIDE = gettext_noop("Avslut av kontrakt att besluta om")
TO_TELL = gettext_noop("Kontrakt att säga upp")
TO_END = gettext_noop("Kontrakt som har upphört")


def duty_sources(access: Access, today: date) -> Sources:
    """Return what waits, by source: tasks by their day, decisions, notices and last days."""
    rows = Termination.objects.visible_to(access).select_related("contract__provider")
    decided = rows.filter(authority__in=access.authorities_where(Permission.DECIDE_MEASURES))
    handled = rows.filter(authority__in=access.authorities_where(Permission.REQUEST_MEASURES))
    to_decide = decided.filter(state=TerminationState.PREPARED)
    return {
        "measures.termination_task": DutySource(
            _tasks(access), F("due_on"), partial(_of_task, access.user_id)
        ),
        "measures.termination_to_decide": DutySource(
            to_decide.exclude(kind=TerminationKind.BY_PROVIDER),
            None,
            partial(_of_termination, TO_DECIDE),
        ),
        "measures.termination_to_tell": DutySource(
            handled.filter(state=TerminationState.DECIDED), None, partial(_of_termination, TO_TELL)
        ),
        "measures.termination_to_end": DutySource(
            handled.filter(state=TerminationState.NOTIFIED, ends_on__lte=today),
            F("ends_on"),
            partial(_of_termination, TO_END),
        ),
    }


def _tasks(access: Access) -> QuerySet[TerminationTask]:
    where = access.authorities_where(Permission.REQUEST_MEASURES)
    rows = TerminationTask.objects.visible_to(access).filter(
        done_on=None, termination__authority__in=where
    )
    return rows.exclude(termination__state__in=IS_OVER).select_related(
        "termination__contract__provider"
    )


def _of_task(user_id: int | None, row: TerminationTask, today: date) -> Duty:
    del today
    return Duty(
        key=f"termination_task:{row.pk}",
        kind=TASK,
        title=row.title,
        detail=str(row.termination.contract.provider),
        url=reverse("measures:termination", args=[row.termination_id]),
        due_on=row.due_on,
        is_own=user_id is not None and row.termination.responsible_id == user_id,
    )


def _of_termination(kind: str, row: Termination, today: date) -> Duty:
    del today
    return Duty(
        key=f"termination:{row.pk}:{row.state}",
        kind=kind,
        title=str(row.contract.provider),
        detail=row.shown_kind.label,
        url=reverse("measures:termination", args=[row.pk]),
        due_on=row.ends_on if kind == TO_END else None,
    )
