"""What Kolada (RKA) tells: figures by municipality or unit, year and gender. Pure."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from insyn.kernel.choices import Choice
from insyn.kernel.errors import RuleViolation
from insyn.monitoring.rules.answers import line

KPI = re.compile(r"[NU]\d{5}")
"""The number of a figure, such as N20891."""
UNIT = re.compile(r"V[0-9A-Z]{5,40}")
MUNICIPALITY = re.compile(r"\d{4}")
MOST_YEARS = 25
MOST_KPIS = 50
MOST_UNITS = 100
YEARS = range(1990, 2200)
GREATEST = 1e15


class Gender(Choice):
    """Whom a figure counts (kön)."""

    ALL = "T", "Alla"
    WOMEN = "K", "Kvinnor"
    MEN = "M", "Män"


@dataclass(frozen=True, slots=True)
class FigureFacts:
    """One value. None with a status is a value that the source has but does not show."""

    kpi: str
    place: str
    year: int
    gender: Gender
    value: float | None
    status: str


@dataclass(frozen=True, slots=True)
class FigurePage:
    """One page of an answer, and where the next stands."""

    figures: Sequence[FigureFacts]
    next_url: str
    strange: int
    """How many values were of no form that we know. They are left out."""


def read_page(
    said: Any, *, kpis: frozenset[str], places: frozenset[str], years: frozenset[int]
) -> FigurePage | None:
    """Return the page's values; None when it is no answer of the form that Kolada describes.

    What nobody asked for is counted as strange and left out.
    """
    rows = said.get("values") if isinstance(said, Mapping) else None
    if not isinstance(rows, list):
        return None
    figures: list[FigureFacts] = []
    strange = 0
    for row in rows:
        found = _row(row, kpis, places, years)
        if found is None:
            strange += 1
        else:
            figures.extend(found[0])
            strange += found[1]
    return FigurePage(figures, line_of_address(said.get("next_url")), strange)


def line_of_address(found: Any) -> str:
    """Return the address of the next page; empty when there is none."""
    return found if isinstance(found, str) else ""


def _row(
    row: Any, kpis: frozenset[str], places: frozenset[str], years: frozenset[int]
) -> tuple[list[FigureFacts], int] | None:
    if not isinstance(row, Mapping):
        return None
    kpi, year = line(row.get("kpi")), row.get("period")
    place = line(row.get("ou")) or line(row.get("municipality"))
    is_year = isinstance(year, int) and not isinstance(year, bool)
    if not is_year or kpi not in kpis or place not in places or year not in years:
        return None
    listed = row.get("values")
    if not isinstance(listed, list):
        return None
    read = [_value(one, kpi, place, year) for one in listed]
    return [one for one in read if one is not None], sum(one is None for one in read)


def _value(one: Any, kpi: str, place: str, year: int) -> FigureFacts | None:
    if not isinstance(one, Mapping) or one.get("gender") not in Gender.codes():
        return None
    value = one.get("value")
    if value is not None and not _is_number(value):
        return None
    return FigureFacts(
        kpi, place, year, Gender(one["gender"]), None if value is None else float(value),
        line(one.get("status"))[:50],
    )  # fmt: skip


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value) <= GREATEST


def read_titles(said: Any, *, kpis: frozenset[str]) -> dict[str, str]:
    """Return what the figures are called, for those that were asked for."""
    rows = said.get("values") if isinstance(said, Mapping) else None
    listed = rows if isinstance(rows, list) else []
    return {
        line(row.get("id")): line(row.get("title"))
        for row in listed
        if isinstance(row, Mapping) and line(row.get("id")) in kpis and line(row.get("title"))
    }


def check_watched(municipality: str, kpis: Sequence[str], units: Sequence[str]) -> None:
    """Refuse numbers that Kolada cannot have."""
    if kpis and not MUNICIPALITY.fullmatch(municipality):
        raise RuleViolation("Kommunkoden har fyra siffror, till exempel 0380.")
    for kpi in kpis:
        if not KPI.fullmatch(kpi):
            raise RuleViolation("Ett nyckeltals nummer är N eller U och fem siffror.")
    for unit in units:
        if not UNIT.fullmatch(unit):
            raise RuleViolation("En enhets nummer i Kolada börjar med V, som V15E144001301.")
    if len(kpis) > MOST_KPIS or len(units) > MOST_UNITS:
        raise RuleViolation("Välj högst 50 nyckeltal och 100 enheter.")
