"""How much each contract was used, and how that has changed."""

from django.db.models import Max, Sum

from insyn.registry.models import Usage
from insyn.risk.queries.measures.frame import Frame, Values
from insyn.risk.rules.measuring import growth

YEAR = 12


def clients(frame: Frame) -> Values:
    """Return the most clients in any period of the last year, or the call-offs if those are more.

    Clients are counted period by period, so that to add them up would count people twice.
    """
    rows = _rows(frame, 0).annotate(most=Max("clients"), called=Sum("call_offs"))
    return {
        key: max(most or 0, called or 0)
        for key, most, called in rows.values_list("contract_id", "most", "called")
        if most is not None or called is not None
    }


def spend(frame: Frame) -> Values:
    """Return the kronor of the last year."""
    rows = _rows(frame, 0).filter(amount__isnull=False).annotate(total=Sum("amount"))
    return {key: float(total) for key, total in rows.values_list("contract_id", "total")}


def volumes(frame: Frame) -> Values:
    """Return amounts and clients of the last year and the year before: four numbers or None."""
    now, before = _totals(frame, 0), _totals(frame, YEAR)
    return {key: (*now.get(key, (None, None)), *before[key]) for key in before}


def grown(volume: tuple[float | None, float | None, float | None, float | None]) -> float | None:
    """Return the growth in percent: of the amounts, else of the clients; None when neither."""
    amount, people, amount_before, people_before = volume
    if amount is not None and amount_before is not None:
        return growth(amount, amount_before)
    if people is not None and people_before is not None:
        return growth(people, people_before)
    return None


def _totals(frame: Frame, months_ago: int) -> dict[int, tuple[float | None, float | None]]:
    rows = _rows(frame, months_ago).annotate(total=Sum("amount"), people=Sum("clients"))
    return {
        key: (None if total is None else float(total), people)
        for key, total, people in rows.values_list("contract_id", "total", "people")
    }


def _rows(frame: Frame, months_ago: int):  # type: ignore[no-untyped-def]  # grouped rows
    """Return usage of the year that ended so many months ago, by contract."""
    rows = Usage.objects.visible_to(frame.access).filter(
        agreement__in=frame.agreement_ids,
        period_end__lte=frame.ago(months_ago),
        period_end__gt=frame.ago(months_ago + YEAR),
    )
    return rows.order_by().values("contract_id")
