"""The schedule against who was there. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

ROLE_LENGTH = 100
EXPLANATION_LENGTH = 300
MOST_LINES = 100
MOST_PEOPLE = 999
_COLUMNS = range(3, 5)
_HEADINGS = ("roll", "yrke", "befattning")
_WHOLE = re.compile(r"\d{1,3}")


class Counted(Protocol):
    """A role with how many the schedule said and how many were there."""

    @property
    def scheduled(self) -> int: ...
    @property
    def present(self) -> int: ...


class Explained(Counted, Protocol):
    """The same with the name of the role and the provider's explanation."""

    @property
    def role(self) -> str: ...
    @property
    def explanation(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """One role at one hour."""

    role: str
    scheduled: int
    present: int
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Staffed:
    """Sums of a check. More of one role never makes up for too few of another."""

    scheduled: int = 0
    present: int = 0
    missing: int = 0
    extra: int = 0

    @property
    def is_short(self) -> bool:
        return self.missing > 0


def staffed(lines: Iterable[Counted]) -> Staffed:
    """Return the sums of a check; those missing and those extra are counted role by role."""
    rows = list(lines)
    return Staffed(
        scheduled=sum(row.scheduled for row in rows),
        present=sum(row.present for row in rows),
        missing=sum(max(0, row.scheduled - row.present) for row in rows),
        extra=sum(max(0, row.present - row.scheduled) for row in rows),
    )


def difference_in_words(scheduled: int, present: int) -> str:
    """Return how many were there against the schedule, for one role."""
    if present == scheduled:
        return "Som schemat"
    return f"{scheduled - present} färre" if present < scheduled else f"{present - scheduled} fler"


def staffed_in_words(sums: Staffed) -> str:
    """Return the sums of a check in one sentence."""
    parts = [f"{sums.present} på plats, {sums.scheduled} enligt schemat"]
    if sums.missing:
        parts.append(f"{sums.missing} saknas")
    if sums.extra:
        parts.append(f"{sums.extra} utöver schemat")
    if not (sums.missing or sums.extra):
        parts.append("bemanningen stämmer")
    return "; ".join(parts)


def shortage_in_words(lines: Iterable[Explained]) -> str:
    """Return the roles with fewer than the schedule, one to a row; empty when none is short."""
    return "\n".join(_shortage(row) for row in lines if row.present < row.scheduled)


def _shortage(row: Explained) -> str:
    counted = f"{row.role}: {row.present} på plats, {row.scheduled} enligt schemat."
    said = row.explanation.strip().rstrip(".")
    return f"{counted} Utförarens förklaring: {said}." if said else counted


def read_schedule(text: str) -> tuple[list[ScheduleLine], list[str]]:
    """Return the lines of a pasted schedule, and what is wrong with the others, row by row.

    A row is ”roll; enligt schema; på plats”, with an explanation last if there is one. Tabs do
    as well as semicolons, as when cells are copied from a sheet; a row of headings is skipped.
    """
    lines: list[ScheduleLine] = []
    problems: list[str] = []
    for number, row in enumerate(text.splitlines(), start=1):
        cells = [" ".join(cell.split()) for cell in re.split(r"[;\t]", row)]
        if not any(cells) or (number == 1 and _is_heading(cells)):
            continue
        problem = _problem(cells, [line.role for line in lines])
        if problem:
            problems.append(f"Rad {number}: {problem}")
        else:
            explanation = cells[3] if len(cells) == _COLUMNS[-1] else ""
            lines.append(ScheduleLine(cells[0], int(cells[1]), int(cells[2]), explanation))
    if len(lines) > MOST_LINES:
        problems.append(f"Det är {len(lines)} rader. Klistra in högst {MOST_LINES} åt gången.")
    if not lines and not problems:
        problems.append("Klistra in minst en rad, som: undersköterska; 3; 2")
    return lines, problems


def _is_heading(cells: Sequence[str]) -> bool:
    return cells[0].lower().startswith(_HEADINGS) and not any(map(_WHOLE.fullmatch, cells[1:3]))


def _problem(cells: Sequence[str], roles: Sequence[str]) -> str:
    if len(cells) not in _COLUMNS:
        return (
            f"har {len(cells)} delar. Skriv roll; enligt schemat; på plats, med semikolon emellan."
        )
    role, scheduled, present = cells[:3]
    if not role:
        return "rollen saknas."
    if len(role) > ROLE_LENGTH or any(len(cell) > EXPLANATION_LENGTH for cell in cells):
        return "texten är för lång."
    if role.casefold() in {known.casefold() for known in roles}:
        return f"”{role}” står på en rad ovanför också."
    wrong = [cell for cell in (scheduled, present) if not _WHOLE.fullmatch(cell)]
    return f"”{wrong[0]}” är inget antal. Skriv ett heltal, högst {MOST_PEOPLE}." if wrong else ""
