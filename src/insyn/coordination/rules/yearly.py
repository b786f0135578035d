"""The coordinator's yearly report: private, in-house and school services, counted alike. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from insyn.coordination.rules.states import AreaLevel, DistrictMethod, ServiceForm
from insyn.coordination.rules.yearly_words import Column, Outcomes, Said, Title
from insyn.results.rules.tables import Cell, Line, Measure, RowKind, Table, count, share

ALL = "all"


@dataclass(frozen=True, slots=True)
class ListedDuty:
    """A line of the list of responsibility: whose follow-up a kind of service is."""

    area: int
    form: ServiceForm
    reviewer: int | None


def form_of(
    area: int, *, is_own: bool, reviewer: int, listed: Collection[ListedDuty]
) -> ServiceForm:
    """Return the form of a unit: the register knows bought and own, the list the rest.

    A unit is in a school, or contracted out, when the list has its kind of service under that
    form alone, or when the one who follows it up does so under that form alone.
    """
    usual, other = (
        (ServiceForm.IN_HOUSE, ServiceForm.SCHOOL)
        if is_own
        else (ServiceForm.PRIVATE, ServiceForm.CONTRACTED_OUT)
    )
    of: dict[ServiceForm, set[int | None]] = {}
    for line in listed:
        if line.area == area:
            of.setdefault(line.form, set()).add(line.reviewer)
    if other not in of:
        return usual
    is_other = usual not in of or (reviewer in of[other] and reviewer not in of[usual])
    return other if is_other else usual


@dataclass(frozen=True, slots=True)
class UnitOutcome:
    """A unit of the sample, and what came of it. ``deficiencies`` is None until it is reported."""

    key: int
    board: int
    form: ServiceForm
    service: int
    name: str
    is_reported: bool
    is_afterwards: bool = False
    method: str = ""
    deficiencies: int | None = None
    in_depth: bool = False
    is_told: bool = False
    levels: Mapping[str, AreaLevel] | None = None


@dataclass(frozen=True, slots=True)
class BoardTold:
    """A board of the samples: what it told of, and the reports that it has decided; keys."""

    key: int
    name: str
    matters: tuple[int, ...] = ()
    decided: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MatterTold:
    """Something of weight that a board was told."""

    board: str
    told_on: date
    reference: str
    text: str


@dataclass(frozen=True, slots=True)
class CityYear:
    """Everything that the report is counted from.

    ``nobody`` are services that nobody follows up; ``unlisted`` stand in the register and not in
    the list of who follows up what, so that nobody can say.
    """

    units: Sequence[UnitOutcome]
    boards: Sequence[BoardTold]
    services: Mapping[int, str]
    nobody: Sequence[str] = ()
    unlisted: Sequence[str] = ()
    matters: Sequence[MatterTold] = ()


def city_tables(year: CityYear) -> tuple[Table, ...]:
    """Return every table of the report, in the order that they are read."""
    return (
        _methods(year),
        _forms(year),
        *(table for form in ServiceForm for table in _of_form(year, form)),
        _boards(year),
    )


def results_key(form: ServiceForm) -> str:
    """Return the key of the table of one form of service."""
    return f"city_{form.value}"


def outcomes_key(form: ServiceForm) -> str:
    """Return the key of the table of one form of service, by area."""
    return f"city_{form.value}_areas"


_RESULTS = (
    Column.SAMPLED,
    Column.REPORTED,
    Column.REPORTED_SHARE,
    Column.WITH_DEFICIENCIES,
    Column.DEFICIENCIES,
    Column.IN_DEPTH,
)
_LEVELS = {
    AreaLevel.MET: Column.MET,
    AreaLevel.PARTLY: Column.PARTLY,
    AreaLevel.NOT_MET: Column.NOT_MET,
}
_BOARDS = (
    Column.SAMPLED,
    Column.REPORTED,
    Column.AFTERWARDS,
    Column.LEFT,
    Column.TOLD,
    Column.MATTERS,
    Column.DECIDED,
)


def _table(
    key: str, title: str, columns: Sequence[Column], lines: Sequence[Line], note: Said | None,
    about: Column,
) -> Table:  # fmt: skip
    labels = tuple(column.label for column in columns)
    return Table(key, title, labels, tuple(lines), note.label if note else "", about.label)


def _keys(rows: Sequence[UnitOutcome]) -> tuple[int, ...]:
    return tuple(row.key for row in rows)


def _units(rows: Sequence[UnitOutcome]) -> Cell:
    return count(RowKind.SAMPLED, _keys(rows))


def _results(rows: Sequence[UnitOutcome]) -> tuple[Cell, ...]:
    reported = [row for row in rows if row.is_reported]
    deficient = [row for row in reported if row.deficiencies]
    total = sum(row.deficiencies or 0 for row in reported)
    return (
        _units(rows),
        _units(reported),
        share(RowKind.SAMPLED, _keys(reported), len(rows)),
        _units(deficient),
        Cell(total, Measure.SUM, RowKind.SAMPLED, _keys(deficient)),
        _units([row for row in reported if row.in_depth]),
    )


def _methods(year: CityYear) -> Table:
    lines = [
        Line(method.value, method.label, (_units([r for r in year.units if r.method == method]),))
        for method in DistrictMethod
    ]
    everything = [row for row in year.units if row.method]
    lines.append(Line(ALL, Column.ALL.label, (_units(everything),)))
    title = Title.METHODS
    return _table(title.value, title.label, [Column.NUMBER], lines, Said.METHODS, Column.METHOD)


def _forms(year: CityYear) -> Table:
    lines = [
        Line(form.value, form.label, _results(rows))
        for form in ServiceForm
        if (rows := [row for row in year.units if row.form == form])
    ]
    lines.append(Line(ALL, Column.ALL.label, _results(year.units)))
    title = Title.FORMS
    return _table(title.value, title.label, _RESULTS, lines, Said.RESULTS, Column.FORM)


def _of_form(year: CityYear, form: ServiceForm) -> Iterator[Table]:
    """Yield the results of one form by kind of service, and its outcomes by area."""
    rows = [row for row in year.units if row.form == form]
    if not rows:
        return
    services = sorted({row.service for row in rows}, key=lambda one: (year.services[one], one))
    lines = [
        Line(str(one), year.services[one], _results([row for row in rows if row.service == one]))
        for one in services
    ]
    lines.append(Line(ALL, Column.ALL.label, _results(rows)))
    yield _table(results_key(form), form.label, _RESULTS, lines, None, Column.SERVICE)
    areas = list(dict.fromkeys(area for row in rows for area in row.levels or ()))
    if areas:
        yield _table(
            outcomes_key(form), Outcomes(form.value).label, list(_LEVELS.values()),
            [Line(f"a{at}", area, _levels(rows, area)) for at, area in enumerate(areas, start=1)],
            Said.OUTCOMES, Column.AREA,
        )  # fmt: skip


def _levels(rows: Sequence[UnitOutcome], area: str) -> tuple[Cell, ...]:
    return tuple(
        _units([row for row in rows if (row.levels or {}).get(area) == level]) for level in _LEVELS
    )


def _boards(year: CityYear) -> Table:
    lines = [
        Line(str(one.key), one.name, _board([r for r in year.units if r.board == one.key], [one]))
        for one in year.boards
    ]
    lines.append(Line(ALL, Column.ALL.label, _board(year.units, year.boards)))
    title = Title.BOARDS
    return _table(title.value, title.label, _BOARDS, lines, Said.BOARDS, Column.BOARD)


def _board(rows: Sequence[UnitOutcome], boards: Sequence[BoardTold]) -> tuple[Cell, ...]:
    return (
        _units(rows),
        _units([row for row in rows if row.is_reported]),
        _units([row for row in rows if row.is_afterwards]),
        _units(left(rows)),
        _units([row for row in rows if row.is_told]),
        count(RowKind.MATTER, tuple(key for one in boards for key in one.matters)),
        count(RowKind.REPORT, tuple(key for one in boards for key in one.decided)),
    )


def left(rows: Sequence[UnitOutcome]) -> list[UnitOutcome]:
    """Return the units that nobody has reported on."""
    return [row for row in rows if not row.is_reported]
