"""What registers say of the provider, beside the requirements of a follow-up."""

from collections.abc import Collection

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.kernel.evidence import Evidence, EvidenceKind
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.queries.checks import checks
from insyn.monitoring.rules import CheckKind, CheckResult


def evidence_of(
    access: Access, followup: Followup, question_ids: Collection[int]
) -> dict[int | None, list[Evidence]]:
    """Return the latest check of each kind; they concern the whole. One query."""
    del question_ids
    rows = checks(access).filter(
        provider=followup.contract.provider_id, authority=followup.authority_id
    )
    latest = rows.filter(Q(is_replaced=False))
    return {None: [_evidence(row) for row in latest]}


def _evidence(row: RegisterCheck) -> Evidence:
    said = f"{_(CheckKind(row.kind).label)}: {_(CheckResult(row.result).label)}"
    more = row.judgement or row.remark
    return Evidence(
        kind=EvidenceKind.REGISTER,
        text=f"{said}. {more}" if more else f"{said}.",
        said_by=row.source,
        on=row.checked_on,
        url=reverse("monitoring:of_provider", args=[row.provider_id]),
    )
