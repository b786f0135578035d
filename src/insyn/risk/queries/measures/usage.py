"""How much each contract was used, and how that has changed."""

from typing import NamedTuple

from django.db.models import Max, Sum

from insyn.registry.models import Usage
from insyn.risk.queries.measures.frame import Frame, Values
from insyn.risk.rules.measuring import growth

YEAR = 12


class Used(NamedTuple):
    """What a contract was used in a year; None is what nobody has told."""

    amount: float | None
    people: int | None
    most: int | None
    called: int | None


def clients(frame: Frame) -> Values:
    """Return the most clients in any period of the last year, or the call-offs if those are more.

    Clients are counted period by period, so that to add them up would count people twice.
    """
    return {
        key: max(used.most or 0, used.called or 0)
        for key, used in _used(frame, 0).items()
        if used.most is not None or used.called is not None
    }


def spend(frame: Frame) -> Values:
    """Return the kronor of the last year."""
    return {key: used.amount for key, used in _used(frame, 0).items() if used.amount is not None}


def volumes(frame: Frame) -> Values:
    """Return amounts and clients of the last year and the year before: four numbers or None."""
    now, before = _used(frame, 0), _used(frame, YEAR)
    unused = Used(None, None, None, None)
    return {
        key: (*now.get(key, unused)[:2], used.amount, used.people) for key, used in before.items()
    }


def grown(volume: tuple[float | None, float | None, float | None, float | None]) -> float | None:
    """Return the growth in percent: of the amounts, else of the clients; None when neither."""
    amount, people, amount_before, people_before = volume
    if amount is not None and amount_before is not None:
        return growth(amount, amount_before)
    if people is not None and people_before is not None:
        return growth(people, people_before)
    return None


def _used(frame: Frame, months_ago: int) -> dict[int, Used]:
    """Return usage of the year that ended so many months ago, by contract. Read once a frame."""
    known: dict[int, Used] | None = frame.read.get(("usage", months_ago))
    if known is None:
        known = frame.read["usage", months_ago] = _read(frame, months_ago)
    return known


def _read(frame: Frame, months_ago: int) -> dict[int, Used]:
    rows = Usage.objects.visible_to(frame.access).filter(
        agreement__in=frame.agreement_ids,
        period_end__lte=frame.ago(months_ago),
        period_end__gt=frame.ago(months_ago + YEAR),
    )
    totals = rows.order_by().values_list("contract_id").annotate(
        Sum("amount"), Sum("clients"), Max("clients"), Sum("call_offs")
    )  # fmt: skip
    return {
        key: Used(None if amount is None else float(amount), people, most, called)
        for key, amount, people, most, called in totals
    }
