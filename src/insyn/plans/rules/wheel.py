"""The year wheel: which months each activity, or each form, is worked on. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from insyn.plans.rules.lines import Line
from insyn.plans.rules.months import DECEMBER, clipped

MOST_RINGS = 10
"""Rings that can be told apart; with more activities the rings are the forms."""


OTHER_FORMS = "Övriga former"


@dataclass(frozen=True, slots=True)
class Ring:
    """A ring of the wheel: its name, and how many activities each month holds.

    ``key`` is the activity's, or the form's; 0 when several forms share the ring.
    """

    key: int
    name: str
    counts: tuple[int, ...]


def months_of(line: Line, year: int) -> frozenset[int]:
    """Return the months (1–12) of the year that the activity's times touch."""
    parts = (clipped(period.starts_on, period.ends_on, year) for period in line.periods)
    return frozenset(
        month
        for part in parts
        if part is not None
        for month in range(part[0].month, part[1].month + 1)
    )


def of_year(lines: Sequence[Line], year: int) -> tuple[Line, ...]:
    """Return the activities that are worked on in the year and are not cancelled."""
    return tuple(line for line in lines if not line.is_cancelled and months_of(line, year))


def is_by_form(lines: Sequence[Line], year: int) -> bool:
    """Tell whether the year has so many activities that the rings are the forms."""
    return len(of_year(lines, year)) > MOST_RINGS


def rings_of(lines: Sequence[Line], year: int) -> tuple[Ring, ...]:
    """Return a ring for each activity of the year, or for each form when they are many."""
    shown = of_year(lines, year)
    if not is_by_form(lines, year):
        return tuple(_ring(line.key, line.title, (line,), year) for line in shown)
    forms = [tuple(found) for _, found in groupby(shown, key=lambda line: line.form_key)]
    if len(forms) <= MOST_RINGS:
        return tuple(_form_ring(found, year) for found in forms)
    rings = [_form_ring(found, year) for found in forms[: MOST_RINGS - 1]]
    rest = tuple(line for found in forms[MOST_RINGS - 1 :] for line in found)
    return (*rings, _ring(0, OTHER_FORMS, rest, year))


def by_month(lines: Sequence[Line], year: int) -> tuple[tuple[Line, ...], ...]:
    """Return the activities of each month, January first."""
    months = [(line, months_of(line, year)) for line in of_year(lines, year)]
    return tuple(
        tuple(line for line, worked_on in months if month in worked_on)
        for month in range(1, DECEMBER + 1)
    )


def _form_ring(lines: Sequence[Line], year: int) -> Ring:
    return _ring(lines[0].form_key, lines[0].form, lines, year)


def _ring(key: int, name: str, lines: Sequence[Line], year: int) -> Ring:
    months = [months_of(line, year) for line in lines]
    counts = (sum(month in found for found in months) for month in range(1, DECEMBER + 1))
    return Ring(key, name, tuple(counts))
