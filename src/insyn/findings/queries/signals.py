"""The signals that findings stand on."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from insyn.findings.models import Finding, FindingSignal
from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.signals.models import Signal, SignalQuerySet
from insyn.signals.queries.signals import signals_of_followup, signals_seen


def signals_to_choose(access: Access, finding: Finding) -> SignalQuerySet:
    """Return the signals of the finding's follow-up that the asker sees, and those behind it."""
    around = signals_of_followup(access, finding.followup).order_by()
    behind = FindingSignal.objects.visible_to(access).filter(finding=finding)
    rows = signals_seen(access).filter(
        Q(pk__in=around.values("pk")) | Q(pk__in=behind.values("signal"))
    )
    return rows.order_by("happened_on", "pk")


def chosen_signals(access: Access, finding: Finding) -> list[int]:
    """Return the keys of the signals that the finding stands on and that the asker sees."""
    rows = FindingSignal.objects.visible_to(access).filter(finding=finding)
    return list(rows.values_list("signal", flat=True))


def signals_behind(access: Access, findings: Iterable[Finding]) -> Mapping[int, Sequence[Signal]]:
    """Return the signals by the finding's key, as far as the asker sees them. One query."""
    rows = FindingSignal.objects.visible_to(access).filter(finding__in=list(findings))
    found: dict[int, list[Signal]] = {}
    for row in rows.select_related("signal__provider"):
        found.setdefault(row.finding_id, []).append(row.signal)
    return found


def has_signals(access: Access, followup: Followup) -> bool:
    """Tell whether the follow-up has signals that the asker sees. One query."""
    return signals_of_followup(access, followup).exists()
