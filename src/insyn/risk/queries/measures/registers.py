"""What checks in outside registers have shown of each contract's provider."""

from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckResult
from insyn.risk.queries.measures.frame import Frame, Values

POINTS = {CheckResult.OK: 0, CheckResult.REMARK: 1, CheckResult.ALARM: 2}
"""A serious remark counts as two; what a check could not tell counts as not known."""


def remarks(frame: Frame) -> Values:
    """Return the points of the last check of each kind; none where no check told anything."""
    rows = RegisterCheck.objects.visible_to(frame.access).filter(
        provider__in=frame.contracts.values("provider"), checked_on__lte=frame.as_of
    )
    last: dict[tuple[int, str], str] = {}
    for provider_id, kind, result in rows.order_by("checked_on", "pk").values_list(
        "provider_id", "kind", "result"
    ):
        last[provider_id, kind] = result
    points: dict[int, int] = {}
    for (provider_id, _kind), result in last.items():
        if (told := POINTS.get(CheckResult(result))) is not None:
            points[provider_id] = points.get(provider_id, 0) + told
    return {key: points[provider] for key, _, provider, _ in frame.pairs if provider in points}
