"""Who follows up which service, and which services nobody follows up. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from insyn.coordination.rules.states import DutyGround, ServiceForm
from insyn.kernel.choices import Choice


class DutyState(Choice):
    """Whether somebody follows a service up."""

    NOBODY = "nobody", "Ingen följer upp"
    UNLISTED = "unlisted", "Saknas i listan"
    FOLLOWED = "followed", "Följs upp"


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of service under one responsibility; ``run_by`` is 0 where it is the whole city's."""

    area: int
    form: ServiceForm
    run_by: int = 0


@dataclass(frozen=True, slots=True)
class Responsibility:
    """What the list says of a service: who follows it up, and on what ground."""

    service: Service
    reviewer: int | None
    ground: DutyGround
    key: int = 0


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A line of the list."""

    service: Service
    state: DutyState
    reviewer: int | None = None
    key: int = 0

    @property
    def is_alarm(self) -> bool:
        return self.state != DutyState.FOLLOWED


_ORDER = {DutyState.NOBODY: 0, DutyState.UNLISTED: 1, DutyState.FOLLOWED: 2}


def state_of(reviewer: int | None, ground: DutyGround) -> DutyState:
    """Return whether the service is followed up: by somebody, and on some ground."""
    is_followed = reviewer is not None and ground != DutyGround.NONE
    return DutyState.FOLLOWED if is_followed else DutyState.NOBODY


def duty_lines(
    listed: Iterable[Responsibility], existing: Iterable[tuple[int, ServiceForm]]
) -> list[DutyLine]:
    """Return the whole list, what nobody follows up first.

    ``existing`` are the kinds of service that the register has, whoever runs them: one that no
    line is about is an alarm too. A school's service is in the register as any in-house one.
    """
    rows = list(listed)
    lines = [
        DutyLine(row.service, state_of(row.reviewer, row.ground), row.reviewer, row.key)
        for row in rows
    ]
    covered = {(row.service.area, _in_register(row.service.form)) for row in rows}
    lines += [
        DutyLine(Service(area, form), DutyState.UNLISTED)
        for area, form in dict.fromkeys(existing)
        if (area, _in_register(form)) not in covered
    ]
    return sorted(lines, key=lambda line: _ORDER[line.state])


def _in_register(form: ServiceForm) -> str:
    """Return which of the register's two kinds a form belongs to: bought or the city's own."""
    own = form in {ServiceForm.IN_HOUSE, ServiceForm.SCHOOL}
    return "own" if own else "bought"


def without_reviewer(lines: Sequence[DutyLine]) -> list[DutyLine]:
    """Return the lines that somebody must do something about."""
    return [line for line in lines if line.is_alarm]


def duty_refusal(reviewer: int | None, ground: DutyGround) -> bool:
    """Tell whether a reviewer is named without anything that says so."""
    return reviewer is not None and ground == DutyGround.NONE
