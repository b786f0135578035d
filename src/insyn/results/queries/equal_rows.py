"""The rows behind a figure, as the asker sees them: what each is called, and its page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.findings.models import Finding
from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.registry.models import Contract
from insyn.results.rules.tables import RowKind
from insyn.signals.models import Signal
from insyn.signals.rules import SignalCategory


@dataclass(frozen=True, slots=True)
class Behind:
    """A row behind a figure."""

    title: str
    about: str
    day: date | None
    url: str


def rows_behind(access: Access, kind: RowKind, keys: Sequence[int]) -> QuerySet[Any]:
    """Return the rows with those keys, as far as the asker sees them."""
    match kind:
        case RowKind.CONTRACT:
            contracts = Contract.objects.visible_to(access).filter(pk__in=keys)
            return contracts.select_related("provider", "agreement")
        case RowKind.FINDING:
            findings = Finding.objects.visible_to(access).filter(pk__in=keys)
            return findings.select_related("followup__contract__provider")
        case RowKind.SIGNAL:
            signals = Signal.objects.visible_to(access).filter(pk__in=keys)
            return signals.select_related("provider")
        case _:
            followups = Followup.objects.visible_to(access).filter(pk__in=keys)
            return followups.select_related("contract__provider", "contract__agreement", "unit")


def behind(kind: RowKind, row: Any) -> Behind:
    """Return what is shown of the row."""
    return _SHOWN.get(kind, _followup)(row)


def _contract(row: Contract) -> Behind:
    url = reverse("registry:agreement", args=[row.agreement_id])
    return Behind(str(row.provider), str(row.agreement), row.starts_on, url)


def _finding(row: Finding) -> Behind:
    followup = row.followup
    url = reverse("followups:detail", args=[followup.pk])
    return Behind(str(followup.contract.provider), row.text, followup.reported_on, url)


def _signal(row: Signal) -> Behind:
    about = _(SignalCategory(row.category).label)
    url = reverse("signals:detail", args=[row.pk])
    return Behind(str(row.provider), about, row.happened_on, url)


def _followup(row: Followup) -> Behind:
    about = f"{row.number}, {row.unit or row.contract.agreement}"
    url = reverse("followups:detail", args=[row.pk])
    return Behind(str(row.contract.provider), about, row.reported_on, url)


_SHOWN: dict[RowKind, Callable[[Any], Behind]] = {
    RowKind.CONTRACT: _contract,
    RowKind.FINDING: _finding,
    RowKind.SIGNAL: _signal,
}
