"""Signals behind a follow-up, beside its requirements."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.kernel.evidence import Evidence, EvidenceKind
from insyn.signals.models import Signal
from insyn.signals.queries.signals import signals_of_followup


def evidence_of(
    access: Access, followup: Followup, question_ids: Collection[int]
) -> dict[int | None, list[Evidence]]:
    """Return the signals that are its reason; they concern the whole. One query."""
    del question_ids
    rows = signals_of_followup(access, followup)
    return {None: [_evidence(row) for row in rows]}


def _evidence(row: Signal) -> Evidence:
    return Evidence(
        kind=EvidenceKind.SIGNAL,
        text=f"{_(row.shown_category.label)}: {row.text}",
        said_by=_(row.shown_source.label),
        on=row.happened_on,
        url=reverse("signals:detail", args=[row.pk]),
    )
