"""The rows that a figure counts, as the asker sees them: what each is called, and its page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from insyn.findings.models import Finding
from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.kernel.choices import Choice
from insyn.measures.models import ActionPlan, Sanction
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.registry.models import Contract
from insyn.registry.rules import ContractStatus
from insyn.results.rules.tables import RowKind
from insyn.signals.models import Signal
from insyn.signals.rules import SignalSource, SignalState


@dataclass(frozen=True, slots=True)
class Row:
    """A row behind a figure."""

    title: str
    about: str
    day: date | None
    state: Choice
    url: str


def rows_behind(access: Access, kind: RowKind, keys: Sequence[int]) -> list[Row]:
    """Return the rows with those keys in the same order. One query.

    A row that the asker does not see is left out; what a figure counts, the asker sees.
    """
    found = {row.pk: row for row in seen(access, kind).filter(pk__in=keys)}
    show = _SHOWN[kind]
    return [show(found[key]) for key in keys if key in found]


def seen(access: Access, kind: RowKind) -> QuerySet[Any]:
    """Return the rows of the kind that the asker sees, with what they are called by."""
    return _READ[kind](access)


def _followups(access: Access) -> QuerySet[Any]:
    return Followup.objects.visible_to(access).for_list()


def _findings(access: Access) -> QuerySet[Any]:
    return Finding.objects.visible_to(access).select_related("followup__contract__provider")


def _contracts(access: Access) -> QuerySet[Any]:
    return Contract.objects.visible_to(access).select_related("provider", "agreement")


def _plans(access: Access) -> QuerySet[Any]:
    return ActionPlan.objects.visible_to(access).with_followup()


def _sanctions(access: Access) -> QuerySet[Any]:
    return Sanction.objects.visible_to(access).select_related("contract__provider")


def _checks(access: Access) -> QuerySet[Any]:
    return RegisterCheck.objects.visible_to(access).select_related("provider")


def _signals(access: Access) -> QuerySet[Any]:
    return Signal.objects.visible_to(access).select_related("provider")


def _followup(row: Followup) -> Row:
    where = f"{row.number}, {row.unit or row.lot or row.contract.agreement}"
    url = reverse("followups:detail", args=[row.pk])
    return Row(str(row.contract.provider), where, row.reported_on, row.shown_state, url)


def _finding(row: Finding) -> Row:
    about = f"{_(row.shown_kind.label)}: {row.text}"
    url = reverse("findings:followup", args=[row.followup_id])
    title = str(row.followup.contract.provider)
    return Row(title, about, row.followup.reported_on, row.shown_severity, url)


def _contract(row: Contract) -> Row:
    url = reverse("registry:contract", args=[row.pk])
    status = ContractStatus(row.status)
    return Row(str(row.provider), str(row.agreement), row.starts_on, status, url)


def _plan(row: ActionPlan) -> Row:
    url = reverse("measures:followup", args=[row.followup_id])
    title = str(row.followup.contract.provider)
    return Row(title, row.followup.number, row.requested_on, row.shown_state, url)


def _sanction(row: Sanction) -> Row:
    about = f"{row.number}, {_(row.shown_kind.label)}"
    url = reverse("measures:sanction", args=[row.pk])
    return Row(str(row.contract.provider), about, row.proposed_on, row.shown_state, url)


def _check(row: RegisterCheck) -> Row:
    about = f"{_(CheckKind(row.kind).label)}, {row.source}"
    url = reverse("monitoring:detail", args=[row.pk])
    return Row(str(row.provider), about, row.checked_on, CheckResult(row.result), url)


def _signal(row: Signal) -> Row:
    about = f"{_(SignalSource(row.source).label)}, {_(row.get_category_display())}"
    url = reverse("signals:detail", args=[row.pk])
    day = timezone.localdate(row.noted_at)
    return Row(str(row.provider), about, day, SignalState(row.state), url)


_READ: dict[RowKind, Callable[[Access], QuerySet[Any]]] = {
    RowKind.FOLLOWUP: _followups,
    RowKind.FINDING: _findings,
    RowKind.CONTRACT: _contracts,
    RowKind.PLAN: _plans,
    RowKind.SANCTION: _sanctions,
    RowKind.CHECK: _checks,
    RowKind.SIGNAL: _signals,
}
_SHOWN: dict[RowKind, Callable[[Any], Row]] = {
    RowKind.FOLLOWUP: _followup,
    RowKind.FINDING: _finding,
    RowKind.CONTRACT: _contract,
    RowKind.PLAN: _plan,
    RowKind.SANCTION: _sanction,
    RowKind.CHECK: _check,
    RowKind.SIGNAL: _signal,
}
