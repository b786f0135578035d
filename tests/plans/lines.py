"""Activities for the views, as plain lines."""

import datetime
from decimal import Decimal
from itertools import count
from typing import Any

from insyn.plans.rules import FormKind, Scope
from insyn.plans.rules.lines import Line, Period, PlanLines, Terms

_keys = count(1)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def period(first: str, last: str, label: str = "", stage: str = "") -> Period:
    return Period(day(first), day(last), label, stage)


def year(number: int, label: str = "") -> Period:
    return period(f"{number}-01-01", f"{number}-12-31", label)


def spring(number: int, label: str = "") -> Period:
    return period(f"{number}-03-01", f"{number}-05-31", label)


def terms(key: int, title: str, first: str, last: str | None) -> Terms:
    return Terms(key, title, day(first), day(last) if last else None)


def line(title: str = "Tillsyn", *periods: Period, **facts) -> Line:
    said: dict[str, Any] = {
        "key": next(_keys),
        "form_key": 1,
        "form": "Avtalsuppföljning",
        "form_kind": FormKind.SURVEY,
        "scope": Scope.SERVICE_AREA,
        "board": "Socialnämnden, Ekby",
    } | facts
    return Line(title=title, periods=periods, **said)


def plan(*lines: Line, years=(2026,), **facts) -> PlanLines:
    return PlanLines(years=tuple(years), lines=lines, **facts)


def hours(text: str) -> Decimal:
    return Decimal(text)
